"""An audit of packed parcels that shares nothing with the search: overlap, walls, standing, masses, rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from logistics.packaging.mixing import why_parted
from logistics.packaging.parcel import PackedParcel, Placement
from logistics.packaging.size import Size
from logistics.packaging.standard import Goods, Line, Standard


def check_packing(parcels: Sequence[PackedParcel], lines: Sequence[Line], standard: Standard) -> list[str]:
    """Everything wrong with the parcels as a packing of the lines; empty where they truly hold them."""
    wanted: Counter[Goods] = Counter()
    for line in lines:
        wanted[line.goods] += line.quantity
    packed: Counter[Goods] = Counter()
    for parcel in parcels:
        for line in parcel.lines:
            packed[line.goods] += line.quantity
    faults = (
        [] if wanted == packed else [f"goods differ: {dict(wanted - packed)} missing, {dict(packed - wanted)} extra"]
    )
    for number, parcel in enumerate(parcels, 1):
        faults += [f"parcel {number}: {fault}" for fault in check_parcel(parcel, standard)]
    return faults


def check_parcel(parcel: PackedParcel, standard: Standard) -> list[str]:
    """Everything wrong with one parcel."""
    return [*_rules(parcel, standard), *_masses(parcel, standard), *_units(parcel, standard), *_places(parcel)]


def _rules(parcel: PackedParcel, standard: Standard) -> list[str]:
    faults = []
    profiles = [standard.profiles[code] for code in sorted({line.goods.profile for line in parcel.lines})]
    for one, other in combinations(profiles, 2):
        if why := why_parted(one, other):
            faults.append(why.en)
    for profile in profiles:
        if parcel.carton_code not in profile.cartons:
            faults.append(f"{profile.code} may not use carton {parcel.carton_code}")
        if parcel.gross_mass_g > profile.max_gross_mass_g:
            faults.append(f"{parcel.gross_mass_g} g is above {profile.max_gross_mass_g} g of {profile.code}")
        if parcel.keep_by_days > profile.keep_by_days:
            faults.append(f"{profile.code} does not keep {parcel.keep_by_days} days")
        if not set(profile.marks) <= set(parcel.marks):
            faults.append(f"a mark of {profile.code} is missing")
        if any(
            given > usable - 2 * profile.clearance_mm
            for given, usable in zip(
                parcel.inner.extents, standard.cartons[parcel.carton_code].inner.extents, strict=True
            )
        ):
            faults.append(f"{profile.code} lacks its clearance of {profile.clearance_mm} mm")
    return faults


def _masses(parcel: PackedParcel, standard: Standard) -> list[str]:
    carton = standard.cartons[parcel.carton_code]
    goods_g = sum(line.quantity * line.goods.mass_g for line in parcel.lines)
    tare_g = sum(line.quantity * standard.profiles[line.goods.profile].inner_tare_g for line in parcel.lines)
    faults = []
    if parcel.goods_mass_g != goods_g:
        faults.append(f"goods weigh {goods_g} g, not {parcel.goods_mass_g} g")
    if parcel.gross_mass_g < goods_g + tare_g + carton.tare_g:
        faults.append(f"gross mass {parcel.gross_mass_g} g is less than its parts")
    if parcel.gross_mass_g - carton.tare_g > carton.max_load_g:
        faults.append(f"{carton.code} carries at most {carton.max_load_g} g")
    return faults


def _units(parcel: PackedParcel, standard: Standard) -> list[str]:
    """Every unit of the lines is placed once, at its wrapped size, the right way up."""
    counted = Counter(placement.goods for placement in parcel.placements)
    wanted: Counter[str] = Counter()
    allowed: dict[str, set[tuple[int, int, int]]] = {}
    for line in parcel.lines:
        profile = standard.profiles[line.goods.profile]
        wanted[line.goods.code] += line.quantity
        ways = line.goods.size.grown(profile.wrap_mm).turned(profile.orientation)
        allowed.setdefault(line.goods.code, set()).update(ways)
    faults = [] if counted == wanted else [f"placed {dict(counted)}, wanted {dict(wanted)}"]
    for placement in parcel.placements:
        if _extents(placement) not in allowed.get(placement.goods, ()):
            faults.append(f"{placement.goods} may not lie as {_extents(placement)}")
    return faults


def _places(parcel: PackedParcel) -> list[str]:
    faults = [
        f"{placement.goods} reaches out of the carton"
        for placement in parcel.placements
        if not _inside(placement, parcel.inner)
    ]
    for one, other in combinations(parcel.placements, 2):
        if all(_shared(one, other, axis) > 0 for axis in range(3)):
            faults.append(f"{one.goods} and {other.goods} overlap")
    for placement in parcel.placements:
        if placement.z_mm and _carried_percent(placement, parcel.placements) < 80:
            faults.append(f"{placement.goods} at height {placement.z_mm} rests on too little")
    return faults


def _carried_percent(placement: Placement, placements: Sequence[Placement]) -> float:
    below = (other for other in placements if other.z_mm + other.height_mm == placement.z_mm)
    carried = sum(_shared(placement, other, 0) * _shared(placement, other, 1) for other in below)
    return 100 * carried / (placement.length_mm * placement.width_mm)


def _corner(placement: Placement) -> tuple[int, int, int]:
    return placement.x_mm, placement.y_mm, placement.z_mm


def _extents(placement: Placement) -> tuple[int, int, int]:
    return placement.length_mm, placement.width_mm, placement.height_mm


def _inside(placement: Placement, inner: Size) -> bool:
    return all(
        corner >= 0 and corner + extent <= room
        for corner, extent, room in zip(_corner(placement), _extents(placement), inner.extents, strict=True)
    )


def _shared(one: Placement, other: Placement, axis: int) -> int:
    """The length that both take along the axis; 0 where they only touch or lie apart."""
    start = max(_corner(one)[axis], _corner(other)[axis])
    end = min(_corner(one)[axis] + _extents(one)[axis], _corner(other)[axis] + _extents(other)[axis])
    return max(0, end - start)
