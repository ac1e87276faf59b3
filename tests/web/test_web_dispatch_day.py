"""The dispatcher in the middle of the day: what has changed is flagged, looked at, and accepted once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from factories import a_seller, a_shipment, a_vehicle
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from logistics import clock
from logistics.cli.handlers import HANDLERS
from logistics.db import Database
from logistics.jobs.models import Job
from logistics.jobs.worker import run_next
from logistics.parties.models import Office, Role, User, Vehicle
from logistics.pickups import look_up, planning, publishing
from logistics.pickups.models import PickupRequest, Plan, RequestState
from logistics.pickups.view import PlanView
from logistics.routing import Iterations, problem_from_json, solve
from logistics.settings import Settings
from logistics.tracking.models import EventCode
from logistics.tracking.new_event import NewEvent, Sender
from logistics.tracking.record import record
from logistics.tracking.uuid7 import uuid7

Enter = Callable[..., FlaskClient]

pytestmark = pytest.mark.usefixtures("before_dawn")


@pytest.fixture
def plan(world: Database) -> PlanView:
    """Today's plan in force: three households on the route of the office's van, driven by its driver."""
    today = clock.service_day(clock.now())
    with world.transaction() as session:
        office = session.scalars(select(Office).order_by(Office.id)).first()
        assert office is not None
        van = session.scalars(select(Vehicle).where(Vehicle.office_id == office.id)).one()
        van.shift_start_s, van.shift_end_s = 0, 24 * 3600 - 60
        van.driver_id = session.scalar(select(User.id).where(User.role == Role.DRIVER, User.office_id == office.id))
        for n in range(3):
            a_shipment(session, a_seller(session, office, lat=22.35 + n / 60), parcels=2)
    draft = planning.prepare(world, office.code, today)
    found = solve(draft.problem, Iterations(10))
    with world.transaction() as session:
        made = planning.keep(session, draft, found, created_by_id=None)
        publishing.publish(session, made.id, fence=0, by=None)
        return look_up.plan_view(session, made.id)


def _here(plan: PlanView) -> dict[str, str]:
    return {"office": plan.office_code, "day": plan.service_day.isoformat()}


def _fetched(world: Database, plan: PlanView, stop: int = 0) -> None:
    parcels = tuple(parcel.item_number for parcel in plan.routes[0].stops[stop].parcels)
    event = NewEvent(event_id=uuid7(), code=EventCode.COLLECTED, happened_at=clock.now(), parcels=parcels)
    with world.transaction() as session:
        record(session, [event], Sender())


def _replanned(client: FlaskClient, world: Database, form: dict[str, str]) -> TestResponse:
    """What the dispatcher sees in the end: the board leads to what the job made."""
    asked = client.post("/routes/replan", data=form)
    assert run_next(world, Settings(environment="test"), {planning.REPLAN: HANDLERS[planning.REPLAN]})
    return client.get(asked.location, follow_redirects=True)


def _a_new_pickup(world: Database, plan: PlanView) -> None:
    with world.transaction() as session:
        office = session.scalars(select(Office).where(Office.code == plan.office_code)).one()
        a_shipment(session, a_seller(session, office, name="Hộ Mới Báo", lat=22.36))


def test_a_plan_that_still_holds_flags_nothing_and_makes_no_version(
    as_role: Enter, world: Database, plan: PlanView
) -> None:
    dispatcher = as_role(Role.DISPATCHER)

    board = dispatcher.get("/routes").text
    told = _replanned(dispatcher, world, _here(plan)).text

    assert 'id="changes"' not in board
    assert "kế hoạch đang dùng vẫn tốt" in told
    with world.reading() as session:
        assert len(session.scalars(select(Plan)).all()) == 1


def test_a_day_under_way_offers_no_plan_from_the_beginning_but_says_what_to_do(
    as_role: Enter, world: Database, plan: PlanView
) -> None:
    dispatcher = as_role(Role.DISPATCHER)
    before = dispatcher.get("/routes?lang=en").text
    _fetched(world, plan)

    board = dispatcher.get("/routes?lang=en").text
    card = dispatcher.get("/routes/planning", query_string=_here(plan)).text

    assert 'id="what-if"' in before
    assert 'id="what-if"' not in board
    for page in (board, card):
        assert 'action="/routes/plan"' not in page
        assert "Drivers have reported stops of this day" in page
        assert 'action="/routes/replan"' in page


def test_a_new_pickup_is_flagged_looked_at_and_accepted(as_role: Enter, world: Database, plan: PlanView) -> None:
    dispatcher = as_role(Role.DISPATCHER)
    _a_new_pickup(world, plan)

    flagged = dispatcher.get("/routes").text
    looked_at = _replanned(dispatcher, world, _here(plan)).text
    with world.reading() as session:
        draft = session.scalars(select(Plan).order_by(Plan.version.desc())).first()
        assert draft is not None
    accepted = dispatcher.post(f"/routes/plans/{draft.id}/publish", data={"fence": plan.fence}, follow_redirects=True)

    assert "Hộ Mới Báo" in flagged[flagged.index('id="changes"') :]
    assert 'id="difference"' in looked_at
    assert 'id="changes"' not in accepted.text
    with world.reading() as session:
        assert look_up.plan_view(session, draft.id).published


def test_of_two_dispatchers_who_accept_one_gets_409(as_role: Enter, world: Database, plan: PlanView) -> None:
    one, other = as_role(Role.DISPATCHER), as_role(Role.DISPATCHER)
    _a_new_pickup(world, plan)
    _replanned(one, world, _here(plan))
    _replanned(other, world, _here(plan))
    with world.reading() as session:
        drafts = session.scalars(select(Plan.id).where(Plan.id != plan.id)).all()

    answers = [
        who.post(f"/routes/plans/{draft}/publish", data={"fence": plan.fence}).status_code
        for who, draft in zip((one, other), drafts, strict=True)
    ]

    assert answers == [302, 409]


def test_the_drivers_phone_gets_the_accepted_version(as_role: Enter, world: Database, plan: PlanView) -> None:
    dispatcher, driver = as_role(Role.DISPATCHER), as_role(Role.DRIVER)
    before = driver.get("/driver/route")
    _a_new_pickup(world, plan)
    _replanned(dispatcher, world, _here(plan))
    with world.reading() as session:
        draft = session.scalars(select(Plan.id).where(Plan.id != plan.id)).one()
    dispatcher.post(f"/routes/plans/{draft}/publish", data={"fence": plan.fence})

    after = driver.get("/driver/route", headers={"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200
    sellers = [stop["seller"] for route in after.json["routes"] for stop in route["stops"]]
    assert len(sellers) == 4
    assert "Hộ Mới Báo" in sellers


def test_a_version_in_force_cannot_be_thrown_away(as_role: Enter, world: Database, plan: PlanView) -> None:
    assert as_role(Role.DISPATCHER).post(f"/routes/plans/{plan.id}/drop").status_code == 409
    with world.reading() as session:
        assert session.get(Plan, plan.id) is not None


def test_a_broken_vehicle_is_flagged_until_it_drives_again(as_role: Enter, world: Database, plan: PlanView) -> None:
    dispatcher = as_role(Role.DISPATCHER)
    vehicle = plan.routes[0].vehicle_id

    dispatcher.post(f"/routes/vehicles/{vehicle}/breakdown", data=_here(plan))
    flagged = dispatcher.get("/routes").text
    dispatcher.post(f"/routes/vehicles/{vehicle}/breakdown", data=_here(plan) | {"back": "yes"})

    assert plan.routes[0].vehicle_plate in flagged[flagged.index('id="changes"') :]
    assert 'id="changes"' not in dispatcher.get("/routes").text


def test_what_a_broken_vehicle_has_on_board_is_told(as_role: Enter, world: Database, plan: PlanView) -> None:
    dispatcher = as_role(Role.DISPATCHER)
    _fetched(world, plan)
    before = dispatcher.get("/routes?lang=en").text

    dispatcher.post(f"/routes/vehicles/{plan.routes[0].vehicle_id}/breakdown", data=_here(plan))

    sentence = "2 parcels are on board: no route fetches them."
    assert sentence not in before
    assert sentence in dispatcher.get("/routes?lang=en").text


def test_a_cancelled_pickup_is_flagged(as_role: Enter, world: Database, plan: PlanView) -> None:
    dispatcher = as_role(Role.DISPATCHER)
    stop = plan.routes[0].stops[0]

    dispatcher.post(f"/routes/requests/{stop.request_id}/cancel", data=_here(plan))

    page = dispatcher.get("/routes").text
    assert stop.seller_name in page[page.index('id="changes"') :]
    with world.reading() as session:
        assert session.get_one(PickupRequest, stop.request_id).state is RequestState.CANCELLED


def test_another_offices_vehicle_and_pickup_do_not_exist(as_role: Enter, world: Database, plan: PlanView) -> None:
    with world.transaction() as session:
        foreign = session.scalars(select(Office).where(Office.code != plan.office_code)).one()
        vehicle = a_vehicle(session, foreign)
        session.get_one(PickupRequest, plan.routes[0].stops[0].request_id).office_id = foreign.id
    dispatcher = as_role(Role.DISPATCHER)

    broken = dispatcher.post(f"/routes/vehicles/{vehicle.id}/breakdown", data=_here(plan))
    cancelled = dispatcher.post(f"/routes/requests/{plan.routes[0].stops[0].request_id}/cancel", data=_here(plan))

    assert (broken.status_code, cancelled.status_code) == (404, 404)


def test_what_if_is_a_planning_under_an_assumption(as_role: Enter, world: Database, plan: PlanView) -> None:
    form = _here(plan) | {
        "what_if": "yes",
        "one_more": "motorbike",
        "shift_start": "07:30",
        "lat": "22.4",
        "lon": "103.5",
    }

    as_role(Role.DISPATCHER).post("/routes/plan", data=form)

    with world.reading() as session:
        job = session.scalars(select(Job).where(Job.kind == planning.PLAN)).one()
    assert job.arguments["assumption"] == {"one_more": "motorbike", "shift_start_s": 27000, "closed_at": [22.4, 103.5]}


def test_what_if_nothing_is_refused(as_role: Enter, plan: PlanView) -> None:
    assert as_role(Role.DISPATCHER).post("/routes/plan", data=_here(plan) | {"what_if": "yes"}).status_code == 422


def test_the_day_as_a_file_is_a_problem_without_people(as_role: Enter, plan: PlanView) -> None:
    answer = as_role(Role.DISPATCHER).post("/routes/instance.json", data=_here(plan))

    assert len(problem_from_json(answer.data).stops) == 3
    assert plan.routes[0].stops[0].seller_name not in answer.text


def test_a_stop_is_given_to_another_vehicle_as_a_draft(as_role: Enter, world: Database, plan: PlanView) -> None:
    with world.transaction() as session:
        office = session.scalars(select(Office).where(Office.code == plan.office_code)).one()
        other = a_vehicle(session, office, shift_start_s=0, shift_end_s=24 * 3600 - 60)
    stop = plan.routes[0].stops[-1]
    form = _here(plan) | {"stop": str(stop.id), "vehicle": str(other.id)}

    page = _replanned(as_role(Role.DISPATCHER), world, form).text

    assert 'id="difference"' in page
    assert f"{plan.routes[0].vehicle_plate} → {other.plate}" in page
    with world.reading() as session:
        assert look_up.plan_view(session, plan.id).published


def test_a_replanning_that_finds_no_way_says_why_on_the_board(as_role: Enter, world: Database, plan: PlanView) -> None:
    dispatcher = as_role(Role.DISPATCHER)
    _fetched(world, plan)
    form = _here(plan) | {"stop": str(plan.routes[0].stops[0].id), "vehicle": str(plan.routes[0].vehicle_id)}

    page = _replanned(dispatcher, world, form).text

    assert "Không tính được sẽ đổi những gì." in page
    assert "Điểm này đã đi qua." in page


def test_a_day_without_a_plan_in_force_is_not_changed(as_role: Enter, world: Database) -> None:
    assert as_role(Role.DISPATCHER).post("/routes/replan").status_code == 409


def test_a_form_sent_twice_works_out_the_change_once(as_role: Enter, world: Database, plan: PlanView) -> None:
    dispatcher = as_role(Role.DISPATCHER)
    for _ in range(2):
        dispatcher.post("/routes/replan", data=_here(plan) | {"form_key": "the same form"})

    with world.reading() as session:
        assert len(session.scalars(select(Job).where(Job.kind == planning.REPLAN)).all()) == 1
