"""Cash on delivery: every dong in exactly one place, whoever presses what how often, on both databases."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from factories import a_seller, a_shipment, a_user, an_office
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from openpyxl import load_workbook
from sqlalchemy import Engine, select, true
from sqlalchemy.orm import Session

from logistics import clock
from logistics.cod import (
    Account,
    Collection,
    Counting,
    balances,
    cash_up,
    collect,
    expected_vnd,
    in_hand,
    make_due,
    pay_out,
    reconcile,
    standings,
    total,
)
from logistics.cod.export import HEADINGS, as_csv, as_xlsx, ledger_rows
from logistics.cod.models import CashUp, CodEntry
from logistics.cod.overdue import overdue_cash
from logistics.db import Database, engine_for
from logistics.errors import Conflict, Invalid
from logistics.parties import Principal, principal_of, visible_to
from logistics.parties.models import Role, Seller, SellerKind, User
from logistics.shipments.models import Shipment

COD_VND = 350_000


class Office:
    """An office with two drivers and a co-operative of two households."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.office = an_office(session)
        self.drivers = [a_user(session, Role.DRIVER, office_id=self.office.id).id for _ in range(2)]
        self.coop = a_seller(session, self.office, kind=SellerKind.COOPERATIVE, name="HTX Tà Mung")
        self.households = [a_seller(session, self.office, cooperative_id=self.coop.id) for _ in range(2)]

    def a_sale(self, seller: Seller | None = None, **given: Any) -> int:
        fields = {"cod_amount_vnd": COD_VND} | given
        shipment_id: int = a_shipment(self.session, seller or self.households[0], **fields).id
        return shipment_id

    def sells(self, *, driver: int = 0, amount_vnd: int = COD_VND, seller: Seller | None = None) -> int:
        sale = self.a_sale(seller)
        collect(
            self.session,
            Collection(key=f"k{sale}", shipment_id=sale, driver_id=self.drivers[driver], amount_vnd=amount_vnd),
        )
        return sale

    def counts(self, counted_vnd: int, *, key: str = "monday", why: str = "", driver: int = 0) -> CashUp:
        return cash_up(
            self.session,
            Counting(
                key=key,
                driver_id=self.drivers[driver],
                office_id=self.office.id,
                counted_vnd=counted_vnd,
                explanation=why,
            ),
        )

    def of(self, sale: int, account: Account) -> int:
        return balances(self.session, [sale])[sale][account]


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with database.transaction() as session:
        yield Office(session)


def test_the_money_walks_from_the_door_to_the_household(office: Office) -> None:
    sale = office.a_sale()
    assert make_due(office.session, sale) == COD_VND

    collect(office.session, Collection(key="a", shipment_id=sale, driver_id=office.drivers[0], amount_vnd=COD_VND))
    assert expected_vnd(office.session, office.drivers[0]) == COD_VND
    counted = office.counts(COD_VND)
    assert (counted.expected_vnd, counted.difference_vnd) == (COD_VND, 0)
    assert reconcile(office.session, office.office.id, "monday") == COD_VND
    [share] = pay_out(office.session, office.coop.id, "week 45")

    assert (share.seller_id, share.amount_vnd) == (office.households[0].id, COD_VND)
    assert office.of(sale, Account.PAID_OUT) == COD_VND
    assert office.of(sale, Account.CONSIGNEE) == -COD_VND


def test_every_act_done_twice_moves_the_money_once(office: Office) -> None:
    sale = office.sells()
    again = Collection(key=f"k{sale}", shipment_id=sale, driver_id=office.drivers[0], amount_vnd=COD_VND)

    collect(office.session, again)
    assert make_due(office.session, sale) == 0
    assert office.counts(COD_VND).id == office.counts(COD_VND).id
    assert reconcile(office.session, office.office.id, "m") == reconcile(office.session, office.office.id, "m")
    assert pay_out(office.session, office.coop.id, "w") == pay_out(office.session, office.coop.id, "w")

    assert len(office.session.scalars(select(CodEntry)).all()) == 5


def test_the_same_key_with_another_amount_is_a_conflict(office: Office) -> None:
    sale = office.sells(amount_vnd=100_000)
    office.counts(100_000)

    with pytest.raises(Conflict):
        collect(office.session, Collection(key=f"k{sale}", shipment_id=sale, driver_id=office.drivers[0], amount_vnd=2))
    with pytest.raises(Conflict):
        office.counts(99_999, why="torn note")


def test_no_more_is_collected_than_is_due(office: Office) -> None:
    with pytest.raises(Conflict, match="350,000"):
        office.sells(amount_vnd=COD_VND + 1)
    with pytest.raises(Invalid):
        office.sells(amount_vnd=0)


def test_what_is_short_stays_with_the_driver_and_is_explained(office: Office) -> None:
    first, second = office.sells(), office.sells()
    with pytest.raises(Invalid, match="-50,000"):
        office.counts(2 * COD_VND - 50_000)

    counted = office.counts(2 * COD_VND - 50_000, why="The fuel was paid from it")

    assert counted.difference_vnd == -50_000
    assert office.of(first, Account.HANDED_IN) == COD_VND
    assert in_hand(office.session, office.drivers[0]) == {second: 50_000}
    office.counts(50_000, key="tuesday")
    assert in_hand(office.session, office.drivers[0]) == {}


def test_what_is_over_is_explained_and_belongs_to_no_shipment(office: Office) -> None:
    sale = office.sells()

    counted = office.counts(COD_VND + 20_000, why="A customer left the change")

    assert counted.difference_vnd == 20_000
    assert office.of(sale, Account.HANDED_IN) == COD_VND


def test_each_driver_answers_for_their_own_cash(office: Office) -> None:
    mine, theirs = office.sells(driver=0), office.sells(driver=1)

    office.counts(COD_VND, driver=0)

    assert office.of(mine, Account.HANDED_IN) == COD_VND
    assert in_hand(office.session, office.drivers[1]) == {theirs: COD_VND}


def test_a_sale_without_money_to_collect_leaves_no_trace(office: Office) -> None:
    assert make_due(office.session, office.a_sale(cod_amount_vnd=0)) == 0
    assert office.session.scalars(select(CodEntry)).all() == []


def test_a_cooperative_sees_and_is_paid_by_household(office: Office) -> None:
    one, other = office.households
    office.sells(seller=one)
    office.sells(seller=one)
    office.sells(seller=other)
    office.counts(3 * COD_VND)
    reconcile(office.session, office.office.id, "m")

    shares = pay_out(office.session, office.coop.id, "w")

    assert [(share.seller_id, share.amount_vnd) for share in shares] == [(one.id, 2 * COD_VND), (other.id, COD_VND)]
    paid = {each.seller_id: each.balances[Account.PAID_OUT] for each in standings(office.session, office.coop.id)}
    assert paid == {office.coop.id: 0, one.id: 2 * COD_VND, other.id: COD_VND}


def test_money_that_comes_after_the_payment_waits_for_the_next_key(office: Office) -> None:
    office.sells()
    office.counts(COD_VND)
    reconcile(office.session, office.office.id, "m")
    pay_out(office.session, office.coop.id, "w1")
    office.sells()
    office.counts(COD_VND, key="tuesday")
    assert reconcile(office.session, office.office.id, "t") == COD_VND

    assert sum(share.amount_vnd for share in pay_out(office.session, office.coop.id, "w1")) == COD_VND
    assert sum(share.amount_vnd for share in pay_out(office.session, office.coop.id, "w2")) == COD_VND
    whole = total(office.session, Shipment.seller_id == office.households[0].id)
    assert whole[Account.PAID_OUT] == 2 * COD_VND


def test_who_sees_whose_money(office: Office) -> None:
    office.sells(driver=0)
    office.sells(driver=1)
    session = office.session

    def seen(role: Role, **belongs: int) -> int:
        principal = principal_of(a_user(session, role, **belongs))
        return len(session.scalars(select(CodEntry).where(visible_to(principal, CodEntry))).all())

    assert seen(Role.CLERK, office_id=office.office.id) == 4
    assert seen(Role.CLERK, office_id=an_office(session).id) == 0
    assert seen(Role.SELLER, seller_id=office.coop.id) == 4
    assert seen(Role.SELLER, seller_id=office.households[1].id) == 0
    assert seen(Role.DRIVER, office_id=office.office.id) == 0


def test_who_sees_which_counting(office: Office) -> None:
    office.sells()
    office.counts(COD_VND)
    session = office.session
    mine, other = (principal_of(session.get_one(User, driver)) for driver in office.drivers)
    clerk = principal_of(a_user(session, Role.CLERK, office_id=office.office.id))
    seller = principal_of(a_user(session, Role.SELLER, seller_id=office.coop.id))

    def seen(principal: Principal) -> int:
        return len(session.scalars(select(CashUp).where(visible_to(principal, CashUp))).all())

    assert [seen(each) for each in (mine, other, clerk, seller)] == [1, 0, 1, 0]


def test_a_negative_count_is_refused(office: Office) -> None:
    with pytest.raises(Invalid, match="negative"):
        office.counts(-1, why="typed a minus")


def test_cash_kept_overnight_is_asked_for(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    evening = dt.datetime(2025, 11, 5, 11, 0, tzinfo=dt.UTC)
    monkeypatch.setattr(clock, "now", lambda: evening)
    office.sells(driver=0)
    office.sells(driver=1)
    assert overdue_cash(office.session, true()) == []

    office.counts(COD_VND, driver=1)
    monkeypatch.setattr(clock, "now", lambda: evening + dt.timedelta(hours=8))

    [overdue] = overdue_cash(office.session, true())
    assert (overdue.driver_id, overdue.amount_vnd, overdue.since) == (office.drivers[0], COD_VND, evening)


def test_who_kept_cash_longest_is_asked_first_for_all_that_is_held(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = dt.datetime(2025, 11, 5, 11, 0, tzinfo=dt.UTC)
    for driver, hours in ((0, 3), (1, 0), (1, 2)):
        monkeypatch.setattr(clock, "now", lambda hours=hours: evening + dt.timedelta(hours=hours))
        office.sells(driver=driver)
    monkeypatch.setattr(clock, "now", lambda: evening + dt.timedelta(days=1))

    overdue = overdue_cash(office.session, true())

    assert [(each.driver_id, each.amount_vnd, each.since) for each in overdue] == [
        (office.drivers[1], 2 * COD_VND, evening),
        (office.drivers[0], COD_VND, evening + dt.timedelta(hours=3)),
    ]


FORMULAS = ["=1+1", "+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "  =1", "＝1+1", '=HYPERLINK("http://x")']


def test_no_cell_of_an_export_is_a_formula(office: Office) -> None:
    for n, formula in enumerate(FORMULAS):
        office.a_sale(a_seller(office.session, office.office, name=formula), reference=f"{formula}{n}"[:64])
    rows = ledger_rows(office.session, Shipment.office_id == office.office.id)

    read = list(csv.reader(io.StringIO(as_csv(rows).decode("utf-8-sig"))))
    assert tuple(read[0]) == HEADINGS
    assert len(read) == len(FORMULAS) + 1
    assert not [cell for row in read for cell in row if cell.lstrip(" ")[:1] in tuple("=+-@\t＝") and cell]
    book = load_workbook(io.BytesIO(as_xlsx(rows)))
    cells = [cell for row in book["COD"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert {cell.value for cell in cells} >= set(FORMULAS)


def test_two_clerks_counting_one_driver_at_once_hand_in_once(own_database_url: str) -> None:
    database = Database("", engine=engine_for(own_database_url))
    with database.transaction() as session:
        office = Office(session)
        sale = office.sells()
    answers: list[int] = []

    def count_it(key: str) -> None:
        with database.transaction() as session:
            counting = Counting(
                key=key,
                driver_id=office.drivers[0],
                office_id=office.office.id,
                counted_vnd=COD_VND,
                explanation="counted",
            )
            answers.append(cash_up(session, counting).difference_vnd)

    threads = [threading.Thread(target=count_it, args=(f"clerk {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [0, COD_VND, COD_VND, COD_VND]
    with database.reading() as session:
        assert balances(session, [sale])[sale][Account.HANDED_IN] == COD_VND
    database.dispose()


class Purses(RuleBasedStateMachine):
    """Anything that people do with money, right or wrong; I7: collected = handed over + outstanding, per driver."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.connection = engine.connect()
        self.outer = self.connection.begin()
        self.database = Database("", engine=self.connection)
        self.collected = [0, 0]
        self.handed_in = [0, 0]
        self.sales: list[int] = []
        self.acts = 0

    @initialize()
    def open_the_office(self) -> None:
        with self.database.transaction() as session:
            self.office = Office(session)
            self.sales = [self.office.a_sale(self.office.households[n % 2]) for n in range(4)]

    @rule(sale=st.integers(0, 3), driver=st.integers(0, 1), amount_vnd=st.integers(-1, COD_VND + 1))
    def cash_is_collected(self, sale: int, driver: int, amount_vnd: int) -> None:
        self.acts += 1
        took = Collection(
            key=f"{self.acts}",
            shipment_id=self.sales[sale],
            driver_id=self.office.drivers[driver],
            amount_vnd=amount_vnd,
        )
        try:
            for _ in range(2):
                with self.database.transaction() as session:
                    collect(session, took)
        except (Invalid, Conflict):
            return
        self.collected[driver] += amount_vnd

    @rule(driver=st.integers(0, 1), off_vnd=st.sampled_from([0, 0, -1_000, -COD_VND, 5_000]))
    def a_driver_hands_in(self, driver: int, off_vnd: int) -> None:
        self.acts += 1
        held_vnd = self.collected[driver] - self.handed_in[driver]
        counted_vnd = max(0, held_vnd + off_vnd)
        for _ in range(2):
            with self.database.transaction() as session:
                self.office.session = session
                self.office.counts(counted_vnd, key=f"{self.acts}", why="looked twice", driver=driver)
        self.handed_in[driver] += min(counted_vnd, held_vnd)

    @rule()
    def the_office_settles(self) -> None:
        self.acts += 1
        with self.database.transaction() as session:
            reconcile(session, self.office.office.id, f"{self.acts}")
            pay_out(session, self.office.coop.id, f"{self.acts}")

    @invariant()
    def every_dong_is_in_one_place(self) -> None:
        if not self.sales:
            return
        with self.database.reading() as session:
            for driver in range(2):
                outstanding_vnd = sum(in_hand(session, self.office.drivers[driver]).values())
                assert self.collected[driver] == self.handed_in[driver] + outstanding_vnd
            for found in balances(session, self.sales).values():
                assert sum(found.of.values()) == 0
                assert all(vnd >= 0 for account, vnd in found.of.items() if account is not Account.CONSIGNEE)

    def teardown(self) -> None:
        self.outer.rollback()
        self.connection.close()


def test_collected_is_handed_over_plus_outstanding_whatever_people_do(engine: Engine) -> None:
    wished = os.environ.get("HYPOTHESIS_EXAMPLES")
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: Purses(engine),
        settings=settings(
            max_examples=int(wished or 10),
            stateful_step_count=15,
            deadline=None,
            phases=[Phase.generate, Phase.shrink] if wished else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
