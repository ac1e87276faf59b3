"""What the scale and the rule said of a parcel, in place of what was reckoned from its goods."""

from __future__ import annotations

from logistics.packaging import Service, Size, chargeable_mass_g
from logistics.shipments.models import Parcel


def take_measures(parcel: Parcel, mass_g: int | None, outer: Size | None, service: Service) -> None:
    """Let the parcel weigh and measure what was found, and be charged so; None keeps what was reckoned."""
    if mass_g is not None:
        parcel.gross_mass_g = mass_g
    if outer is not None:
        parcel.length_mm, parcel.width_mm, parcel.height_mm = outer.extents
    size = Size(parcel.length_mm, parcel.width_mm, parcel.height_mm)
    parcel.chargeable_mass_g = chargeable_mass_g(parcel.gross_mass_g, size, service)
