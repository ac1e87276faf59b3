"""Bags as clerks handle them: filled by scanning, sent off, opened at the other office and counted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from factories import a_seller, a_shipment, a_user, an_office
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.codes import item_number
from logistics.db import Database
from logistics.errors import Conflict, Invalid
from logistics.parties import Principal, principal_of, visible_to
from logistics.parties.models import AuditEntry, Role
from logistics.shipments.models import Parcel, Status
from logistics.tracking import EventCode, NewEvent, Sender, record, uuid7
from logistics.tracking.accept import accept, look
from logistics.tracking.bags import new_bag, seal, send_off, take_out
from logistics.tracking.custody import contents
from logistics.tracking.filling import fill
from logistics.tracking.findings import Finding
from logistics.tracking.models import Bag, BagState
from logistics.tracking.receiving import Came, finish, open_here, receipt, unpack

PREFIX = "893850123"
_serial = iter(range(10_001, 20_000))


class TwoOffices:
    """A clerk here and a clerk there, and the bags between them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.here, self.there = an_office(session), an_office(session, name="Bưu cục Tam Đường")
        self.clerk, self.other = (
            principal_of(a_user(session, Role.CLERK, office_id=office.id)) for office in (self.here, self.there)
        )
        self.seller = a_seller(session, self.here)

    def a_parcel(self) -> str:
        shipment = a_shipment(self.session, self.seller)
        [parcel] = self.session.scalars(select(Parcel).where(Parcel.shipment_id == shipment.id))
        parcel.item_number = item_number(next(_serial), "test")
        self.session.flush()
        accept(self.session, [parcel.item_number], Sender(principal=self.clerk), self.here.id)
        return parcel.item_number

    def a_bag(self, *numbers: str, sealed: bool = True, to: str = "Bưu cục Tam Đường") -> Bag:
        to_office = self.there.id if to == self.there.name else None
        bag = new_bag(self.session, self.here.id, to, PREFIX, to_office)
        for number in numbers:
            assert fill(self.session, bag, number, Sender(principal=self.clerk)).inside
        if sealed:
            seal(self.session, bag, "S-1", 4_000)
            send_off(self.session, bag, Sender(principal=self.clerk))
        return bag

    def opened(self, *numbers: str) -> Bag:
        bag = self.a_bag(*numbers)
        open_here(self.session, bag, Sender(principal=self.other), self.there.id)
        return bag

    def unpacks(self, bag: Bag, number: str) -> Came:
        return unpack(self.session, bag, number, Sender(principal=self.other)).came

    def status(self, number: str) -> Status:
        return self.session.scalars(select(Parcel.status).where(Parcel.item_number == number)).one()

    def tell(self, code: EventCode, number: str, by: Principal | None = None) -> None:
        event = NewEvent(event_id=uuid7(), code=code, happened_at=clock.now(), parcels=(number,))
        record(self.session, [event], Sender(principal=by))


@pytest.fixture
def offices(database: Database) -> Iterator[TwoOffices]:
    with database.transaction() as session:
        yield TwoOffices(session)


def test_a_scan_puts_a_parcel_into_the_bag_once(offices: TwoOffices) -> None:
    number = offices.a_parcel()
    bag = offices.a_bag(sealed=False)

    scans = [fill(offices.session, bag, number, Sender(principal=offices.clerk)) for _ in range(2)]

    assert [scan.inside for scan in scans] == [True, True]
    assert contents(offices.session, bag.sscc) == [number]


def test_what_does_not_belong_into_the_bag_stays_outside_and_is_told_why(offices: TwoOffices) -> None:
    cancelled, bagged = offices.a_parcel(), offices.a_parcel()
    offices.tell(EventCode.CANCELLED, cancelled)
    other = offices.a_bag(bagged)
    bag = offices.a_bag(sealed=False)

    answers = {
        code: fill(offices.session, bag, code, Sender(principal=offices.clerk))
        for code in (cancelled, bagged, other.sscc, "HP000000000000", item_number(9_999_999, "test"))
    }

    assert not [code for code, answer in answers.items() if answer.inside]
    assert other.sscc in answers[bagged].advice.en
    assert contents(offices.session, bag.sscc) == []


def test_what_was_put_in_by_mistake_is_taken_out_again(offices: TwoOffices) -> None:
    number = offices.a_parcel()
    bag = offices.a_bag(number, sealed=False)

    take_out(offices.session, bag, number, Sender(principal=offices.clerk))

    assert (contents(offices.session, bag.sscc), offices.status(number)) == ([], Status.ACCEPTED)


def test_one_scan_of_the_bag_moves_all_inside(offices: TwoOffices) -> None:
    numbers = [offices.a_parcel() for _ in range(3)]

    bag = offices.a_bag(*numbers)
    assert {offices.status(number) for number in numbers} == {Status.IN_TRANSIT}
    open_here(offices.session, bag, Sender(principal=offices.other), offices.there.id)

    assert {offices.status(number) for number in numbers} == {Status.AT_HUB}


def test_an_open_bag_is_not_sent_off(offices: TwoOffices) -> None:
    bag = offices.a_bag(offices.a_parcel(), sealed=False)

    with pytest.raises(Conflict, match="not sealed"):
        send_off(offices.session, bag, Sender(principal=offices.clerk))


def test_a_bag_lighter_than_what_is_inside_is_weighed_again(offices: TwoOffices) -> None:
    bag = offices.a_bag(offices.a_parcel(), offices.a_parcel(), sealed=False)

    with pytest.raises(Invalid, match=r"0\.7 kg"):
        seal(offices.session, bag, "S-1", 699)

    assert bag.state is BagState.OPEN


def test_a_bag_that_came_as_listed_is_clean(offices: TwoOffices) -> None:
    numbers = sorted(offices.a_parcel() for _ in range(2))
    bag = offices.opened(*numbers)
    assert receipt(offices.session, bag).missing == tuple(numbers)

    assert [offices.unpacks(bag, number) for number in numbers] == [Came.LISTED, Came.LISTED]

    found = finish(offices.session, bag, Sender(principal=offices.other))
    assert found.clean
    assert found.received == tuple(numbers)


def test_missing_surplus_and_misrouted_are_named_the_moment_they_are_scanned(offices: TwoOffices) -> None:
    listed, missing, surplus, misrouted = (offices.a_parcel() for _ in range(4))
    offices.a_bag(misrouted, to="Hà Nội")
    bag = offices.opened(listed, missing)

    came = [offices.unpacks(bag, number) for number in (listed, surplus, misrouted, "HP000000000000")]

    assert came == [Came.LISTED, Came.SURPLUS, Came.MISROUTED, Came.UNKNOWN]
    found = finish(offices.session, bag, Sender(principal=offices.other))
    assert (found.received, found.missing) == ((listed,), (missing,))
    assert (found.surplus, found.misrouted) == ((surplus,), ((misrouted, "Hà Nội"),))
    assert "missing 1" in offices.session.scalars(select(AuditEntry.note)).one()


def test_what_was_scanned_out_of_a_bag_lies_at_the_office_that_scanned(offices: TwoOffices) -> None:
    surplus, misrouted = offices.a_parcel(), offices.a_parcel()
    offices.a_bag(misrouted, to="Hà Nội")
    bag = offices.opened(offices.a_parcel())

    for number in (surplus, misrouted):
        offices.unpacks(bag, number)

    [one, other] = look(offices.session, [surplus, misrouted], offices.there.id)
    assert (one.finding, other.finding) == (Finding.ALREADY_HERE, Finding.ALREADY_HERE)


def test_a_parcel_scanned_out_twice_counts_once(offices: TwoOffices) -> None:
    listed, surplus = offices.a_parcel(), offices.a_parcel()
    bag = offices.opened(listed)

    came = [offices.unpacks(bag, number) for number in (listed, listed, surplus, surplus)]

    assert came == [Came.LISTED, Came.AGAIN, Came.SURPLUS, Came.AGAIN]


def test_what_is_over_is_not_brought_back_by_a_scan(offices: TwoOffices) -> None:
    delivered = offices.a_parcel()
    offices.tell(EventCode.DELIVERED, delivered)
    bag = offices.opened(offices.a_parcel())

    assert offices.unpacks(bag, delivered) is Came.OVER
    assert offices.status(delivered) is Status.DELIVERED


def test_a_bag_for_another_office_is_not_opened_but_sent_on(offices: TwoOffices) -> None:
    bag = offices.a_bag(offices.a_parcel())
    third = an_office(offices.session)
    clerk = principal_of(a_user(offices.session, Role.CLERK, office_id=third.id))

    with pytest.raises(Conflict, match="Tam Đường"):
        open_here(offices.session, bag, Sender(principal=clerk), third.id)

    [scan] = accept(offices.session, [bag.sscc], Sender(principal=clerk), third.id)
    assert scan.finding is Finding.BAG_PASSES
    assert "Tam Đường" in scan.advice.en


def test_scanning_a_bag_says_what_it_is_and_moves_only_one_that_comes(offices: TwoOffices) -> None:
    number = offices.a_parcel()
    bag = offices.a_bag(number, sealed=False)

    def scanned_here() -> Finding:
        [scan] = accept(offices.session, [bag.sscc], Sender(principal=offices.clerk), offices.here.id)
        return scan.finding

    assert (scanned_here(), offices.status(number)) == (Finding.BAG_OPEN, Status.BAGGED)
    seal(offices.session, bag, "S-1", 4_000)
    assert (scanned_here(), offices.status(number)) == (Finding.BAG_HERE, Status.BAGGED)
    send_off(offices.session, bag, Sender(principal=offices.clerk))
    [there] = look(offices.session, [bag.sscc], offices.there.id)
    assert (there.finding, offices.status(number)) == (Finding.BAG_ARRIVED, Status.IN_TRANSIT)
    open_here(offices.session, bag, Sender(principal=offices.other), offices.there.id)
    assert (scanned_here(), offices.status(number)) == (Finding.BAG_OPENED, Status.AT_HUB)


def test_a_bag_for_a_place_that_is_no_office_of_ours_is_sent_on(offices: TwoOffices) -> None:
    bag = offices.a_bag(offices.a_parcel(), to="Hà Nội")

    [scan] = accept(offices.session, [bag.sscc], Sender(principal=offices.other), offices.there.id)
    [again] = look(offices.session, [bag.sscc], offices.there.id)

    assert (scan.finding, again.finding) == (Finding.BAG_FOR_A_PLACE, Finding.BAG_HERE)
    assert "Hà Nội" in scan.advice.vi


def test_a_bag_is_opened_and_counted_once(offices: TwoOffices) -> None:
    bag = offices.opened(offices.a_parcel())
    with pytest.raises(Conflict, match="not sealed"):
        open_here(offices.session, bag, Sender(principal=offices.other), offices.there.id)
    finish(offices.session, bag, Sender(principal=offices.other))

    with pytest.raises(Conflict, match="not being counted"):
        finish(offices.session, bag, Sender(principal=offices.other))
    assert bag.state is BagState.OPENED


def test_a_bag_is_seen_where_it_is_made_and_where_it_goes(offices: TwoOffices) -> None:
    offices.a_bag(offices.a_parcel())
    stranger = principal_of(a_user(offices.session, Role.CLERK, office_id=an_office(offices.session).id))

    seen = [
        len(offices.session.scalars(select(Bag).where(visible_to(principal, Bag))).all())
        for principal in (offices.clerk, offices.other, stranger)
    ]

    assert seen == [1, 1, 0]
