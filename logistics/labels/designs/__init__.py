"""The designs, one per shape of label: standing (100x150, A6), lying (100x75, A7), square (80x80)."""

from __future__ import annotations

from functools import cache
from typing import assert_never

from logistics.labels.design import Design
from logistics.labels.designs.lying import lying
from logistics.labels.designs.square import square
from logistics.labels.designs.standing import standing
from logistics.labels.formats import LABEL_MM, LabelFormat

__all__ = ["design_for"]


@cache
def design_for(label_format: LabelFormat) -> Design:
    """The design of the format."""
    width_mm, height_mm = LABEL_MM[label_format]
    match label_format:
        case LabelFormat.MM_100X150 | LabelFormat.A6:
            return standing(width_mm, height_mm)
        case LabelFormat.MM_100X75 | LabelFormat.A7:
            return lying(width_mm, height_mm)
        case LabelFormat.MM_80X80:
            return square(width_mm, height_mm)
        case _:
            assert_never(label_format)
