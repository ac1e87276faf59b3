"""What all papers share: pages written out, the head with the house's sign, the foot, cells of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from logistics.labels.designs.brand import mountains
from logistics.labels.faces import Face
from logistics.labels.fitting import Align, Stand, TextBox
from logistics.labels.operators import operators
from logistics.labels.pdf_file import PdfFile, Writable
from logistics.labels.shapes import Drawing, aligned, dashes, fitted, frame, rule, words

DOTS_PER_MM = 8
MARGIN_MM = 12.0
A4_MM = (210.0, 297.0)
A5_MM = (148.0, 210.0)


def write_pages(pages: Iterable[Drawing], stream: Writable, size_mm: tuple[float, float], title: str) -> int:
    """Write the pages one by one; returns how many."""
    width, height = size_mm
    file = PdfFile(stream, width_mm=width, height_mm=height, dots_per_mm=DOTS_PER_MM, title=title)
    count = 0
    for page in pages:
        file.page(operators(page, DOTS_PER_MM))
        count += 1
    file.close()
    return count


def head(width_mm: float, vietnamese: str, english: str) -> Drawing:
    """The sign, the paper's name in both languages, and a rule below."""
    right = width_mm - MARGIN_MM
    title = text(MARGIN_MM + 36, 9, right - MARGIN_MM - 36, 8, vietnamese, 15, Face.BOLD, align=Align.RIGHT)
    return (
        *mountains(MARGIN_MM, 9.4, 6),
        words(MARGIN_MM + 10.5, 12.6, "HIGHLAND POST", 8, Face.BOLD),
        words(MARGIN_MM + 10.5, 15.4, "Bưu chính miền núi", 5.5),
        *title,
        aligned(right, 20, english, 7, Face.REGULAR, Align.RIGHT),
        rule(MARGIN_MM, 22, right, 22, 0.5),
    )


def foot(size_mm: tuple[float, float], left: str, page: int, pages: int) -> Drawing:
    """What the paper belongs to, and which page of how many this is."""
    width, height = size_mm
    return (
        rule(MARGIN_MM, height - 11, width - MARGIN_MM, height - 11, 0.2),
        *text(MARGIN_MM, height - 10.4, width - 2 * MARGIN_MM - 25, 4, left, 6.5),
        aligned(width - MARGIN_MM, height - 7.6, f"Trang {page}/{pages}", 6.5, Face.SEMIBOLD, Align.RIGHT),
    )


def text(
    x_mm: float,
    y_mm: float,
    width_mm: float,
    height_mm: float,
    content: str,
    size_pt: float,
    face: Face = Face.REGULAR,
    *,
    align: Align = Align.LEFT,
    stand: Stand = Stand.MIDDLE,
    floor_pt: float = 4.5,
) -> Drawing:
    """The text fitted into the box."""
    box = TextBox(x_mm, y_mm, width_mm, height_mm, size_pt, min(floor_pt, size_pt), face, align, stand)
    return fitted(box, content)


def fact(x_mm: float, y_mm: float, width_mm: float, name: str, content: str) -> Drawing:
    """A small name over its content: two lines, 9 mm high."""
    return (
        *text(x_mm, y_mm, width_mm, 3, name, 6),
        *text(x_mm, y_mm + 3, width_mm, 5.6, content, 10.5, Face.SEMIBOLD),
    )


def tick_box(x_mm: float, y_mm: float, label: str, side_mm: float = 3.6) -> Drawing:
    """An empty box to tick, and what the tick means."""
    return (
        frame(x_mm, y_mm, side_mm, side_mm, 0.35),
        words(x_mm + side_mm + 1.2, y_mm + side_mm * 0.8, label, 7.5),
    )


def signature(x_mm: float, y_mm: float, width_mm: float, who: str, hint: str) -> Drawing:
    """A place to sign, 24 mm high: who, how, and a line."""
    return (
        *text(x_mm, y_mm, width_mm, 4.5, who, 8.5, Face.BOLD, align=Align.CENTRE),
        *text(x_mm, y_mm + 4.2, width_mm, 3.4, hint, 6.5, align=Align.CENTRE),
        dashes(x_mm + width_mm * 0.1, y_mm + 23, x_mm + width_mm * 0.9, 0.25),
    )


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    title: str
    width_mm: float
    align: Align = Align.LEFT
    face: Face = Face.REGULAR


def table_head(x_mm: float, y_mm: float, columns: Sequence[Column]) -> Drawing:
    """The columns' titles, 6 mm high, a strong rule below."""
    drawn: list[Drawing] = []
    x = x_mm
    for column in columns:
        drawn.append(text(x + 0.8, y_mm, column.width_mm - 1.6, 5.4, column.title, 7, Face.BOLD, align=column.align))
        x += column.width_mm
    return (*(shape for cell in drawn for shape in cell), rule(x_mm, y_mm + 5.8, x, y_mm + 5.8, 0.4))


def table_row(x_mm: float, y_mm: float, height_mm: float, columns: Sequence[Column], cells: Sequence[str]) -> Drawing:
    """One row with a fine rule below."""
    drawn: list[Drawing] = []
    x = x_mm
    for column, cell in zip(columns, cells, strict=True):
        width = column.width_mm - 1.6
        drawn.append(text(x + 0.8, y_mm, width, height_mm - 0.4, cell, 8, column.face, align=column.align, floor_pt=5))
        x += column.width_mm
    below = rule(x_mm, y_mm + height_mm, x, y_mm + height_mm, 0.12)
    return (*(shape for cell in drawn for shape in cell), below)
