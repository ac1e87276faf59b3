"""The money follows the parcel: due when it is registered, collected when delivered, let go of when it turns back."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
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
from sqlalchemy import Engine, func, select, true
from sqlalchemy.orm import Session

from logistics import clock
from logistics.cod import Account, Balances, Collection, Counting, balances, cash_up, collect, expected_vnd, in_hand
from logistics.cod.mismatched import SHORT_D, Mismatch, mismatched_cash
from logistics.cod.models import CodEntry
from logistics.db import Database
from logistics.errors import Conflict, Invalid
from logistics.parties import Principal, principal_of
from logistics.parties.models import Role, Seller
from logistics.shipments import NewConsignee, NewLine, NewShipment, cash
from logistics.shipments.models import Parcel, Shipment, Status
from logistics.shipments.register import register
from logistics.shipments.writing import Stamp
from logistics.tracking import EventCode, NewEvent, Outcome, Sender, record, uuid7
from logistics.tracking.void import void

COD_VND = 350_000
LATER = NOON + dt.timedelta(days=5)


def a_registered_sale(session: Session, seller: Seller, cod_vnd: int = COD_VND) -> Shipment:
    """A shipment made as the counter makes it."""
    new = NewShipment(
        seller_code=seller.code,
        consignee=NewConsignee(
            name="Trần Hồng Linh", phone="0974305036", address="Số 329 Hùng Vương", province="", commune="00004"
        ),
        lines=(NewLine(sku="MAC-500", quantity=2),),
        cod_amount_vnd=cod_vnd,
    )
    return register(session, new, Stamp(now=NOON, item_number_key="development-only"))


class Road:
    """An office, a clerk and two drivers, and what they tell of parcels."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.office = an_office(session)
        self.seller = a_seller(session, self.office)
        self.drivers = [principal_of(a_user(session, Role.DRIVER, office_id=self.office.id)) for _ in range(2)]
        self.clerk = principal_of(a_user(session, Role.CLERK, office_id=self.office.id))

    def tell(
        self, shipment: Shipment, code: EventCode, *, minute: int = 0, by: Principal | None = None, **more: Any
    ) -> NewEvent:
        event = NewEvent(
            event_id=uuid7(),
            code=code,
            happened_at=NOON + dt.timedelta(minutes=minute),
            parcels=(number_of(self.session, shipment.id),),
            **more,
        )
        [verdict] = record(self.session, [event], Sender(principal=by))
        assert verdict.outcome is Outcome.APPLIED
        return event

    def money(self, shipment: Shipment) -> Balances:
        return balances(self.session, [shipment.id])[shipment.id]


def number_of(session: Session, shipment_id: int) -> str:
    """The item number of the shipment's first parcel."""
    of = (Parcel.shipment_id == shipment_id, Parcel.sequence == 1)
    return session.scalars(select(Parcel.item_number).where(*of)).one()


@pytest.fixture
def road(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Road]:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    with database.transaction() as session:
        yield Road(session)


def test_what_is_registered_is_due(road: Road) -> None:
    sale = a_registered_sale(road.session, road.seller)
    a_registered_sale(road.session, road.seller, cod_vnd=0)

    assert road.money(sale)[Account.DUE] == COD_VND
    assert len(road.session.scalars(select(CodEntry)).all()) == 1


def test_whoever_delivers_holds_the_cash(road: Road) -> None:
    sale, other = (a_registered_sale(road.session, road.seller) for _ in range(2))

    road.tell(sale, EventCode.DELIVERED, by=road.drivers[0])
    road.tell(other, EventCode.DELIVERED, by=road.clerk)

    assert expected_vnd(road.session, road.drivers[0].user_id) == COD_VND
    assert expected_vnd(road.session, road.clerk.user_id) == COD_VND


def test_what_a_line_haul_carrier_collects_is_paid_over_to_the_office(road: Road) -> None:
    sale = a_registered_sale(road.session, road.seller)
    road.tell(sale, EventCode.DELIVERED)
    assert expected_vnd(road.session, None, road.office.id) == COD_VND
    assert expected_vnd(road.session, None, an_office(road.session).id) == 0

    counting = Counting(key="remittance 7", driver_id=None, office_id=road.office.id, counted_vnd=COD_VND)
    assert cash_up(road.session, counting).difference_vnd == 0

    assert road.money(sale)[Account.HANDED_IN] == COD_VND
    assert expected_vnd(road.session, None, road.office.id) == 0


def test_a_driver_who_took_less_says_so_and_the_rest_stays_due(road: Road) -> None:
    sale = a_registered_sale(road.session, road.seller)

    road.tell(sale, EventCode.DELIVERED, by=road.drivers[0], evidence={"cod_vnd": 300_000})
    collect(road.session, Collection(key="rest", shipment_id=sale.id, driver_id=road.clerk.user_id, amount_vnd=50_000))

    assert expected_vnd(road.session, road.drivers[0].user_id) == 300_000
    assert (road.money(sale)[Account.DUE], road.money(sale)[Account.COLLECTED]) == (0, COD_VND)


@pytest.mark.parametrize("told", [-1, COD_VND + 1, "all of it", None, 1.5])
def test_a_senseless_amount_never_loses_a_delivery_nor_takes_more_than_is_due(road: Road, told: Any) -> None:
    sale = a_registered_sale(road.session, road.seller)

    road.tell(sale, EventCode.DELIVERED, by=road.drivers[0], evidence={"cod_vnd": told})

    assert road.money(sale)[Account.COLLECTED] == COD_VND


@pytest.mark.parametrize(
    "code", [EventCode.CANCELLED, EventCode.RETURNING, EventCode.RETURNED, EventCode.LOST, EventCode.DAMAGED]
)
def test_what_turns_back_owes_nothing(road: Road, code: EventCode) -> None:
    sale = a_registered_sale(road.session, road.seller)

    road.tell(sale, code)

    assert (road.money(sale)[Account.DUE], road.money(sale)[Account.WAIVED]) == (0, COD_VND)


def test_a_void_number_owes_nothing(road: Road) -> None:
    sale = a_registered_sale(road.session, road.seller)

    void(road.session, number_of(road.session, sale.id), "registered twice", Sender(principal=road.clerk))

    assert road.money(sale)[Account.DUE] == 0


def test_a_corrected_delivery_gives_the_money_back_to_what_is_due(road: Road) -> None:
    sale = a_registered_sale(road.session, road.seller)
    wrong = road.tell(sale, EventCode.DELIVERED, by=road.drivers[0])

    road.tell(sale, EventCode.ANNULLED, minute=1, annuls=wrong.event_id)
    assert (road.money(sale)[Account.DUE], in_hand(road.session, road.drivers[0].user_id)) == (COD_VND, {})
    road.tell(sale, EventCode.DELIVERED, minute=2, by=road.drivers[1])

    assert expected_vnd(road.session, road.drivers[1].user_id) == COD_VND


def test_a_return_that_was_not_one_is_due_again(road: Road) -> None:
    sale = a_registered_sale(road.session, road.seller)
    wrong = road.tell(sale, EventCode.RETURNING)

    road.tell(sale, EventCode.ANNULLED, minute=1, annuls=wrong.event_id)

    assert (road.money(sale)[Account.DUE], road.money(sale)[Account.WAIVED]) == (COD_VND, 0)


def test_what_was_handed_in_stays_with_the_office_though_the_delivery_was_wrong(road: Road) -> None:
    sale = a_registered_sale(road.session, road.seller)
    wrong = road.tell(sale, EventCode.DELIVERED, by=road.drivers[0])
    driver = road.drivers[0].user_id
    cash_up(road.session, Counting(key="k", driver_id=driver, office_id=road.office.id, counted_vnd=COD_VND))

    road.tell(sale, EventCode.ANNULLED, minute=1, annuls=wrong.event_id)

    assert road.money(sale)[Account.HANDED_IN] == COD_VND


def test_cash_that_was_handed_in_for_a_delivery_that_was_none_is_to_be_settled(road: Road) -> None:
    sale = a_registered_sale(road.session, road.seller)
    wrong = road.tell(sale, EventCode.DELIVERED, by=road.drivers[0])
    driver = road.drivers[0].user_id
    cash_up(road.session, Counting(key="k", driver_id=driver, office_id=road.office.id, counted_vnd=COD_VND))
    assert mismatched_cash(road.session, true()) == []

    road.tell(sale, EventCode.ANNULLED, minute=1, annuls=wrong.event_id)

    (found,) = mismatched_cash(road.session, true())
    assert (found.kind, found.amount_vnd, found.whole_vnd) == (Mismatch.UNDELIVERED, COD_VND, COD_VND)


def test_what_is_still_due_of_a_delivered_parcel_is_to_be_settled(road: Road) -> None:
    sale = a_registered_sale(road.session, road.seller)
    on_its_way = a_registered_sale(road.session, road.seller)
    road.tell(on_its_way, EventCode.OUT_FOR_DELIVERY, by=road.drivers[0])

    road.tell(sale, EventCode.DELIVERED, by=road.drivers[0], evidence={"cod_vnd": COD_VND - 40_000})

    (found,) = mismatched_cash(road.session, true())
    assert (found.item_number, found.kind) == (number_of(road.session, sale.id), Mismatch.SHORT)
    assert (found.amount_vnd, found.whole_vnd) == (40_000, COD_VND)


def test_what_was_paid_short_a_season_ago_is_a_matter_for_the_books(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale = a_registered_sale(road.session, road.seller)
    road.tell(sale, EventCode.DELIVERED, by=road.drivers[0], evidence={"cod_vnd": COD_VND - 40_000})
    monkeypatch.setattr(clock, "now", lambda: NOON + dt.timedelta(days=SHORT_D, hours=1))

    assert mismatched_cash(road.session, true()) == []


def test_the_cash_of_a_shipment_goes_with_its_first_parcel(road: Road) -> None:
    shipment = a_shipment(road.session, road.seller, parcels=2, cod_amount_vnd=COD_VND)
    second = road.session.scalars(
        select(Parcel.item_number).where(Parcel.shipment_id == shipment.id, Parcel.sequence == 2)
    ).one()
    event = NewEvent(event_id=uuid7(), code=EventCode.DELIVERED, happened_at=NOON, parcels=(second,))

    record(road.session, [event], Sender(principal=road.drivers[0]))
    assert expected_vnd(road.session, road.drivers[0].user_id) == 0
    road.tell(shipment, EventCode.DELIVERED, by=road.drivers[1])

    assert expected_vnd(road.session, road.drivers[1].user_id) == COD_VND


def test_no_money_goes_unbooked_where_nobody_keeps_the_ledger(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cash, "_KEPT", [])

    with pytest.raises(LookupError, match=r"logistics\.cod"):
        a_registered_sale(road.session, road.seller)


@pytest.mark.parametrize(
    "door", ["app", "cli.imports", "cli.handlers", "cli.demo.loading", "cli.bench.imports", "cod.models", "schema"]
)
def test_the_ledger_is_kept_behind_every_door_through_which_shipments_come(door: str) -> None:
    program = f"import logistics.{door}; from logistics.shipments.cash import ledger; ledger()"

    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)


TURNS = [
    EventCode.COLLECTED,
    EventCode.OUT_FOR_DELIVERY,
    EventCode.DELIVERED,
    EventCode.RETURNING,
    EventCode.RETURNED,
    EventCode.CANCELLED,
    EventCode.LOST,
]
BY_DRIVERS = {EventCode.COLLECTED, EventCode.OUT_FOR_DELIVERY, EventCode.DELIVERED, EventCode.RETURNED}
BACK = {Status.RETURNING, Status.RETURNED, Status.CANCELLED, Status.LOST, Status.DAMAGED}


class Evening(RuleBasedStateMachine):
    """Scans in any order, corrections and countings; beside it a notebook of who took, held and handed in what."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.connection = engine.connect()
        self.outer = self.connection.begin()
        self.database = Database("", engine=self.connection)
        self.told: list[tuple[int, NewEvent]] = []
        self.took: dict[int | None, int] = {}
        self.gave: dict[int | None, int] = {}
        self.acts = 0
        self.last = 0

    @initialize()
    def the_day_begins(self) -> None:
        with self.database.transaction() as session:
            self.road = Road(session)
            self.people = [*self.road.drivers, None]
            self.sales = [a_registered_sale(session, self.road.seller).id for _ in range(3)]

    @rule(
        sale=st.integers(0, 2),
        code=st.sampled_from(TURNS),
        who=st.integers(0, 2),
        minute=st.integers(0, 20),
        part_vnd=st.sampled_from([None, None, 100_000, 0, 9_999_999]),
    )
    def a_parcel_is_scanned(self, sale: int, code: EventCode, who: int, minute: int, part_vnd: int | None) -> None:
        evidence = {} if part_vnd is None else {"cod_vnd": part_vnd}
        with self.database.transaction() as session:
            self.road.session = session
            shipment = session.get_one(Shipment, self.sales[sale])
            # What only the office decides, the house tells.
            by = self.people[who] if code in BY_DRIVERS else None
            event = self.road.tell(shipment, code, minute=minute, by=by, evidence=evidence)
            self.told.append((sale, event))
            self._write_down(session)

    @precondition(lambda self: self.told)
    @rule(pick=st.randoms(use_true_random=False))
    def a_scan_is_corrected(self, pick: Any) -> None:
        sale, event = pick.choice(self.told)
        with self.database.transaction() as session:
            self.road.session = session
            shipment = session.get_one(Shipment, self.sales[sale])
            self.road.tell(shipment, EventCode.ANNULLED, minute=30, annuls=event.event_id)
            self._write_down(session)

    @rule(sale=st.integers(0, 2), who=st.integers(0, 1), amount_vnd=st.integers(-1, COD_VND + 1))
    def the_rest_is_taken(self, sale: int, who: int, amount_vnd: int) -> None:
        self.acts += 1
        driver = self.road.drivers[who].user_id
        took = Collection(key=f"{self.acts}", shipment_id=self.sales[sale], driver_id=driver, amount_vnd=amount_vnd)
        try:
            for _ in range(2):
                with self.database.transaction() as session:
                    collect(session, took)
        except (Invalid, Conflict):
            return
        self.took[driver] = self.took.get(driver, 0) + amount_vnd

    @rule(who=st.integers(0, 2), off_vnd=st.sampled_from([0, 0, -1_000, -COD_VND, 5_000]))
    def cash_is_handed_in(self, who: int, off_vnd: int) -> None:
        self.acts += 1
        person = self.people[who]
        driver = None if person is None else person.user_id
        held_vnd = self.took.get(driver, 0) - self.gave.get(driver, 0)
        counting = Counting(
            key=f"{self.acts}",
            driver_id=driver,
            office_id=self.road.office.id,
            counted_vnd=max(0, held_vnd + off_vnd),
            explanation="looked twice",
        )
        for _ in range(2):
            with self.database.transaction() as session:
                counted = cash_up(session, counting)
        assert counted.expected_vnd == held_vnd
        self.gave[driver] = self.gave.get(driver, 0) + min(counting.counted_vnd, held_vnd)

    def _write_down(self, session: Session) -> None:
        """What the scan gave to or took from each purse, read off the rows it added."""
        for sign, side in ((1, CodEntry.debit), (-1, CodEntry.credit)):
            rows = session.execute(
                select(CodEntry.driver_id, func.sum(CodEntry.amount_vnd))
                .where(side == Account.COLLECTED, CodEntry.act.startswith("follow"), CodEntry.id > self.last)
                .group_by(CodEntry.driver_id)
            )
            for driver, amount_vnd in rows:
                self.took[driver] = self.took.get(driver, 0) + sign * int(amount_vnd)
        self.last = session.scalar(select(func.max(CodEntry.id))) or 0

    @invariant()
    def collected_is_handed_over_plus_outstanding(self) -> None:
        if not hasattr(self, "sales"):
            return
        with self.database.reading() as session:
            for person in self.people:
                driver = None if person is None else person.user_id
                outstanding_vnd = expected_vnd(session, driver, self.road.office.id)
                assert outstanding_vnd >= 0
                assert self.took.get(driver, 0) == self.gave.get(driver, 0) + outstanding_vnd

    @invariant()
    def the_money_is_where_the_parcel_says(self) -> None:
        if not hasattr(self, "sales"):
            return
        with self.database.reading() as session:
            statuses = dict(session.execute(select(Parcel.shipment_id, Parcel.status)).all())
            for sale, money in balances(session, self.sales).items():
                assert sum(money.of.values()) == 0
                assert all(vnd >= 0 for account, vnd in money.of.items() if account is not Account.CONSIGNEE)
                if statuses[sale] in BACK:
                    assert money[Account.DUE] == 0
                else:
                    assert money[Account.WAIVED] == 0

    def teardown(self) -> None:
        self.outer.rollback()
        self.connection.close()


def test_every_dong_of_the_evening_is_accounted_for(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    wished = os.environ.get("HYPOTHESIS_EXAMPLES")
    machine: Callable[[], Evening] = lambda: Evening(engine)  # noqa: E731
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=int(wished or 15),
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.generate, Phase.shrink] if wished else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
