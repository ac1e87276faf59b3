"""Cash on delivery on the pages: counted in the evening, agreed with the bank, paid out, seen by the seller."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from browser import SignedIn
from flask.testing import FlaskClient
from sqlalchemy import select, update
from walk import a_registered_parcel, seller_of

from logistics import clock
from logistics.cod.models import CashUp, CodEntry
from logistics.db import Database
from logistics.parties import principal_of
from logistics.parties.models import AuditEntry, Role, Seller, User
from logistics.tracking import EventCode, NewEvent, Sender, record, uuid7


def the_user(world: Database, role: Role) -> User:
    """The first office's user of that role."""
    with world.reading() as session:
        return session.scalars(select(User).where(User.role == role).order_by(User.id)).all()[0]


def delivered(world: Database, number: str, role: Role | None = Role.DRIVER) -> None:
    """Let the first office's driver, or a carrier, deliver the parcel."""
    sender = Sender(principal=None if role is None else principal_of(the_user(world, role)))
    event = NewEvent(event_id=uuid7(), code=EventCode.DELIVERED, happened_at=clock.now(), parcels=(number,))
    with world.transaction() as session:
        record(session, [event], sender)


@pytest.fixture
def clerk(as_role: SignedIn) -> FlaskClient:
    """The first office's clerk."""
    return as_role(Role.CLERK)


@pytest.fixture
def driver(world: Database) -> User:
    """The first office's driver, with the cash of one delivery."""
    delivered(world, a_registered_parcel(world))
    return the_user(world, Role.DRIVER)


def test_the_day_shows_who_holds_how_much(clerk: FlaskClient, driver: User) -> None:
    page = clerk.get("/cash").text

    assert driver.name in page
    assert "350.000" in page


def test_what_is_counted_is_handed_in(clerk: FlaskClient, driver: User, as_role: SignedIn) -> None:
    clerk.post(f"/cash/count/{driver.id}", data={"key": "a", "counted_vnd": "350.000"})

    assert "Đã nộp hết tiền" in clerk.get("/cash").text
    assert "Không có tiền phải nộp" in as_role(Role.DRIVER).get("/cash/mine").text


def test_a_difference_without_a_reason_is_refused_and_with_one_is_written_down(
    clerk: FlaskClient, driver: User
) -> None:
    short = {"key": "a", "counted_vnd": "330000"}

    refused = clerk.post(f"/cash/count/{driver.id}", data=short)
    clerk.post(f"/cash/count/{driver.id}", data=short | {"explanation": "Đổ xăng"})

    assert refused.status_code == 422
    assert 'id="explanation-error"' in refused.text
    day = clerk.get("/cash").text
    assert "-20.000" in day
    assert "Đổ xăng" in day


def test_a_count_sent_twice_counts_once(clerk: FlaskClient, driver: User, world: Database) -> None:
    for _ in range(2):
        clerk.post(f"/cash/count/{driver.id}", data={"key": "a", "counted_vnd": "350000"})

    with world.reading() as session:
        assert len(session.scalars(select(CashUp)).all()) == 1


def test_a_purse_of_another_office_is_nobodys(clerk: FlaskClient, as_role: SignedIn, driver: User) -> None:
    assert as_role(Role.CLERK, office=1).get(f"/cash/count/{driver.id}").status_code == 404
    assert clerk.get("/cash/count/somebody").status_code == 404


def test_what_carriers_collected_is_counted_as_one_purse(clerk: FlaskClient, world: Database) -> None:
    delivered(world, a_registered_parcel(world), role=None)

    clerk.post("/cash/count/carriers", data={"key": "r7", "counted_vnd": "350000"})

    assert "Đã nộp hết tiền" in clerk.get("/cash").text


def test_cash_taken_at_the_counter_is_in_the_clerks_purse(clerk: FlaskClient, world: Database) -> None:
    number = a_registered_parcel(world)

    clerk.post("/cash/collect", data={"key": "c", "number": number, "amount_vnd": "350.000"})
    too_much = clerk.post("/cash/collect", data={"key": "d", "number": number, "amount_vnd": "1"})

    assert number in clerk.get(f"/cash/count/{the_user(world, Role.CLERK).id}").text
    assert too_much.status_code == 422


def test_money_goes_on_to_the_bank_and_to_the_seller(
    clerk: FlaskClient, driver: User, as_role: SignedIn, world: Database
) -> None:
    clerk.post(f"/cash/count/{driver.id}", data={"key": "a", "counted_vnd": "350000"})
    dispatcher, seller = as_role(Role.DISPATCHER), seller_of(world)

    dispatcher.post("/cash/reconcile", data={"form_key": "m"})
    waiting = dispatcher.get("/cash/payments").text
    dispatcher.post(f"/cash/payments/{seller.id}", data={"form_key": "w"})

    assert "Trả 350.000" in waiting
    assert "Không ai chờ tiền" in dispatcher.get("/cash/payments").text
    assert "Đã trả" in as_role(Role.SELLER).get("/seller/money").text


def test_money_agreed_and_paid_by_a_form_sent_twice_stands_once_in_the_audit_log(
    clerk: FlaskClient, driver: User, as_role: SignedIn, world: Database
) -> None:
    clerk.post(f"/cash/count/{driver.id}", data={"key": "a", "counted_vnd": "350000"})
    dispatcher = as_role(Role.DISPATCHER)

    for path in ("/cash/reconcile", f"/cash/payments/{seller_of(world).id}"):
        form = {"form_key": f"key of {path}"}
        first, second = (dispatcher.post(path, data=form, follow_redirects=True).text for _ in range(2))
        assert "350.000" in first
        assert "350.000" in second

    with world.reading() as session:
        written = session.execute(select(AuditEntry.action, AuditEntry.note).order_by(AuditEntry.id)).all()
    assert [entry for entry in written if entry[0].startswith("cod.")] == [
        ("cod.reconcile", "350000 dong"),
        ("cod.pay_out", "350000 dong"),
    ]


def test_a_seller_of_another_office_is_not_paid_here(as_role: SignedIn, world: Database) -> None:
    foreign = seller_of(world, office=1)

    assert as_role(Role.DISPATCHER).post(f"/cash/payments/{foreign.id}", data={"form_key": "w"}).status_code == 404


def test_a_seller_sees_own_money_and_nobody_elses(as_role: SignedIn, world: Database) -> None:
    own, foreign = a_registered_parcel(world), a_registered_parcel(world, office=1)

    page = as_role(Role.SELLER).get("/seller/money").text

    assert own in page
    assert foreign not in page


def test_a_cooperative_sees_each_household(as_role: SignedIn, world: Database) -> None:
    cooperative, household = seller_of(world), seller_of(world, office=1)
    with world.transaction() as session:
        session.get_one(Seller, household.id).cooperative_id = cooperative.id
        session.get_one(Seller, household.id).name = "Hộ Tẩn A Páo"
    number = a_registered_parcel(world, office=1)
    seller = as_role(Role.SELLER)

    assert "Hộ Tẩn A Páo" in seller.get("/seller/households").text
    assert "Hộ Tẩn A Páo" in seller.get("/seller/money").text
    assert number in seller.get(f"/seller?household={household.id}").text
    assert number not in seller.get(f"/seller?household={cooperative.id}").text


@pytest.mark.parametrize("path", ["/cash/ledger.csv", "/seller/money.csv"])
def test_the_ledger_comes_as_a_sheet_of_ones_own_rows(as_role: SignedIn, world: Database, path: str) -> None:
    a_registered_parcel(world)
    a_registered_parcel(world, office=1)
    role = Role.SELLER if path.startswith("/seller") else Role.CLERK

    answer = as_role(role).get(path)

    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert "attachment" in answer.headers["Content-Disposition"]
    assert as_role(role).get(path.replace("csv", "xlsx")).data[:2] == b"PK"


def test_cash_kept_overnight_stands_on_the_board(clerk: FlaskClient, driver: User, world: Database) -> None:
    with world.transaction() as session:
        since = clock.now() - dt.timedelta(days=2)
        session.execute(update(CodEntry).where(CodEntry.driver_id == driver.id).values(at=since))

    page = clerk.get("/watch").text

    assert driver.name in page
    assert f'href="/cash/count/{driver.id}"' in page
