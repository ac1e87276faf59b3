"""How an office works: costs, times and limits that planning uses, each with where it comes from.

Costs are in dong, so that a plan's cost is money. Values marked "proposal" are ours, to be corrected by the
office's own figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from logistics.parties.models import VehicleKind
from logistics.routing import Break, Window


@dataclass(frozen=True, slots=True)
class Running:
    """What a vehicle of a kind costs: `fixed_vnd` a day it is used, and dong per metre (proposals)."""

    fixed_vnd: int
    vnd_per_m: int


@dataclass(frozen=True, slots=True)
class Practice:
    """The figures of one office; the default is the mountain province's."""

    running: Mapping[VehicleKind, Running] = field(
        default_factory=lambda: {
            VehicleKind.TRUCK: Running(300_000, 9),
            VehicleKind.VAN: Running(200_000, 6),
            VehicleKind.MOTORBIKE: Running(30_000, 2),
        }
    )
    wage_vnd_per_s: int = 14
    """50,000 dong an hour (proposal)."""
    walk_vnd_per_s: int = 8
    """What a household's minute on foot to the meeting point is worth: 30,000 dong an hour (proposal)."""
    service_s: int = 360
    service_per_parcel_s: int = 60
    """6 minutes a stop and 1 a parcel (notes on travel times; a guess until drivers' own times are known)."""
    unload_s: int = 1200
    window: Window = Window(6 * 3600, 17 * 3600)
    lunch: Break = Break(Window(11 * 3600, 13 * 3600), 1800)
    fresh_onboard_s: int = 6 * 3600
    """Perishable goods are back at the office within this time (proposal)."""
    confidence_pct: int = 70
    """How surely planned times are kept, by the uncertainty band of every leg."""


MOUNTAINS = Practice()
