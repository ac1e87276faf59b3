"""Viettel Post's partner interface, version 2.

Source: Viettel Post's description of its interface for partners, sections 2 (token), 5.1 (order by written
address), 7 (webhook), 9.1 (update), 9.2 (print) and 9.4 (errors); partner.viettelpost.vn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from logistics import clock
from logistics.carriers.calling import call, json_of, require, unreadable
from logistics.carriers.carrier import CarrierError, Consignment, Incoming, Said
from logistics.carriers.viettel_post.order import order_body
from logistics.settings import Settings

_CANCEL = 4
_LABEL_LIFETIME = dt.timedelta(hours=1)
_PRINTS = "https://digitalize.viettelpost.vn/DigitalizePrint/report.do?type=2&bill={code}&showPostage=0"
_PASSING = ("system error",)
"""What Viettel Post says when the fault is its own."""


class ViettelPost:
    """A client for one account. It logs in when it must, and once more where its token has run out."""

    code = "viettel_post"
    can_find = False

    def __init__(self, settings: Settings) -> None:
        self._url = settings.viettel_post_url.rstrip("/")
        self._login = {"USERNAME": settings.viettel_post_username, "PASSWORD": settings.viettel_post_password}
        self._service = settings.viettel_post_service
        self._secret = settings.viettel_post_webhook_secret
        self._token = ""

    def create(self, consignment: Consignment) -> str:
        """The number Viettel Post gives. It refuses a reference that it has had before."""
        answer = self._call("POST", "order/createOrderNlp", order_body(consignment, self._service))
        found = answer.get("data")
        number = found.get("ORDER_NUMBER") if isinstance(found, dict) else None
        if not number:
            raise CarrierError("the answer holds no ORDER_NUMBER", uncertain=True)
        return str(number)

    def find(self, reference: str) -> str | None:
        """None: Viettel Post tells the number of a reference by its webhook only."""
        return None

    def label_url(self, number: str) -> str:
        """Viettel Post's A6 label, for an hour, without the price."""
        until = int((clock.now() + _LABEL_LIFETIME).timestamp() * 1000)
        answer = self._call("POST", "order/printing-code", {"EXPIRY_TIME": until, "ORDER_ARRAY": [number]})
        code = answer.get("message")
        if not isinstance(code, str) or not code:
            raise CarrierError("the answer holds no print code")
        return _PRINTS.format(code=code)

    def cancel(self, number: str) -> None:
        """Cancel at Viettel Post; it refuses once the parcel has been picked up."""
        self._call("POST", "order/UpdateOrder", {"TYPE": _CANCEL, "ORDER_NUMBER": number, "NOTE": "Bưu cục rút lại"})

    def ask(self, number: str) -> Sequence[Said]:
        """Nothing at once: it is asked to tell the whole journey again by its webhook."""
        self._call("GET", "order/registerOrderHook", {"oid": number, "mes": "resend"})
        return []

    def read(self, request: Incoming) -> Sequence[Said]:
        """One report; the secret agreed on stands in the Authorization header."""
        require(request.headers.get("authorization", ""), self._secret)
        told = json_of(request).get("DATA")
        if not isinstance(told, dict):
            raise unreadable()
        number, code, at = told.get("ORDER_NUMBER"), told.get("ORDER_STATUS"), _moment(told.get("ORDER_STATUSDATE"))
        if not number or code is None or at is None:
            raise unreadable()
        reference, reason = str(told.get("ORDER_REFERENCE") or ""), str(told.get("REASON_CODE") or "")
        return [Said(str(number), reference, str(code), at, reason)]

    def _call(self, method: Literal["GET", "POST"], path: str, told: Mapping[str, Any]) -> Mapping[str, Any]:
        """Viettel Post's answer, with a new login where the token is no longer good. Raises CarrierError."""
        for again in (False, True):
            token = self._token or self._log_in()
            _, found = call(method, f"{self._url}/v2/{path}", {"Token": token}, told)
            if not found.get("error"):
                return found
            message = str(found.get("message") or "")[:300]
            if "token" not in message.lower():
                break
            self._token = ""
            if again:
                raise CarrierError(message)  # Our own login's fault: no parcel is refused for that.
        passing = message.lower().startswith(_PASSING)
        raise CarrierError(message, permanent=not passing, uncertain=passing)

    def _log_in(self) -> str:
        """The account's lasting token, had for a passing one."""
        passing = self._token_from("Login", {})
        self._token = self._token_from("ownerconnect", {"Token": passing})
        return self._token

    def _token_from(self, path: str, headers: Mapping[str, str]) -> str:
        _, found = call("POST", f"{self._url}/v2/user/{path}", headers, self._login)
        data = found.get("data")
        token = data.get("token") if isinstance(data, dict) else None
        if found.get("error") or not token:
            raise CarrierError(f"no login: {str(found.get('message') or '')[:200]}")
        return str(token)


def _moment(raw: object) -> dt.datetime | None:
    """ "10/11/2025 11:07:16", by the clocks of Vietnam."""
    try:
        return dt.datetime.strptime(str(raw), "%d/%m/%Y %H:%M:%S").replace(tzinfo=clock.LOCAL)
    except ValueError:
        return None
