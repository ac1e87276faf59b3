"""Stubs of two carriers that behave as badly as the real ones are said to, and a house that hands over to them."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from factories import a_seller, a_shipment, a_user, an_office
from http_receiver import Heard, a_receiver
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.carriers import exchange
from logistics.carriers.handing_over import EXCHANGE, ask_for_exchange
from logistics.carriers.models import HandOver
from logistics.db import Database
from logistics.jobs import worker
from logistics.parties import principal_of
from logistics.parties.models import Role
from logistics.settings import Settings
from logistics.shipments.models import Parcel, Status
from logistics.tracking import EventCode, NewEvent, Sender, record, uuid7

SHOP = 885


class Stub:
    """A carrier's server: `trouble` holds what the next answers are instead of the right ones.

    "500" fails before doing it; "lost" does it and then fails, "html" does it and answers with a page, "slow"
    does it and answers late.
    """

    def __init__(self) -> None:
        self.known: dict[str, dict[str, Any]] = {}
        self.trouble: list[str] = []
        self.calls: list[tuple[str, Any]] = []
        self.token_good = True
        self.url = ""
        self._numbers = itertools.count(301_298_000_044)

    def __call__(self, heard: Heard) -> tuple[int, Any]:
        told = json.loads(heard.body) if heard.body else {}
        path = heard.path.partition("?")[0]
        self.calls.append((path, told))
        trouble = self.trouble.pop(0) if self.trouble else ""
        if trouble == "500":
            return 500, {}
        right = self.ghn(path, told, heard) if "/shiip/" in path else self.viettel_post(path, told, heard)
        if trouble == "slow":
            time.sleep(0.5)
        if trouble == "lost":
            return 502, b"bad gateway"
        return (200, b"<html>maintenance</html>") if trouble == "html" else right

    def paths(self) -> list[str]:
        return [path.rpartition("/")[2] for path, _ in self.calls]

    def ghn(self, path: str, told: dict[str, Any], heard: Heard) -> tuple[int, Any]:
        if heard.headers.get("token") != "ghn-token":
            return 401, {"code": 401, "message": "Token is not valid"}
        match path.rpartition("/")[2]:
            case "create":
                if not told["to_ward_name"]:
                    return 400, {"code": 400, "message": "to_ward_name", "code_message": "USER_ERR_COMMON"}
                number = f"G{next(self._numbers)}"
                self.known[number] = {"client_order_code": told["client_order_code"], "status": "ready_to_pick"}
                return 200, {"code": 200, "data": {"order_code": number}}
            case "detail-by-client-code":
                for number, row in self.known.items():
                    if row["client_order_code"] == told["client_order_code"]:
                        return 200, {"code": 200, "data": [{"order_code": number, **row}]}
                return 400, {"code": 400, "message": "order not found"}
            case "detail":
                return 200, {"code": 200, "data": self.known[told["order_code"]]}
            case "cancel":
                [number] = told["order_codes"]
                done = self.known[number]["status"] == "ready_to_pick"
                return 200, {"code": 200, "data": [{"order_code": number, "result": done, "message": "picked"}]}
            case "gen-token":
                return 200, {"code": 200, "data": {"token": "print-token"}}
        return 404, {"code": 404}

    def viettel_post(self, path: str, told: dict[str, Any], heard: Heard) -> tuple[int, Any]:
        match path.rpartition("/")[2]:
            case "Login":
                right = told == {"USERNAME": "0933", "PASSWORD": "word"}
                return 200, {"error": not right, "message": "OK", "data": {"token": "passing"}}
            case "ownerconnect":
                self.token_good = True
                return 200, {"error": heard.headers["token"] != "passing", "data": {"token": "lasting"}}
            case _ if heard.headers["token"] != "lasting" or not self.token_good:
                return 200, {"error": True, "message": "Token invalid or expired", "data": None}
            case "createOrderNlp":
                if any(row["ORDER_NUMBER"] == told["ORDER_NUMBER"] for row in self.known.values()):
                    return 200, {"error": True, "message": "ORDER_NUMBER already exists", "data": None}
                number = str(next(self._numbers))
                self.known[number] = told
                return 200, {"status": 200, "error": False, "message": "OK", "data": {"ORDER_NUMBER": number}}
            case "printing-code":
                return 200, {"error": False, "message": "code=", "data": None}
            case "UpdateOrder" if told["ORDER_NUMBER"] in self.known:
                return 200, {"error": False, "message": "OK", "data": None}
            case "registerOrderHook":
                return 200, {"error": False, "message": "OK", "data": None}
        return 200, {"error": True, "message": "Order does not exist", "data": None}


@pytest.fixture
def stub() -> Iterator[Stub]:
    with a_receiver() as receiver:
        made = Stub()
        made.url, receiver.answer = receiver.url, made
        yield made


@pytest.fixture
def settings(stub: Stub) -> Settings:
    return Settings(
        environment="test",
        ghn_url=stub.url,
        ghn_token="ghn-token",
        ghn_shop_id=SHOP,
        ghn_webhook_secret="agreed",
        viettel_post_url=stub.url,
        viettel_post_username="0933",
        viettel_post_password="word",
        viettel_post_webhook_secret="agreed too",
    )


class House:
    """An office that has taken in two parcels of one shipment with cash on delivery."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self.session, self.settings = session, settings
        self.office = an_office(session, phone="+842133876543")
        self.clerk = principal_of(a_user(session, Role.CLERK, office_id=self.office.id))
        shipment = a_shipment(
            session, a_seller(session, self.office), parcels=2, cod_amount_vnd=450_000, goods_value_vnd=500_000
        )
        query = select(Parcel).where(Parcel.shipment_id == shipment.id).order_by(Parcel.sequence)
        self.parcels = list(session.scalars(query))
        self.numbers = [parcel.item_number for parcel in self.parcels]
        at = clock.now() - dt.timedelta(days=30)
        taken = NewEvent(event_id=uuid7(), code=EventCode.ACCEPTED, happened_at=at, parcels=tuple(self.numbers))
        record(session, [taken], Sender(principal=self.clerk))
        session.commit()

    def exchange(self) -> None:
        """Let a worker tell the carriers what is due."""
        self.session.commit()
        database = Database("", engine=self.session.get_bind())  # type: ignore[arg-type]
        with database.transaction() as own:
            ask_for_exchange(own)
        while worker.run_next(database, self.settings, {EXCHANGE: exchange.handle}):
            pass
        self.session.expire_all()

    def given(self) -> list[HandOver]:
        return list(self.session.scalars(select(HandOver).order_by(HandOver.id)))

    def status(self, n: int = 0) -> Status:
        return self.session.scalars(select(Parcel.status).where(Parcel.id == self.parcels[n].id)).one()


@pytest.fixture
def house(database: Database, settings: Settings) -> Iterator[House]:
    with Session(database.engine, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
        yield House(session, settings)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The present moment, which a test may move: `now[0] += ...`."""
    moment = [dt.datetime(2025, 11, 5, 2, 0, tzinfo=dt.UTC)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment
