"""A packaging profile: how one kind of goods is packed, every value with its evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from logistics.errors import Text
from logistics.packaging.size import Orientation


class Barrier(StrEnum):
    """How well the inner packing keeps moisture out."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Ventilation(StrEnum):
    """Whether air must reach the goods."""

    NONE = "none"
    REQUIRED = "required"


class Mode(StrEnum):
    """A way the parcel may travel."""

    ROAD = "road"
    AIR = "air"


class Mark(StrEnum):
    """A pictorial mark on the carton: ISO 780 where it has one, else a mark of the house."""

    FRAGILE = "fragile"
    THIS_WAY_UP = "this_way_up"
    KEEP_DRY = "keep_dry"
    KEEP_FROM_HEAT = "keep_from_heat"
    TEMPERATURE_LIMITS = "temperature_limits"
    STACKING_LIMIT = "stacking_limit"
    PERISHABLE = "perishable"
    LIQUID = "liquid"
    AWAY_FROM_ODOUR = "away_from_odour"
    DO_NOT_DROP = "do_not_drop"
    VENTILATE = "ventilate"
    NOT_BY_AIR = "not_by_air"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value comes from: a source, "proposal" (ours, not yet confirmed) or "office" (overridden)."""

    source: str
    date: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagingProfile:
    """How one kind of goods is packed. A parcel keeps the code and the version it was packed to."""

    code: str
    version: int
    name: Text
    inner_packing: Text
    cartons: tuple[str, ...]
    """Codes of the carton kinds this profile may use."""
    max_gross_mass_g: int
    moisture_barrier: Barrier
    ventilation: Ventilation
    temperature_min_c: int
    temperature_max_c: int
    humidity_max_percent: int
    shelf_life_days: int
    """From packing, as the goods keep when stored well."""
    keep_by_days: int
    """From packing, as promised to the receiver after a journey in a parcel."""
    cushioning: Text
    wrap_mm: int
    """Thickness of the wrap around each unit."""
    clearance_mm: int
    """Room kept free along each wall of the carton, for filling."""
    inner_tare_g: int
    """Mass of wrap, bag, desiccant and absorbent per unit."""
    fill_g_per_l: int
    """Mass of void fill per litre left empty."""
    absorbent: Text
    max_stack: int
    """How many such parcels may stand on one another."""
    orientation: Orientation
    marks: tuple[Mark, ...]
    modes: tuple[Mode, ...]
    not_with: tuple[str, ...]
    """Codes of profiles that may not lie in the same carton."""
    evidence: Mapping[str, Evidence] = field(repr=False)
    """By the name of the value."""
