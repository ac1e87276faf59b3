"""What a kind of sheet calls its columns: profiles as data, one TOML file each in profiles/."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from logistics.text import fold


class Field(StrEnum):
    """What a column can mean to us."""

    REFERENCE = "reference"
    """The marketplace's order number: rows that share it are one order."""
    STATUS = "status"
    SELLER = "seller"
    SKU = "sku"
    DESCRIPTION = "description"
    QUANTITY = "quantity"
    UNIT_PRICE = "unit_price"
    LINE_AMOUNT = "line_amount"
    ORDER_AMOUNT = "order_amount"
    PAYMENT = "payment"
    COD_FLAG = "cod_flag"
    COD_AMOUNT = "cod_amount"
    MASS_KG = "mass_kg"
    SOLD_AT = "sold_at"
    NAME = "name"
    PHONE = "phone"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    ADDRESS = "address"
    ADDRESS_NOTE = "address_note"
    NOTE = "note"


REQUIRED = (
    Field.REFERENCE,
    Field.SKU,
    Field.QUANTITY,
    Field.NAME,
    Field.PHONE,
    Field.PROVINCE,
    Field.COMMUNE,
    Field.ADDRESS,
)
"""Without one of these no row can become a shipment."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of sheet. `channel` marks its shipments; words of `cash_on_delivery` and `cancelled` are folded."""

    code: str
    name: str
    channel: str
    headings: Mapping[Field, tuple[str, ...]]
    cash_on_delivery: frozenset[str]
    cancelled: frozenset[str]
    moments: tuple[str, ...]
    """How the sheet writes moments, as strptime formats."""
    continued: bool
    """Whether a row without a reference continues the order above it."""


def heading_key(heading: str) -> str:
    """A heading for comparing: folded, without the star that marks a required column."""
    return fold(heading).strip("*: ")


@cache
def profiles() -> Mapping[str, Profile]:
    """Every profile of the product by its code."""
    folder = resources.files("logistics.shipments.sheets").joinpath("profiles")
    texts = [file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".toml")]
    found = [_profile(text) for text in texts]
    return {profile.code: profile for profile in sorted(found, key=lambda profile: profile.code)}


def _profile(text: str) -> Profile:
    table = tomllib.loads(text)
    return Profile(
        code=table["code"],
        name=table["name"],
        channel=table["channel"],
        headings={Field(field): tuple(names) for field, names in table["headings"].items()},
        cash_on_delivery=frozenset(map(fold, table["cash_on_delivery"])),
        cancelled=frozenset(map(fold, table["cancelled"])),
        moments=tuple(table["moments"]),
        continued=table.get("continued", False),
    )
