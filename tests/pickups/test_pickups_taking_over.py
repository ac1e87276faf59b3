"""A vehicle breaks down with parcels on board: another one is sent to where it stands, or somebody is told why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from factories import a_seller, a_shipment, a_user, a_vehicle, an_office
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import Database
from logistics.parties import Principal
from logistics.parties.models import Office, Role, User, Vehicle, VehicleKind
from logistics.parties.principal import principal_of
from logistics.pickups import breakdowns, look_up, planning, publishing, replanning
from logistics.pickups.changes import changes
from logistics.pickups.comparing import compare
from logistics.pickups.models import PlaceKind
from logistics.pickups.view import Outcome, PlanView, RouteView, StopView
from logistics.routing import Iterations, solve
from logistics.shipments.models import Parcel
from logistics.tracking.models import Custody, EventCode, HolderKind
from logistics.tracking.new_event import NewEvent, Sender
from logistics.tracking.record import record
from logistics.tracking.uuid7 import uuid7

DAY = dt.date(2025, 11, 5)
NORTH, SOUTH = 22.46, 22.31


@dataclass(frozen=True)
class World:
    """A published day: three households to the north, three to the south, a van with its driver for each."""

    database: Database
    office: Office
    plan: PlanView

    @property
    def north(self) -> RouteView:
        """The route that goes north."""
        return next(route for route in self.plan.routes if route.stops[0].lat > 22.4)

    @property
    def south(self) -> RouteView:
        """The other one."""
        return next(route for route in self.plan.routes if route != self.north)

    def replanned(self) -> PlanView:
        """The version that takes in what has changed, not yet in force."""
        plan_id = replanning.propose(self.database, self.office.code, DAY, asked_by=None)
        return self.seen(plan_id)

    def seen(self, plan_id: int) -> PlanView:
        """A version as people see it now."""
        with self.database.reading() as session:
            return look_up.plan_view(session, plan_id)

    def publish(self, plan: PlanView) -> None:
        """Put the version in force."""
        with self.database.transaction() as session:
            publishing.publish(session, plan.id, fence=self.seen(plan.id).fence, by=None)


@pytest.fixture
def world(database: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    """At five in the morning: nobody has left."""
    _at(monkeypatch, 5)
    with database.transaction() as session:
        office = an_office(session)
        for _ in range(2):
            driver = a_user(session, Role.DRIVER, office_id=office.id)
            # Back by eight: one valley is a vehicle's day.
            a_vehicle(session, office, VehicleKind.VAN, shift_end_s=8 * 3600, driver_id=driver.id)
        for n in range(3):
            for lat in (NORTH, SOUTH):
                a_shipment(session, a_seller(session, office, lat=lat, lon=103.471 + n / 200))
    draft = planning.prepare(database, office.code, DAY)
    found = solve(draft.problem, Iterations(60))
    with database.transaction() as session:
        plan = planning.keep(session, draft, found, created_by_id=None)
        publishing.publish(session, plan.id, fence=0, by=None)
        for vehicle in session.scalars(select(Vehicle)):
            vehicle.shift_end_s = 12 * 3600
        return World(database, office, look_up.plan_view(session, plan.id))


def _at(monkeypatch: pytest.MonkeyPatch, hour: float) -> None:
    monkeypatch.setattr(clock, "now", lambda: clock.at(DAY, round(hour * 3600)))


def _vehicle(session: Session, route: RouteView) -> Vehicle:
    return session.get_one(Vehicle, route.vehicle_id)


def _driver(session: Session, route: RouteView) -> Principal:
    return principal_of(session.get_one(User, _vehicle(session, route).driver_id))


def _collected(world: World, route: RouteView, stops: Sequence[StopView], **more: object) -> None:
    """The route's driver scans the parcels of the stops."""
    parcels = tuple(parcel.item_number for stop in stops for parcel in stop.parcels)
    event = NewEvent(
        event_id=uuid7(),
        code=EventCode.COLLECTED,
        happened_at=clock.now(),
        parcels=parcels,
        **more,  # type: ignore[arg-type]
    )
    with world.database.transaction() as session:
        (verdict,) = record(session, [event], Sender(principal=_driver(session, route)))
    assert verdict.outcome == "applied"


def _breaks_down(world: World, route: RouteView) -> None:
    with world.database.transaction() as session:
        breakdowns.break_down(session, _vehicle(session, route), DAY, by=None)


def _take_overs(plan: PlanView) -> list[tuple[str, StopView]]:
    return [(route.vehicle_plate, stop) for route in plan.routes for stop in route.stops if stop.taken_from]


def _with_two_on_board(world: World, monkeypatch: pytest.MonkeyPatch) -> list[StopView]:
    """The van to the north has fetched from two of its three households, and broken down."""
    fetched = list(world.north.stops[:2])
    for n, stop in enumerate(fetched):
        _at(monkeypatch, 6.5 + n / 4)
        _collected(world, world.north, [stop])
    _at(monkeypatch, 7)
    _breaks_down(world, world.north)
    return fetched


def test_another_vehicle_is_sent_to_where_the_broken_one_was_last_heard_of(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = _with_two_on_board(world, monkeypatch)

    again = world.replanned()

    sent = _take_overs(again)
    assert {plate for plate, _ in sent} == {world.south.vehicle_plate}
    assert {stop.taken_from for _, stop in sent} == {world.north.vehicle_plate}
    assert {(stop.place, stop.lat, stop.lon) for _, stop in sent} == {("vehicle", fetched[1].lat, fetched[1].lon)}
    numbers = {parcel.item_number for _, stop in sent for parcel in stop.parcels}
    assert numbers == {parcel.item_number for stop in fetched for parcel in stop.parcels}
    assert all(stop.outcome is Outcome.OPEN and stop.arrives_at >= clock.now() for _, stop in sent)


def test_the_load_counts_on_the_vehicle_that_comes_and_nothing_is_fetched_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_two_on_board(world, monkeypatch)

    again = world.replanned()

    (taker,) = [route for route in again.routes if route.vehicle_plate == world.south.vehicle_plate]
    assert taker.mass_g == sum(parcel.gross_mass_g for stop in taker.stops for parcel in stop.parcels)
    assert len(taker.stops) == 6  # three of its own, the third of the north, and two households' loads
    assert sum(route.parcels for route in again.routes) == 6


def test_the_difference_says_who_takes_what_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _with_two_on_board(world, monkeypatch)

    difference = compare(world.seen(world.plan.id), world.replanned())

    assert {(route.vehicle_plate, stop.taken_from) for route, stop in difference.taken_over} == {
        (world.south.vehicle_plate, world.north.vehicle_plate)
    }
    assert len(difference.taken_over) == 2
    assert (difference.parcels, difference.nothing) == (0, False)
    assert difference.more == difference.fewer == ()


def test_a_phones_position_tells_where_the_vehicle_stands(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _at(monkeypatch, 6.5)
    _collected(world, world.north, world.north.stops[:1], lat=22.44, lon=103.48)
    _breaks_down(world, world.north)

    ((_, stop),) = _take_overs(world.replanned())

    assert (stop.lat, stop.lon) == (22.44, 103.48)


def test_a_broken_vehicle_that_nobody_heard_from_has_visited_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _at(monkeypatch, 6.8)
    assert any(stop.departs_at < clock.now() for stop in world.north.stops)
    _breaks_down(world, world.north)

    again = world.replanned()

    assert _take_overs(again) == []
    assert [route.vehicle_plate for route in again.routes] == [world.south.vehicle_plate]
    visited = {stop.request_id for route in again.routes for stop in route.stops}
    left_out = {left.request_id for left in again.unserved}
    assert visited | left_out == {stop.request_id for route in world.plan.routes for stop in route.stops}


def test_where_no_vehicle_can_come_the_load_is_left_out_with_its_reason(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = _with_two_on_board(world, monkeypatch)
    _breaks_down(world, world.south)

    again = world.replanned()

    left = [left for left in again.unserved if left.request_id == fetched[0].request_id]
    assert len(left) == 1
    codes = [reason["code"] for reason in left[0].reasons]
    assert codes[0] == "on_broken_vehicle"
    assert len(codes) > 1
    assert world.north.vehicle_plate in left[0].reasons[0]["en"]


def test_what_spoils_is_sent_for_only_if_it_comes_home_fresh(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = world.north.stops[0]
    with world.database.transaction() as session:
        session.scalars(select(Parcel).where(Parcel.id == first.parcels[0].id)).one().marks = ["perishable"]
        for vehicle in session.scalars(select(Vehicle)):
            vehicle.shift_end_s = 20 * 3600
    _at(monkeypatch, 6.5)
    _collected(world, world.north, [first])
    _at(monkeypatch, 12.4)  # six hours after it was fetched it has to be home
    _breaks_down(world, world.north)

    again = world.replanned()

    left = [left for left in again.unserved if left.request_id == first.request_id]
    assert [reason["code"] for reason in left[0].reasons] == ["on_broken_vehicle", "freshness"]


def test_a_scan_of_the_other_driver_moves_the_custody_and_deals_with_the_stop(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = _with_two_on_board(world, monkeypatch)
    again = world.replanned()
    world.publish(again)
    (_, stop), _ = _take_overs(again)
    _at(monkeypatch, 7.5)
    _collected(world, world.south, [stop])

    seen = world.seen(again.id)

    after = {one.id: one for _, one in _take_overs(seen)}
    assert (after[stop.id].outcome, after[stop.id].dealt_at) == (Outcome.COLLECTED, clock.now())
    assert [one.outcome for number, one in after.items() if number != stop.id] == [Outcome.OPEN]
    at_home = {one.request_id: one for route in seen.routes for one in route.stops if not one.taken_from}
    assert at_home[fetched[0].request_id].dealt_at == clock.at(DAY, round(6.5 * 3600))
    with world.database.reading() as session:
        custody = session.scalars(select(Custody).where(Custody.parcel_id == stop.parcels[0].id)).one()
        assert (custody.holder, custody.holder_id) == (HolderKind.DRIVER, _driver(session, world.south).user_id)


def test_a_take_over_stays_with_its_vehicle_when_the_day_is_planned_once_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_two_on_board(world, monkeypatch)
    again = world.replanned()
    world.publish(again)
    (_, stop), _ = _take_overs(again)
    _at(monkeypatch, 7.5)
    _collected(world, world.south, [stop])

    once_more = world.replanned()
    world.publish(once_more)

    pairs = [(plate, one.request_id, one.outcome) for plate, one in _take_overs(once_more)]
    assert sorted(pairs) == sorted(
        (plate, one.request_id, Outcome.COLLECTED if one.id == stop.id else Outcome.OPEN)
        for plate, one in _take_overs(again)
    )
    assert compare(world.seen(again.id), once_more).taken_over == ()


def test_a_version_that_forgets_a_take_over_is_not_published(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _with_two_on_board(world, monkeypatch)
    again, without = world.replanned(), world.plan
    world.publish(again)
    (_, stop), _ = _take_overs(again)
    _collected(world, world.south, [stop])

    with pytest.raises(Exception, match="lose them"):
        world.publish(without)


def test_a_vehicle_that_drives_again_keeps_its_load(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _with_two_on_board(world, monkeypatch)
    world.publish(world.replanned())
    with world.database.transaction() as session:
        breakdowns.drives_again(session, _vehicle(session, world.north), DAY)

    assert _take_overs(world.replanned()) == []


def test_what_is_on_board_is_a_change_until_somebody_is_sent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for n, stop in enumerate(world.north.stops):
        _at(monkeypatch, 6.5 + n / 4)
        _collected(world, world.north, [stop])
    _breaks_down(world, world.north)
    again = world.replanned()

    def broken(plan: PlanView) -> list[str]:
        with world.database.reading() as session:
            office = session.get_one(Office, world.office.id)
            return [route.vehicle_plate for route in changes(session, office, world.seen(plan.id)).broken]

    assert broken(world.plan) == [world.north.vehicle_plate]
    assert broken(again) == []


def test_a_vehicle_that_took_a_load_over_and_breaks_down_passes_it_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_two_on_board(world, monkeypatch)
    again = world.replanned()
    world.publish(again)
    taken = [stop for _, stop in _take_overs(again)]
    _at(monkeypatch, 7.6)
    _collected(world, world.south, taken)
    _breaks_down(world, world.south)
    with world.database.transaction() as session:
        reserve = a_vehicle(session, session.get_one(Office, world.office.id), VehicleKind.VAN)

    once_more = world.replanned()

    sent = [(plate, stop) for plate, stop in _take_overs(once_more) if stop.outcome is Outcome.OPEN]
    assert {plate for plate, _ in sent} == {reserve.plate}
    assert {stop.taken_from for _, stop in sent} == {world.south.vehicle_plate}
    assert {parcel.id for _, stop in sent for parcel in stop.parcels} == {
        parcel.id for stop in taken for parcel in stop.parcels
    }


def test_the_kinds_of_places_are_those_of_people(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _with_two_on_board(world, monkeypatch)

    (_, stop), *_ = _take_overs(world.replanned())

    assert stop.place == PlaceKind.VEHICLE
    assert stop.place_name  # the village near which the vehicle stands
