"""Any events in any order, repeated, contradicted, annulled, from wrong clocks: the house against a small model.

I2: each id has one effect, and what is stored equals the events. I4: order and repetition do not matter.
I5: every parcel has exactly one holder. `make fuzz` sets HYPOTHESIS_EXAMPLES for thousands of runs.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from factories import NOON, a_seller, a_shipment, a_user, an_office
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, func, select

from logistics import clock
from logistics.db import Database
from logistics.parties import principal_of
from logistics.parties.models import Role
from logistics.shipments.models import Parcel
from logistics.tracking import EventCode, NewEvent, Outcome, Sender, record, uuid7
from logistics.tracking.models import Bag, Custody, HandlingEvent
from logistics.tracking.rebuild import check_statuses

EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", "12"))
NOW = NOON + dt.timedelta(days=1)
SCANS = sorted(
    set(EventCode) - {EventCode.ANNULLED, EventCode.BAGGED, EventCode.PICKUP_FAILED, EventCode.DELIVERY_FAILED}
)
OVER = ("delivered", "returned", "cancelled", "lost", "damaged")
BEFORE = ("ready", "pickup_assigned")


@dataclass
class Model:
    """What a clerk with a notebook would say: every event once, read in the order in which things happened."""

    events: dict[Any, NewEvent] = field(default_factory=dict)

    def status(self, parcel: str) -> str:
        annulled = {e.annuls for e in self.events.values() if e.code == "annulled" and parcel in e.parcels}
        bag_annulled = {(e.annuls, bag) for e in self.events.values() if e.code == "annulled" for bag in e.bags}
        status, bag, travelled = "ready", "", False
        for event in sorted(self.events.values(), key=lambda e: (e.happened_at, e.event_id)):
            own = parcel in event.parcels and event.event_id not in annulled
            in_bag = bag in event.bags and (event.event_id, bag) not in bag_annulled
            if event.code == "annulled" or not (own or in_bag):
                continue
            status = self.after(status, event.code, travelled)
            if event.code == "bagged":
                bag = event.into
            elif event.code in ("unbagged", "out_for_delivery", "available_for_pickup", "delivered", "returned"):
                bag = ""
            travelled = travelled or event.code in ("departed", "arrived")
        return status

    @staticmethod
    def after(status: str, code: str, travelled: bool) -> str:
        forward = status not in (*OVER, "returning")
        if status in OVER:
            return status
        if code in ("delivered", "returned", "lost", "damaged"):
            return code
        if not forward:
            return status
        match code:
            case "pickup_assigned" | "collected":
                return code if status in BEFORE else status
            case "pickup_unassigned":
                return "ready" if status == "pickup_assigned" else status
            case "accepted":
                if status in (*BEFORE, "collected"):
                    return "accepted"
                return status if status in ("accepted", "bagged") else "at_hub"
            case "unbagged":
                if status == "bagged":
                    return "at_hub" if travelled else "accepted"
                return "at_hub" if status == "in_transit" else status
            case "cancelled":
                return "cancelled" if status in BEFORE else "returning"
            case _:
                return {"departed": "in_transit", "arrived": "at_hub"}.get(code, code)


class Tracking(RuleBasedStateMachine):
    """Three parcels and two bags, told about by drivers and clerks with good and bad clocks."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.connection = engine.connect()
        self.outer = self.connection.begin()
        self.database = Database("", engine=self.connection)
        self.model = Model()
        self.told: dict[Any, tuple[NewEvent, int]] = {}

    @initialize()
    def open_the_office(self) -> None:
        with self.database.transaction() as session:
            office = an_office(session)
            self.clerk = principal_of(a_user(session, Role.CLERK, office_id=office.id))
            shipment = a_shipment(session, a_seller(session, office), parcels=3)
            mine = select(Parcel.item_number).where(Parcel.shipment_id == shipment.id)
            self.numbers = list(session.scalars(mine.order_by(Parcel.id)))
            self.bags = [f"{office.id:09}{n:09}" for n in range(2)]
            session.add_all(
                Bag(sscc=sscc, office_id=office.id, destination="Hà Nội", created_at=NOON) for sscc in self.bags
            )

    def tell(self, event: NewEvent, *, skew_days: int = 0) -> Outcome:
        skew = dt.timedelta(days=skew_days)
        told = replace(event, happened_at=event.happened_at + skew)
        sender = Sender(principal=self.clerk, device="nokia", sent_at=NOW + skew)
        with self.database.transaction() as session:
            [verdict] = record(session, [told], sender)
        return verdict.outcome

    def happens(self, event: NewEvent, skew_days: int) -> None:
        assert self.tell(event, skew_days=skew_days) is Outcome.APPLIED
        self.model.events[event.event_id] = event
        self.told[event.event_id] = (event, skew_days)

    @rule(
        code=st.sampled_from(SCANS),
        who=st.sets(st.integers(0, 2), min_size=1),
        minute=st.integers(0, 30),
        skew_days=st.sampled_from([0, 0, 0, -3, 3]),
    )
    def parcels_are_scanned(self, code: EventCode, who: set[int], minute: int, skew_days: int) -> None:
        self.happens(self.event(code, minute, parcels=tuple(self.numbers[n] for n in who)), skew_days)

    @rule(bag=st.integers(0, 1), who=st.sets(st.integers(0, 2), min_size=1), minute=st.integers(0, 30))
    def parcels_are_bagged(self, bag: int, who: set[int], minute: int) -> None:
        parcels = tuple(self.numbers[n] for n in who)
        self.happens(self.event(EventCode.BAGGED, minute, parcels=parcels, into=self.bags[bag]), 0)

    @rule(
        code=st.sampled_from([EventCode.DEPARTED, EventCode.ARRIVED, EventCode.UNBAGGED]),
        bag=st.integers(0, 1),
        minute=st.integers(0, 30),
    )
    def a_bag_is_scanned(self, code: EventCode, bag: int, minute: int) -> None:
        self.happens(self.event(code, minute, bags=(self.bags[bag],)), 0)

    @precondition(lambda self: self.model.events)
    @rule(pick=st.randoms(use_true_random=False))
    def an_event_is_told_again(self, pick: Any) -> None:
        event, skew_days = pick.choice(list(self.told.values()))
        assert self.tell(event, skew_days=skew_days) is Outcome.DUPLICATE

    @precondition(lambda self: self.model.events)
    @rule(pick=st.randoms(use_true_random=False))
    def an_event_is_contradicted(self, pick: Any) -> None:
        event, skew_days = pick.choice(list(self.told.values()))
        assert self.tell(replace(event, note="something else"), skew_days=skew_days) is Outcome.CONFLICT

    @precondition(lambda self: self.model.events)
    @rule(pick=st.randoms(use_true_random=False))
    def an_event_is_annulled(self, pick: Any) -> None:
        wrong = pick.choice(list(self.model.events.values()))
        undo = replace(
            self.event(EventCode.ANNULLED, 31, parcels=wrong.parcels, bags=wrong.bags), annuls=wrong.event_id
        )
        if wrong.code is EventCode.ANNULLED:
            assert self.tell(undo) is Outcome.REJECTED
        else:
            self.happens(undo, 0)

    @invariant()
    def the_house_says_what_the_notebook_says(self) -> None:
        if not hasattr(self, "numbers"):
            return
        with self.database.reading() as session:
            mine = Parcel.item_number.in_(self.numbers)
            stored = dict(session.execute(select(Parcel.item_number, Parcel.status).where(mine)).all())
            assert stored == {number: self.model.status(number) for number in self.numbers}
            assert check_statuses(session).wrong == ()
            rows = session.scalar(select(func.count(HandlingEvent.event_id.distinct())))
            assert rows == len(self.model.events)
            holders = session.scalars(select(Custody.holder))
            assert all(holders)

    def event(self, code: EventCode, minute: int, **more: Any) -> NewEvent:
        return NewEvent(event_id=uuid7(), code=code, happened_at=NOON + dt.timedelta(minutes=minute), **more)

    def teardown(self) -> None:
        self.outer.rollback()
        self.connection.close()


def test_every_story_of_the_house_is_the_story_of_the_notebook(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    machine: Callable[[], Tracking] = lambda: Tracking(engine)  # noqa: E731
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25,
            deadline=None,
            # Shrinking such a story takes minutes: only where somebody asked for it.
            phases=[Phase.generate, Phase.shrink] if "HYPOTHESIS_EXAMPLES" in os.environ else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
