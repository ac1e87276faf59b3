"""What a driver's events teach about the roads."""

from __future__ import annotations

import datetime as dt

import pytest
from factories import a_seller, a_shipment, a_user, a_vehicle, an_office
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import Database
from logistics.parties.models import Role, User
from logistics.parties.principal import principal_of
from logistics.pickups import driven, look_up, planning, publishing
from logistics.pickups.view import RouteView, StopView
from logistics.routing import Iterations, solve
from logistics.tracking.models import EventCode
from logistics.tracking.new_event import NewEvent, Sender
from logistics.tracking.record import record
from logistics.tracking.uuid7 import uuid7
from logistics.travel import Point, Quality
from logistics.travel.chain import travel_matrix
from logistics.travel.models import ObservedLeg

DAY = clock.service_day(clock.now()) - dt.timedelta(days=1)
"""Yesterday: what phones tell of older days is not believed to the minute."""
NEXT_DAY = DAY + dt.timedelta(days=1)


@pytest.fixture
def route(database: Database) -> RouteView:
    """A van's route over three households, in force."""
    with database.transaction() as session:
        office = an_office(session)
        driver = a_user(session, Role.DRIVER, office_id=office.id)
        a_vehicle(session, office, driver_id=driver.id)
        for n in range(3):
            a_shipment(session, a_seller(session, office, lat=22.35 + n / 50, lon=103.5 + n / 40), parcels=2)
        code = office.code
    draft = planning.prepare(database, code, DAY)
    found = solve(draft.problem, Iterations(50))
    with database.transaction() as session:
        view = look_up.plan_view(session, planning.keep(session, draft, found, created_by_id=None).id)
        publishing.publish(session, view.id, fence=view.fence, by=None)
    return view.routes[0]


def tell(session: Session, stop: StopView, minute: int, **given: object) -> NewEvent:
    """The driver scans both parcels of the stop, the second a minute after the first."""
    driver = session.scalars(select(User).where(User.role == Role.DRIVER)).one()
    sender = Sender(principal=principal_of(driver))
    events = [
        NewEvent(
            event_id=uuid7(),
            code=EventCode.COLLECTED,
            happened_at=clock.at(DAY, 8 * 3600) + dt.timedelta(minutes=minute + n),
            parcels=(parcel.item_number,),
            **given,  # type: ignore[arg-type]
        )
        for n, parcel in enumerate(stop.parcels)
    ]
    record(session, events, sender)
    return events[0]


def learnt(session: Session) -> list[ObservedLeg]:
    driven.learn(session, NEXT_DAY)
    return list(session.scalars(select(ObservedLeg).order_by(ObservedLeg.departed_at)))


def test_the_way_from_the_last_scan_to_the_next_first_scan_is_a_drive(database: Database, route: RouteView) -> None:
    first, second, third = route.stops
    with database.transaction() as session:
        tell(session, first, 0)
        tell(session, second, 21)
        tell(session, third, 52)
        legs = learnt(session)

    assert [leg.duration_s for leg in legs] == [20 * 60, 30 * 60]
    assert [(leg.from_lat, leg.to_lat) for leg in legs] == [(first.lat, second.lat), (second.lat, third.lat)]
    assert all(leg.distance_m and leg.vehicle == "van" for leg in legs)


def test_the_order_is_that_of_the_drive_not_of_the_plan(database: Database, route: RouteView) -> None:
    first, _, third = route.stops
    with database.transaction() as session:
        tell(session, third, 0)
        tell(session, first, 40)
        legs = learnt(session)

    assert [(leg.from_lat, leg.to_lat) for leg in legs] == [(third.lat, first.lat)]


def test_a_day_read_again_teaches_nothing_twice(database: Database, route: RouteView) -> None:
    with database.transaction() as session:
        tell(session, route.stops[0], 0)
        tell(session, route.stops[1], 21)

        assert (driven.learn(session, NEXT_DAY), driven.learn(session, NEXT_DAY)) == (1, 0)


@pytest.mark.parametrize("minute", [2, 300])
def test_parcels_scanned_together_or_after_a_long_break_are_no_drive(
    database: Database, route: RouteView, minute: int
) -> None:
    with database.transaction() as session:
        tell(session, route.stops[0], 0)
        tell(session, route.stops[2], minute)

        assert learnt(session) == []


def test_a_scan_told_from_elsewhere_does_not_count(database: Database, route: RouteView) -> None:
    with database.transaction() as session:
        tell(session, route.stops[0], 0)
        tell(session, route.stops[1], 21, lat=22.0, lon=103.0)

        assert learnt(session) == []


def test_a_scan_taken_back_does_not_count(database: Database, route: RouteView) -> None:
    first, second, _ = route.stops
    with database.transaction() as session:
        tell(session, first, 0)
        wrong = tell(session, second, 10)
        undone = NewEvent(
            event_id=uuid7(),
            code=EventCode.ANNULLED,
            happened_at=wrong.happened_at,
            parcels=wrong.parcels,
            annuls=wrong.event_id,
        )
        record(session, [undone], Sender())
        (leg,) = learnt(session)

    assert leg.duration_s == 10 * 60


def test_a_day_not_over_is_left_for_tomorrow(database: Database, route: RouteView) -> None:
    with database.transaction() as session:
        tell(session, route.stops[0], 0)
        tell(session, route.stops[1], 21)

        assert driven.learn(session, DAY) == 0


def test_three_days_of_driving_override_the_estimate(database: Database, route: RouteView) -> None:
    first, second, _ = route.stops
    with database.transaction() as session:
        tell(session, first, 0)
        tell(session, second, 21)
        (leg,) = learnt(session)
        for n in range(2):
            session.add(
                ObservedLeg(
                    event_key=f"earlier {n}",
                    **{name: getattr(leg, name) for name in COPIED},
                )
            )
        session.flush()
        places = [Point(stop.lat, stop.lon) for stop in (first, second)]
        matrices = travel_matrix(session).matrix(places, "van", first.arrives_at)

    assert matrices.duration_s[0, 1] == 20 * 60
    assert matrices.quality[0, 1] == Quality.OBSERVED


COPIED = ("from_lat", "from_lon", "to_lat", "to_lon", "vehicle", "departed_at", "duration_s", "distance_m")
