"""The dispatcher's board: plan, look, put in force; two at once get one winner."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from factories import a_seller, a_shipment
from flask import Flask
from flask.testing import FlaskClient
from live import DESK, PHONE, a_browser, accessibility_faults, complaints, served
from playwright.sync_api import Playwright, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.app import create_app
from logistics.db import Database
from logistics.jobs import queue
from logistics.jobs.models import Job, JobState
from logistics.parties.credentials import SESSION_LIFETIME, issue
from logistics.parties.models import CredentialKind, Office, Role, User, Vehicle
from logistics.pickups import look_up, planning
from logistics.pickups.models import Breakdown, Plan
from logistics.pickups.view import PlanView
from logistics.routing import Iterations, solve
from logistics.settings import Settings
from logistics.tracking.models import EventCode
from logistics.tracking.new_event import NewEvent, Sender
from logistics.tracking.record import record
from logistics.tracking.uuid7 import uuid7
from logistics.travel.matrix import Answer, Quality, Question
from logistics.travel.models import RouteClosure
from logistics.travel.points import Floats
from logistics.web.dispatch import ways

Enter = Callable[[Role], FlaskClient]


class _ARoadWithABend:
    """A source that knows every road, each by way of one bend."""

    quality = Quality.GRAPH
    version = "bend"

    def answer(self, question: Question) -> Answer:
        n = len(question.points)
        return Answer(np.full((n, n), 600, np.int32), np.full((n, n), 5000, np.int32), np.zeros((n, n), np.int32))

    def line(self, question: Question) -> Floats:
        first, last = question.points
        return np.array([(first.lat, first.lon, 900.0), (22.5, 103.5, 1200.0), (last.lat, last.lon, 900.0)])


def _today() -> dt.date:
    return clock.service_day(clock.now())


@pytest.fixture
def plan(world: Database) -> PlanView:
    """A draft for today: three households on a van's route, a fourth too far away for anybody."""
    with world.transaction() as session:
        office = session.scalars(select(Office).order_by(Office.id)).first()
        assert office is not None
        van = session.scalars(select(Vehicle).where(Vehicle.office_id == office.id)).one()
        van.driver_id = session.scalar(select(User.id).where(User.role == Role.DRIVER, User.office_id == office.id))
        for n in range(3):
            a_shipment(session, a_seller(session, office, lat=22.35 + n / 60), parcels=2)
        a_shipment(session, a_seller(session, office, name="Hộ Cà Mau", lat=9.2, lon=105.1))
    draft = planning.prepare(world, office.code, _today())
    found = solve(draft.problem, Iterations(20))
    with world.transaction() as session:
        return look_up.plan_view(session, planning.keep(session, draft, found, created_by_id=None).id)


def test_the_board_names_every_stop_and_what_is_left_out(as_role: Enter, plan: PlanView) -> None:
    page = as_role(Role.DISPATCHER).get("/routes").text

    for stop in plan.routes[0].stops:
        assert stop.seller_name in page
    assert "Hộ Cà Mau" in page
    assert plan.routes[0].vehicle_plate in page


def test_a_version_is_put_in_force_once(as_role: Enter, world: Database, plan: PlanView) -> None:
    dispatcher = as_role(Role.DISPATCHER)

    first = dispatcher.post(f"/routes/plans/{plan.id}/publish", data={"fence": plan.fence})
    second = dispatcher.post(f"/routes/plans/{plan.id}/publish", data={"fence": plan.fence})

    assert (first.status_code, second.status_code) == (302, 409)
    with world.reading() as session:
        assert look_up.plan_view(session, plan.id).published


def test_asking_twice_while_planning_runs_is_one_job(as_role: Enter, world: Database, plan: PlanView) -> None:
    dispatcher = as_role(Role.DISPATCHER)

    for _ in range(2):
        dispatcher.post("/routes/plan", data={"office": plan.office_code, "day": _today().isoformat()})

    with world.reading() as session:
        assert len(session.scalars(select(Job).where(Job.kind == planning.PLAN)).all()) == 1


def test_progress_leads_to_the_new_version_when_it_is_done(as_role: Enter, world: Database, plan: PlanView) -> None:
    dispatcher = as_role(Role.DISPATCHER)
    here = {"office": plan.office_code, "day": _today().isoformat()}
    dispatcher.post("/routes/plan", data=here)

    running = dispatcher.get("/routes/planning", query_string=here)
    with world.transaction() as session:
        job = session.scalars(select(Job)).one()
        job.state, job.result = JobState.DONE, {"version": 2}
    done = dispatcher.get("/routes/planning", query_string=here)

    assert "HX-Redirect" not in running.headers
    assert "version=2" in done.headers["HX-Redirect"]


def test_a_failed_planning_says_why_and_can_be_asked_again(as_role: Enter, world: Database, plan: PlanView) -> None:
    dispatcher = as_role(Role.DISPATCHER)
    here = {"office": plan.office_code, "day": _today().isoformat()}
    dispatcher.post("/routes/plan", data=here)
    with world.transaction() as session:
        job = session.scalars(select(Job)).one()
        job.state = JobState.DEAD
        job.refusal = [{"at": "/vehicles", "vi": "Không có xe nào chạy.", "en": "No active vehicle."}]

    page = dispatcher.get("/routes").text
    dispatcher.post("/routes/plan", data=here)

    assert "<b>Xe:</b> Không có xe nào chạy." in page
    with world.reading() as session:
        assert len(session.scalars(select(Job)).all()) == 2


def test_a_running_planning_is_stopped_and_what_is_in_force_stays(
    as_role: Enter, world: Database, plan: PlanView
) -> None:
    dispatcher = as_role(Role.DISPATCHER)
    here = {"office": plan.office_code, "day": plan.service_day.isoformat()}
    dispatcher.post(f"/routes/plans/{plan.id}/publish", data={"fence": 0})
    dispatcher.post("/routes/plan", data=here)
    with world.transaction() as session:
        job = _planning(session)
        job.state = JobState.RUNNING
        job.progress = {"done": 3, "total": 20, "households": 18, "stops": 40, "served": 31, "cost": None, "gap": None}

    page = dispatcher.get("/routes").text
    dispatcher.post(f"/routes/planning/{job.id}/cancel", data=here)

    assert "31/40 lượt ghé đã có tuyến · 18 hộ" in page
    with world.reading() as session:
        assert _planning(session).state is JobState.CANCELLED
        assert look_up.plan_view(session, plan.id).published


def test_the_list_of_versions_tells_which_is_in_force_and_which_only_supposes(
    as_role: Enter, world: Database, plan: PlanView
) -> None:
    dispatcher = as_role(Role.DISPATCHER)
    with world.transaction() as session:
        row = session.get_one(Plan, plan.id)
        row.summary = row.summary | {"why": {"kind": "what_if", "shift_start_s": 7 * 3600}}
    dispatcher.post(f"/routes/plans/{plan.id}/publish", data={"fence": 0})

    listed = dispatcher.get("/routes").text.split("Các bản của ngày này")[1].split("</table>")[0]

    assert "đang dùng" in listed
    assert "07:00" in listed


def test_another_window_that_watches_a_stopped_planning_goes_back_to_the_board(
    as_role: Enter, world: Database, plan: PlanView
) -> None:
    dispatcher = as_role(Role.DISPATCHER)
    here = {"office": plan.office_code, "day": plan.service_day.isoformat()}
    dispatcher.post("/routes/plan", data=here)
    with world.transaction() as session:
        queue.cancel(session, _planning(session).id)

    watching = dispatcher.get("/routes/planning", query_string=here)
    board = dispatcher.get(watching.headers["HX-Redirect"])

    assert board.status_code == 200
    assert "/routes/planning" not in board.text


def test_the_word_of_a_failed_planning_is_taken_off_the_board_by_who_has_seen_it(
    as_role: Enter, world: Database, plan: PlanView
) -> None:
    dispatcher = as_role(Role.DISPATCHER)
    here = {"office": plan.office_code, "day": plan.service_day.isoformat()}
    dispatcher.post("/routes/plan", data=here)
    with world.transaction() as session:
        job = _planning(session)
        job.state = JobState.DEAD
        job.refusal = [{"at": "/vehicles", "vi": "Không có xe nào chạy.", "en": "No active vehicle."}]

    before = dispatcher.get("/routes").text
    dispatcher.post(f"/routes/planning/{job.id}/seen", data=here)

    assert "Không có xe nào chạy." in before
    assert "Không có xe nào chạy." not in dispatcher.get("/routes").text


def _planning(session: Session) -> Job:
    return session.scalars(select(Job).where(Job.kind == "plan")).one()


def test_another_offices_plan_does_not_exist_for_this_dispatcher(
    as_role: Enter, world: Database, plan: PlanView
) -> None:
    with world.transaction() as session:
        foreign = session.scalars(select(Office).where(Office.code != plan.office_code)).one()
        session.get_one(Plan, plan.id).office_id = foreign.id
    dispatcher = as_role(Role.DISPATCHER)

    assert dispatcher.get(f"/routes/plans/{plan.id}/map.json").status_code == 404
    assert dispatcher.post(f"/routes/plans/{plan.id}/publish", data={"fence": 0}).status_code == 404
    assert dispatcher.get(f"/routes/{plan.routes[0].id}/sheet.pdf").status_code == 404
    assert dispatcher.get("/routes", query_string={"office": foreign.code}).status_code == 404


def test_estimated_legs_are_never_drawn_as_roads(as_role: Enter, plan: PlanView) -> None:
    drawn = as_role(Role.DISPATCHER).get(f"/routes/plans/{plan.id}/map.json").json

    legs = drawn["routes"][0]["legs"]
    assert len(legs) == len(plan.routes[0].stops) + 1
    assert all(leg["estimated"] for leg in legs)
    assert len(drawn["unserved"]) == 1


@pytest.mark.parametrize("visited", [0, 1])
def test_a_broken_vehicle_is_drawn_as_far_as_it_was_heard_of(
    as_role: Enter, world: Database, plan: PlanView, visited: int
) -> None:
    route = plan.routes[0]
    with world.transaction() as session:
        at = route.returns_at
        session.add(Breakdown(vehicle_id=route.vehicle_id, service_day=plan.service_day, happened_at=at))
        for stop in route.stops[:visited]:
            parcels = tuple(parcel.item_number for parcel in stop.parcels)
            told = NewEvent(event_id=uuid7(), code=EventCode.COLLECTED, happened_at=stop.arrives_at, parcels=parcels)
            record(session, [told], Sender())

    drawn = as_role(Role.DISPATCHER).get(f"/routes/plans/{plan.id}/map.json").json["routes"][0]

    assert len(drawn["legs"]) == visited
    assert len(drawn["stops"]) == len(route.stops)


def test_a_road_that_is_known_is_drawn_as_it_runs(
    as_role: Enter, plan: PlanView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "configured", lambda *_: [_ARoadWithABend()])

    drawn = as_role(Role.DISPATCHER).get(f"/routes/plans/{plan.id}/map.json").json

    leg = drawn["routes"][0]["legs"][0]
    assert not leg["estimated"]
    assert leg["line"][1] == [22.5, 103.5]


def test_the_map_names_the_communes_of_its_stops_first(as_role: Enter, plan: PlanView) -> None:
    drawn = as_role(Role.DISPATCHER).get(f"/routes/plans/{plan.id}/map.json").json

    names = [place["name"] for place in drawn["places"]]
    assert plan.routes[0].stops[0].commune.endswith(names[0])
    assert "Tân Phong" in names


def test_a_closed_road_is_on_the_map_while_it_is_closed(as_role: Enter, world: Database, plan: PlanView) -> None:
    dispatcher = as_role(Role.DISPATCHER)
    form = {"road": "QL4D", "description": "Sạt lở", "lat": "22.33", "lon": "103.55"}
    dispatcher.post("/routes/closures", data=form)
    with world.reading() as session:
        closure = session.scalars(select(RouteClosure)).one()

    while_closed = dispatcher.get(f"/routes/plans/{plan.id}/map.json").json["closed"]
    dispatcher.post(f"/routes/closures/{closure.id}/open")

    assert "Sạt lở" in while_closed[0]["popup"]
    assert dispatcher.get(f"/routes/plans/{plan.id}/map.json").json["closed"] == []


def test_pictures_come_from_a_tile_server_only_where_one_is_named(world: Database, settings: Settings) -> None:
    named = replace(settings, map_tiles_url="https://tiles.example/{z}/{x}/{y}.png")

    without, with_tiles = (
        create_app(one, world).test_client().get("/routes").headers["Content-Security-Policy"]
        for one in (settings, named)
    )

    assert "tiles.example" not in without
    assert "img-src 'self' data: blob: https://tiles.example;" in with_tiles


def test_names_with_markup_stay_text_on_the_map(as_role: Enter, world: Database, plan: PlanView) -> None:
    with world.transaction() as session:
        from logistics.parties.models import Seller

        session.scalars(
            select(Seller).where(Seller.code == plan.routes[0].stops[0].seller_code)
        ).one().name = "<img src=x onerror=alert(1)>"

    drawn = as_role(Role.DISPATCHER).get(f"/routes/plans/{plan.id}/map.json").json

    popups = "".join(stop["popup"] for stop in drawn["routes"][0]["stops"])
    assert "<img" not in popups
    assert "&lt;img" in popups


def test_the_route_sheet_is_a_pdf_with_every_stop(as_role: Enter, plan: PlanView) -> None:
    pdf = as_role(Role.DISPATCHER).get(f"/routes/{plan.routes[0].id}/sheet.pdf").data

    document = pypdfium2.PdfDocument(pdf)
    words = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert plan.routes[0].vehicle_plate in words
    assert all(stop.phone.removeprefix("+84")[:3] in words for stop in plan.routes[0].stops)


def test_a_road_is_closed_and_opened_from_the_page(as_role: Enter, world: Database) -> None:
    dispatcher = as_role(Role.DISPATCHER)
    form = {
        "road": "QL4D",
        "description": "Sạt lở",
        "lat": "22.33",
        "lon": "103.55",
        "vehicles": ["truck"],
        "hours": "6",
    }

    dispatcher.post("/routes/closures", data=form)
    with world.reading() as session:
        closure = session.scalars(select(RouteClosure)).one()
    dispatcher.post(f"/routes/closures/{closure.id}/open")

    assert (closure.road, closure.vehicles) == ("QL4D", "truck")
    with world.reading() as session:
        assert session.scalars(select(RouteClosure)).one().ended_at is not None


def test_a_closure_that_cannot_be_read_keeps_what_was_typed(as_role: Enter, world: Database) -> None:
    answer = as_role(Role.DISPATCHER).post("/routes/closures", data={"road": "QL4D", "lat": "north", "lon": ""})

    assert answer.status_code == 422
    assert "QL4D" in answer.text
    with world.reading() as session:
        assert session.scalars(select(RouteClosure)).all() == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"road": "Q" * 65}, "road"),
        ({"description": "x" * 401}, "description"),
        ({"source": "x" * 201}, "source"),
        ({"lat": "48.85"}, "lat"),
        ({"lon": "2.35"}, "lon"),
        ({"hours": "0"}, "hours"),
        ({"hours": "-4"}, "hours"),
        ({"hours": "99999"}, "hours"),
    ],
)
def test_a_closure_that_cannot_be_is_refused_at_its_field(
    as_role: Enter, world: Database, changed: dict[str, str], field: str
) -> None:
    form = {"road": "QL4D", "lat": "22.38", "lon": "103.47", "source": "CSGT"}

    answer = as_role(Role.DISPATCHER).post("/routes/closures", data=form | changed)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    with world.reading() as session:
        assert session.scalars(select(RouteClosure)).all() == []


def test_a_day_that_is_none_is_refused_in_clear_words(as_role: Enter) -> None:
    assert as_role(Role.DISPATCHER).get("/routes?day=2025-13-45").status_code == 422


@pytest.mark.parametrize(("days", "why"), [(-1, "This day has gone by."), (15, "at most 14 days ahead")])
def test_a_day_that_cannot_be_planned_says_why_and_has_no_button(
    as_role: Enter, world: Database, days: int, why: str
) -> None:
    day = _today() + dt.timedelta(days=days)

    page = as_role(Role.DISPATCHER).get(f"/routes?day={day.isoformat()}&lang=en").text

    assert why in page
    assert 'action="/routes/plan"' not in page


@pytest.mark.parametrize("version", ["99", "0", "-1", "first", "9" * 30])
def test_a_version_that_is_none_is_not_another_one(as_role: Enter, plan: PlanView, version: str) -> None:
    answer = as_role(Role.DISPATCHER).get("/routes", query_string={"version": version})

    assert answer.status_code == 404


def test_a_clerk_does_not_plan(as_role: Enter, plan: PlanView) -> None:
    clerk = as_role(Role.CLERK)

    assert clerk.get("/routes").status_code == 403
    assert clerk.post(f"/routes/plans/{plan.id}/publish", data={"fence": 0}).status_code == 403


# --- with a real browser ------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_board_is_accessible_quiet_and_fits_the_screen(
    playwright: Playwright, app: Flask, world: Database, plan: PlanView, tmp_path: Path, viewport: dict[str, int]
) -> None:
    with world.transaction() as session:
        dispatcher = session.scalars(select(User).where(User.role == Role.DISPATCHER).order_by(User.id)).first()
        assert dispatcher is not None
        secret = issue(session, dispatcher, CredentialKind.SESSION, SESSION_LIFETIME)
    with served(app) as address, a_browser(playwright, tmp_path, viewport) as context:
        context.add_cookies([{"name": "session", "value": secret, "url": address}])
        page = context.new_page()
        heard = complaints(page)
        for path in ("/routes", "/routes/closures"):
            page.goto(f"{address}{path}")
            if path == "/routes":
                expect(page.locator("#map .map-number").first).to_be_visible()
            # Pins of neighbouring villages overlap on the map; the list beside it has them all at full size.
            assert [fault for fault in accessibility_faults(page) if fault["id"] != "target-size"] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        assert heard == []


@pytest.mark.browser
def test_the_map_and_the_list_light_each_other_up_and_numbers_never_cover_each_other(
    playwright: Playwright, app: Flask, world: Database, plan: PlanView, tmp_path: Path
) -> None:
    with world.transaction() as session:
        dispatcher = session.scalars(select(User).where(User.role == Role.DISPATCHER).order_by(User.id)).first()
        assert dispatcher is not None
        secret = issue(session, dispatcher, CredentialKind.SESSION, SESSION_LIFETIME)
    with served(app) as address, a_browser(playwright, tmp_path, DESK) as context:
        context.add_cookies([{"name": "session", "value": secret, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/routes")
        expect(page.locator("#map .map-number")).to_have_count(3)
        boxes = [sign.bounding_box() for sign in page.locator("#map .map-number").all()]

        page.click("[data-pin='1']")

        expect(page.locator("#route-1")).to_have_class(re.compile(r"\blit\b"))
        expect(page.locator("#map .map-number.on")).to_have_count(3)
        assert all(
            abs(a["x"] - b["x"]) > 15 or abs(a["y"] - b["y"]) > 15
            for a, b in itertools.combinations(filter(None, boxes), 2)
        )
