"""What packing gives: parcels, and where each unit lies in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from logistics.errors import Text
from logistics.packaging.profile import Mark, Mode
from logistics.packaging.size import Size
from logistics.packaging.standard import Line


@dataclass(frozen=True, slots=True)
class Placement:
    """One wrapped unit in a carton: its lower corner nearest the carton's, and its extents as it lies."""

    goods: str
    x_mm: int
    y_mm: int
    z_mm: int
    length_mm: int
    width_mm: int
    height_mm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedParcel:
    """One carton, closed: the standard it was packed to, what lies where, and what is printed on it.

    Where goods of several profiles share a carton, `profile_code` is that of the heaviest share, and limits,
    marks and days are the strictest of all.
    """

    profile_code: str
    profile_version: int
    profiles: tuple[tuple[str, int], ...]
    """(code, version) of every profile inside."""
    carton_code: str
    inner: Size
    """The room the goods may take: the carton's inner size without the clearance along its walls."""
    outer: Size
    lines: tuple[Line, ...]
    goods_mass_g: int
    gross_mass_g: int
    marks: tuple[Mark, ...]
    modes: tuple[Mode, ...]
    keep_by_days: int
    """Days from packing; the label's keep-by date is the packing day plus these."""
    max_stack: int
    """How many such parcels may stand on one another, itself included."""
    temperature_c: tuple[int, int]
    """The warmest lower and the coolest upper limit of the goods inside."""
    placements: tuple[Placement, ...]
    void_cm3: int
    """Room in the carton to be filled."""
    reasons: tuple[Text, ...]

    @property
    def volume_cm3(self) -> int:
        """Outer volume, rounded up."""
        return self.outer.volume_cm3


@dataclass(frozen=True, slots=True)
class Packing:
    """The parcels for some lines, and what is known about how good they are."""

    parcels: tuple[PackedParcel, ...]
    at_least: int
    """No packing of these lines needs fewer cartons."""
    proven: bool
    """No packing uses fewer cartons, nor as many with less outer volume."""

    def __iter__(self) -> Iterator[PackedParcel]:
        return iter(self.parcels)

    def __len__(self) -> int:
        return len(self.parcels)

    def __getitem__(self, index: int) -> PackedParcel:
        return self.parcels[index]
