"""A parcel label's content in words: what is printed into each slot."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from logistics.labels.amount_words import amount_in_words
from logistics.labels.content import Address, LabelContent, LabelKind, Person
from logistics.labels.design import Slot
from logistics.text import dong


def label_words(label: LabelContent) -> dict[Slot, str]:
    """The text of every slot, empty where the label has nothing to say there."""
    to = label.consignee
    return {
        "sorting": label.sorting_code,
        "service": label.service if label.kind is LabelKind.PARCEL else "CHUYỂN HOÀN",
        "count": f"Kiện {label.parcel}/{label.parcels} · {kilograms(label.gross_mass_g)}",
        "office": _joined(_again(label), _office(label.office, label.accepted_on)),
        "again": _again(label),
        "number": grouped(label.item_number),
        "to_name": to.name,
        "to_phone": phone(to.phone),
        "to_address": to.address.line,
        "to_area": area(to.address),
        "to_place": place(to.address),
        "cod_amount": dong(label.cod_amount_vnd) if label.cod_amount_vnd else "KHÔNG THU TIỀN",
        "cod_words": _amount_words(label.cod_amount_vnd),
        "goods": "; ".join(label.goods),
        "keep_by": f"Giao trước {_day(label.keep_by)}" if label.keep_by else "",
        "facts": _joined(_lot(label.lot), label.channel, label.reference),
        "note": label.delivery_note,
        "from_name": _joined(label.consignor.name, phone(label.consignor.phone)),
        "from_address": whole_address(label.consignor),
    }


@lru_cache(maxsize=4096)
def kilograms(mass_g: int) -> str:
    """The mass in kilograms with the decimals it has: 2450 g is "2,45 kg"."""
    return f"{mass_g / 1000:.3f}".rstrip("0").rstrip(".").replace(".", ",") + " kg"


def grouped(number: str) -> str:
    """A code in groups that are easy to say: "HP 1234 5678 9012", an SSCC likewise; others as they are."""
    letters = number[:2] if number[:2].isalpha() else ""
    digits = number.removeprefix(letters)
    if not (len(digits) in (11, 12, 18) and digits.isdigit() and digits.isascii()):
        return number
    groups = " ".join([digits[at : at + 4] for at in range(0, len(digits), 4)])
    return f"{letters} {groups}" if letters else groups


def phone(number: str) -> str:
    """A Vietnamese number in groups of people's habit: "0912 345 678"; others as they are."""
    if len(number) == 10 and number.isdigit() and number.isascii():
        return f"{number[:4]} {number[4:7]} {number[7:]}"
    return number


def day(date: dt.date) -> str:
    """The date as it is written in Vietnam: 28/11/2026."""
    return f"{date.day:02d}/{date.month:02d}/{date.year}"


def area(address: Address) -> str:
    """Commune and province, opening with a capital."""
    return _area(address.commune, address.province)


def place(address: Address) -> str:
    """Village and landmark: where people really find it."""
    return _joined(address.village, address.landmark)


def whole_address(person: Person) -> str:
    """The address in one line."""
    address = person.address
    return ", ".join(filter(None, (address.line, address.village, address.commune, address.province)))


_day = lru_cache(maxsize=512)(day)
_words = lru_cache(maxsize=4096)(amount_in_words)


def _amount_words(amount_vnd: int) -> str:
    # Not "paid": a shipment's second carton, or one that goes back, collects nothing either.
    return _words(amount_vnd) if amount_vnd else "Nothing to collect"


@lru_cache(maxsize=1024)
def _area(commune: str, province: str) -> str:
    both = ", ".join(filter(None, (commune, province)))
    return both[:1].upper() + both[1:]


@lru_cache(maxsize=512)
def _office(name: str, accepted_on: dt.date | None) -> str:
    return _joined(name, day(accepted_on) if accepted_on else "")


def _again(label: LabelContent) -> str:
    return f"IN LẠI {label.reprints}" if label.reprints else ""


def _lot(lot: str) -> str:
    return f"Lô {lot}" if lot else ""


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))
