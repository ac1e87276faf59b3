"""Taking events in: once each, with a verdict, on both databases."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest
from factories import NOON, a_seller, a_shipment, a_user, an_office
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from logistics.db import Database, engine_for
from logistics.parties import principal_of
from logistics.parties.models import Office, Role
from logistics.shipments.models import Parcel, Shipment, Status
from logistics.tracking import EventCode, HolderKind, NewEvent, Outcome, Refusal, Sender, record, uuid7
from logistics.tracking.models import Bag, ClockConfidence, Custody, HandlingEvent
from logistics.tracking.rebuild import check_statuses, repair_statuses


class House:
    """An office with a clerk, a driver and three parcels of one seller."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.office: Office = an_office(session)
        self.clerk = principal_of(a_user(session, Role.CLERK, office_id=self.office.id))
        self.driver = principal_of(a_user(session, Role.DRIVER, office_id=self.office.id))
        shipment = a_shipment(session, a_seller(session, self.office), parcels=3)
        mine = select(Parcel).where(Parcel.shipment_id == shipment.id).order_by(Parcel.sequence)
        self.parcels = list(session.scalars(mine))
        self.numbers = tuple(parcel.item_number for parcel in self.parcels)

    def statuses(self) -> list[Status]:
        mine = select(Parcel.status).where(Parcel.item_number.in_(self.numbers)).order_by(Parcel.id)
        return list(self.session.scalars(mine))

    def a_bag(self) -> Bag:
        bag = Bag(
            sscc=f"{uuid.uuid4().int % 10**18:018}", office_id=self.office.id, destination="Hà Nội", created_at=NOON
        )
        self.session.add(bag)
        self.session.flush()
        return bag


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    with database.transaction() as session:
        yield House(session)


def event(code: EventCode, *parcels: str, minute: int = 0, **more: object) -> NewEvent:
    return NewEvent(
        event_id=uuid7(),
        code=code,
        happened_at=NOON + dt.timedelta(minutes=minute),
        parcels=parcels,
        **more,  # type: ignore[arg-type]
    )


def test_a_scan_synced_twice_counts_once(house: House) -> None:
    scan = event(EventCode.COLLECTED, *house.numbers)

    first = record(house.session, [scan], Sender(principal=house.driver))
    again = record(house.session, [scan, scan], Sender(principal=house.driver))

    assert [verdict.outcome for verdict in (*first, *again)] == [
        Outcome.APPLIED,
        Outcome.DUPLICATE,
        Outcome.DUPLICATE,
    ]
    assert first[0].statuses == again[0].statuses == dict.fromkeys(house.numbers, Status.COLLECTED)
    assert house.session.scalar(select(func.count()).select_from(HandlingEvent)) == 3


def test_the_same_id_with_another_body_changes_nothing(house: House) -> None:
    scan = event(EventCode.COLLECTED, house.numbers[0])
    record(house.session, [scan], Sender())

    [verdict] = record(house.session, [replace(scan, parcels=house.numbers[1:])], Sender())

    assert (verdict.outcome, verdict.code) == (Outcome.CONFLICT, Refusal.ID_USED_FOR_OTHER_EVENT)
    assert house.statuses() == [Status.COLLECTED, Status.READY, Status.READY]


def test_a_repeat_and_a_contradiction_in_one_batch_are_told_apart(house: House) -> None:
    scan = event(EventCode.COLLECTED, house.numbers[0])

    verdicts = record(house.session, [scan, scan, replace(scan, note="other")], Sender())

    assert [verdict.outcome for verdict in verdicts] == [Outcome.APPLIED, Outcome.DUPLICATE, Outcome.CONFLICT]


def test_one_scan_of_a_bag_moves_all_that_is_inside(house: House) -> None:
    bag = house.a_bag()
    hub = an_office(house.session)
    inside, outside = house.numbers[:2], house.numbers[2]
    record(
        house.session,
        [
            event(EventCode.ACCEPTED, *house.numbers),
            event(EventCode.BAGGED, *inside, minute=10, into=bag.sscc),
        ],
        Sender(principal=house.clerk),
    )

    [verdict] = record(
        house.session, [event(EventCode.ARRIVED, minute=20, bags=(bag.sscc,), office_id=hub.id)], Sender()
    )

    assert verdict.statuses == dict.fromkeys(inside, Status.AT_HUB)
    assert house.statuses() == [Status.AT_HUB, Status.AT_HUB, Status.ACCEPTED]
    held = house.session.execute(select(Custody.holder_id, Custody.bag_id).order_by(Custody.parcel_id)).all()
    assert held == [(hub.id, bag.id), (hub.id, bag.id), (house.office.id, None)]
    assert outside not in verdict.statuses


def test_a_parcel_whose_bagging_arrives_late_is_moved_by_the_scan_before(house: House) -> None:
    bag = house.a_bag()
    record(house.session, [event(EventCode.DEPARTED, minute=20, bags=(bag.sscc,))], Sender())

    [late] = record(house.session, [event(EventCode.BAGGED, house.numbers[0], minute=10, into=bag.sscc)], Sender())

    assert late.statuses == {house.numbers[0]: Status.IN_TRANSIT}


def test_unless_told_otherwise_one_may_scan_what_one_sees(house: House) -> None:
    stranger = principal_of(a_user(house.session, Role.DRIVER, office_id=an_office(house.session).id))

    [verdict] = record(house.session, [event(EventCode.COLLECTED, *house.numbers)], Sender(principal=stranger))

    assert verdict.code is Refusal.UNKNOWN_PARCEL


def test_a_seller_moves_nobodys_bags(house: House) -> None:
    bag = house.a_bag()
    seller_id = a_seller(house.session, house.office).id
    program = principal_of(a_user(house.session, Role.INTEGRATOR, seller_id=seller_id))
    scan = event(EventCode.DEPARTED, bags=(bag.sscc,))
    cancelled = event(EventCode.CANCELLED, bags=(bag.sscc,))

    assert record(house.session, [scan], Sender(principal=program))[0].code is Refusal.NOT_YOURS_TO_TELL
    assert record(house.session, [cancelled], Sender(principal=program))[0].code is Refusal.UNKNOWN_BAG
    assert record(house.session, [scan], Sender(principal=house.driver))[0].outcome is Outcome.APPLIED


def test_who_may_not_see_a_parcel_is_told_that_it_is_unknown(house: House) -> None:
    foreign = Parcel.shipment_id.in_(select(Shipment.id).where(Shipment.office_id == house.office.id + 1))

    [verdict] = record(house.session, [event(EventCode.COLLECTED, *house.numbers)], Sender(sees=foreign))

    assert (verdict.outcome, verdict.code) == (Outcome.REJECTED, Refusal.UNKNOWN_PARCEL)
    assert verdict.unknown == house.numbers
    assert house.statuses() == [Status.READY] * 3


@pytest.mark.parametrize(
    ("code", "more", "refusal"),
    [
        (EventCode.PICKUP_FAILED, {"reason": "bored"}, Refusal.UNKNOWN_REASON),
        (EventCode.PICKUP_FAILED, {}, Refusal.UNKNOWN_REASON),
        (EventCode.COLLECTED, {"reason": "weather"}, Refusal.UNKNOWN_REASON),
        (EventCode.BAGGED, {}, Refusal.BAG_MISSING),
        (EventCode.BAGGED, {"into": "0" * 18}, Refusal.UNKNOWN_BAG),
        (EventCode.DEPARTED, {"bags": ("1" * 18,)}, Refusal.UNKNOWN_BAG),
        (EventCode.DEPARTED, {"bags": ("",)}, Refusal.UNKNOWN_BAG),
        (EventCode.ANNULLED, {}, Refusal.ANNULS_NOTHING),
        (EventCode.ACCEPTED, {"office_id": 999_999}, Refusal.FOREIGN_OFFICE),
        (EventCode.COLLECTED, {"note": "x" * 401}, Refusal.UNSTORABLE_TEXT),
        (EventCode.COLLECTED, {"evidence": {"by": "\x00"}}, Refusal.UNSTORABLE_TEXT),
        (EventCode.COLLECTED, {"note": "\ud800"}, Refusal.UNSTORABLE_TEXT),
    ],
)
def test_an_event_that_makes_no_sense_is_rejected_and_the_others_are_kept(
    house: House, code: EventCode, more: dict[str, object], refusal: Refusal
) -> None:
    good = event(EventCode.COLLECTED, house.numbers[1])

    verdicts = record(house.session, [event(code, house.numbers[0], **more), good], Sender(principal=house.clerk))

    assert [(verdict.outcome, verdict.code) for verdict in verdicts] == [
        (Outcome.REJECTED, refusal),
        (Outcome.APPLIED, None),
    ]


def test_an_event_without_any_code_scanned_is_rejected(house: House) -> None:
    [verdict] = record(house.session, [event(EventCode.COLLECTED)], Sender())
    assert verdict.code is Refusal.NOTHING_SCANNED


def test_an_annulled_collection_puts_the_parcel_back_as_it_was(house: House) -> None:
    scan = event(EventCode.COLLECTED, *house.numbers)
    record(house.session, [scan], Sender(principal=house.driver))

    undo = event(EventCode.ANNULLED, house.numbers[0], minute=1, annuls=scan.event_id)
    record(house.session, [undo], Sender(principal=house.driver))

    assert house.statuses() == [Status.READY, Status.COLLECTED, Status.COLLECTED]
    parcel = house.session.get_one(Parcel, house.parcels[0].id)
    assert (parcel.status, parcel.status_at, parcel.status_event_id) == (Status.READY, NOON, None)
    custody = house.session.get_one(Custody, parcel.id)
    assert (custody.holder, custody.since) == (HolderKind.SENDER, None)


def undo(scan: NewEvent, *parcels: str, **more: object) -> NewEvent:
    return event(EventCode.ANNULLED, *parcels, minute=1, annuls=scan.event_id, **more)


@pytest.mark.parametrize("at_once", [False, True])
def test_an_annulment_that_would_do_nothing_is_rejected(house: House, at_once: bool) -> None:
    scan = event(EventCode.COLLECTED, *house.numbers[:2])
    taken_back = undo(scan, house.numbers[0])
    itself = event(EventCode.ANNULLED, house.numbers[0])
    idle = [
        undo(scan, *house.numbers[1:]),
        undo(taken_back, house.numbers[0]),
        replace(itself, annuls=itself.event_id),
    ]

    batches = [[scan, taken_back, *idle]] if at_once else [[scan, taken_back], idle]
    verdicts = [verdict for batch in batches for verdict in record(house.session, batch, Sender())][2:]

    assert {verdict.outcome for verdict in verdicts} == {Outcome.REJECTED}
    assert [(verdict.code, verdict.unknown) for verdict in verdicts] == [
        (Refusal.ANNULS_OTHER_PARCELS, (house.numbers[2],)),
        (Refusal.ANNULS_AN_ANNULMENT, ()),
        (Refusal.ANNULS_ITSELF, ()),
    ]
    assert house.statuses() == [Status.READY, Status.COLLECTED, Status.READY]


def test_the_scan_of_a_bag_is_annulled_for_the_bag_or_for_a_parcel_that_was_in_it(house: House) -> None:
    bag, other = house.a_bag(), house.a_bag()
    inside, outside = house.numbers[:2], house.numbers[2]
    filled = event(EventCode.BAGGED, *inside, into=bag.sscc)
    departed = event(EventCode.DEPARTED, minute=1, bags=(bag.sscc,))
    record(house.session, [filled, departed], Sender())

    told = [undo(departed, outside), undo(departed, bags=(other.sscc,)), undo(departed, inside[0])]
    verdicts = record(house.session, told, Sender())

    assert [verdict.code for verdict in verdicts] == [Refusal.ANNULS_OTHER_PARCELS] * 2 + [None]
    assert house.statuses() == [Status.BAGGED, Status.IN_TRANSIT, Status.READY]


def test_an_annulment_that_overtakes_what_it_annuls_is_kept(house: House) -> None:
    scan = event(EventCode.COLLECTED, house.numbers[0])

    outcomes = [record(house.session, [one], Sender())[0].outcome for one in (undo(scan, house.numbers[0]), scan)]

    assert outcomes == [Outcome.APPLIED] * 2
    assert house.statuses()[0] is Status.READY


@pytest.mark.parametrize(
    ("event_id", "code"),
    [
        (uuid.UUID(int=0), Refusal.UNUSABLE_ID),
        (uuid.UUID(int=2**128 - 1), Refusal.UNUSABLE_ID),
        (uuid.UUID("00000000-0000-0000-c000-000000000046"), Refusal.UNUSABLE_ID),
        (uuid.UUID("3b241101-e2bb-4255-8caf-4136c566a962"), None),
    ],
)
def test_an_id_is_any_uuid_that_says_how_it_was_made(house: House, event_id: uuid.UUID, code: Refusal | None) -> None:
    scan = replace(event(EventCode.COLLECTED, house.numbers[0]), event_id=event_id)

    [verdict] = record(house.session, [scan], Sender())

    assert verdict.code is code


def test_a_phone_three_days_off_keeps_its_order_and_is_flagged(house: House) -> None:
    now = dt.datetime.now(dt.UTC)
    wrong = now - dt.timedelta(days=3)
    batches = [
        event(EventCode.COLLECTED, house.numbers[0], device_sequence=1),
        event(EventCode.ACCEPTED, house.numbers[0], device_sequence=2),
    ]
    for n, told in enumerate(batches):
        at = wrong - dt.timedelta(minutes=10 - n)
        record(
            house.session,
            [replace(told, happened_at=at)],
            Sender(principal=house.clerk, device="nokia", sent_at=wrong),
        )

    kept = house.session.scalars(select(HandlingEvent).order_by(HandlingEvent.id)).all()
    assert house.statuses()[0] is Status.ACCEPTED
    assert {row.clock_confidence for row in kept} == {ClockConfidence.CORRECTED}
    assert kept[0].clock_offset_s == kept[1].clock_offset_s
    assert abs((kept[0].happened_at - now).total_seconds() + 600) < 60


def test_rebuilding_finds_and_mends_a_status_that_is_not_the_fold(house: House) -> None:
    record(house.session, [event(EventCode.COLLECTED, *house.numbers)], Sender(principal=house.driver))
    assert check_statuses(house.session).wrong == ()

    house.session.execute(update(Parcel).where(Parcel.id == house.parcels[0].id).values(status=Status.LOST))
    house.session.execute(
        update(Custody).where(Custody.parcel_id == house.parcels[1].id).values(holder=HolderKind.SENDER)
    )

    assert check_statuses(house.session).wrong == house.numbers[:2]
    assert repair_statuses(house.session).wrong == house.numbers[:2]
    assert check_statuses(house.session).wrong == ()
    assert house.statuses() == [Status.COLLECTED] * 3


def at_once(*works: Callable[[], None]) -> None:
    """Run the works in a thread each and wait for all."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_one_id_used_at_once_by_two_writers_is_kept_once(own_database_url: str) -> None:
    engine = engine_for(own_database_url)
    database = Database("", engine=engine)
    with database.transaction() as session:
        house = House(session)
    outcomes: list[Outcome] = []

    def tell(one: NewEvent) -> None:
        with database.transaction() as session:
            outcomes.extend(verdict.outcome for verdict in record(session, [one], Sender()))

    for _ in range(10):
        scan = event(EventCode.COLLECTED, house.numbers[0])
        other = replace(scan, parcels=house.numbers[1:])
        at_once(partial(tell, scan), partial(tell, other))

    assert outcomes.count(Outcome.APPLIED) == outcomes.count(Outcome.CONFLICT) == 10
    with database.reading() as session:
        assert check_statuses(session).wrong == ()
    engine.dispose()


def test_two_writers_on_one_parcel_leave_the_fold_of_both(own_database_url: str) -> None:
    engine = engine_for(own_database_url)
    database = Database("", engine=engine)
    with database.transaction() as session:
        house = House(session)

    def scan_often(code: EventCode, numbers: tuple[str, ...]) -> None:
        for minute in range(15):
            with database.transaction() as session:
                record(session, [event(code, *numbers, minute=minute)], Sender())

    at_once(
        partial(scan_often, EventCode.DEPARTED, house.numbers),
        partial(scan_often, EventCode.ARRIVED, house.numbers[::-1]),
        partial(scan_often, EventCode.OUT_FOR_DELIVERY, house.numbers[1:]),
    )

    with database.reading() as session:
        assert check_statuses(session).wrong == ()
        assert session.scalar(select(func.count()).select_from(HandlingEvent)) == 15 * 8
    engine.dispose()
