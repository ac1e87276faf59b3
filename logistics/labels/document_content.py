"""What stands on the papers beside the labels: manifests, packing slips, route sheets, packing instructions.

Plain and immutable like the labels' own content, and as little trusted.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from logistics.labels.content import LabelContent, Mark


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """One parcel handed over."""

    item_number: str
    consignee: str
    commune: str
    gross_mass_g: int
    cod_amount_vnd: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class ManifestBag:
    """One sealed bag handed over as a whole, with so many of the manifest's lines in it."""

    sscc: str
    to_office: str
    parcels: int
    gross_mass_g: int
    seal: str
    photo_kept: bool = False


@dataclass(frozen=True, slots=True)
class ManifestContent:
    """What is handed over with a bag or a route. `code` (an SSCC, a route's code) is also its Code 128.

    Where whole `bags` are handed over, the lines follow them: first those of the first bag, and so on.

    `sealed_mass_g` is what a sealed bag weighed as a whole, None for anything else; `photo_kept` that it was
    photographed with its seal.
    """

    title: str
    code: str
    from_office: str
    to_office: str
    made_at: dt.datetime
    lines: tuple[ManifestLine, ...]
    vehicle: str = ""
    driver: str = ""
    seal: str = ""
    sealed_mass_g: int | None = None
    photo_kept: bool = False
    bags: tuple[ManifestBag, ...] = ()


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One kind of goods inside the carton."""

    goods: str
    quantity: int
    unit: str
    mass_g: int
    lot: str = ""
    keep_by: dt.date | None = None


@dataclass(frozen=True, slots=True)
class PackedGoods:
    """A rectangle of one layer seen from above, measured from the carton's inner corner."""

    name: str
    x_mm: int
    y_mm: int
    width_mm: int
    depth_mm: int


@dataclass(frozen=True, slots=True)
class PackedLayer:
    """What lies at one height of the carton, and the carton's inner floor."""

    title: str
    width_mm: int
    depth_mm: int
    goods: tuple[PackedGoods, ...]


@dataclass(frozen=True, slots=True)
class PackingSlipContent:
    """What lies in the carton: carries in full every text that a small label had to shorten."""

    label: LabelContent
    carton: str
    lines: tuple[SlipLine, ...]
    layers: tuple[PackedLayer, ...] = ()
    instructions: tuple[str, ...] = ()
    packed_by: str = ""


@dataclass(frozen=True, slots=True)
class RouteSheetStop:
    """One halt: where, who, what. `code` goes into the stop's QR; times are already local text ("07:40").

    `outcome` says what was done there and when; "" while it is still to come.
    """

    code: str
    arrival: str
    place: str
    landmark: str = ""
    people: tuple[tuple[str, str], ...] = ()
    parcels: int = 0
    mass_g: int = 0
    cod_amount_vnd: int = 0
    window: str = ""
    note: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class RouteSheetContent:
    """A driver's day on paper, for when the phone is flat or wet. `plan_code` names the published plan version."""

    route: str
    plan_code: str
    service_day: dt.date
    office: str
    vehicle: str
    driver: str
    driver_phone: str
    emergency_phone: str
    departs: str
    returns: str
    distance_m: int
    stops: tuple[RouteSheetStop, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackingStep:
    """One thing to do, with the mark that says it best, if any."""

    title: str
    detail: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class PackingInstructionContent:
    """How one kind of goods is packed at the farm: a page of pictures and few words."""

    profile: str
    version: str
    valid_from: dt.date
    goods: str
    steps: tuple[PackingStep, ...]
    limits: tuple[tuple[str, str], ...]
    marks: tuple[Mark, ...] = ()
    temperature_c: tuple[int, int] | None = None
    stacking_limit: int | None = None
    never_with: tuple[str, ...] = ()
    evidence: str = ""
    office_phone: str = ""
