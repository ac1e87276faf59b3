"""A driver at the door knows best where a household is; what cannot be true waits for staff."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from factories import NOON, a_seller, an_office
from sqlalchemy import false, func, select, true
from sqlalchemy.orm import Session

from logistics.db import Database
from logistics.errors import Conflict, NotFound
from logistics.parties.import_sellers import import_sellers
from logistics.parties.models import Seller
from logistics.parties.pins import look_up
from logistics.parties.pins.models import Doubt, HouseholdPin, PinnedPlace
from logistics.parties.pins.tell import decide, put, tell
from logistics.parties.pins.told import Outcome, PinVerdict, Refusal, ToldPin
from logistics.places.models import CommuneOutline, MeetingPoint, PinChange

HERE, NEAR, VALLEY, PARIS = (22.318, 103.626), (22.321, 103.629), (22.60, 103.30), (48.85, 2.35)
BINH_LU = [[[[103.5, 22.2], [103.8, 22.2], [103.8, 22.4], [103.5, 22.4]]]]


@pytest.fixture
def household(database: Database) -> Seller:
    """A household in Bình Lư that meets the van at a fork, as does its neighbour."""
    with database.transaction() as session:
        office = an_office(session)
        fork = {"meeting_point": "Ngã ba", "meeting_lat": 22.307, "meeting_lon": 103.637}
        a_seller(session, office, code="LC902", **fork)
        return a_seller(session, office, code="LC901", lat=HERE[0], lon=HERE[1], elevation_m=643, **fork)


def a_pin(to: tuple[float, float] = NEAR, **more: object) -> ToldPin:
    fields = {"seller": "LC901", "place": PinnedPlace.FARM, "pinned_at": NOON, "accuracy_m": 8}
    return ToldPin(event_id=uuid.uuid4(), to=to, **(fields | more))


def told(session: Session, pin: ToldPin) -> PinVerdict:
    return tell(session, pin, 7, true())


def where(session: Session, code: str = "LC901") -> tuple[float, float]:
    seller = session.scalars(select(Seller).where(Seller.code == code)).one()
    return seller.lat, seller.lon


def test_a_drivers_pin_moves_the_household_and_says_who_and_how_surely(database: Database, household: Seller) -> None:
    with database.transaction() as session:
        verdict = told(session, a_pin())

        assert verdict.outcome is Outcome.APPLIED
        assert where(session) == NEAR
        (pin,) = look_up.history(session, household.id)
        assert (pin.by_id, pin.accuracy_m, pin.pinned_at) == (7, 8, NOON)
        assert (pin.from_lat, pin.from_lon) == HERE


def test_a_pin_sent_twice_counts_once_even_after_another(database: Database, household: Seller) -> None:
    pin = a_pin()
    with database.transaction() as session:
        told(session, pin)
        put(session, household.id, HERE, 3, true())

        assert told(session, pin).outcome is Outcome.DUPLICATE
        assert where(session) == HERE


@pytest.mark.parametrize(("to", "more", "doubt"), [(NEAR, {"accuracy_m": 1500}, Doubt.VAGUE), (VALLEY, {}, Doubt.FAR)])
def test_a_pin_that_cannot_be_believed_waits_for_staff(
    database: Database, household: Seller, to: tuple[float, float], more: dict[str, object], doubt: Doubt
) -> None:
    with database.transaction() as session:
        verdict = told(session, a_pin(to, **more))

        assert (verdict.outcome, verdict.doubt) == (Outcome.PROPOSED, doubt)
        assert where(session) == HERE
        ((pin, seller),) = look_up.waiting(session, true())
        assert (seller.code, pin.doubt) == ("LC901", doubt)


def test_kilometres_off_is_believed_inside_the_households_own_commune(database: Database, household: Seller) -> None:
    with database.transaction() as session:
        session.add(CommuneOutline(code="03390", polygons=BINH_LU, source="map"))
        session.flush()

        assert told(session, a_pin((22.38, 103.75))).outcome is Outcome.APPLIED
        assert session.scalars(select(Seller.elevation_m).where(Seller.code == "LC901")).one() is None
        assert told(session, a_pin((22.46, 103.75))).doubt is Doubt.FAR


def test_a_pin_that_comes_in_late_does_not_undo_a_younger_one(database: Database, household: Seller) -> None:
    with database.transaction() as session:
        told(session, a_pin(NEAR, pinned_at=NOON))

        late = told(session, a_pin(HERE, pinned_at=NOON - dt.timedelta(hours=3)))

        assert late.doubt is Doubt.LATE
        assert where(session) == NEAR


def test_staff_decide_once_about_a_doubted_pin(database: Database, household: Seller) -> None:
    with database.transaction() as session:
        told(session, a_pin(VALLEY))
        told(session, a_pin(NEAR, accuracy_m=900))
        (far, _), (vague, _) = sorted(look_up.waiting(session, true()), key=lambda row: row[0].id)

        decide(session, far.id, 3, true(), accept=False)
        assert where(session) == HERE
        decide(session, vague.id, 3, true(), accept=True)
        assert where(session) == NEAR
        assert look_up.waiting(session, true()) == []
        with pytest.raises(Conflict):
            decide(session, far.id, 3, true(), accept=True)


def test_a_meeting_point_moves_with_all_who_meet_there(database: Database, household: Seller) -> None:
    with database.transaction() as session:
        verdict = told(session, a_pin((22.309, 103.638), place=PinnedPlace.MEETING_POINT))

        assert verdict.outcome is Outcome.APPLIED
        meets = session.execute(select(Seller.meeting_lat, Seller.meeting_lon)).all()
        assert [tuple(row) for row in meets] == [(22.309, 103.638)] * 2
        assert session.scalar(select(MeetingPoint.lat)) == 22.309
        assert session.scalar(select(func.count(PinChange.id))) == 1


def test_only_households_that_the_driver_may_know_can_be_pinned(database: Database, household: Seller) -> None:
    with database.transaction() as session:
        assert tell(session, a_pin(), 7, false()).code is Refusal.UNKNOWN_HOUSEHOLD
        assert told(session, a_pin(seller="LC000")).code is Refusal.UNKNOWN_HOUSEHOLD
        assert told(session, a_pin(PARIS)).code is Refusal.OUTSIDE_VIETNAM
        household_without = session.scalars(select(Seller).where(Seller.code == "LC902")).one()
        household_without.meeting_lat = None
        pin = a_pin(seller="LC902", place=PinnedPlace.MEETING_POINT)
        assert told(session, pin).code is Refusal.NO_MEETING_POINT
        with pytest.raises(NotFound):
            put(session, household.id, NEAR, 3, false())
        assert session.scalar(select(func.count(HouseholdPin.id))) == 0


ROW = {
    "seller_code": "LC901",
    "kind": "household",
    "name": "Giàng Thị Thưởng",
    "contact": "Giàng A Dơ",
    "phone": "0863741840",
    "village": "Tam Đường",
    "commune_code": "03390",
    "lat": "22.31812",
    "lon": "103.62619",
    "access": "truck",
    "meeting_point": "Ngã ba",
    "meeting_lat": "22.307",
    "meeting_lon": "103.637",
}


def test_no_sheet_of_sellers_takes_a_pin_away(database: Database, household: Seller) -> None:
    meeting = a_pin((22.309, 103.638), place=PinnedPlace.MEETING_POINT)
    with database.transaction() as session:
        told(session, a_pin())
        told(session, meeting)

        import_sellers(session, [(2, ROW)])

        seller = session.scalars(select(Seller).where(Seller.code == "LC901")).one()
        assert (seller.lat, seller.lon, seller.access) == (*NEAR, "truck")
        assert (seller.meeting_lat, seller.meeting_lon) == (22.309, 103.638)

        import_sellers(session, [(2, ROW | {"meeting_point": "Cầu treo"})])

        assert (seller.meeting_point, seller.meeting_lat) == ("Cầu treo", 22.307)


def test_a_phone_whose_clock_runs_ahead_sees_nothing_before_it_happens(database: Database, household: Seller) -> None:
    ahead = replace(a_pin(), pinned_at=dt.datetime(2199, 1, 1, tzinfo=dt.UTC))
    with database.transaction() as session:
        told(session, ahead)

        (pin,) = look_up.history(session, household.id)
        assert pin.pinned_at <= pin.recorded_at
