"""What is printed: plain immutable content, already decided by the features, free of any drawing.

Every string may come from a stranger. The printers treat all of it as text: see printable.py.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """Handling marks, most of them of ISO 780; drawn by pictograms.py from our own paths."""

    THIS_WAY_UP = "this_way_up"
    FRAGILE = "fragile"
    KEEP_DRY = "keep_dry"
    KEEP_FROM_HEAT = "keep_from_heat"
    TEMPERATURE_LIMITS = "temperature_limits"
    STACKING_LIMIT = "stacking_limit"
    DO_NOT_STACK = "do_not_stack"
    PERISHABLE = "perishable"
    LIQUID = "liquid"
    VENTILATE = "ventilate"
    AWAY_FROM_ODOUR = "away_from_odour"
    DO_NOT_DROP = "do_not_drop"
    NO_HOOKS = "no_hooks"
    NOT_BY_AIR = "not_by_air"


class LabelKind(StrEnum):
    """A parcel on its way to the consignee, or on its way back."""

    PARCEL = "parcel"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Address:
    """Two levels, as in Vietnam since July 2025, with the village and landmark that people really use."""

    line: str
    commune: str
    province: str
    village: str = ""
    landmark: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A name, a phone number and where the person is."""

    name: str
    phone: str
    address: Address


@dataclass(frozen=True, slots=True)
class LabelContent:
    """One parcel's label. `item_number` alone decides both symbols, unless `qr_text` says more.

    `parcel` of `parcels` is the carton's place in its shipment, from 1. `temperature_c` belongs to
    Mark.TEMPERATURE_LIMITS, `stacking_limit` (cartons above this one) to Mark.STACKING_LIMIT.
    `reprints` is how often the label was printed again; 0 is the first print.
    """

    item_number: str
    consignor: Person
    consignee: Person
    service: str
    sorting_code: str
    gross_mass_g: int
    office: str
    kind: LabelKind = LabelKind.PARCEL
    parcel: int = 1
    parcels: int = 1
    cod_amount_vnd: int = 0
    marks: tuple[Mark, ...] = ()
    temperature_c: tuple[int, int] | None = None
    stacking_limit: int | None = None
    keep_by: dt.date | None = None
    goods: tuple[str, ...] = ()
    lot: str = ""
    ocop_stars: int = 0
    delivery_note: str = ""
    channel: str = ""
    reference: str = ""
    accepted_on: dt.date | None = None
    reprints: int = 0
    qr_text: str = ""


@dataclass(frozen=True, slots=True)
class BagLabelContent:
    """One sealed bag; `sscc` is the 18 digits without the application identifier."""

    sscc: str
    from_office: str
    to_office: str
    sorting_code: str
    parcels: int
    gross_mass_g: int
    closed_at: dt.datetime
    seal: str = ""
    service: str = ""
    marks: tuple[Mark, ...] = ()
    reprints: int = 0
