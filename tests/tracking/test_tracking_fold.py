"""What events amount to: each rule of the table, and that order of arrival never matters."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.shipments.models import Status
from logistics.tracking import EventCode, Fact, Holder, HolderKind, State, fold
from logistics.tracking.clocks import moment, offset_s
from logistics.tracking.fold import LEADS_TO, OVER, history
from logistics.tracking.models import ClockConfidence

START = dt.datetime(2025, 11, 5, tzinfo=dt.UTC)
DRIVER, OFFICE, HUB, BAG = 7, 1, 2, 50
_ids = itertools.count(1)


def told(code: str, minute: int, **more: object) -> Fact:
    """A fact `minute` minutes after the start."""
    return Fact(
        event_id=uuid.UUID(int=next(_ids)),
        code=EventCode(code),
        happened_at=START + dt.timedelta(minutes=minute),
        **more,  # type: ignore[arg-type]
    )


def the_walk() -> list[Fact]:
    """From the village to the buyer: fetched, accepted, bagged, driven to Hà Nội in the bag, delivered."""
    return [
        told("pickup_assigned", 0),
        told("collected", 10, actor_id=DRIVER),
        told("accepted", 20, office_id=OFFICE),
        told("bagged", 30, office_id=OFFICE, bag_id=BAG),
        told("departed", 40, bag_id=BAG, of_bag=True),
        told("arrived", 50, bag_id=BAG, of_bag=True, office_id=HUB),
        told("unbagged", 60, bag_id=BAG, of_bag=True, office_id=HUB),
        told("out_for_delivery", 70, actor_id=DRIVER),
        told("delivered", 80, actor_id=DRIVER),
    ]


def test_without_events_a_parcel_is_ready_at_its_senders() -> None:
    assert fold([]) == State(status=Status.READY, holder=Holder(HolderKind.SENDER))


def test_the_walk_passes_every_state_and_pair_of_hands_in_turn() -> None:
    walked = [(state.status, state.holder.kind) for _, state in history(the_walk())]

    assert walked == [
        (Status.PICKUP_ASSIGNED, HolderKind.SENDER),
        (Status.COLLECTED, HolderKind.DRIVER),
        (Status.ACCEPTED, HolderKind.OFFICE),
        (Status.BAGGED, HolderKind.OFFICE),
        (Status.IN_TRANSIT, HolderKind.LINE_HAUL),
        (Status.AT_HUB, HolderKind.OFFICE),
        (Status.AT_HUB, HolderKind.OFFICE),
        (Status.OUT_FOR_DELIVERY, HolderKind.DRIVER),
        (Status.DELIVERED, HolderKind.CONSIGNEE),
    ]


def test_an_assignment_heard_of_late_does_not_move_a_collected_parcel_back() -> None:
    state = fold([told("collected", 10, actor_id=DRIVER), told("pickup_assigned", 20)])

    assert (state.status, state.holder) == (Status.COLLECTED, Holder(HolderKind.DRIVER, DRIVER))


def test_a_failed_pickup_waits_for_the_next_one() -> None:
    assert fold([told("pickup_assigned", 0), told("pickup_failed", 5)]).status is Status.READY


def test_a_driver_who_taps_after_the_office_scanned_does_not_take_the_parcel_back() -> None:
    state = fold([told("accepted", 10, office_id=OFFICE), told("collected", 11, actor_id=DRIVER)])

    assert (state.status, state.holder) == (Status.ACCEPTED, Holder(HolderKind.OFFICE, OFFICE))


def test_a_parcel_cancelled_after_it_was_fetched_goes_back() -> None:
    state = fold([told("collected", 0, actor_id=DRIVER), told("cancelled", 5)])

    assert state.status is Status.RETURNING
    assert state.holder == Holder(HolderKind.DRIVER, DRIVER)


def test_a_cancelled_parcel_that_was_fetched_all_the_same_is_in_the_drivers_hands() -> None:
    state = fold([told("cancelled", 0), told("collected", 5, actor_id=DRIVER)])

    assert state.status is Status.CANCELLED
    assert state.holder == Holder(HolderKind.DRIVER, DRIVER)


def test_the_scan_of_a_bag_moves_only_what_is_inside_at_that_moment() -> None:
    taken_out = told("unbagged", 35, office_id=OFFICE, bag_id=BAG)
    left_behind = fold([*the_walk()[:5], taken_out])

    assert left_behind.status is Status.ACCEPTED
    assert left_behind.bag_id is None


def test_a_parcel_whose_bagging_is_heard_of_late_still_travelled_with_its_bag() -> None:
    walk = the_walk()
    assert fold([*walk[4:6], *walk[:4]]).status is Status.AT_HUB


def test_an_annulled_event_never_happened_and_its_annulment_cannot_be_annulled() -> None:
    collected = told("collected", 10, actor_id=DRIVER)
    annulment = told("annulled", 20, annuls=collected.event_id)
    again = told("annulled", 30, annuls=annulment.event_id)

    assert fold([collected, annulment]) == fold([])
    assert fold([collected, annulment, again]) == fold([])


@pytest.mark.parametrize("status", sorted(OVER))
def test_what_is_over_stays_over(status: Status) -> None:
    assert not [code for code in EventCode if (code, status) in LEADS_TO]


@st.composite
def stories(draw: st.DrawFn) -> list[Fact]:
    """Any events at all about one parcel, two bags, two offices, some annulled."""
    facts: list[Fact] = []
    for n in range(draw(st.integers(0, 14))):
        code = draw(st.sampled_from(EventCode))
        annuls = draw(st.sampled_from(facts)).event_id if code is EventCode.ANNULLED and facts else None
        facts.append(
            Fact(
                event_id=uuid.UUID(int=draw(st.integers(0, 99)) << 8 | n),
                code=code,
                happened_at=START + dt.timedelta(minutes=draw(st.integers(0, 9))),
                actor_id=draw(st.sampled_from([None, DRIVER])),
                office_id=draw(st.sampled_from([None, OFFICE, HUB])),
                bag_id=draw(st.sampled_from([BAG, BAG + 1])),
                of_bag=code is not EventCode.BAGGED and draw(st.booleans()),
                annuls=annuls,
            )
        )
    return facts


@given(stories(), st.randoms(use_true_random=False))
def test_any_order_and_repetition_gives_one_state(facts: list[Fact], random: object) -> None:
    arrived = facts + facts[: len(facts) // 2]
    random.shuffle(arrived)  # type: ignore[attr-defined]

    assert fold(arrived) == fold(facts)


@given(stories())
def test_custody_has_no_gap(facts: list[Fact]) -> None:
    held = Holder(HolderKind.SENDER)
    since: dt.datetime | None = None
    for fact, state in history(facts):
        assert state.held_since == (since if state.holder == held else fact.happened_at)
        held, since = state.holder, state.held_since


NOW = START + dt.timedelta(days=1)
DAY_S = 86_400


def test_a_phone_without_signal_for_a_day_is_late_and_not_wrong() -> None:
    assert offset_s(NOW - dt.timedelta(seconds=2), NOW, None) == 0
    at = moment(START, NOW, 0)
    assert (at.happened_at, at.confidence) == (START, ClockConfidence.TRUSTED)


@pytest.mark.parametrize("days", [-3, 3])
def test_a_clock_days_off_is_put_right_and_flagged(days: int) -> None:
    wrong = dt.timedelta(days=days)
    shift_s = offset_s(NOW + wrong, NOW, None)
    at = moment(START + wrong, NOW, shift_s)

    assert (at.happened_at, at.confidence) == (START, ClockConfidence.CORRECTED)


def test_a_slow_line_does_not_change_a_known_offset() -> None:
    assert offset_s(NOW - dt.timedelta(seconds=3 * DAY_S + 40), NOW, 3 * DAY_S) == 3 * DAY_S


def test_a_moment_in_the_future_is_taken_as_now() -> None:
    at = moment(NOW + dt.timedelta(hours=5), NOW, 0)
    assert (at.happened_at, at.confidence) == (NOW, ClockConfidence.SUSPECT)


@pytest.mark.parametrize("year", [1, 1970, 9999])
def test_a_clock_of_another_age_is_taken_as_now(year: int) -> None:
    at = moment(dt.datetime(year, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=7))), NOW, 0)
    assert (at.happened_at, at.confidence) == (NOW, ClockConfidence.SUSPECT)
