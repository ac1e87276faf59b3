"""Labels read back by an independent reader (zxing-cpp), from pixels: for samples of a print run and for tests.

The cheap check, from modules to text, happens whenever a symbol is made; see symbols/.
"""

from __future__ import annotations

from dataclasses import dataclass

import zxingcpp
from PIL import Image

from logistics.labels.arrange import drawing
from logistics.labels.content import LabelContent
from logistics.labels.formats import LABEL_MM, LabelFormat
from logistics.labels.raster import raster

_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode])


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found, each symbol once per place."""

    code128: tuple[str, ...]
    qr: tuple[str, ...]

    def says(self, item_number: str, qr_text: str = "") -> bool:
        """Whether both Code 128 and the QR code are there and say what they must, and nothing else."""
        return set(self.code128) == {item_number} and set(self.qr) == {qr_text or item_number}


def read(image: Image.Image) -> Reading:
    """Every Code 128 and QR code in the picture; GS1-128 reads as its bare digits."""
    found = zxingcpp.read_barcodes(image, formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain)
    return Reading(
        tuple(code.text for code in found if code.format == zxingcpp.BarcodeFormat.Code128),
        tuple(code.text for code in found if code.format == zxingcpp.BarcodeFormat.QRCode),
    )


def readable(label: LabelContent, label_format: LabelFormat = LabelFormat.MM_100X150, dots_per_mm: int = 8) -> bool:
    """Whether the label, drawn dot by dot, reads as it must."""
    width_mm, height_mm = LABEL_MM[label_format]
    image = raster(drawing(label, label_format, dots_per_mm), width_mm, height_mm, dots_per_mm)
    return read(image).says(label.item_number, label.qr_text)
