"""Packing: lines of goods become parcels, each in the smallest carton that truly holds it."""

from __future__ import annotations

from collections.abc import Sequence

from logistics.packaging.choosing import USUAL, Choice, Diligence, Held, room
from logistics.packaging.contents import Contents, gathered
from logistics.packaging.explaining import reasons
from logistics.packaging.parcel import PackedParcel, Packing, Placement
from logistics.packaging.size import Size
from logistics.packaging.splitting import Split, Splitter
from logistics.packaging.standard import Goods, Line, Standard

_REMEMBERED = 2_000
"""Contents that a packer remembers before it begins anew: it may be kept for as long as the process lives."""


class Packer:
    """Packs to one standard, and packs equal contents once: 2,500 shipments of a livestream are few contents."""

    def __init__(self, standard: Standard, diligence: Diligence = USUAL) -> None:
        self.standard = standard
        self.diligence = diligence
        self._packed: dict[frozenset[tuple[Goods, int]], Packing] = {}

    def pack(self, lines: Sequence[Line]) -> Packing:
        """The fewest, then smallest, cartons found for the lines; the order of the lines does not matter.

        Every parcel truly holds its goods: see check_packing. Raises Invalid where a line cannot be packed.
        """
        contents = gathered(lines, self.standard)
        key = frozenset(zip(contents.goods, contents.counts, strict=True))
        if (known := self._packed.get(key)) is None:
            known = _packing(contents, Splitter(contents, self.diligence).split())
            if len(self._packed) >= _REMEMBERED:
                self._packed.clear()
            self._packed[key] = known
        return known


def pack(lines: Sequence[Line], standard: Standard, diligence: Diligence = USUAL) -> Packing:
    """The parcels for the lines. For many shipments keep one Packer: it remembers equal contents."""
    return Packer(standard, diligence).pack(lines)


def _packing(contents: Contents, split: Split) -> Packing:
    parcels = tuple(_parcel(contents, held, choice, split) for held, choice in split.held)
    return Packing(parcels, split.at_least, split.proven)


def _parcel(contents: Contents, held: Held, choice: Choice, split: Split) -> PackedParcel:
    rules, carton = held.rules, held.carton
    leading = rules.profiles[0]
    return PackedParcel(
        profile_code=leading.code,
        profile_version=leading.version,
        profiles=tuple((profile.code, profile.version) for profile in rules.profiles),
        carton_code=carton.code,
        inner=Size(*room(carton, rules)),
        outer=carton.outer,
        lines=contents.lines(held.counts),
        goods_mass_g=held.weighed.goods_g,
        gross_mass_g=held.weighed.gross_g,
        marks=rules.marks,
        modes=rules.modes,
        keep_by_days=rules.keep_by_days,
        max_stack=rules.max_stack,
        temperature_c=rules.temperature_c,
        placements=_placements(contents, held),
        void_cm3=held.weighed.void_cm3,
        reasons=reasons(contents, held, choice, len(split.held)),
    )


def _placements(contents: Contents, held: Held) -> tuple[Placement, ...]:
    """Where each unit lies, in the order in which a hand puts them in: bottom, back and left first."""
    ordered = sorted(held.lying, key=lambda unit: (unit.z, unit.y, unit.x))
    return tuple(Placement(contents.goods[unit.kind].code, *unit[1:]) for unit in ordered)
