"""The driver's day on paper: stops, people, phones, boxes to tick, a QR code per stop; for a wet or flat phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from logistics.labels.arrange import place_modules
from logistics.labels.design import SquareArea
from logistics.labels.designs.brand import tab
from logistics.labels.document_content import RouteSheetContent, RouteSheetStop
from logistics.labels.documents.page import (
    A4_MM,
    DOTS_PER_MM,
    MARGIN_MM,
    fact,
    foot,
    head,
    signature,
    text,
    tick_box,
    write_pages,
)
from logistics.labels.faces import Face
from logistics.labels.fitting import Align, Stand, TextBox
from logistics.labels.pdf_file import Writable
from logistics.labels.shapes import Drawing, circle, dashes, fitted, rounded, rule, words
from logistics.labels.symbols import qr
from logistics.labels.wording import day, kilograms, phone
from logistics.text import dong

_STOP_MM = 29.0
_FIRST_TOP_MM = 72.0
_NEXT_TOP_MM = 28.0
_BOTTOM_MM = 284.0
_SIGNATURES_MM = 30.0
_PEOPLE = 4


def write_route_sheet(content: RouteSheetContent, stream: Writable) -> int:
    """Write the sheet on A4; returns how many pages."""
    return write_pages(route_sheet_pages(content), stream, A4_MM, f"Phiếu lộ trình {content.route}")


def route_sheet_pages(content: RouteSheetContent) -> Iterator[Drawing]:
    """The pages: the day's facts on the first, every stop once, signatures on the last."""
    parts = _parted(content.stops)
    number = 0
    for page, stops in enumerate(parts, 1):
        y = _FIRST_TOP_MM if page == 1 else _NEXT_TOP_MM
        shapes: list[Drawing] = [head(A4_MM[0], "PHIẾU LỘ TRÌNH", "Route sheet")]
        shapes += [_day(content)] if page == 1 else []
        for stop in stops:
            number += 1
            shapes.append(_stop(stop, number, y))
            y += _STOP_MM
        shapes += [_signatures(y)] if page == len(parts) else []
        dated = f"{content.route} · {day(content.service_day)} · kế hoạch {content.plan_code}"
        left = f"{dated} · khẩn cấp {content.emergency_phone}"
        yield tuple(shape for part in (*shapes, foot(A4_MM, left, page, len(parts))) for shape in part)


def _parted(stops: tuple[RouteSheetStop, ...]) -> list[tuple[RouteSheetStop, ...]]:
    """The stops by page, with room for the signatures after the last."""
    parts: list[tuple[RouteSheetStop, ...]] = []
    rest = stops
    while True:
        top = _NEXT_TOP_MM if parts else _FIRST_TOP_MM
        room = int((_BOTTOM_MM - top) / _STOP_MM)
        with_end = int((_BOTTOM_MM - _SIGNATURES_MM - top) / _STOP_MM)
        if len(rest) <= with_end:
            return [*parts, rest]
        parts.append(rest[:room])
        rest = rest[room:]


def _day(content: RouteSheetContent) -> Drawing:
    x = MARGIN_MM
    square = place_modules(qr(content.plan_code), SquareArea(171, 22.6, 28), DOTS_PER_MM)
    return (
        *text(x, 24, 100, 9, content.route, 18, Face.BOLD),
        *text(x + 102, 24, 55, 9, day(content.service_day), 18, Face.BOLD, align=Align.RIGHT),
        *fact(x, 34, 51, "Bưu cục · Office", content.office),
        *fact(x + 54, 34, 50, "Xe · Vehicle", content.vehicle),
        *fact(
            x + 106, 34, 52, "Quãng đường · Distance", f"{content.distance_m / 1000:.0f} km · {len(content.stops)} điểm"
        ),
        *fact(x, 44, 52, "Lái xe · Driver", content.driver),
        *fact(x + 54, 44, 50, "Điện thoại · Phone", phone(content.driver_phone)),
        *fact(x + 106, 44, 52, "Đi – về · Leaves – returns", f"{content.departs} – {content.returns}"),
        square,
        *text(169, 50, 29, 3.4, content.plan_code, 6.5, Face.SEMIBOLD, align=Align.CENTRE),
        *_emergency(content),
        rule(MARGIN_MM, 70.6, A4_MM[0] - MARGIN_MM, 70.6, 0.4),
    )


def _emergency(content: RouteSheetContent) -> Drawing:
    """The number to ring when something happens, and what to beware of today."""
    beware = " · ".join(content.warnings) or "Không có cảnh báo. Trời mưa to: dừng ở nơi cao, gọi điều phối."
    # As high as one line: a number that is rung in a hurry shrinks before it wraps.
    name = TextBox(16, 59, 36, 5, 8.5, 6, Face.SEMIBOLD, stand=Stand.MIDDLE, white=True)
    number = TextBox(53, 57, 48.5, 9, 17, 8, Face.BOLD, Align.RIGHT, Stand.MIDDLE, white=True)
    return (
        rounded(MARGIN_MM, 56, 92, 11, radius_mm=2),
        *fitted(name, "KHẨN CẤP · Emergency"),
        *fitted(number, phone(content.emergency_phone)),
        rounded(MARGIN_MM + 94, 56, 92, 11, radius_mm=2, line_mm=0.4),
        *text(MARGIN_MM + 97, 56.5, 86, 10, beware, 8.5, Face.SEMIBOLD),
    )


def _stop(stop: RouteSheetStop, number: int, top: float) -> Drawing:
    """One stop in a band of 29 mm: number and time, place, people, boxes to tick, QR."""
    x = MARGIN_MM
    figure = TextBox(x, top + 2, 9, 9, 13, 8, Face.BOLD, Align.CENTRE, Stand.MIDDLE, white=True)
    return (
        circle(x + 4.5, top + 6.5, 4.5),
        *fitted(figure, str(number)),
        *text(x - 1, top + 12, 20, 6, stop.arrival, 13, Face.BOLD),
        *text(x - 1, top + 18, 20, 4, stop.window, 7),
        *text(x + 20, top + 1.4, 84, 6, stop.place, 12.5, Face.BOLD),
        *text(x + 20, top + 7.2, 84, 4.4, stop.landmark, 8.5, Face.SEMIBOLD),
        *text(x + 20, top + 11.6, 84, 4.6, _load(stop), 8.5),
        *text(x + 20, top + 15.8, 84, 4.2, stop.note, 7.5),
        *_people(stop.people, x + 106, top + 1.6),
        *(text(x + 20, top + 21.2, 136, 5, stop.outcome, 9, Face.SEMIBOLD) if stop.outcome else _boxes(x, top)),
        place_modules(qr(stop.code), SquareArea(171.5, top + 0.6, 27.5), DOTS_PER_MM),
        rule(x, top + _STOP_MM - 0.5, A4_MM[0] - MARGIN_MM, top + _STOP_MM - 0.5, 0.2),
    )


def _boxes(x: float, top: float) -> Drawing:
    """What the driver ticks and writes at a stop that is still to come."""
    return (
        *tick_box(x + 20, top + 21.6, "Đã lấy đủ"),
        *tick_box(x + 43, top + 21.6, "Thiếu"),
        *tick_box(x + 60, top + 21.6, "Vắng"),
        *tick_box(x + 76, top + 21.6, "Hoãn"),
        dashes(x + 94, top + 24.6, x + 156, 0.25),
        *text(x + 94, top + 25.1, 62, 3.4, "số kiện thật, giờ, ghi chú", 7),
    )


def _load(stop: RouteSheetStop) -> str:
    cod = f" · thu hộ {dong(stop.cod_amount_vnd)}" if stop.cod_amount_vnd else ""
    return f"{stop.parcels} kiện · {kilograms(stop.mass_g)}{cod}"


def _people(people: Sequence[tuple[str, str]], x: float, y: float) -> Drawing:
    """Who waits there and their numbers; those beyond the fourth are counted."""
    shown = people[:_PEOPLE] if len(people) <= _PEOPLE else people[: _PEOPLE - 1]
    drawn: list[Drawing] = []
    for name, number in shown:
        drawn.append(text(x, y, 26, 4.4, name, 9))
        drawn.append(text(x + 26.5, y, 26, 4.4, phone(number), 9.5, Face.SEMIBOLD, align=Align.RIGHT))
        y += 4.7
    if len(people) > len(shown):
        drawn.append((words(x, y + 3.2, f"và {len(people) - len(shown)} người nữa: xem bảng kê", 7.5),))
    return tuple(shape for part in drawn for shape in part)


def _signatures(y: float) -> Drawing:
    return (
        *tab(MARGIN_MM, y + 2, 26, 5, "KẾT THÚC NGÀY", 7),
        *signature(MARGIN_MM + 30, y + 1, 76, "LÁI XE", "ký, giờ về · driver"),
        *signature(MARGIN_MM + 108, y + 1, 76, "BƯU CỤC NHẬN", "ký, số kiện nhận · office"),
    )
