"""A device's story stays in the order of its numbers, whatever its clock did, in whichever requests it came."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import uuid
from collections.abc import Iterator

import pytest
from factories import NOON, a_seller, a_shipment, a_user, an_office
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import Database
from logistics.parties import Principal, principal_of
from logistics.parties.models import Role
from logistics.shipments.models import Parcel, Status
from logistics.tracking import EventCode, Fact, NewEvent, Outcome, Sender, fold, record, uuid7
from logistics.tracking.clocks import Numbered, in_sequence
from logistics.tracking.models import ClockConfidence, HandlingEvent
from logistics.tracking.rebuild import check_statuses
from logistics.tracking.story import full_story

NOW = NOON + dt.timedelta(days=1)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
LOST = dt.datetime(1970, 1, 2, tzinfo=dt.UTC) - NOW
"""What a phone that forgot its date is off."""
WAY = (
    EventCode.COLLECTED,
    EventCode.ACCEPTED,
    EventCode.OUT_FOR_DELIVERY,
    EventCode.DELIVERY_FAILED,
    EventCode.OUT_FOR_DELIVERY,
    EventCode.DELIVERED,
)


class Phone:
    """A driver's phone and one parcel; every tap is at a true time, and the clock may be off by some."""

    def __init__(self, session: Session) -> None:
        self.session = session
        office = an_office(session)
        clerk = a_user(session, Role.CLERK, office_id=office.id)
        self.teller: Principal = principal_of(clerk)
        shipment = a_shipment(session, a_seller(session, office))
        self.parcel = session.scalars(select(Parcel).where(Parcel.shipment_id == shipment.id)).one()

    def tap(self, code: EventCode, sequence: int, at: dt.datetime) -> NewEvent:
        reason = "weather" if code is EventCode.DELIVERY_FAILED else ""
        numbers = (self.parcel.item_number,)
        return NewEvent(
            event_id=uuid7(), code=code, happened_at=at, parcels=numbers, reason=reason, device_sequence=sequence
        )

    def sends(self, *taps: NewEvent) -> None:
        sender = Sender(principal=self.teller, device="phone-7", sent_at=clock.now())
        verdicts = record(self.session, taps, sender)
        assert {verdict.outcome for verdict in verdicts} <= {Outcome.APPLIED, Outcome.DUPLICATE}

    @property
    def status(self) -> Status:
        self.session.expire_all()
        return self.parcel.status

    def confidence(self, tap: NewEvent) -> ClockConfidence:
        own = select(HandlingEvent.clock_confidence).where(HandlingEvent.event_id == tap.event_id)
        return self.session.scalars(own).one()


@pytest.fixture
def phone(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Phone]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with database.transaction() as session:
        yield Phone(session)


def test_a_clock_set_back_by_days_between_two_taps_keeps_their_order_and_is_flagged(phone: Phone) -> None:
    out = phone.tap(EventCode.OUT_FOR_DELIVERY, 11, NOW - HOUR)
    failed = phone.tap(EventCode.DELIVERY_FAILED, 12, NOW - 2 * DAY)

    phone.sends(out, failed)

    assert phone.status is Status.AT_HUB
    assert phone.confidence(failed) is ClockConfidence.SUSPECT
    story = full_story(phone.session, phone.parcel.id)
    assert [line.code for line in story] == [EventCode.OUT_FOR_DELIVERY, EventCode.DELIVERY_FAILED]
    assert check_statuses(phone.session).wrong == ()


@pytest.mark.parametrize("later_first", [False, True])
def test_a_tap_of_the_future_comes_before_the_next_one_of_another_request(phone: Phone, later_first: bool) -> None:
    out = phone.tap(EventCode.OUT_FOR_DELIVERY, 21, NOW + 2 * DAY)
    failed = phone.tap(EventCode.DELIVERY_FAILED, 22, NOW - HOUR / 2)

    for tap in (failed, out) if later_first else (out, failed):
        phone.sends(tap)

    assert phone.status is Status.AT_HUB
    assert phone.confidence(out) is ClockConfidence.SUSPECT
    assert phone.confidence(failed) is ClockConfidence.TRUSTED


def test_a_clock_that_is_right_is_left_alone(phone: Phone) -> None:
    taps = [phone.tap(code, n, NOW - 3 * HOUR + n * HOUR / 4) for n, code in enumerate(WAY)]

    phone.sends(*taps)

    assert {phone.confidence(tap) for tap in taps} == {ClockConfidence.TRUSTED}


def test_a_clock_put_right_by_a_minute_is_no_reason_to_doubt(phone: Phone) -> None:
    out = phone.tap(EventCode.OUT_FOR_DELIVERY, 1, NOW - HOUR)
    failed = phone.tap(EventCode.DELIVERY_FAILED, 2, NOW - HOUR - dt.timedelta(seconds=60))

    phone.sends(out, failed)

    assert phone.status is Status.AT_HUB
    assert phone.confidence(failed) is ClockConfidence.TRUSTED


@given(
    off=st.lists(st.sampled_from([dt.timedelta(0), -2 * DAY, 2 * DAY, LOST]), min_size=len(WAY), max_size=len(WAY)),
    dice=st.integers(0, 2**32),
)
@settings(max_examples=15, deadline=None)
def test_whatever_the_clock_did_the_story_ends_as_it_was_tapped(
    engine: Engine, off: list[dt.timedelta], dice: int
) -> None:
    """In any order of arrival, cut into requests anyhow, some of them sent twice."""
    chance = random.Random(dice)
    with pytest.MonkeyPatch.context() as patch, engine.connect() as connection, connection.begin() as outer:
        patch.setattr(clock, "now", lambda: NOW)
        with Database("", engine=connection).transaction() as session:
            phone = Phone(session)
            taps = [phone.tap(code, n, NOW - (9 - n) * HOUR + off[n]) for n, code in enumerate(WAY)]
            told = chance.sample(taps, len(taps)) + chance.sample(taps, 2)
            cuts = [0, *sorted(chance.sample(range(1, len(told)), 3)), len(told)]
            for start, end in itertools.pairwise(cuts):
                phone.sends(*told[start:end])

            story = [line.code for line in full_story(session, phone.parcel.id)]
            assert story == list(WAY)
            assert phone.status is Status.DELIVERED
            assert check_statuses(session).wrong == ()
        outer.rollback()


_taps = st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans()).map(
    lambda tap: Numbered(tap[0], NOON + tap[1] * HOUR, tap[2])
)


@given(st.lists(_taps, max_size=8), st.randoms(use_true_random=False))
def test_moments_rise_with_the_numbers_and_do_not_depend_on_the_order_of_arrival(
    told: list[Numbered], chance: random.Random
) -> None:
    settled = sorted(zip(told, in_sequence(told), strict=True))

    for (one, before), (other, after) in itertools.pairwise(settled):
        assert one.sequence == other.sequence or before < after
    arrived = list(told)
    chance.shuffle(arrived)
    assert sorted(zip(arrived, in_sequence(arrived), strict=True)) == settled


def test_two_devices_numbers_have_nothing_to_do_with_each_other() -> None:
    told = [
        Fact(
            event_id=uuid.UUID(int=n),
            code=code,
            happened_at=NOON + n * HOUR,
            device=f"phone-{n}",
            sequence=9 - n,
        )
        for n, code in enumerate((EventCode.COLLECTED, EventCode.ACCEPTED, EventCode.DELIVERED))
    ]

    state = fold(told)

    assert (state.status, state.since, state.contradicted) == (Status.DELIVERED, NOON + 2 * HOUR, ())


def test_a_delivery_of_what_nobody_fetched_is_kept_and_flagged_until_the_collection_is_told(phone: Phone) -> None:
    delivered = phone.tap(EventCode.DELIVERED, 2, NOW - HOUR)

    phone.sends(delivered)
    alone = [line.out_of_order for line in full_story(phone.session, phone.parcel.id)]
    phone.sends(phone.tap(EventCode.COLLECTED, 1, NOW - 2 * HOUR))
    filled = [line.out_of_order for line in full_story(phone.session, phone.parcel.id)]

    assert phone.status is Status.DELIVERED
    assert (alone, filled) == ([True], [False, False])


def test_a_scan_after_the_end_of_the_way_is_kept_and_flagged(phone: Phone) -> None:
    phone.sends(phone.tap(EventCode.COLLECTED, 1, NOW - 3 * HOUR), phone.tap(EventCode.DELIVERED, 2, NOW - 2 * HOUR))

    phone.sends(phone.tap(EventCode.OUT_FOR_DELIVERY, 3, NOW - HOUR))

    assert phone.status is Status.DELIVERED
    assert [line.out_of_order for line in full_story(phone.session, phone.parcel.id)] == [False, False, True]
