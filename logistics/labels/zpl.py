"""Labels as ZPL II for thermal printers of 8 and 12 dots per millimetre ("203" and "300 dpi").

What stands on every label goes once into the printer's memory as a picture, likewise each mark; a label then
is its words and its codes. Words pass as ^FH fields in which ^, ~, _ and \\ are hexadecimal, so a
name can say ^XZ and is printed so. Code 128 and QR are drawn by the printer from the same text; a QR whose
modules are larger than the printers' ten dots is sent as our own, verified picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from logistics.labels.arrange import bar_dots, module_dots, place_modules
from logistics.labels.content import LabelContent
from logistics.labels.design import CodeArea, SquareArea
from logistics.labels.designs import design_for
from logistics.labels.faces import font_path
from logistics.labels.formats import LabelFormat
from logistics.labels.symbols import qr
from logistics.labels.symbols.code128 import refuse_unless_ascii
from logistics.labels.symbols.qr import form_of
from logistics.labels.wording import label_words
from logistics.labels.zpl_fields import FONTS, escaped, fields
from logistics.labels.zpl_graphics import symbol_field
from logistics.labels.zpl_memory import Memory

_LARGEST_QR_DOTS = 10
_LETTERS_AND_PAIRS = re.compile(r"([A-Z]{2})((?:[0-9]{2}){2,})")


def zpl(
    labels: Iterable[LabelContent], dots_per_mm: int = 8, label_format: LabelFormat = LabelFormat.MM_100X150
) -> Iterator[str]:
    """The labels' commands, one string per label, as UTF-8 text; the first also brings the shared pictures.

    The printer must know the fonts: send font_download() once when it is set up. Raises Invalid where a
    number cannot be a symbol.
    """
    press = _Press(label_format, dots_per_mm)
    for label in labels:
        yield press.label(label)


def font_download() -> Iterator[bytes]:
    """The commands that put our faces into the printer's flash memory; needed once per printer."""
    for face, (_, place) in FONTS.items():
        raw = font_path(face).read_bytes()
        yield f"~DY{place.removesuffix('.TTF')},A,T,{len(raw)},,{raw.hex().upper()}\n".encode()


class _Press:
    """Turns labels into commands."""

    def __init__(self, label_format: LabelFormat, dots_per_mm: int) -> None:
        self._design = design_for(label_format)
        self._dots_per_mm = dots_per_mm
        self._fields = [(slot, fields(box, dots_per_mm)) for slot, box in self._design.boxes.items()]
        self._memory = Memory(self._design, dots_per_mm)
        width, height = (round(side * dots_per_mm) for side in (self._design.width_mm, self._design.height_mm))
        fonts = "".join(f"^CW{letter},{place}" for letter, place in FONTS.values())
        self._head = f"^XA^CI28{fonts}^PW{width}^LL{height}^LH0,0"

    def label(self, label: LabelContent) -> str:
        """One label, before it the pictures that the printer does not have yet."""
        design, dots, memory = self._design, self._dots_per_mm, self._memory
        texts = label_words(label)
        pictures = memory.background(label) + memory.marks(label)
        words = [fields[texts[slot]] for slot, fields in self._fields]
        data, modules = _code(label.item_number)
        code, second_code = _bars(modules, design.code, dots), _bars(modules, design.second_code, dots)
        square = _square(label.qr_text or label.item_number, design.qr, dots)
        return (
            f"{memory.missing()}{self._head}{pictures}{''.join(words)}"
            f"{code}{data}^FS{second_code}{data}^FS{square}^XZ\n"
        )


def _code(text: str) -> tuple[str, int]:
    """The field data of a Code 128 with its code sets, and its width in modules."""
    if found := _LETTERS_AND_PAIRS.fullmatch(text):
        letters, digits = found.groups()
        return f">:{letters}>5{digits}", 11 * (len(letters) + len(digits) // 2 + 3) + 13
    refuse_unless_ascii(text)
    return ">:" + escaped(text.replace(">", ">0")), 11 * (len(text) + 2) + 13


@lru_cache(maxsize=256)
def _bars(modules: int, area: CodeArea, dots_per_mm: int) -> str:
    """How the field of so many modules begins: at the place, height and dots per module that the PDF has."""
    dots = bar_dots(modules, area, dots_per_mm)
    start = (int(area.length_mm * dots_per_mm) - modules * dots) // 2
    x, y, height = (round(side * dots_per_mm) for side in (area.x_mm, area.y_mm, area.height_mm))
    x, y, turn = (x, y + start, "R") if area.turned else (x + start, y, "N")
    return f"^FO{x},{y}^BY{dots}^BC{turn},{height},N,N,N^FH^FD"


def _square(text: str, area: SquareArea, dots_per_mm: int) -> str:
    form = form_of(text)
    dots = module_dots(form.side, area, dots_per_mm)
    if dots > _LARGEST_QR_DOTS:
        placed = place_modules(qr(text), area, dots_per_mm)
        x, y = round(placed.x_mm * dots_per_mm), round(placed.y_mm * dots_per_mm)
        return f"^FO{x},{y}{symbol_field(placed.rows, dots)}"
    start = (int(area.side_mm * dots_per_mm) - form.side * dots) // 2
    x, y = round(area.x_mm * dots_per_mm) + start, round(area.y_mm * dots_per_mm) + start
    return f"^FO{x},{y}^BQN,2,{dots}^FH^FD{form.level}A,{escaped(text)}^FS"
