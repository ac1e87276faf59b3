"""Boxes of whole millimetres, and the ways to turn them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Orientation(StrEnum):
    """Which way a unit may lie."""

    ANY = "any"
    """Any of the six ways."""
    UP = "up"
    """This way up: its height stays vertical, it may turn about it."""


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """Length, width and height in millimetres; all at least 1."""

    length_mm: int
    width_mm: int
    height_mm: int

    @property
    def extents(self) -> tuple[int, int, int]:
        """(length, width, height)."""
        return self.length_mm, self.width_mm, self.height_mm

    @property
    def volume_mm3(self) -> int:
        """Length x width x height."""
        return self.length_mm * self.width_mm * self.height_mm

    @property
    def volume_cm3(self) -> int:
        """The volume in cubic centimetres, rounded up."""
        return -(-self.volume_mm3 // 1000)

    def grown(self, each_side_mm: int) -> Size:
        """The size with a layer of that thickness around it; a negative layer shrinks it."""
        more = 2 * each_side_mm
        return Size(self.length_mm + more, self.width_mm + more, self.height_mm + more)

    def turned(self, orientation: Orientation) -> tuple[tuple[int, int, int], ...]:
        """The distinct (x, y, z) extents the size may take, its own first."""
        x, y, z = self.extents
        ways = [(x, y, z), (y, x, z)]
        if orientation is Orientation.ANY:
            ways += [(x, z, y), (z, x, y), (y, z, x), (z, y, x)]
        return tuple(dict.fromkeys(ways))

    def __str__(self) -> str:
        return f"{self.length_mm}x{self.width_mm}x{self.height_mm} mm"
