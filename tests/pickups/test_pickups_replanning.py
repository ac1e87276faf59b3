"""A day does not go as planned: what happened stays, what is not concerned stays, and one version takes in the rest."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass

import pytest
from factories import a_seller, a_shipment, a_vehicle, an_office
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.cli.handlers import SCHEDULES
from logistics.db import Database
from logistics.errors import Conflict
from logistics.parties.models import Office, Seller, Vehicle, VehicleKind
from logistics.pickups import breakdowns, look_up, planning, publishing, replanning, reported, requests
from logistics.pickups.comparing import Comparison, compare
from logistics.pickups.models import PickupRequest
from logistics.pickups.solving import Effort
from logistics.pickups.view import PlanView, StopView
from logistics.routing import Iterations, Plan, solve
from logistics.tracking.models import EventCode
from logistics.tracking.new_event import NewEvent, Sender
from logistics.tracking.record import record
from logistics.tracking.uuid7 import uuid7
from logistics.travel.closing import NewClosure, close_road
from logistics.travel.points import Point

DAY = dt.date(2025, 11, 5)
NORTH, SOUTH = 22.46, 22.31


@dataclass(frozen=True)
class World:
    """A published day: four households to the north, four to the south, two vans."""

    database: Database
    office: Office
    plan: PlanView

    def proposed(self) -> PlanView:
        """The version that takes in what has changed."""
        plan_id = replanning.propose(self.database, self.office.code, DAY, asked_by=None)
        with self.database.reading() as session:
            return look_up.plan_view(session, plan_id)

    def difference(self) -> Comparison:
        """From the version in force to that one."""
        return compare(self.plan, self.proposed())


@pytest.fixture
def world(database: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    """At five in the morning of the day: nobody has left."""
    _at(monkeypatch, 5)
    with database.transaction() as session:
        office = an_office(session)
        for _ in range(2):
            # Back by eight: one valley is a vehicle's day.
            a_vehicle(session, office, VehicleKind.VAN, shift_end_s=8 * 3600)
        for n in range(4):
            for lat in (NORTH, SOUTH):
                a_shipment(session, a_seller(session, office, lat=lat, lon=103.471 + n / 200))
    draft = planning.prepare(database, office.code, DAY)
    found = solve(draft.problem, Iterations(60))
    with database.transaction() as session:
        plan = planning.keep(session, draft, found, created_by_id=None)
        publishing.publish(session, plan.id, fence=0, by=None)
        return World(database, office, look_up.plan_view(session, plan.id))


def _at(monkeypatch: pytest.MonkeyPatch, hour: float) -> None:
    monkeypatch.setattr(clock, "now", lambda: clock.at(DAY, round(hour * 3600)))


def _said(world: World, code: EventCode, stop: StopView, **more: object) -> uuid.UUID:
    parcels = tuple(parcel.item_number for parcel in stop.parcels)
    event = NewEvent(event_id=uuid7(), code=code, happened_at=clock.now(), parcels=parcels, **more)  # type: ignore[arg-type]
    with world.database.transaction() as session:
        record(session, [event], Sender())
    return event.event_id


def _a_new_household(session: Session, world: World, lat: float) -> Seller:
    seller = a_seller(session, world.office, lat=lat, lon=103.48)
    a_shipment(session, seller)
    return seller


def _order(view: PlanView) -> dict[str, list[str]]:
    return {route.vehicle_plate: [stop.seller_code for stop in route.stops] for route in view.routes}


def test_where_nothing_has_changed_nothing_changes(world: World) -> None:
    difference = world.difference()

    assert difference.nothing
    assert (difference.distance_m, difference.duration_s) == (0, 0)


def test_a_new_pickup_is_taken_in_by_one_route_and_the_other_stays_as_it_was(world: World) -> None:
    with world.database.transaction() as session:
        seller = _a_new_household(session, world, SOUTH)

    difference = world.difference()

    assert [stop.seller_code for stop in difference.now_served] == [seller.code]
    assert len(difference.changed) == 1
    assert difference.moved == ()


def test_a_cancelled_pickup_leaves_its_route_and_no_other_changes(world: World) -> None:
    gone = world.plan.routes[0].stops[1]
    with world.database.transaction() as session:
        requests.cancel(session, session.get_one(PickupRequest, gone.request_id))

    difference = world.difference()

    assert [stop.seller_code for stop in difference.no_longer] == [gone.seller_code]
    assert [route.vehicle_plate for route in difference.changed] == [world.plan.routes[0].vehicle_plate]
    assert difference.distance_m <= 0


def test_what_was_fetched_stays_with_its_vehicle_at_the_time_it_was_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = world.plan.routes[0].stops[0]
    _at(monkeypatch, 7)
    _said(world, EventCode.COLLECTED, first)
    with world.database.transaction() as session:
        _a_new_household(session, world, NORTH)
        _a_new_household(session, world, SOUTH)

    again = world.proposed()

    kept = again.routes[0].stops[0]
    assert (kept.seller_code, kept.arrives_at) == (first.seller_code, clock.at(DAY, 7 * 3600))
    assert sum(len(route.stops) for route in again.routes) == 10


@pytest.mark.parametrize("seed", range(6))
def test_the_times_of_a_replanned_route_never_run_backwards(
    world: World, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    dice = random.Random(seed)
    at = 6.0
    visits = [stop for route in world.plan.routes for stop in route.stops]
    # Drivers go by their own order, sooner or later than planned, and some are not heard.
    for stop in dice.sample(visits, dice.randint(1, 6)):
        at += dice.random() * 0.4
        _at(monkeypatch, at)
        if dice.random() < 0.8:
            _said(world, EventCode.COLLECTED, stop)
        else:
            _said(world, EventCode.PICKUP_FAILED, stop, reason="sender_absent")
    _at(monkeypatch, at + dice.random())
    with world.database.transaction() as session:
        _a_new_household(session, world, dice.choice([NORTH, SOUTH]))

    again = world.proposed()

    for route in again.routes:
        visited = [moment for stop in route.stops for moment in (stop.arrives_at, stop.departs_at)]
        times = [route.departs_at, *visited, route.returns_at]
        assert times == sorted(times)


def test_what_a_phone_with_a_slow_clock_fetched_stays_on_its_route(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = world.plan.routes[0].stops[0]
    _at(monkeypatch, 4.5)  # before the day was planned, at five
    _said(world, EventCode.COLLECTED, first)
    _at(monkeypatch, 6.1)

    again = world.proposed()

    assert again.routes[0].stops[0].seller_code == first.seller_code
    assert sum(len(route.stops) for route in again.routes) == 8


def test_a_failed_visit_is_not_planned_again_the_same_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = world.plan.routes[0].stops[0]
    _at(monkeypatch, 7)
    _said(world, EventCode.PICKUP_FAILED, first, reason="sender_absent")

    again = world.proposed()

    visits = [stop for route in again.routes for stop in route.stops if stop.seller_code == first.seller_code]
    assert len(visits) == 1
    assert visits[0].outcome == "failed"


def test_a_vehicle_nobody_hears_from_is_taken_to_drive_as_planned(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _at(monkeypatch, 8)
    passed = [stop.seller_code for route in world.plan.routes for stop in route.stops if stop.departs_at <= clock.now()]
    with world.database.transaction() as session:
        _a_new_household(session, world, NORTH)

    again = world.proposed()

    before = [stop.seller_code for route in again.routes for stop in route.stops if stop.departs_at <= clock.now()]
    assert passed
    assert set(passed) == set(before)


def test_what_a_broken_vehicle_had_before_it_goes_to_the_others(world: World) -> None:
    broken, other = world.plan.routes
    with world.database.transaction() as session:
        vehicle = session.scalars(select(Vehicle).where(Vehicle.plate == broken.vehicle_plate)).one()
        breakdowns.break_down(session, vehicle, DAY, by=None)
        reserve = a_vehicle(session, world.office, VehicleKind.VAN)

    again = world.proposed()

    assert {route.vehicle_plate for route in again.routes} == {other.vehicle_plate, reserve.plate}
    assert sum(len(route.stops) for route in again.routes) == 8
    assert again.unserved == ()


def test_a_vehicle_that_stands_in_leaves_no_earlier_than_now(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _at(monkeypatch, 6.3)
    with world.database.transaction() as session:
        vehicle = session.scalars(select(Vehicle).where(Vehicle.plate == world.plan.routes[0].vehicle_plate)).one()
        breakdowns.break_down(session, vehicle, DAY, by=None)
        reserve = a_vehicle(session, world.office, VehicleKind.VAN)

    again = world.proposed()

    (route,) = [route for route in again.routes if route.vehicle_plate == reserve.plate]
    assert route.departs_at >= clock.now()


def test_what_a_broken_vehicle_leaves_behind_has_one_reason(world: World) -> None:
    broken = world.plan.routes[0]
    with world.database.transaction() as session:
        vehicle = session.scalars(select(Vehicle).where(Vehicle.plate == broken.vehicle_plate)).one()
        breakdowns.break_down(session, vehicle, DAY, by=None)

    again = world.proposed()

    assert again.unserved
    assert {tuple(reason["code"] for reason in left.reasons) for left in again.unserved} == {("fleet",)}


def test_a_vehicle_that_drives_again_is_planned_with(world: World) -> None:
    with world.database.transaction() as session:
        vehicle = session.scalars(select(Vehicle).where(Vehicle.plate == world.plan.routes[0].vehicle_plate)).one()
        breakdowns.break_down(session, vehicle, DAY, by=None)
        breakdowns.drives_again(session, vehicle, DAY)

    assert world.difference().nothing


def test_a_closed_road_changes_only_the_routes_that_need_it(world: World) -> None:
    north = next(route for route in world.plan.routes if route.stops[0].lat > 22.4)
    far = north.stops[0]
    with world.database.transaction() as session:
        # Somebody bars the way at the household's own gate.
        gate = NewClosure(since=clock.now(), source="driver", road="", at=Point(far.lat, far.lon))
        close_road(session, gate)

    again = world.proposed()

    assert [left.seller_code for left in again.unserved] == [far.seller_code]
    south = next(route for route in world.plan.routes if route is not north)
    assert _order(again)[south.vehicle_plate] == [stop.seller_code for stop in south.stops]


def test_a_vehicle_that_stands_where_a_road_was_closed_drives_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    north = next(route for route in world.plan.routes if route.stops[0].lat > 22.4)
    here, *later = north.stops
    _at(monkeypatch, 6.5)
    _said(world, EventCode.COLLECTED, here)
    with world.database.transaction() as session:
        gate = NewClosure(since=clock.now(), source="driver", road="", at=Point(here.lat, here.lon))
        close_road(session, gate)

    again = world.proposed()

    assert _order(again)[north.vehicle_plate] == [here.seller_code, *(stop.seller_code for stop in later)]
    assert max(stop.leg_distance_m for route in again.routes for stop in route.stops) < 100_000


def test_a_vehicle_that_is_cut_off_is_named_with_its_place_and_what_to_do(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    north = next(route for route in world.plan.routes if route.stops[0].lat > 22.4)
    here = north.stops[-1]
    _at(monkeypatch, 7)
    for stop in north.stops:
        _said(world, EventCode.COLLECTED, stop)
    middle = (NORTH + world.office.lat) / 2
    across = tuple(Point(middle + y, 103.471 + x) for y, x in ((-0.01, -2), (-0.01, 2), (0.01, 2), (0.01, -2)))
    with world.database.transaction() as session:
        close_road(session, NewClosure(since=clock.now(), source="driver", road="", area=across))

    with pytest.raises(Conflict) as refused:
        world.proposed()

    for words in (refused.value.text.vi, refused.value.text.en):
        assert north.vehicle_plate in words
        assert here.seller_name in words
    assert refused.value.code == "vehicle_shut_in"


def test_further_parcels_of_a_household_are_one_line_and_no_new_visit(world: World) -> None:
    known = world.plan.routes[0].stops[1]
    with world.database.transaction() as session:
        a_shipment(session, session.scalars(select(Seller).where(Seller.code == known.seller_code)).one(), parcels=2)

    difference = world.difference()

    assert (difference.now_served, difference.no_longer, difference.fewer) == ((), (), ())
    assert [(one.stop.seller_code, one.parcels) for one in difference.more] == [(known.seller_code, 2)]


def test_a_plan_from_the_beginning_with_further_parcels_visits_no_household_newly(world: World) -> None:
    with world.database.transaction() as session:
        for seller in session.scalars(select(Seller)).all():
            a_shipment(session, seller)
    draft = planning.prepare(world.database, world.office.code, DAY)
    found = solve(draft.problem, Iterations(60))
    with world.database.transaction() as session:
        plan = planning.keep(session, draft, found, created_by_id=None)
        again = look_up.plan_view(session, plan.id)

    difference = compare(world.plan, again)

    assert (difference.now_served, difference.no_longer, difference.fewer) == ((), (), ())
    assert [one.parcels for one in difference.more] == [1] * 8


def test_routes_keep_their_numbers_from_version_to_version(world: World) -> None:
    with world.database.transaction() as session:
        vehicle = session.scalars(select(Vehicle).where(Vehicle.plate == world.plan.routes[0].vehicle_plate)).one()
        breakdowns.break_down(session, vehicle, DAY, by=None)

    again = world.proposed()

    assert again.routes[0].sequence == world.plan.routes[1].sequence


def test_of_two_dispatchers_who_accept_at_once_one_wins(world: World) -> None:
    with world.database.transaction() as session:
        _a_new_household(session, world, SOUTH)
    one, other = world.proposed(), world.proposed()
    with world.database.transaction() as session:
        publishing.publish(session, one.id, fence=one.fence, by=None)

    with pytest.raises(Conflict), world.database.transaction() as session:
        publishing.publish(session, other.id, fence=other.fence, by=None)


def test_what_a_driver_took_back_no_longer_holds_the_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _at(monkeypatch, 7)
    told = _said(world, EventCode.PICKUP_FAILED, world.plan.routes[0].stops[0], reason="sender_absent")
    with world.database.reading() as session:
        before = reported.is_under_way(session, world.office.id, DAY)

    _said(world, EventCode.ANNULLED, world.plan.routes[0].stops[0], annuls=told)

    with world.database.reading() as session:
        assert (before, reported.is_under_way(session, world.office.id, DAY)) == (True, False)


@pytest.mark.parametrize(
    ("code", "more"), [(EventCode.COLLECTED, {}), (EventCode.PICKUP_FAILED, {"reason": "sender_absent"})]
)
def test_a_plan_that_forgets_what_a_driver_reported_is_not_put_in_force(
    world: World, monkeypatch: pytest.MonkeyPatch, code: EventCode, more: dict[str, str]
) -> None:
    draft = planning.prepare(world.database, world.office.code, DAY)
    nothing = Plan(routes=(), unserved=(), cost=0)
    with world.database.transaction() as session:
        forgetful = planning.keep(session, draft, nothing, created_by_id=None)
    _at(monkeypatch, 7)
    _said(world, code, world.plan.routes[0].stops[0], **more)

    with pytest.raises(Conflict, match="Show what would change"), world.database.transaction() as session:
        publishing.publish(session, forgetful.id, fence=world.plan.fence, by=None)

    with world.database.reading() as session:
        assert look_up.published_plan_id(session, world.office.id, DAY) == world.plan.id


def test_a_version_that_takes_in_what_was_reported_can_be_put_in_force(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected, failed = (route.stops[0] for route in world.plan.routes)
    _at(monkeypatch, 7)
    _said(world, EventCode.COLLECTED, collected)
    _said(world, EventCode.PICKUP_FAILED, failed, reason="sender_absent")
    with world.database.transaction() as session:
        _a_new_household(session, world, NORTH)
    again = world.proposed()

    with world.database.transaction() as session:
        publishing.publish(session, again.id, fence=again.fence, by=None)

    with world.database.reading() as session:
        assert look_up.published_plan_id(session, world.office.id, DAY) == again.id


def test_a_day_under_way_is_not_planned_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _at(monkeypatch, 7)
    _said(world, EventCode.COLLECTED, world.plan.routes[0].stops[0])

    with pytest.raises(Conflict, match="Show what would change"):
        planning.plan_now(world.database, world.office.code, DAY, effort=Effort(1))
    with pytest.raises(Conflict, match="Show what would change"), world.database.transaction() as session:
        planning.ask_for_plan(session, world.office, DAY, asked_by=None, key="anew")


def test_the_night_made_up_late_leaves_out_the_office_that_is_under_way(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = next(one for one in SCHEDULES if one.name == "plan-every-office")
    _at(monkeypatch, 6.5)
    _said(world, EventCode.COLLECTED, world.plan.routes[0].stops[0])
    with world.database.transaction() as session:
        other = an_office(session)

    with world.database.transaction() as session:
        night.enqueue(session, clock.at(DAY, 3 * 3600))

    with world.database.reading() as session:
        assert planning.planning_job(session, world.office, DAY) is None
        assert planning.planning_job(session, other, DAY) is not None


def test_the_night_plans_the_day_after_one_that_is_under_way(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _at(monkeypatch, 20)
    _said(world, EventCode.PICKUP_FAILED, world.plan.routes[0].stops[0], reason="sender_absent")

    with world.database.transaction() as session:
        job = planning.ask_for_plan(session, world.office, DAY + dt.timedelta(days=1), asked_by=None, key="night")

    assert job.arguments["service_day"] == "2025-11-06"


def test_a_day_without_a_plan_in_force_has_nothing_to_change(database: Database) -> None:
    with database.transaction() as session:
        office = an_office(session)

    with pytest.raises(Conflict, match="No plan is in force"):
        replanning.propose(database, office.code, DAY, asked_by=None)


def test_a_stop_given_to_another_vehicle_by_hand_is_visited_by_it_or_by_nobody(world: World) -> None:
    here, there = world.plan.routes
    moved, target = here.stops[-1], there.vehicle_id
    wish = replanning.Wish(moved.id, target)

    plan_id = replanning.propose(world.database, world.office.code, DAY, asked_by=None, wish=wish)

    with world.database.reading() as session:
        again = look_up.plan_view(session, plan_id)
    by = [route.vehicle_id for route in again.routes if moved.seller_code in [stop.seller_code for stop in route.stops]]
    assert by == [target] or [left.seller_code for left in again.unserved] == [moved.seller_code]
    assert moved.seller_code not in _order(again)[here.vehicle_plate]


def test_a_stop_that_is_dealt_with_is_not_given_to_another_vehicle(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = world.plan.routes
    _at(monkeypatch, 7)
    _said(world, EventCode.COLLECTED, here.stops[0])
    wish = replanning.Wish(here.stops[0].id, there.vehicle_id)

    with pytest.raises(Conflict, match="dealt with"):
        replanning.propose(world.database, world.office.code, DAY, asked_by=None, wish=wish)


def test_more_parcels_of_a_household_still_to_be_visited_join_its_stop(world: World) -> None:
    last = world.plan.routes[0].stops[-1]
    with world.database.transaction() as session:
        a_shipment(session, session.scalars(select(Seller).where(Seller.code == last.seller_code)).one(), parcels=2)

    again = world.proposed()
    difference = compare(world.plan, again)

    stops = [stop for route in again.routes for stop in route.stops if stop.seller_code == last.seller_code]
    assert [len(stop.parcels) for stop in stops] == [3]
    assert [(one.stop.seller_code, one.parcels) for one in difference.more] == [(last.seller_code, 2)]
    assert again.routes[0].mass_g == world.plan.routes[0].mass_g + 2 * 350


def test_more_parcels_than_the_vehicle_has_room_for_are_a_stop_of_their_own(world: World) -> None:
    first = world.plan.routes[0].stops[0]
    with world.database.transaction() as session:
        vehicle = session.get_one(Vehicle, world.plan.routes[0].vehicle_id)
        vehicle.capacity_mass_g = world.plan.routes[0].mass_g
        a_shipment(session, session.scalars(select(Seller).where(Seller.code == first.seller_code)).one())

    again = world.proposed()

    stops = [stop for route in again.routes for stop in route.stops if stop.seller_code == first.seller_code]
    assert len(stops[0].parcels) == 1
    assert sum(len(stop.parcels) for stop in stops) + len(again.unserved) == 2
