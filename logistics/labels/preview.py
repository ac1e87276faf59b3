"""A label on the screen: SVG for pages, PNG where only pixels will do. The same drawing as the PDF."""

from __future__ import annotations

import io

from logistics.labels.arrange import drawing
from logistics.labels.content import LabelContent
from logistics.labels.formats import LABEL_MM, LabelFormat
from logistics.labels.raster import raster
from logistics.labels.svg_drawing import svg_drawing

_DOTS_PER_MM = 8


def svg(label: LabelContent, label_format: LabelFormat = LabelFormat.MM_100X150) -> str:
    """The label as an SVG document. Its letters are text in the page's font, with the measured lengths."""
    width_mm, height_mm = LABEL_MM[label_format]
    return svg_drawing(drawing(label, label_format, _DOTS_PER_MM), width_mm, height_mm)


def png(
    label: LabelContent, label_format: LabelFormat = LabelFormat.MM_100X150, dots_per_mm: int = _DOTS_PER_MM
) -> bytes:
    """The label as a grey PNG, one pixel per dot of the printer; its symbols can be scanned from it."""
    width_mm, height_mm = LABEL_MM[label_format]
    image = raster(drawing(label, label_format, dots_per_mm), width_mm, height_mm, dots_per_mm)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", dpi=(dots_per_mm * 25.4, dots_per_mm * 25.4))
    return buffer.getvalue()
