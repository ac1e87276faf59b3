"""Ready parcels become requests, requests become routes, and a published plan tells every parcel."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from dataclasses import replace

import pytest
from factories import a_seller, a_shipment, a_user, a_vehicle, an_office
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import Database
from logistics.errors import Conflict, Invalid, NotFound, Unavailable
from logistics.parties.models import Office, Role, VehicleKind
from logistics.pickups import look_up, planning, publishing, requests
from logistics.pickups.models import PickupParcel, PickupRequest, Plan
from logistics.pickups.practice import MOUNTAINS
from logistics.pickups.solving import Effort, solve_apart
from logistics.pickups.stating import lay_out, state
from logistics.pickups.view import Outcome, PlanView, StopView
from logistics.routing import Iterations, solve
from logistics.shipments.models import Parcel, Status
from logistics.tracking.models import EventCode
from logistics.tracking.new_event import NewEvent, Sender
from logistics.tracking.record import record
from logistics.tracking.uuid7 import uuid7

DAY = dt.date(2025, 11, 5)


def _plan(database: Database, office_code: str, *, iterations: int = 200) -> PlanView:
    """A plan made in this process, as the job makes it in another."""
    draft = planning.prepare(database, office_code, DAY)
    found = solve(draft.problem, Iterations(iterations))
    with database.transaction() as session:
        plan = planning.keep(session, draft, found, created_by_id=None)
        return look_up.plan_view(session, plan.id)


def _a_day(session: Session) -> Office:
    """Three households, one of them where only a motorbike comes, and a van and a motorbike to fetch from them."""
    office = an_office(session)
    driver = a_user(session, Role.DRIVER, office_id=office.id, name="Lò Văn Sáng")
    a_vehicle(session, office, VehicleKind.VAN, driver_id=driver.id)
    a_vehicle(session, office, VehicleKind.MOTORBIKE)
    for n, access in enumerate([VehicleKind.VAN, VehicleKind.TRUCK, VehicleKind.MOTORBIKE]):
        seller = a_seller(session, office, access=access, lat=22.35 + n / 50, lon=103.5 + n / 40)
        a_shipment(session, seller, parcels=2)
    return office


def test_parcels_ready_at_a_household_make_one_request(database: Database) -> None:
    with database.transaction() as session:
        office = an_office(session)
        seller = a_seller(session, office)
        a_shipment(session, seller, parcels=2)
        a_shipment(session, seller, parcels=1)

        assert requests.gather(session, office, DAY) == 1
        assert requests.gather(session, office, DAY) == 1

        assert len(session.scalars(select(PickupParcel)).all()) == 3


def test_what_was_not_fetched_moves_to_the_next_day(database: Database) -> None:
    with database.transaction() as session:
        office = an_office(session)
        a_shipment(session, a_seller(session, office))
        requests.gather(session, office, DAY)

        requests.gather(session, office, DAY + dt.timedelta(days=1))

        held = session.scalars(
            select(PickupRequest.service_day).join(PickupParcel, PickupParcel.request_id == PickupRequest.id)
        ).all()
        assert held == [DAY + dt.timedelta(days=1)]


def test_a_seller_asks_for_a_window_and_a_window_must_open_before_it_closes(database: Database) -> None:
    tomorrow = clock.service_day(clock.now()) + dt.timedelta(days=1)
    with database.transaction() as session:
        office = an_office(session)
        seller = a_seller(session, office)

        made = requests.ask(session, seller.id, office.id, tomorrow, window_s=(8 * 3600, 10 * 3600))
        changed = requests.ask(session, seller.id, office.id, tomorrow, window_s=(9 * 3600, 10 * 3600))

        assert (made.id, changed.window_start_s) == (changed.id, 9 * 3600)
        with pytest.raises(Invalid, match="close after"):
            requests.ask(session, seller.id, office.id, tomorrow, window_s=(10 * 3600, 9 * 3600))
        with pytest.raises(Invalid, match="gone by"):
            requests.ask(session, seller.id, office.id, DAY, window_s=(8 * 3600, 10 * 3600))


def test_every_request_is_on_a_route_or_named_with_a_reason(database: Database) -> None:
    with database.transaction() as session:
        office = _a_day(session)
        unreachable = a_seller(session, office, lat=20.0, lon=106.0)  # 400 km away
        a_shipment(session, unreachable)

    view = _plan(database, office.code)

    planned = {stop.seller_code for route in view.routes for stop in route.stops}
    assert len(planned) == 3
    assert [left.seller_code for left in view.unserved] == [unreachable.code]
    assert view.unserved[0].reasons


def test_only_motorbikes_go_where_only_motorbikes_can(database: Database) -> None:
    with database.transaction() as session:
        office = _a_day(session)
        narrow = session.scalars(select(PickupRequest)).all()
        assert not narrow

    view = _plan(database, office.code)

    kinds = {
        (stop.seller_code, route.vehicle_kind) for route in view.routes for stop in route.stops if stop.place == "farm"
    }
    last = max(code for code, _ in kinds)  # the third household is the motorbike village
    assert {kind for code, kind in kinds if code == last} == {"motorbike"}


def test_a_household_with_more_than_a_motorbike_carries_is_fetched_in_several_stops(database: Database) -> None:
    with database.transaction() as session:
        office = an_office(session)
        a_vehicle(session, office, VehicleKind.MOTORBIKE, capacity_mass_g=1000)
        seller = a_seller(session, office, access=VehicleKind.MOTORBIKE)
        a_shipment(session, seller, parcels=5)  # 350 g each

    view = _plan(database, office.code)

    stops = [stop for route in view.routes for stop in route.stops]
    assert sorted(len(stop.parcels) for stop in stops) == [1, 2, 2]
    assert view.routes[0].trips == 3


def test_a_larger_vehicle_meets_the_household_at_the_roadside(database: Database) -> None:
    with database.transaction() as session:
        office = an_office(session)
        a_vehicle(session, office, VehicleKind.TRUCK)
        meeting = {"meeting_point": "Ngã ba", "meeting_lat": 22.33, "meeting_lon": 103.6, "meeting_walk_s": 900}
        a_shipment(session, a_seller(session, office, access=VehicleKind.MOTORBIKE, **meeting))

    view = _plan(database, office.code)

    stop = view.routes[0].stops[0]
    assert (stop.place, stop.place_name, stop.lat) == ("meeting_point", "Ngã ba", 22.33)


def test_a_household_with_many_parcels_meets_a_larger_vehicle_once(database: Database) -> None:
    with database.transaction() as session:
        office = an_office(session)
        a_vehicle(session, office, VehicleKind.TRUCK)
        a_vehicle(session, office, VehicleKind.MOTORBIKE, capacity_mass_g=1000)
        meeting = {"meeting_point": "Ngã ba", "meeting_lat": 22.33, "meeting_lon": 103.6, "meeting_walk_s": 900}
        seller = a_seller(session, office, access=VehicleKind.MOTORBIKE, lat=22.6, lon=103.2, **meeting)
        a_shipment(session, seller, parcels=9)  # 350 g each, so that a motorbike takes two at a time

    view = _plan(database, office.code)

    (stop,) = [stop for route in view.routes for stop in route.stops]
    assert (stop.place, len(stop.parcels)) == ("meeting_point", 9)
    stays_s = (stop.departs_at - stop.arrives_at).total_seconds()
    assert stays_s == MOUNTAINS.service_s + 9 * MOUNTAINS.service_per_parcel_s


def test_a_published_plan_assigns_its_parcels_and_the_next_releases_what_it_drops(database: Database) -> None:
    with database.transaction() as session:
        office = _a_day(session)
    first = _plan(database, office.code)
    with database.transaction() as session:
        publishing.publish(session, first.id, fence=0, by=None)
        assert set(session.scalars(select(Parcel.status))) == {Status.PICKUP_ASSIGNED}
        empty = Plan(
            office_id=office.id,
            service_day=DAY,
            version=2,
            created_at=clock.now(),
            cost=0,
            distance_m=0,
            duration_s=0,
            summary={},
        )
        session.add(empty)
        session.flush()

        publishing.publish(session, empty.id, fence=1, by=None)

        assert set(session.scalars(select(Parcel.status))) == {Status.READY}


def test_of_two_dispatchers_who_publish_at_once_one_wins(database: Database) -> None:
    with database.transaction() as session:
        office = _a_day(session)
    view = _plan(database, office.code)
    with database.transaction() as session:
        publishing.publish(session, view.id, fence=view.fence, by=None)

    with pytest.raises(Conflict), database.transaction() as session:
        publishing.publish(session, view.id, fence=view.fence, by=None)


def test_a_cancelled_search_leaves_no_solver_and_no_plan(database: Database) -> None:
    with database.transaction() as session:
        office = _a_day(session)
    draft = planning.prepare(database, office.code, DAY)

    with pytest.raises(Unavailable, match="cancelled"):
        solve_apart(draft.problem, Effort(600), cancelled=lambda: True)

    assert [child.name for child in multiprocessing.active_children() if child.name == "solver"] == []
    with database.reading() as session:
        assert session.scalars(select(Plan)).all() == []


def test_the_driver_sees_stops_and_what_became_of_them(database: Database) -> None:
    with database.transaction() as session:
        office = an_office(session)
        driver = a_user(session, Role.DRIVER, office_id=office.id, name="Lò Văn Sáng")
        a_vehicle(session, office, VehicleKind.VAN, driver_id=driver.id)
        for n in range(2):
            a_shipment(session, a_seller(session, office, lat=22.35 + n / 20), parcels=2)
    view = _plan(database, office.code)
    first, last = view.routes[0].stops
    with database.transaction() as session:
        publishing.publish(session, view.id, fence=0, by=None)
        collected = NewEvent(
            event_id=uuid7(), code=EventCode.COLLECTED, happened_at=first.arrives_at, parcels=_numbers(first)
        )
        failed = NewEvent(
            event_id=uuid7(),
            code=EventCode.PICKUP_FAILED,
            happened_at=last.arrives_at,
            parcels=_numbers(last),
            reason="sender_absent",
        )
        record(session, [collected, failed], Sender())

    with database.reading() as session:
        (route,) = look_up.driver_routes(session, driver.id, DAY)

    assert [stop.outcome for stop in route.stops] == [Outcome.COLLECTED, Outcome.FAILED]
    assert route.stops[1].failed_reason == "sender_absent"


def _numbers(stop: StopView) -> tuple[str, ...]:
    return tuple(parcel.item_number for parcel in stop.parcels)


def test_a_day_without_requests_is_refused_in_clear_words(database: Database) -> None:
    with database.transaction() as session:
        office = an_office(session)
        a_vehicle(session, office)

    with pytest.raises(Invalid, match="nothing to fetch on 2025-11-05"):
        planning.prepare(database, office.code, DAY)


def test_an_office_without_vehicles_is_refused_in_clear_words(database: Database) -> None:
    with database.transaction() as session:
        office = an_office(session)
        a_shipment(session, a_seller(session, office))

    with pytest.raises(Invalid, match="no active vehicle"):
        planning.prepare(database, office.code, DAY)


def test_an_unknown_office_is_answered_with_the_known_ones(database: Database) -> None:
    with database.transaction() as session:
        an_office(session, code="TAMDUONG")

    with pytest.raises(NotFound, match="TAMDUONG"):
        planning.prepare(database, "NOWHERE", DAY)


def test_vehicles_that_are_alike_are_one_type_with_a_count(database: Database) -> None:
    with database.transaction() as session:
        office = _a_day(session)
        a_vehicle(session, office, VehicleKind.MOTORBIKE)
    draft = planning.prepare(database, office.code, DAY)

    layout = lay_out(draft.day)

    assert sorted(len(group.vehicles) for group in layout.groups.values()) == [1, 2]
    travel = [matrices.travel(kind.value) for kind, matrices in draft.roads.items()]
    assert len(state(draft.day, layout, travel, MOUNTAINS).vehicles) == 2


def test_planning_another_day_takes_nothing_from_a_plan_in_force(database: Database) -> None:
    today = clock.service_day(clock.now())
    with database.transaction() as session:
        office = _a_day(session)
    draft = planning.prepare(database, office.code, today)
    found = solve(draft.problem, Iterations(50))
    with database.transaction() as session:
        plan = planning.keep(session, draft, found, created_by_id=None)
        publishing.publish(session, plan.id, fence=0, by=None)

    with database.transaction() as session:
        assert requests.gather(session, office, today + dt.timedelta(days=3)) == 0
        assert requests.gather(session, office, today) == 3


def test_a_draft_for_tomorrow_does_not_keep_parcels_from_today(database: Database) -> None:
    today = clock.service_day(clock.now())
    with database.transaction() as session:
        office = _a_day(session)
        requests.gather(session, office, today + dt.timedelta(days=1))

        assert requests.gather(session, office, today) == 3


def test_what_a_seller_asked_for_later_stays_there(database: Database) -> None:
    today = clock.service_day(clock.now())
    later = today + dt.timedelta(days=2)
    with database.transaction() as session:
        office = an_office(session)
        seller = a_seller(session, office)
        a_shipment(session, seller)
        requests.ask(session, seller.id, office.id, later, window_s=(8 * 3600, 10 * 3600))
        requests.gather(session, office, later)

        assert requests.gather(session, office, today) == 0


def test_a_day_far_ahead_is_refused_before_anything_moves(database: Database) -> None:
    with database.transaction() as session:
        office = _a_day(session)

    with pytest.raises(Invalid, match="14 days"):
        planning.prepare(database, office.code, clock.service_day(clock.now()) + dt.timedelta(days=15))


@pytest.mark.parametrize("numbers", [(1, 0), (2, 1), (0, 2)])
def test_planning_again_leaves_equal_vehicles_the_routes_they_had(database: Database, numbers: tuple[int, int]) -> None:
    with database.transaction() as session:
        office = an_office(session)
        for _ in range(3):
            # Back by eight: one valley is a vehicle's day.
            a_vehicle(session, office, VehicleKind.VAN, shift_end_s=8 * 3600)
        for n in range(4):
            for lat in (22.46, 22.31):
                a_shipment(session, a_seller(session, office, lat=lat, lon=103.471 + n / 200))
    draft = planning.prepare(database, office.code, DAY)
    found = solve(draft.problem, Iterations(60))
    with database.transaction() as session:
        plan = planning.settle(session, draft, found, created_by_id=None)
        before = _who_fetches(look_up.plan_view(session, plan.id))
    dealt = tuple(replace(route, number=n) for route, n in zip(found.routes, numbers, strict=True))
    otherwise = replace(found, routes=dealt)

    with database.transaction() as session:
        again = planning.settle(session, draft, otherwise, created_by_id=None)
        after = _who_fetches(look_up.plan_view(session, again.id))

    assert after == before


def _who_fetches(view: PlanView) -> dict[str, list[str]]:
    return {route.vehicle_plate: [stop.seller_code for stop in route.stops] for route in view.routes}
