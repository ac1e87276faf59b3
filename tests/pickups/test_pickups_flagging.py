"""A road closes, and the routes that use it are flagged at once."""

from __future__ import annotations

import datetime as dt

import pytest
from factories import a_seller, a_shipment, a_vehicle, an_office

from logistics import clock
from logistics.db import Database
from logistics.pickups import look_up, planning
from logistics.pickups.flagging import HOME, flag_plans, touched_routes
from logistics.pickups.view import PlanView
from logistics.routing import Iterations, solve
from logistics.tracking.models import EventCode
from logistics.tracking.new_event import NewEvent, Sender
from logistics.tracking.record import record
from logistics.tracking.uuid7 import uuid7
from logistics.travel import Mode, Point
from logistics.travel.closing import NewClosure, close_road, open_road

TOMORROW = clock.service_day(clock.now()) + dt.timedelta(days=1)
BETWEEN = Point(22.369, 103.5)
FAR = Point(21.95, 102.8)


@pytest.fixture
def plan(database: Database) -> PlanView:
    """Tomorrow's plan: a van to two households east of the office."""
    with database.transaction() as session:
        office = an_office(session, lat=22.37, lon=103.45)
        a_vehicle(session, office)
        for lat, lon in ((22.37, 103.55), (22.372, 103.56)):
            a_shipment(session, a_seller(session, office, lat=lat, lon=lon), parcels=1)
        code = office.code
    draft = planning.prepare(database, code, TOMORROW)
    found = solve(draft.problem, Iterations(50))
    with database.transaction() as session:
        return look_up.plan_view(session, planning.keep(session, draft, found, created_by_id=None).id)


def shut(database: Database, **given: object) -> int:
    """A closure from now on, flagged as the page does."""
    fields = {"since": clock.now(), "source": "Sở Xây dựng", "road": "QL4D"} | given
    with database.transaction() as session:
        closure_id = close_road(session, NewClosure(**fields)).id  # type: ignore[arg-type]
    flag_plans(database, closure_id)
    return closure_id


def flagged(database: Database, plan: PlanView) -> list[tuple[int, tuple[int, ...]]]:
    with database.reading() as session:
        return [(flag.route, flag.legs) for flag in touched_routes(session, plan_id=plan.id)]


def test_a_route_over_the_closed_place_is_flagged_with_its_legs(database: Database, plan: PlanView) -> None:
    shut(database, at=BETWEEN)

    ((route, legs),) = flagged(database, plan)

    assert route == 1
    assert legs == (HOME, 1)


def test_the_flag_names_plan_day_and_closure(database: Database, plan: PlanView) -> None:
    closure_id = shut(database, at=BETWEEN)

    with database.reading() as session:
        (flag,) = [each for each in touched_routes(session) if each.plan_id == plan.id]

    assert (flag.service_day, flag.version, flag.closure.id) == (TOMORROW, 1, closure_id)
    assert flag.office_code == plan.office_code


@pytest.mark.parametrize(
    "given",
    [
        {"at": FAR},
        {"at": BETWEEN, "modes": frozenset({Mode.MOTORBIKE})},
    ],
)
def test_a_closure_elsewhere_or_for_others_flags_nothing(
    database: Database, plan: PlanView, given: dict[str, object]
) -> None:
    shut(database, **given)

    assert flagged(database, plan) == []


def test_a_closure_that_is_over_by_then_flags_nothing(database: Database, plan: PlanView) -> None:
    shut(database, at=BETWEEN, until=clock.now() + dt.timedelta(minutes=1))

    assert flagged(database, plan) == []


def test_a_route_that_has_left_is_flagged_for_what_is_still_to_come(
    database: Database, plan: PlanView, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = plan.routes[0].stops[0]
    monkeypatch.setattr(clock, "now", lambda: first.departs_at)
    numbers = tuple(parcel.item_number for parcel in first.parcels)
    event = NewEvent(event_id=uuid7(), code=EventCode.COLLECTED, happened_at=clock.now(), parcels=numbers)
    with database.transaction() as session:
        record(session, [event], Sender())

    shut(database, at=BETWEEN)

    assert flagged(database, plan) == [(1, (HOME,))]


def test_an_open_road_takes_its_flag_with_it(database: Database, plan: PlanView) -> None:
    closure_id = shut(database, at=BETWEEN)

    with database.transaction() as session:
        open_road(session, closure_id, clock.now())

    assert flagged(database, plan) == []


def test_a_closure_looked_at_again_flags_once(database: Database, plan: PlanView) -> None:
    closure_id = shut(database, at=BETWEEN)

    flag_plans(database, closure_id)

    assert len(flagged(database, plan)) == 1


def test_a_plan_made_after_the_closure_is_not_flagged(database: Database, plan: PlanView) -> None:
    shut(database, at=BETWEEN)
    draft = planning.prepare(database, plan.office_code, TOMORROW)
    found = solve(draft.problem, Iterations(50))

    with database.transaction() as session:
        later = look_up.plan_view(session, planning.keep(session, draft, found, created_by_id=None).id)

    assert flagged(database, later) == []


def test_an_older_version_that_nobody_drives_by_is_left_alone(database: Database, plan: PlanView) -> None:
    draft = planning.prepare(database, plan.office_code, TOMORROW)
    found = solve(draft.problem, Iterations(50))
    with database.transaction() as session:
        planning.keep(session, draft, found, created_by_id=None)

    shut(database, at=BETWEEN)

    assert flagged(database, plan) == []
