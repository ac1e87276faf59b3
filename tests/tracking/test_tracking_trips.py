"""Trips: parcel in bag in trip in leg, one scan for all of it, one custodian at every moment."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from io import BytesIO

import pypdfium2
import pytest
from factories import a_seller, a_shipment, a_user, an_office
from sqlalchemy import select, true
from sqlalchemy.orm import Session

from logistics.codes import item_number
from logistics.db import Database
from logistics.errors import Conflict, NotFound
from logistics.labels.documents import write_manifest
from logistics.parties import principal_of
from logistics.parties.models import AuditEntry, Office, Role
from logistics.shipments.models import Parcel, Status
from logistics.tracking import HolderKind, Sender
from logistics.tracking.accept import accept
from logistics.tracking.bags import new_bag, seal
from logistics.tracking.filling import fill
from logistics.tracking.models import Bag, Custody
from logistics.tracking.receiving import open_here
from logistics.tracking.trips.loading import aboard, load, unload
from logistics.tracking.trips.missing import missing_bags
from logistics.tracking.trips.models import Trip
from logistics.tracking.trips.papers import trip_manifest
from logistics.tracking.trips.planning import Stop, find_trip, plan_trip, take_trip
from logistics.tracking.trips.run import arrive, depart

_serial = iter(range(30_001, 40_000))


class Road:
    """Three offices on the road to Hà Nội, a clerk in each, and bags at the first."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.start = an_office(session)
        self.middle, self.end = an_office(session, name="Bưu cục Tam Đường"), an_office(session, name="Bưu cục Sa Pa")
        self.clerk, self.at_middle, self.at_end = (
            principal_of(a_user(session, Role.CLERK, office_id=office.id))
            for office in (self.start, self.middle, self.end)
        )
        self.seller = a_seller(session, self.start)

    def a_bag(self, to: Office, *, sealed: bool = True) -> Bag:
        shipment = a_shipment(self.session, self.seller)
        [parcel] = self.session.scalars(select(Parcel).where(Parcel.shipment_id == shipment.id))
        parcel.item_number = item_number(next(_serial), "test")
        self.session.flush()
        accept(self.session, [parcel.item_number], Sender(principal=self.clerk), self.start.id)
        bag = new_bag(self.session, self.start.id, to.name, "893850123", to.id)
        assert fill(self.session, bag, parcel.item_number, Sender(principal=self.clerk)).inside
        if sealed:
            seal(self.session, bag, "S-1", 4_000)
        return bag

    def a_trip(self, *bags: Bag, departed: bool = False) -> Trip:
        stops = [Stop(office_code=self.middle.code), Stop(office_code=self.end.code)]
        trip = plan_trip(self.session, self.start.id, "25C-012.34", "Lò Văn Páo", stops)
        if bags:
            load(self.session, trip, [bag.sscc for bag in bags], self.clerk)
        if departed:
            depart(self.session, trip, Sender(principal=self.clerk))
        return trip

    def held(self, bag: Bag) -> tuple[Status, HolderKind, int | None]:
        row = self.session.execute(
            select(Parcel.status, Custody.holder, Custody.holder_id)
            .join(Custody, Custody.parcel_id == Parcel.id)
            .where(Custody.bag_id == bag.id)
        ).one()
        return row.status, row.holder, row.holder_id


@pytest.fixture
def road(database: Database) -> Iterator[Road]:
    with database.transaction() as session:
        yield Road(session)


def test_one_scan_of_a_trip_moves_every_parcel_in_every_bag(road: Road) -> None:
    first, second = road.a_bag(road.middle), road.a_bag(road.end)

    road.a_trip(first, second, departed=True)

    assert {road.held(bag)[:2] for bag in (first, second)} == {(Status.IN_TRANSIT, HolderKind.LINE_HAUL)}


def test_at_a_stop_only_what_is_for_it_comes_off(road: Road) -> None:
    first, second = road.a_bag(road.middle), road.a_bag(road.end)
    trip = road.a_trip(first, second, departed=True)

    found = arrive(road.session, trip, Sender(principal=road.at_middle), road.middle.id, None)

    assert found.clean
    assert found.received == (first.sscc,)
    assert road.held(first) == (Status.AT_HUB, HolderKind.OFFICE, road.middle.id)
    assert road.held(second)[:2] == (Status.IN_TRANSIT, HolderKind.LINE_HAUL)
    assert [bag.sscc for bag in aboard(road.session, trip)] == [second.sscc]


def test_the_last_stop_takes_everything_off(road: Road) -> None:
    bag = road.a_bag(road.end)
    trip = road.a_trip(bag, departed=True)
    arrive(road.session, trip, Sender(principal=road.at_middle), road.middle.id, None)
    depart(road.session, trip, Sender(principal=road.at_middle))

    arrive(road.session, trip, Sender(principal=road.at_end), road.end.id, None)

    assert road.held(bag) == (Status.AT_HUB, HolderKind.OFFICE, road.end.id)
    assert aboard(road.session, trip) == []


def test_a_bag_that_did_not_come_is_missing_and_stays_with_the_line_haul(road: Road) -> None:
    first, second = road.a_bag(road.middle), road.a_bag(road.middle)
    trip = road.a_trip(first, second, departed=True)

    found = arrive(road.session, trip, Sender(principal=road.at_middle), road.middle.id, [first.sscc])

    assert (found.received, found.missing) == ((first.sscc,), (second.sscc,))
    assert road.held(second)[:2] == (Status.IN_TRANSIT, HolderKind.LINE_HAUL)


def test_a_missing_bag_is_looked_for_until_it_is_found(road: Road) -> None:
    for_the_middle, for_the_end = road.a_bag(road.middle), road.a_bag(road.end)
    trip = road.a_trip(for_the_middle, for_the_end, departed=True)
    assert missing_bags(road.session, true()) == []

    arrive(road.session, trip, Sender(principal=road.at_middle), road.middle.id, [])
    [lost] = missing_bags(road.session, true())
    open_here(road.session, for_the_middle, Sender(principal=road.at_middle), road.middle.id)

    assert (lost.sscc, lost.trip_code, lost.parcels) == (for_the_middle.sscc, trip.code, 1)
    assert missing_bags(road.session, true()) == []


def test_a_bag_that_came_off_too_early_goes_on_from_where_it_lies(road: Road) -> None:
    for_the_end = road.a_bag(road.end)
    trip = road.a_trip(for_the_end, departed=True)
    arrive(road.session, trip, Sender(principal=road.at_middle), road.middle.id, [for_the_end.sscc])

    load(road.session, trip, [for_the_end.sscc], road.at_middle)
    depart(road.session, trip, Sender(principal=road.at_middle))

    assert [bag.sscc for bag in aboard(road.session, trip)] == [for_the_end.sscc]
    assert road.held(for_the_end)[:2] == (Status.IN_TRANSIT, HolderKind.LINE_HAUL)


def test_where_no_office_of_ours_is_the_bags_come_off_and_stay_with_the_line_haul(road: Road) -> None:
    bag = road.a_bag(road.end)
    bag.destination, bag.destination_office_id = "Hà Nội", None
    further = road.a_bag(road.end)
    stops = [Stop(name="Hà Nội"), Stop(office_code=road.end.code)]
    trip = plan_trip(road.session, road.start.id, "25C-012.34", "Lò Văn Páo", stops)
    load(road.session, trip, [bag.sscc, further.sscc], road.clerk)
    depart(road.session, trip, Sender(principal=road.clerk))

    found = arrive(road.session, trip, Sender(principal=road.clerk), road.start.id, None)

    assert (found.received, found.clean) == ((bag.sscc,), True)
    assert road.held(bag)[:2] == (Status.IN_TRANSIT, HolderKind.LINE_HAUL)
    assert [each.sscc for each in aboard(road.session, trip)] == [further.sscc]


def test_what_was_not_listed_is_named_and_booked_where_it_lies(road: Road) -> None:
    listed, misrouted, surplus = road.a_bag(road.middle), road.a_bag(road.end), road.a_bag(road.middle)
    trip = road.a_trip(listed, misrouted, departed=True)

    scanned = [listed.sscc, misrouted.sscc, surplus.sscc, "389385012399999991"]
    found = arrive(road.session, trip, Sender(principal=road.at_middle), road.middle.id, scanned)

    assert found.surplus == (surplus.sscc,)
    assert found.misrouted == ((misrouted.sscc, road.end.name),)
    assert found.unknown == ("389385012399999991",)
    assert {road.held(bag)[1:] for bag in (listed, misrouted, surplus)} == {(HolderKind.OFFICE, road.middle.id)}


def test_what_differed_is_in_the_book(road: Road) -> None:
    trip = road.a_trip(road.a_bag(road.middle), departed=True)

    arrive(road.session, trip, Sender(principal=road.at_middle), road.middle.id, [])

    road.session.flush()
    entry = road.session.scalars(select(AuditEntry).where(AuditEntry.action == "trip.arrive")).one()
    assert (entry.subject, entry.note) == (f"trip {trip.code}", "received 0, missing 1, surplus 0, misrouted 0")


@pytest.mark.parametrize("known", ["open", "elsewhere"])
def test_a_bag_that_cannot_travel_is_not_loaded(road: Road, known: str) -> None:
    bag = road.a_bag(road.end, sealed=known != "open")
    if known == "elsewhere":
        road.a_trip(bag)
    trip = road.a_trip()

    with pytest.raises(Conflict) as refused:
        load(road.session, trip, [bag.sscc], road.clerk)

    assert refused.value.code == {"open": "bag_not_sealed", "elsewhere": "bag_on_other_trip"}[known]


def test_a_bag_of_another_office_is_not_loaded(road: Road) -> None:
    bag = road.a_bag(road.end)

    with pytest.raises(NotFound):
        load(road.session, road.a_trip(), [bag.sscc], road.at_middle)


def test_loading_twice_is_loading_once(road: Road) -> None:
    bag = road.a_bag(road.end)
    trip = road.a_trip(bag)

    load(road.session, trip, [bag.sscc, bag.sscc], road.clerk)

    assert [each.sscc for each in aboard(road.session, trip)] == [bag.sscc]


def test_a_bag_taken_off_before_the_trip_may_go_with_another(road: Road) -> None:
    bag = road.a_bag(road.end)
    unload(road.session, road.a_trip(bag), [bag.sscc])

    trip = road.a_trip(bag)

    assert [each.sscc for each in aboard(road.session, trip)] == [bag.sscc]


def test_on_the_road_nothing_is_loaded(road: Road) -> None:
    trip = road.a_trip(road.a_bag(road.end), departed=True)

    with pytest.raises(Conflict, match="on the road"):
        load(road.session, trip, [road.a_bag(road.end).sscc], road.clerk)


def test_an_empty_trip_does_not_depart(road: Road) -> None:
    with pytest.raises(Conflict, match="no bag aboard"):
        depart(road.session, road.a_trip(), Sender(principal=road.clerk))


def test_a_trip_ends_its_leg_where_it_is_going(road: Road) -> None:
    trip = road.a_trip(road.a_bag(road.end), departed=True)

    with pytest.raises(Conflict, match="on its way to Bưu cục Tam Đường"):
        arrive(road.session, trip, Sender(principal=road.at_end), road.end.id, None)


def test_a_trip_is_seen_by_the_offices_it_stops_at(road: Road) -> None:
    trip = road.a_trip()
    stranger = principal_of(a_user(road.session, Role.CLERK, office_id=an_office(road.session).id))

    assert find_trip(road.session, trip.code, road.at_end) is trip
    with pytest.raises(NotFound):
        find_trip(road.session, trip.code, stranger)


def test_the_manifest_names_every_parcel_and_both_who_sign(road: Road) -> None:
    bags = [road.a_bag(road.middle), road.a_bag(road.end)]
    content = trip_manifest(road.session, road.a_trip(*bags))

    stream = BytesIO()
    write_manifest(content, stream)

    text = pypdfium2.PdfDocument(stream.getvalue())[0].get_textpage().get_text_range()
    assert len(content.lines) == 2
    assert all(line.item_number.replace(" ", "") in text.replace(" ", "") for line in content.lines)
    assert "BÊN GIAO" in text
    assert "NGƯỜI VẬN CHUYỂN" in text


def test_of_two_who_send_a_trip_off_the_second_is_told_that_it_left(own_database_url: str) -> None:
    database = Database(own_database_url)
    with database.transaction() as session:
        road = Road(session)
        code, clerk = road.a_trip(road.a_bag(road.end)).code, road.clerk
    told: list[str] = []

    def send_off() -> None:
        try:
            with database.transaction() as session:
                depart(session, take_trip(session, code, clerk), Sender(principal=clerk))
        except Conflict as conflict:
            told.append(conflict.code)

    both = [threading.Thread(target=send_off) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert told == ["trip_on_the_road"]
    database.dispose()


def test_a_trip_that_the_teller_may_not_send_off_stays(road: Road) -> None:
    seller = principal_of(a_user(road.session, Role.SELLER, seller_id=road.seller.id))

    with pytest.raises(Conflict, match="could not be recorded"):
        depart(road.session, road.a_trip(road.a_bag(road.end)), Sender(principal=seller))
