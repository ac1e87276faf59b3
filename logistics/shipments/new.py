"""A shipment as somebody asks for it: plain words and numbers, nothing looked up yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

COUNTER = "counter"
"""The channel of shipments made at the counter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConsignee:
    """Who receives, in the words of the form or sheet.

    `commune` is a name, or the five-digit code of 2025. A `district` means an address from before July 2025.
    """

    name: str
    phone: str
    address: str
    province: str
    commune: str
    district: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """So many units of what the SKU names. `amount_vnd` is for the whole line; no description: the goods' name."""

    sku: str
    quantity: int
    amount_vnd: int = 0
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewShipment:
    """Everything one seller sends one consignee for one sale.

    (seller, `channel`, `reference`) is the natural key: asked twice, it is one shipment. Without a reference
    each asking is a new shipment, known by the number of its first parcel.
    """

    seller_code: str
    consignee: NewConsignee
    lines: tuple[NewLine, ...]
    channel: str = COUNTER
    reference: str = ""
    cod_amount_vnd: int = 0
    service: str = "standard"
    lot: str = ""
    promised_on: dt.date | None = None
