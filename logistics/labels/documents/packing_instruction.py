"""How one kind of goods is packed at the farm: an A4 page to hang on the wall, pictures before words."""

from __future__ import annotations

from collections.abc import Iterator

from logistics.labels.designs.brand import tab
from logistics.labels.document_content import PackingInstructionContent, PackingStep
from logistics.labels.documents.page import A4_MM, MARGIN_MM, foot, head, text, write_pages
from logistics.labels.faces import Face
from logistics.labels.fitting import Align, Stand, TextBox
from logistics.labels.pdf_file import Writable
from logistics.labels.pictograms import MARK_NAMES, SIDE, pictogram
from logistics.labels.shapes import Drawing, circle, fitted, moved, rounded
from logistics.labels.wording import day

_ACROSS_MM = A4_MM[0] - 2 * MARGIN_MM
_CARD_MM = (_ACROSS_MM - 6) / 2
_CARD_HEIGHT_MM = 42.0
_STEPS_TOP_MM = 42.0
_STEPS_PER_PAGE = 8
_LIMITS_PER_ROW = 3


def write_packing_instruction(content: PackingInstructionContent, stream: Writable) -> int:
    """Write the instruction on A4; returns how many pages."""
    title = f"Hướng dẫn đóng gói {content.goods}"
    return write_pages(packing_instruction_pages(content), stream, A4_MM, title)


def packing_instruction_pages(content: PackingInstructionContent) -> Iterator[Drawing]:
    """The steps as cards, then limits, marks and what may not travel along; a page more where needed."""
    steps = content.steps
    parts = [steps[at : at + _STEPS_PER_PAGE] for at in range(0, len(steps), _STEPS_PER_PAGE)] or [()]
    rows = (len(parts[-1]) + 1) // 2
    own_page = rows > 3
    pages = len(parts) + own_page
    number = 0
    for page, part in enumerate(parts, 1):
        shapes: list[Drawing] = [_title(content)]
        for place, step in enumerate(part):
            x = MARGIN_MM + place % 2 * (_CARD_MM + 6)
            y = _STEPS_TOP_MM + place // 2 * (_CARD_HEIGHT_MM + 5)
            number += 1
            shapes.append(_card(step, number, x, y, content))
        if page == len(parts) and not own_page:
            shapes.append(_rules(content, _STEPS_TOP_MM + rows * (_CARD_HEIGHT_MM + 5) + 2))
        yield _flat(shapes, content, page, pages)
    if own_page:
        yield _flat([_title(content), _rules(content, _STEPS_TOP_MM)], content, pages, pages)


def _flat(parts: list[Drawing], content: PackingInstructionContent, page: int, pages: int) -> Drawing:
    left = f"{content.profile} · bản {content.version} · từ {day(content.valid_from)} · {content.evidence}".rstrip(" ·")
    return tuple(shape for part in (*parts, foot(A4_MM, left, page, pages)) for shape in part)


def _title(content: PackingInstructionContent) -> Drawing:
    # The number has a line to itself: broken over two, it is dialled wrong.
    call = ("Cần giúp? Gọi bưu cục", content.office_phone) if content.office_phone else ("", "")
    return (
        *head(A4_MM[0], "HƯỚNG DẪN ĐÓNG GÓI", "Packing instruction"),
        *text(MARGIN_MM, 24, 126, 14, content.goods, 28, Face.BOLD, floor_pt=10),
        *text(MARGIN_MM + 128, 26, 58, 4.4, call[0], 9, Face.SEMIBOLD, align=Align.RIGHT),
        *text(MARGIN_MM + 128, 30.6, 58, 6, call[1], 12, Face.BOLD, align=Align.RIGHT),
    )


def _card(step: PackingStep, number: int, x: float, y: float, content: PackingInstructionContent) -> Drawing:
    """One step: its number, its picture if a mark says it, and few words."""
    figure = TextBox(x + 3, y + 3, 11, 11, 17, 9, Face.BOLD, Align.CENTRE, Stand.MIDDLE, white=True)
    drawn: list[Drawing] = [
        (rounded(x, y, _CARD_MM, _CARD_HEIGHT_MM, radius_mm=2.5, line_mm=0.4), circle(x + 8.5, y + 8.5, 5.5)),
        fitted(figure, str(number)),
    ]
    left = 17.0
    if step.mark is not None:
        picture = pictogram(step.mark, content.temperature_c, content.stacking_limit)
        drawn.append(moved(picture, x + 3.5, y + 17, 21 / SIDE))
        left = 28.0
    drawn.append(text(x + 17, y + 2.5, _CARD_MM - 20, 12, step.title, 13, Face.BOLD, floor_pt=7))
    drawn.append(text(x + left, y + 16, _CARD_MM - left - 3, 24, step.detail, 10.5, stand=Stand.TOP, floor_pt=6))
    return tuple(shape for part in drawn for shape in part)


def _rules(content: PackingInstructionContent, top: float) -> Drawing:
    """The limits, the marks to stick on, and what may not lie beside it."""
    parts: list[Drawing] = [tab(MARGIN_MM, top, 42, 5.6, "GIỚI HẠN · Limits", 8)]
    y = top + 7.5
    cell = _ACROSS_MM / _LIMITS_PER_ROW
    for place, (name, value) in enumerate(content.limits):
        x = MARGIN_MM + place % _LIMITS_PER_ROW * cell
        parts.append(text(x, y, cell - 3, 3.4, name, 7))
        parts.append(text(x, y + 3.2, cell - 3, 6.4, value, 12, Face.BOLD))
        if place % _LIMITS_PER_ROW == _LIMITS_PER_ROW - 1:
            y += 11
    y += 11 if len(content.limits) % _LIMITS_PER_ROW else 0
    if content.marks:
        parts.append(tab(MARGIN_MM, y + 2, 42, 5.6, "DÁN NHÃN · Marks", 8))
        parts.append(_marks(content, y + 9.5))
        y += 36
    if content.never_with:
        parts.append(tab(MARGIN_MM, y + 2, 62, 5.6, "KHÔNG ĐÓNG CHUNG VỚI · Never with", 8))
        parts.append(text(MARGIN_MM, y + 8.6, _ACROSS_MM, 9, " · ".join(content.never_with), 12, Face.SEMIBOLD))
    return tuple(shape for part in parts for shape in part)


def _marks(content: PackingInstructionContent, y: float) -> Drawing:
    """The marks large, each with its name."""
    step = min(24.0, _ACROSS_MM / max(len(content.marks), 1))
    side = step * 0.75
    drawn: list[Drawing] = []
    for place, mark in enumerate(dict.fromkeys(content.marks)):
        x = MARGIN_MM + place * step
        drawn.append(moved(pictogram(mark, content.temperature_c, content.stacking_limit), x, y, side / SIDE))
        drawn.append(text(x, y + side + 0.5, side, 6, MARK_NAMES[mark][0], 7, align=Align.CENTRE, stand=Stand.TOP))
    return tuple(shape for part in drawn for shape in part)
