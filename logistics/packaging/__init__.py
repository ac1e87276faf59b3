"""Packaging: standards as rules, cartons that truly hold the goods, and the mass that is charged. Pure."""

from logistics.packaging.charging import (
    Service,
    Tariff,
    Zone,
    charge_vnd,
    chargeable_mass_g,
    load_services,
    volumetric_mass_g,
)
from logistics.packaging.checking import check_packing, check_parcel
from logistics.packaging.choosing import USUAL, Diligence
from logistics.packaging.counter import Declared, Finding, FindingCode, Measured, check_at_counter, standing
from logistics.packaging.fitting import QUICK, THOROUGH
from logistics.packaging.loading import load_standard
from logistics.packaging.overriding import surviving, with_overrides
from logistics.packaging.packer import Packer, pack
from logistics.packaging.parcel import PackedParcel, Packing, Placement
from logistics.packaging.picture import picture
from logistics.packaging.profile import Barrier, Evidence, Mark, Mode, PackagingProfile, Ventilation
from logistics.packaging.size import Orientation, Size
from logistics.packaging.soundness import LEAST
from logistics.packaging.standard import CartonKind, Goods, Line, Standard

__all__ = [
    "LEAST",
    "QUICK",
    "THOROUGH",
    "USUAL",
    "Barrier",
    "CartonKind",
    "Declared",
    "Diligence",
    "Evidence",
    "Finding",
    "FindingCode",
    "Goods",
    "Line",
    "Mark",
    "Measured",
    "Mode",
    "Orientation",
    "PackagingProfile",
    "PackedParcel",
    "Packer",
    "Packing",
    "Placement",
    "Service",
    "Size",
    "Standard",
    "Tariff",
    "Ventilation",
    "Zone",
    "charge_vnd",
    "chargeable_mass_g",
    "check_at_counter",
    "check_packing",
    "check_parcel",
    "load_services",
    "load_standard",
    "pack",
    "picture",
    "standing",
    "surviving",
    "volumetric_mass_g",
    "with_overrides",
]
