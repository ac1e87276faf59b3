"""A void number is ended for ever: no label, no second voiding, and every scan says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from factories import NOON, a_seller, a_shipment, a_user, an_office
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.codes import item_number
from logistics.db import Database
from logistics.errors import Conflict, Invalid, NotFound
from logistics.parties import principal_of, visible_to
from logistics.parties.models import AuditEntry, Role
from logistics.shipments.labelling import Printing, print_labels
from logistics.shipments.models import Parcel, Status
from logistics.tracking import EventCode, NewEvent, Sender, record, uuid7
from logistics.tracking.accept import accept
from logistics.tracking.findings import Finding
from logistics.tracking.models import HandlingEvent
from logistics.tracking.rebuild import repair_statuses
from logistics.tracking.void import void

NUMBER = item_number(4711, "test")


class Desk:
    """A clerk with one ready parcel, and a clerk of another office."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.office = an_office(session)
        self.clerk = self._clerk(self.office.id)
        self.stranger = self._clerk(an_office(session).id)
        shipment = a_shipment(session, a_seller(session, self.office))
        [self.parcel] = session.scalars(select(Parcel).where(Parcel.shipment_id == shipment.id))
        self.parcel.item_number = NUMBER
        session.flush()

    def _clerk(self, office_id: int) -> Sender:
        clerk = principal_of(a_user(self.session, Role.CLERK, office_id=office_id))
        return Sender(principal=clerk, sees=visible_to(clerk, Parcel))

    def tell(self, code: EventCode) -> None:
        happened_at = NOON + dt.timedelta(hours=1)
        event = NewEvent(event_id=uuid7(), code=code, happened_at=happened_at, parcels=(NUMBER,))
        record(self.session, [event], self.clerk)

    def status(self) -> Status:
        self.session.refresh(self.parcel)
        return self.parcel.status


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.transaction() as session:
        yield Desk(session)


def test_a_void_number_is_cancelled_and_the_reason_written_down(desk: Desk) -> None:
    void(desk.session, NUMBER, "  Đăng ký hai lần ", desk.clerk)

    assert desk.status() is Status.CANCELLED
    assert desk.parcel.voided_at is not None
    event = desk.session.scalars(select(HandlingEvent)).one()
    assert (event.code, event.note, event.evidence) == (EventCode.CANCELLED, "Đăng ký hai lần", {"void": True})
    entry = desk.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject, entry.note) == ("parcel.void", f"parcel {NUMBER}", "Đăng ký hai lần")


def test_a_number_typed_in_any_dress_is_the_same_number(desk: Desk) -> None:
    void(desk.session, f"{NUMBER[:2].lower()} {NUMBER[2:8]}-{NUMBER[8:]}", "torn", desk.clerk)

    assert desk.status() is Status.CANCELLED


def test_a_void_parcel_on_the_counter_goes_back_to_its_sender(desk: Desk) -> None:
    desk.tell(EventCode.ACCEPTED)

    void(desk.session, NUMBER, "wrong goods", desk.clerk)

    assert desk.status() is Status.RETURNING
    assert desk.parcel.voided_at is not None


def test_a_void_number_gets_no_label(desk: Desk) -> None:
    desk.tell(EventCode.ACCEPTED)
    void(desk.session, NUMBER, "wrong goods", desk.clerk)

    with pytest.raises(Conflict, match="void"):
        print_labels(desk.session, [desk.parcel.id], Printing(now=NOON, layout="100x150", reason="lost"))


def test_every_scan_of_a_void_number_says_so(desk: Desk) -> None:
    void(desk.session, NUMBER, "wrong goods", desk.clerk)

    (scan,) = accept(desk.session, [NUMBER], desk.clerk, desk.office.id)

    assert scan.finding is Finding.VOID
    assert "void for ever" in scan.advice.en
    assert desk.status() is Status.CANCELLED


def test_a_number_is_void_once(desk: Desk) -> None:
    void(desk.session, NUMBER, "first", desk.clerk)

    with pytest.raises(Conflict, match="void already"):
        void(desk.session, NUMBER, "second", desk.clerk)
    assert len(desk.session.scalars(select(HandlingEvent)).all()) == 1


@pytest.mark.parametrize("code", [EventCode.DEPARTED, EventCode.DELIVERED])
def test_what_has_left_is_not_made_void(desk: Desk, code: EventCode) -> None:
    desk.tell(code)

    with pytest.raises(Conflict, match="on its way"):
        void(desk.session, NUMBER, "too late", desk.clerk)
    desk.session.refresh(desk.parcel)
    assert desk.parcel.voided_at is None


def test_without_a_reason_nothing_is_made_void(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        void(desk.session, NUMBER, " ", desk.clerk)

    assert [problem.at for problem in refused.value.problems] == ["/reason"]
    assert desk.status() is Status.READY


def test_another_office_does_not_know_the_number(desk: Desk) -> None:
    with pytest.raises(NotFound):
        void(desk.session, NUMBER, "mine", desk.stranger)

    assert desk.status() is Status.READY


def test_rebuilding_the_status_keeps_what_was_made_void(desk: Desk) -> None:
    void(desk.session, NUMBER, "wrong goods", desk.clerk)

    repair_statuses(desk.session)

    assert desk.status() is Status.CANCELLED
