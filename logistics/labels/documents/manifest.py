"""The manifest (bảng kê giao nhận): what goes with a bag or a route, signed by both hands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from logistics.clock import local
from logistics.labels.arrange import place_bars, place_modules
from logistics.labels.design import CodeArea, SquareArea
from logistics.labels.document_content import ManifestBag, ManifestContent, ManifestLine
from logistics.labels.documents.page import (
    A4_MM,
    DOTS_PER_MM,
    MARGIN_MM,
    Column,
    fact,
    foot,
    head,
    signature,
    table_head,
    table_row,
    text,
    write_pages,
)
from logistics.labels.faces import Face
from logistics.labels.fitting import Align
from logistics.labels.pdf_file import Writable
from logistics.labels.shapes import Drawing, frame, rule
from logistics.labels.symbols import code128, gs1_128, qr
from logistics.labels.wording import grouped, kilograms
from logistics.text import dong

_Row = ManifestBag | ManifestLine
_ROW_MM = 7.2
_TOP_MM = 84.0
_BOTTOM_MM = 283.0
_SIGNATURES_MM = 40.0
_COLUMNS = (
    Column("STT", 9, Align.RIGHT),
    Column("Mã bưu gửi", 37, face=Face.SEMIBOLD),
    Column("Người nhận", 40),
    Column("Xã, phường", 32),
    Column("Khối lượng", 18, Align.RIGHT),
    Column("Thu hộ (₫)", 22, Align.RIGHT),
    Column("Ghi chú", 18),
    Column("Nhận", 10, Align.CENTRE),
)


def write_manifest(content: ManifestContent, stream: Writable) -> int:
    """Write the manifest on A4; returns how many pages."""
    return write_pages(manifest_pages(content), stream, A4_MM, f"Bảng kê {content.code}")


def manifest_pages(content: ManifestContent) -> Iterator[Drawing]:
    """The pages: every line once, numbered through, totals and signatures on the last."""
    parts = _parted(_bag_by_bag(content))
    number = 0
    for page, lines in enumerate(parts, 1):
        rows, y = _rows(lines, number)
        last = _closing(content, y) if page == len(parts) else ()
        yield (
            *_heading(content),
            *rows,
            *last,
            *foot(A4_MM, f"{content.title} · {content.code}", page, len(parts)),
        )
        number += sum(isinstance(line, ManifestLine) for line in lines)


def _bag_by_bag(content: ManifestContent) -> tuple[_Row, ...]:
    """The lines, those of a bag below it."""
    lines = iter(content.lines)
    rows: list[_Row] = []
    for bag in content.bags:
        rows += [bag, *islice(lines, bag.parcels)]
    return (*rows, *lines)


def _parted(lines: tuple[_Row, ...]) -> list[tuple[_Row, ...]]:
    """The lines by page, with room for totals and signatures on the last page."""
    whole = int((_BOTTOM_MM - _TOP_MM) / _ROW_MM)
    with_end = int((_BOTTOM_MM - _TOP_MM - _SIGNATURES_MM) / _ROW_MM)
    parts = [lines[at : at + whole] for at in range(0, len(lines), whole)] or [()]
    return [*parts, ()] if len(parts[-1]) > with_end else parts


def _heading(content: ManifestContent) -> Drawing:
    is_sscc = len(content.code) == 18 and content.code.isascii() and content.code.isdigit()
    symbol = gs1_128("00" + content.code) if is_sscc else code128(content.code)
    below = f"(00) {grouped(content.code)}" if is_sscc else grouped(content.code)
    middle = 107.0
    return (
        *head(A4_MM[0], "BẢNG KÊ GIAO NHẬN", "Hand-over manifest"),
        *text(MARGIN_MM, 24, 90, 9, content.title, 15, Face.BOLD),
        *fact(MARGIN_MM, 34, 90, "Từ · From", content.from_office),
        *fact(MARGIN_MM, 44, 90, "Đến · To", content.to_office),
        *fact(MARGIN_MM, 55, 45, "Lập lúc · Made at", f"{local(content.made_at):%H:%M %d/%m/%Y}"),
        *fact(MARGIN_MM + 47, 55, 43, "Niêm phong · Seal", content.seal or "–"),
        *fact(MARGIN_MM, 65, 45, "Xe · Vehicle", content.vehicle or "–"),
        *fact(MARGIN_MM + 47, 65, 43, "Người vận chuyển · Driver", content.driver or "–"),
        place_bars(symbol, CodeArea(middle, 26, 91, 17, 0.5), DOTS_PER_MM),
        *text(middle, 43.6, 91, 5, below, 10, Face.SEMIBOLD, align=Align.CENTRE),
        place_modules(qr(("00" if is_sscc else "") + content.code), SquareArea(168, 48, 30), DOTS_PER_MM),
        *_sealed(content),
        *fact(116, 53, 45, "Số bưu gửi · Parcels", str(len(content.lines))),
        *fact(116, 63, 45, "Tổng khối lượng · Mass", kilograms(sum(line.gross_mass_g for line in content.lines))),
        *table_head(MARGIN_MM, _TOP_MM - 6.4, _COLUMNS),
    )


def _sealed(content: ManifestContent) -> Drawing:
    """What a sealed bag is checked by, beside its seal; nothing for what has no weight of its own."""
    if content.sealed_mass_g is None:
        return ()
    return (
        *fact(143, 53, 25, "Cân cả túi · Bag", kilograms(content.sealed_mass_g)),
        *fact(143, 63, 25, "Ảnh niêm phong · Photo", "có lưu" if content.photo_kept else "–"),
    )


def _rows(lines: tuple[_Row, ...], before: int) -> tuple[Drawing, float]:
    """The rows and where they end."""
    y, number = _TOP_MM, before
    shapes: list[Drawing] = []
    for line in lines:
        if isinstance(line, ManifestBag):
            shapes.append(_bag_row(line, y))
        else:
            number += 1
            shapes.append(table_row(MARGIN_MM, y, _ROW_MM, _COLUMNS, _cells(number, line)))
        shapes.append((frame(191.2, y + 1.8, 3.6, 3.6, 0.3),))
        y += _ROW_MM
    return tuple(shape for row in shapes for shape in row), y


def _cells(number: int, line: ManifestLine) -> tuple[str, ...]:
    return (
        str(number),
        grouped(line.item_number),
        line.consignee,
        line.commune,
        kilograms(line.gross_mass_g),
        dong(line.cod_amount_vnd).removesuffix(" ₫") if line.cod_amount_vnd else "–",
        line.note,
        "",
    )


def _bag_row(bag: ManifestBag, y: float) -> Drawing:
    """One bag over its parcels: what it is known and checked by."""
    told = (
        f"Túi (00) {grouped(bag.sscc)}",
        f"đến {bag.to_office}",
        f"{bag.parcels} bưu gửi",
        f"cân {kilograms(bag.gross_mass_g)}",
        f"niêm phong {bag.seal}",
        *(["có ảnh"] if bag.photo_kept else []),
    )
    width = sum(column.width_mm for column in _COLUMNS)
    said = text(MARGIN_MM + 0.8, y, width - 12, _ROW_MM - 0.4, " · ".join(told), 8, Face.BOLD, floor_pt=5)
    return (*said, rule(MARGIN_MM, y + _ROW_MM, MARGIN_MM + width, y + _ROW_MM, 0.3))


def _closing(content: ManifestContent, y: float) -> Drawing:
    cod = sum(line.cod_amount_vnd for line in content.lines)
    mass = sum(line.gross_mass_g for line in content.lines)
    total = f"Cộng {len(content.lines)} bưu gửi · {kilograms(mass)} · thu hộ {dong(cod)}"
    return (
        *text(MARGIN_MM, y + 1.5, 186, 6, total, 10.5, Face.BOLD, align=Align.RIGHT),
        *signature(MARGIN_MM, y + 11, 62, "BÊN GIAO", "ký, ghi rõ họ tên, giờ · handed over by"),
        *signature(MARGIN_MM + 62, y + 11, 62, "NGƯỜI VẬN CHUYỂN", "ký, ghi rõ họ tên, giờ · carried by"),
        *signature(MARGIN_MM + 124, y + 11, 62, "BÊN NHẬN", "ký, ghi rõ họ tên, giờ · received by"),
    )
