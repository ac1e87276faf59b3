"""A server that is two carriers at once and behaves as badly as the real ones are said to."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from http_receiver import Heard, a_receiver

from logistics.settings import Settings

SHOP = 885


class Stub:
    """A carrier's server: `trouble` holds what the next answers are instead of the right ones.

    "500" fails before doing it; "lost" does it and then fails, "html" does it and answers with a page, "slow"
    does it and answers late. While `refuses` says why, GHN takes no parcel.
    """

    def __init__(self) -> None:
        self.known: dict[str, dict[str, Any]] = {}
        self.trouble: list[str] = []
        self.calls: list[tuple[str, Any]] = []
        self.token_good = True
        self.refuses = ""
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
                if self.refuses:
                    return 400, {"code": 400, "message": self.refuses, "code_message": "USER_ERR_COMMON"}
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


@contextmanager
def a_carrier() -> Iterator[Stub]:
    """The running stub."""
    with a_receiver() as receiver:
        made = Stub()
        made.url, receiver.answer = receiver.url, made
        yield made


def carrier_settings(stub: Stub, **given: Any) -> Settings:
    """An installation with an account at both carriers of the stub."""
    known: dict[str, Any] = {
        "environment": "test",
        "ghn_url": stub.url,
        "ghn_token": "ghn-token",
        "ghn_shop_id": SHOP,
        "ghn_webhook_secret": "agreed",
        "viettel_post_url": stub.url,
        "viettel_post_username": "0933",
        "viettel_post_password": "word",
        "viettel_post_webhook_secret": "agreed too",
    }
    return Settings(**(known | given))
