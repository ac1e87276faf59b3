"""Labels as ZPL II for thermal printers of 8 and 12 dots per millimetre ("203" and "300 dpi").

What stands on every label goes once into the printer's memory as a picture, likewise each row of marks; a
label then is its words and its codes. Words pass as ^FH fields in which ^, ~, _ and \\ are hexadecimal, so a
name can say ^XZ and is printed so. Code 128 and QR are drawn by the printer from the same text; a QR whose
modules are larger than the printers' ten dots is sent as our own, verified picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from logistics.labels.arrange import bar_dots, marks_drawing, module_dots, place_modules
from logistics.labels.content import LabelContent
from logistics.labels.design import CodeArea, SquareArea
from logistics.labels.designs import design_for
from logistics.labels.faces import Face, font_path
from logistics.labels.fitting import MM_PER_POINT, TextBox, fit
from logistics.labels.formats import LabelFormat
from logistics.labels.raster import raster
from logistics.labels.shapes import Drawing, moved
from logistics.labels.symbols import qr
from logistics.labels.symbols.code128 import refuse_unless_ascii
from logistics.labels.symbols.qr import form_of
from logistics.labels.wording import label_words
from logistics.labels.zpl_graphics import Graphic, graphic, stored_graphic, symbol_field

FONTS: dict[Face, tuple[str, str]] = {
    Face.REGULAR: ("X", "E:HPR.TTF"),
    Face.SEMIBOLD: ("Y", "E:HPS.TTF"),
    Face.BOLD: ("Z", "E:HPB.TTF"),
}
"""The letter and the file of each face in the printer."""

_LARGEST_QR_DOTS = 10
_KEPT_MARKS = 64
_KEPT_TEXTS = 1024
_ACTING = frozenset("^~_\\")
_ESCAPES = str.maketrans({sign: f"_{ord(sign):02X}" for sign in _ACTING})
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
    """Turns labels into commands and remembers which pictures the printer has."""

    def __init__(self, label_format: LabelFormat, dots_per_mm: int) -> None:
        self._design = design_for(label_format)
        self._dots_per_mm = dots_per_mm
        self._fields = [(slot, _fields(box, dots_per_mm)) for slot, box in self._design.boxes.items()]
        self._bar_areas = self._design.code, self._design.second_code
        self._furniture: dict[str, str] = {}
        self._marks: dict[object, str] = {}
        width, height = (round(side * dots_per_mm) for side in (self._design.width_mm, self._design.height_mm))
        fonts = "".join(f"^CW{letter},{place}" for letter, place in FONTS.values())
        self._head = f"^XA^CI28{fonts}^PW{width}^LL{height}^LH0,0"

    def label(self, label: LabelContent) -> str:
        """One label, before it the pictures that the printer does not have yet."""
        texts = label_words(label)
        dots = self._dots_per_mm
        pictures: list[str] = []
        parts = [self._head]
        parts.append(self._furniture_field(label, pictures))
        parts.append(self._marks_field(label, pictures))
        parts += [fields[texts[slot]] for slot, fields in self._fields]
        data, modules = _code(label.item_number)
        parts += [f"{_bars(modules, area, dots)}{data}^FS" for area in self._bar_areas]
        parts.append(_square(label.qr_text or label.item_number, self._design.qr, dots))
        return "".join((*pictures, *parts, "^XZ\n"))

    def _furniture_field(self, label: LabelContent, pictures: list[str]) -> str:
        name = "HPC" if label.cod_amount_vnd else "HPN"
        if name not in self._furniture:
            drawn = self._design.with_cod if label.cod_amount_vnd else self._design.without_cod
            size_mm = self._design.width_mm, self._design.height_mm
            pictures.append(stored_graphic(name, _dots(drawn, size_mm, self._dots_per_mm)))
            self._furniture[name] = f"^FO0,0^XGR:{name}.GRF,1,1^FS"
        return self._furniture[name]

    def _marks_field(self, label: LabelContent, pictures: list[str]) -> str:
        key = label.marks, label.temperature_c, label.stacking_limit, label.ocop_stars
        if key in self._marks:
            return self._marks[key]
        row = self._design.marks
        drawn = moved(marks_drawing(label, row), -row.x_mm, -row.y_mm)
        if len(self._marks) == _KEPT_MARKS:
            self._marks.clear()
        name = f"HPM{len(self._marks)}"
        field = ""
        if drawn:
            pictures.append(stored_graphic(name, _dots(drawn, (row.width_mm, row.side_mm), self._dots_per_mm)))
            x, y = round(row.x_mm * self._dots_per_mm), round(row.y_mm * self._dots_per_mm)
            field = f"^FO{x},{y}^XGR:{name}.GRF,1,1^FS"
        self._marks[key] = field
        return field


@lru_cache(maxsize=128)
def _dots(drawn: Drawing, size_mm: tuple[float, float], dots_per_mm: int) -> Graphic:
    """The picture as the printer takes it, remembered from one print run to the next."""
    return graphic(raster(drawn, *size_mm, dots_per_mm))


class _Fields(dict[str, str]):
    """The fields of one box by their text, remembered: most texts of a print run come again."""

    def __init__(self, box: TextBox, dots_per_mm: int) -> None:
        super().__init__()
        self._box = box
        self._dots_per_mm = dots_per_mm
        self._styles: dict[float, str] = {}

    def __missing__(self, text: str) -> str:
        if len(self) == _KEPT_TEXTS:
            self.clear()
        dots = self._dots_per_mm
        size_pt, lines, _ = fit(text, self._box)
        style = self._styles.get(size_pt) or self._style(size_pt)
        field = ""
        for x_mm, y_mm, line in lines:
            words = line if _ACTING.isdisjoint(line) else line.translate(_ESCAPES)
            field += f"^FT{round(x_mm * dots)},{round(y_mm * dots)}{style}{words}^FS"
        self[text] = field
        return field

    def _style(self, size_pt: float) -> str:
        """How a field of that size begins."""
        size = round(size_pt * MM_PER_POINT * self._dots_per_mm)
        style = f"^A{FONTS[self._box.face][0]}N,{size}{'^FR' if self._box.white else ''}^FH^FD"
        self._styles[size_pt] = style
        return style


_fields = lru_cache(maxsize=256)(_Fields)


def _escaped(text: str) -> str:
    """The text with whatever could act as a hexadecimal escape."""
    return text if _ACTING.isdisjoint(text) else text.translate(_ESCAPES)


def _code(text: str) -> tuple[str, int]:
    """The field data of a Code 128 with its code sets, and its width in modules."""
    if found := _LETTERS_AND_PAIRS.fullmatch(text):
        letters, digits = found.groups()
        return f">:{letters}>5{digits}", 11 * (len(letters) + len(digits) // 2 + 3) + 13
    refuse_unless_ascii(text)
    return ">:" + _escaped(text.replace(">", ">0")), 11 * (len(text) + 2) + 13


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
    return f"^FO{x},{y}^BQN,2,{dots}^FH^FD{form.level}A,{_escaped(text)}^FS"
