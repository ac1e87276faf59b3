"""Giao Hàng Nhanh's public interface, version 2.

Source: api.ghn.vn/home/docs, details 47 (webhook), 66 (detail), 67 (print), 73 (cancel), 119 (detail by client
code), 123 (create); two-level addresses by `is_new_to_address`, ward and province by name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from logistics.carriers.calling import call, json_of, require, unreadable
from logistics.carriers.carrier import CarrierError, Consignment, Incoming, Said
from logistics.settings import Settings

HEAVY_G = 20_000
"""From here on GHN wants the service for heavy goods."""
MOST_INSURED_VND = 5_000_000

_LIGHT, _HEAVY = 2, 5
_PAID_BY_SENDER = 1
_OPEN = "/shiip/public-api/v2"


class Ghn:
    """A client for one shop of one account; the shop's address at GHN is where parcels start from."""

    code = "ghn"
    can_find = True

    def __init__(self, settings: Settings) -> None:
        self._url = settings.ghn_url.rstrip("/")
        self._shop_id = settings.ghn_shop_id
        self._secret = settings.ghn_webhook_secret
        self._headers = {"Token": settings.ghn_token, "ShopId": str(settings.ghn_shop_id)}

    def create(self, consignment: Consignment) -> str:
        """The number GHN gives; the reference stands in it as the client's code."""
        return _text(self._call("shipping-order/create", _create_body(consignment)), "order_code")

    def find(self, reference: str) -> str | None:
        """The number GHN gave to this client's code."""
        try:
            found = self._call("shipping-order/detail-by-client-code", {"client_order_code": reference})
        except CarrierError as error:
            if error.permanent:  # It knows no such code.
                return None
            raise
        return _text(found, "order_code")

    def label_url(self, number: str) -> str:
        """GHN's A5 sheet, for half an hour."""
        token = _text(self._call("a5/gen-token", {"order_codes": [number]}), "token")
        return f"{self._url}/a5/public-api/printA5?token={token}"

    def cancel(self, number: str) -> None:
        """Cancel at GHN."""
        done = self._call("switch-status/cancel", {"order_codes": [number]})
        if done.get("result") is False:
            raise CarrierError(str(done.get("message", ""))[:300], permanent=True)

    def ask(self, number: str) -> Sequence[Said]:
        """The whole log GHN keeps, and the status it has now."""
        found = self._call("shipping-order/detail", {"order_code": number})
        log = [*(found.get("log") or []), found]
        reference = str(found.get("client_order_code") or "")
        return [
            Said(number, reference, str(entry["status"]), at)
            for entry in log
            if isinstance(entry, dict) and entry.get("status") and (at := _moment(entry.get("updated_date")))
        ]

    def read(self, request: Incoming) -> Sequence[Said]:
        """GHN signs nothing: the secret stands in the address it was told, and the shop must be ours."""
        require(request.query.get("secret", ""), self._secret)
        told = json_of(request)
        if told.get("ShopID") != self._shop_id:
            raise unreadable()
        number, code, at = told.get("OrderCode"), told.get("Status"), _moment(told.get("Time"))
        if not isinstance(number, str) or not isinstance(code, str) or at is None:
            raise unreadable()
        reason = str(told.get("ReasonCode") or "")
        return [Said(number, str(told.get("ClientOrderCode") or ""), code, at, reason)]

    def _call(self, path: str, told: Mapping[str, Any]) -> Mapping[str, Any]:
        """What stands under "data" in GHN's answer."""
        status, found = call("POST", f"{self._url}{_OPEN}/{path}", self._headers, told)
        if found.get("code") != 200:
            # 401 and 403 are our own token's fault: no parcel is refused for that.
            message = f"{status}: {found.get('code_message', '')} {found.get('message', '')}"
            raise CarrierError(message[:300], permanent=status not in (401, 403))
        data = found.get("data")
        if isinstance(data, list):
            data = data[0] if data else None
        return data if isinstance(data, dict) else {}


def _create_body(consignment: Consignment) -> Mapping[str, Any]:
    return {
        "payment_type_id": _PAID_BY_SENDER,
        "required_note": "CHOXEMHANGKHONGTHU",
        "note": consignment.note,
        "client_order_code": consignment.reference,
        "to_name": consignment.to_name,
        "to_phone": consignment.to_phone,
        "to_address": consignment.to_address,
        "to_ward_name": consignment.to_commune,
        "to_province_name": consignment.to_province,
        "is_new_to_address": True,
        "cod_amount": consignment.cod_amount_vnd,
        "content": ", ".join(name for name, _ in consignment.goods)[:2000],
        "weight": consignment.mass_g,
        "length": _cm(consignment.length_mm),
        "width": _cm(consignment.width_mm),
        "height": _cm(consignment.height_mm),
        "insurance_value": min(consignment.goods_value_vnd, MOST_INSURED_VND),
        "service_type_id": _HEAVY if consignment.mass_g >= HEAVY_G else _LIGHT,
        "items": [{"name": name, "quantity": quantity} for name, quantity in consignment.goods],
    }


def _cm(length_mm: int) -> int:
    """Whole centimetres, rounded up: a carton does not become smaller for being measured."""
    return -(-length_mm // 10)


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise CarrierError(f"the answer holds no {name}", uncertain=True)
    return value


def _moment(raw: object) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(str(raw))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
