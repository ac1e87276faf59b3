"""The packing slip, A5, inside the carton: what lies where, and in full every text a label had to shorten."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from logistics.labels.amount_words import amount_in_words
from logistics.labels.arrange import marks_drawing, place_bars, place_modules
from logistics.labels.content import Person
from logistics.labels.design import CodeArea, MarksRow, SquareArea
from logistics.labels.designs.brand import heading
from logistics.labels.document_content import PackedLayer, PackingSlipContent, SlipLine
from logistics.labels.documents.page import (
    A5_MM,
    DOTS_PER_MM,
    MARGIN_MM,
    Column,
    foot,
    head,
    table_head,
    table_row,
    text,
    write_pages,
)
from logistics.labels.faces import Face
from logistics.labels.fitting import MM_PER_POINT, Align, wrapped
from logistics.labels.pdf_file import Writable
from logistics.labels.shapes import Drawing, frame, moved, words
from logistics.labels.symbols import code128, qr
from logistics.labels.wording import day, grouped, kilograms, phone, whole_address
from logistics.text import dong

_WIDTH_MM = A5_MM[0] - 2 * MARGIN_MM
_BOTTOM_MM = A5_MM[1] - 13
_ROW_MM = 6.4
_LAYER_MM = 46.0
_COLUMNS = (
    Column("Hàng hóa · Goods", 55, face=Face.SEMIBOLD),
    Column("SL", 17, Align.RIGHT),
    Column("Khối lượng", 18, Align.RIGHT),
    Column("Lô · Lot", 16),
    Column("Hạn · By", 18, Align.RIGHT),
)

_MARKS = MarksRow(MARGIN_MM, 0, _WIDTH_MM, 9)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the slip: how high it is, and how it is drawn at a height of the page."""

    height_mm: float
    draw: Callable[[float], Drawing]


def write_packing_slips(slips: Iterable[PackingSlipContent], stream: Writable) -> int:
    """Write the slips one after the other; returns how many pages."""
    pages = (page for slip in slips for page in packing_slip_pages(slip))
    return write_pages(pages, stream, A5_MM, "Phiếu đóng gói · Packing slips")


def packing_slip_pages(slip: PackingSlipContent) -> Iterator[Drawing]:
    """The pages of one slip: whom and what first, then layers and instructions wherever they fit."""
    pages = [list(page) for page in _laid_out(slip)]
    for number, page in enumerate(pages, 1):
        left = f"{grouped(slip.label.item_number)} · {slip.carton} · {slip.packed_by}".rstrip(" ·")
        parts = (head(A5_MM[0], "PHIẾU ĐÓNG GÓI", "Packing slip"), *page, foot(A5_MM, left, number, len(pages)))
        yield tuple(shape for part in parts for shape in part)


def _laid_out(slip: PackingSlipContent) -> Iterator[list[Drawing]]:
    """The blocks set one below the other, a new page where one has no room."""
    page: list[Drawing] = [_codes(slip)]
    y = 50.0
    for block in _blocks(slip):
        if y + block.height_mm > _BOTTOM_MM and page:
            yield page
            page, y = [], 26.0
        page.append(block.draw(y))
        y += block.height_mm
    yield page


def _blocks(slip: PackingSlipContent) -> Iterator[Block]:
    """Everything below the codes, one block below the other."""
    label = slip.label
    yield from _person(("NGƯỜI NHẬN", "To"), label.consignee)
    yield from _person(("NGƯỜI GỬI", "From"), label.consignor)
    if label.cod_amount_vnd:
        money = f"Thu hộ {dong(label.cod_amount_vnd)} – {amount_in_words(label.cod_amount_vnd)}"
        yield from _running(money, 8.5, Face.BOLD)
    yield from _running(label.delivery_note, 8.5, Face.SEMIBOLD)
    yield from _running("; ".join(label.goods), 8.5, Face.REGULAR)
    if label.marks or label.ocop_stars:
        yield Block(12, partial(_marks, slip))
    if slip.lines:
        yield Block(8, lambda y: table_head(MARGIN_MM, y + 1, _COLUMNS))
    for line in slip.lines:
        yield Block(_ROW_MM, partial(_row, line))
    for at in range(0, len(slip.layers), 2):
        yield Block(_LAYER_MM + 11, partial(_layers, slip.layers[at : at + 2]))
    for number, instruction in enumerate(slip.instructions, 1):
        yield from _running(f"{number}. {instruction}", 8.5, Face.REGULAR)


def _codes(slip: PackingSlipContent) -> Drawing:
    label = slip.label
    number = label.item_number
    return (
        place_bars(code128(number), CodeArea(MARGIN_MM - 4, 25, 76, 13, 0.4), DOTS_PER_MM),
        *text(MARGIN_MM, 38.4, 66, 5.4, grouped(number), 12, Face.SEMIBOLD, align=Align.CENTRE),
        place_modules(qr(label.qr_text or number), SquareArea(110, 22.6, 27), DOTS_PER_MM),
        *text(84, 25, 26, 6, f"Kiện {label.parcel}/{label.parcels}", 12, Face.BOLD),
        *text(84, 31, 26, 5, kilograms(label.gross_mass_g), 10, Face.SEMIBOLD),
        *text(84, 36, 26, 8, slip.carton, 8.5),
        *text(MARGIN_MM, 44, 98, 4.6, f"{label.office} · {label.channel} {label.reference}".rstrip(" ·"), 7.5),
    )


def _person(names: tuple[str, str], person: Person) -> Iterator[Block]:
    """A name, a number and the whole address, in as many lines as they take."""
    landmark = person.address.landmark
    yield Block(5, partial(_person_head, names, person))
    yield from _running(person.name, 12, Face.BOLD)
    yield from _running(whole_address(person) + (f" ({landmark})" if landmark else ""), 9, Face.REGULAR)
    yield Block(2.5, lambda _: ())


def _person_head(names: tuple[str, str], person: Person, y: float) -> Drawing:
    number = text(MARGIN_MM + 32, y, _WIDTH_MM - 32, 4.4, phone(person.phone), 9.5, Face.BOLD, align=Align.RIGHT)
    return *heading(MARGIN_MM, y + 3.2, *names, 6.5), *number


def _running(content: str, size_pt: float, face: Face) -> Iterator[Block]:
    """Running text, a block per line, so that nothing is ever too long for the slip."""
    pitch = size_pt * MM_PER_POINT * 1.22
    for line in wrapped(content, face, size_pt, _WIDTH_MM):
        yield Block(pitch, partial(_line, line, size_pt, face))


def _line(content: str, size_pt: float, face: Face, y: float) -> Drawing:
    return (words(MARGIN_MM, y + size_pt * MM_PER_POINT, content, size_pt, face),)


def _marks(slip: PackingSlipContent, y: float) -> Drawing:
    return moved(marks_drawing(slip.label, _MARKS), 0, y + 1)


def _row(line: SlipLine, y: float) -> Drawing:
    keep_by = day(line.keep_by) if line.keep_by else ""
    cells = (line.goods, f"{line.quantity} {line.unit}", kilograms(line.mass_g), line.lot, keep_by)
    return table_row(MARGIN_MM, y, _ROW_MM, _COLUMNS, cells)


def _layers(layers: tuple[PackedLayer, ...], y: float) -> Drawing:
    """Two layers side by side, seen from above, to scale."""
    across = (_WIDTH_MM - 6) / 2
    drawn = (_layer(layer, MARGIN_MM + number * (across + 6), y + 3, across) for number, layer in enumerate(layers))
    return tuple(shape for part in drawn for shape in part)


def _layer(layer: PackedLayer, x: float, y: float, across: float) -> Drawing:
    scale = min(across / max(layer.width_mm, 1), _LAYER_MM / max(layer.depth_mm, 1))
    drawn: list[Drawing] = [
        text(x, y, across, 4.4, layer.title, 8, Face.BOLD),
        (frame(x, y + 5, layer.width_mm * scale, layer.depth_mm * scale, 0.6),),
    ]
    for goods in layer.goods:
        left, top = x + goods.x_mm * scale, y + 5 + goods.y_mm * scale
        width, depth = goods.width_mm * scale, goods.depth_mm * scale
        drawn.append((frame(left, top, width, depth, 0.2),))
        drawn.append(
            text(
                left + 0.5,
                top + 0.4,
                max(width - 1, 1),
                max(depth - 0.8, 1),
                goods.name,
                7,
                align=Align.CENTRE,
                floor_pt=3.5,
            )
        )
    return tuple(shape for part in drawn for shape in part)
