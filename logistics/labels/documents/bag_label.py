"""The label of a sealed bag, 100x150: its SSCC as GS1-128 within the sizes GS1 asks for, and where it goes."""

from __future__ import annotations

from collections.abc import Iterable

from logistics.clock import local
from logistics.labels.arrange import marks_row, place_bars, place_modules
from logistics.labels.content import BagLabelContent
from logistics.labels.design import CodeArea, MarksRow, SquareArea
from logistics.labels.designs.brand import heading, mountains, tab
from logistics.labels.documents.page import DOTS_PER_MM, text
from logistics.labels.faces import Face
from logistics.labels.fitting import Align
from logistics.labels.operators import operators
from logistics.labels.pdf import nothing_to_print
from logistics.labels.pdf_file import PdfFile, Writable
from logistics.labels.shapes import Drawing, rule, words
from logistics.labels.symbols import gs1_128, qr
from logistics.labels.wording import grouped, kilograms

_WIDTH_MM, _HEIGHT_MM = 100.0, 150.0
_CODE = CodeArea(2, 112, 96, 32, 0.55)
_SECOND_CODE = CodeArea(88, 41, 67, 8, 0.38, turned=True)
_QR = SquareArea(1.5, 76, 33)
_MARKS = MarksRow(38, 96, 46, 10)


def write_bag_labels(labels: Iterable[BagLabelContent], stream: Writable, dots_per_mm: int = DOTS_PER_MM) -> int:
    """Write one page per bag; returns how many. Raises Invalid where an SSCC is not 18 digits."""
    file = PdfFile(
        stream, width_mm=_WIDTH_MM, height_mm=_HEIGHT_MM, dots_per_mm=dots_per_mm, title="Nhãn túi · Bag labels"
    )
    count = 0
    for label in labels:
        file.page(operators(bag_label(label, dots_per_mm), dots_per_mm))
        count += 1
    if not count:
        raise nothing_to_print()
    file.close()
    return count


def bag_label(label: BagLabelContent, dots_per_mm: int = DOTS_PER_MM) -> Drawing:
    """The whole label."""
    symbol = gs1_128("00" + label.sscc)
    return (
        *_furniture(),
        *_words(label),
        place_bars(symbol, _CODE, dots_per_mm),
        place_bars(symbol, _SECOND_CODE, dots_per_mm),
        place_modules(qr("00" + label.sscc), _QR, dots_per_mm),
        *marks_row(label.marks, _MARKS),
    )


def _furniture() -> Drawing:
    return (
        *mountains(3, 3, 4.2),
        words(10.5, 6.7, "HIGHLAND POST", 8.5, Face.BOLD),
        *tab(78, 2.8, 19, 5.2, "TÚI · BAG", 8.5),
        rule(3, 28, 97, 28, 0.5),
        *heading(3, 32, "TỪ", "From", 6.5),
        *tab(3, 43.5, 13, 4.4, "ĐẾN", 7.5),
        words(17.2, 46.8, "To", 6.5),
        rule(3, 74, 86, 74, 0.25),
    )


def _words(label: BagLabelContent) -> Drawing:
    again = f"IN LẠI {label.reprints} · " if label.reprints else ""
    closed = f"{again}Đóng {local(label.closed_at):%H:%M %d/%m/%Y}"
    return (
        *text(3, 9, 94, 18, label.sorting_code, 46, Face.BOLD, align=Align.CENTRE, floor_pt=14),
        *text(3, 33, 83, 8, label.from_office, 13, Face.SEMIBOLD, floor_pt=6),
        *text(3, 49, 83, 22, label.to_office, 30, Face.BOLD, floor_pt=9),
        *text(38, 76.5, 47, 9, f"{label.parcels} bưu gửi", 20, Face.BOLD, floor_pt=8),
        *text(38, 85, 47, 6, f"{kilograms(label.gross_mass_g)} · {label.service}".rstrip(" ·"), 11, Face.SEMIBOLD),
        *text(38, 90.6, 47, 4.4, f"{closed} · Niêm phong {label.seal}" if label.seal else closed, 7),
        *text(3, 144.2, 94, 4.6, f"(00) {grouped(label.sscc)}", 11, Face.SEMIBOLD, align=Align.CENTRE),
    )
