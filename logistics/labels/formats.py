"""The papers: label formats, sheets, and what a print run needs to know of its printer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LabelFormat(StrEnum):
    """The labels we print. A7 lies on its side, as it does on a sheet of eight."""

    MM_100X150 = "100x150"
    MM_100X75 = "100x75"
    MM_80X80 = "80x80"
    A6 = "A6"
    A7 = "A7"


class Paper(StrEnum):
    """Sheets that carry several labels."""

    A4 = "A4"
    A5 = "A5"


LABEL_MM: dict[LabelFormat, tuple[int, int]] = {
    LabelFormat.MM_100X150: (100, 150),
    LabelFormat.MM_100X75: (100, 75),
    LabelFormat.MM_80X80: (80, 80),
    LabelFormat.A6: (105, 148),
    LabelFormat.A7: (105, 74),
}
"""Width and height in millimetres, as the label is read."""

PAPER_MM: dict[Paper, tuple[int, int]] = {Paper.A4: (210, 297), Paper.A5: (148, 210)}
"""Width and height in millimetres, standing."""


@dataclass(frozen=True, slots=True)
class PrintLayout:
    """One label per page, or with `paper` several per sheet, the first in `start_position` (from 1, row by row).

    `dots_per_mm` is the printer's: 8 ("203 dpi") or 12 ("300 dpi"); every bar is a whole number of its dots.
    """

    format: LabelFormat = LabelFormat.MM_100X150
    paper: Paper | None = None
    start_position: int = 1
    dots_per_mm: int = 8


DEFAULT = PrintLayout()
