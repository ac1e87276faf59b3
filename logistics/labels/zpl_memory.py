"""What a ZPL printer keeps while it is on: the pictures that labels recall, each sent once and by one name."""

from __future__ import annotations

from functools import lru_cache

from logistics.labels.arrange import PlacedMark, placed_marks
from logistics.labels.content import LabelContent
from logistics.labels.design import Design
from logistics.labels.pictograms import SIDE
from logistics.labels.raster import raster
from logistics.labels.shapes import Drawing, bounds, moved
from logistics.labels.zpl_graphics import Graphic, graphic, stored_graphic

_KEPT_MARKS = 64
_KEPT_ROWS = 1024


class Memory:
    """The pictures of one design that a printer has. What it still lacks is taken with missing()."""

    def __init__(self, design: Design, dots_per_mm: int) -> None:
        self._design = design
        self._dots_per_mm = dots_per_mm
        self._missing: list[str] = []
        self._furniture = ""
        self._money: dict[bool, str] = {}
        self._marks: dict[tuple[Drawing, float], str] = {}
        self._rows: dict[object, str] = {}

    def missing(self) -> str:
        """The commands that store the pictures recalled since it was asked last."""
        commands = "".join(self._missing)
        self._missing.clear()
        return commands

    def background(self, label: LabelContent) -> str:
        """The fields that recall what stands on every label, and the frame of the money."""
        design, with_cod = self._design, label.cod_amount_vnd > 0
        if not self._furniture:
            page = (0.0, 0.0, design.width_mm, design.height_mm)
            self._furniture = self._stored("HPF", design.furniture, page)
        if with_cod not in self._money:
            money = design.money(label.cod_amount_vnd)
            self._money[with_cod] = self._stored("HPC" if with_cod else "HPN", money, bounds(money))
        return self._furniture + self._money[with_cod]

    def marks(self, label: LabelContent) -> str:
        """The fields that recall the label's marks and stars."""
        key = label.marks, label.temperature_c, label.stacking_limit, label.ocop_stars
        if key not in self._rows:
            row = placed_marks(label, self._design.marks)
            if len(self._marks) + len(row) > _KEPT_MARKS or len(self._rows) == _KEPT_ROWS:
                # A name given anew would change what the rows that know it print.
                self._marks.clear()
                self._rows.clear()
            self._rows[key] = "".join([self._mark(mark) for mark in row])
        return self._rows[key]

    def _mark(self, mark: PlacedMark) -> str:
        drawn, x_mm, y_mm, side_mm = mark
        if (drawn, side_mm) not in self._marks:
            name = self._marks[drawn, side_mm] = f"HPM{len(self._marks)}"
            self._store(name, moved(drawn, 0, 0, side_mm / SIDE), side_mm, side_mm)
        x, y = round(x_mm * self._dots_per_mm), round(y_mm * self._dots_per_mm)
        return _recalled(self._marks[drawn, side_mm], x, y)

    def _stored(self, name: str, drawn: Drawing, edges_mm: tuple[float, float, float, float]) -> str:
        """The drawing within its edges, grown to whole dots, as a picture of that name; the field that recalls it."""
        dots = self._dots_per_mm
        left, top, right, bottom = edges_mm
        x, y = int(left * dots), int(top * dots)
        across, down = -(-right * dots // 1) - x, -(-bottom * dots // 1) - y
        self._store(name, moved(drawn, -x / dots, -y / dots), across / dots, down / dots)
        return _recalled(name, x, y)

    def _store(self, name: str, drawn: Drawing, width_mm: float, height_mm: float) -> None:
        self._missing.append(stored_graphic(name, _dots(drawn, width_mm, height_mm, self._dots_per_mm)))


def _recalled(name: str, x: int, y: int) -> str:
    return f"^FO{x},{y}^XGR:{name}.GRF,1,1^FS"


@lru_cache(maxsize=128)
def _dots(drawn: Drawing, width_mm: float, height_mm: float, dots_per_mm: int) -> Graphic:
    """The picture as the printer takes it, remembered from one print run to the next."""
    return graphic(raster(drawn, width_mm, height_mm, dots_per_mm))
