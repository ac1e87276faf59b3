"""Handling marks after ISO 780, and the OCOP stars: our own paths in a box of 100 by 100.

ISO 780 asks for black, without a frame where the mark itself is clear; a thin frame is ours, since several
marks stand side by side on a label.
"""

from __future__ import annotations

from functools import cache
from typing import assert_never

from logistics.labels.content import Mark
from logistics.labels.faces import Face
from logistics.labels.fitting import Align
from logistics.labels.pen import carton, crossed, drop, filled, line, star, sun
from logistics.labels.shapes import Drawing, Path, aligned, block, circle, moved, rounded, rule, white

SIDE = 100.0

MARK_NAMES: dict[Mark, tuple[str, str]] = {
    Mark.THIS_WAY_UP: ("Chiều này lên trên", "This way up"),
    Mark.FRAGILE: ("Dễ vỡ", "Fragile"),
    Mark.KEEP_DRY: ("Tránh ẩm", "Keep dry"),
    Mark.KEEP_FROM_HEAT: ("Tránh nắng nóng", "Keep from heat"),
    Mark.TEMPERATURE_LIMITS: ("Giữ nhiệt độ", "Temperature limits"),
    Mark.STACKING_LIMIT: ("Giới hạn xếp chồng", "Stacking limit"),
    Mark.DO_NOT_STACK: ("Không xếp chồng", "Do not stack"),
    Mark.PERISHABLE: ("Hàng tươi", "Perishable"),
    Mark.LIQUID: ("Chất lỏng", "Liquid"),
    Mark.VENTILATE: ("Để thoáng khí", "Ventilate"),
    Mark.AWAY_FROM_ODOUR: ("Tránh mùi", "Away from odours"),
    Mark.DO_NOT_DROP: ("Không ném, thả", "Do not drop"),
    Mark.NO_HOOKS: ("Không dùng móc", "No hooks"),
    Mark.NOT_BY_AIR: ("Không gửi bay", "Not by air"),
}
"""Each mark's name in Vietnamese and English."""


@cache
def pictogram(mark: Mark, temperature_c: tuple[int, int] | None = None, stacking_limit: int | None = None) -> Drawing:
    """The mark in a box of 100 by 100, its frame on the edge."""
    edge = rounded(2, 2, 96, 96, radius_mm=9, line_mm=3)
    return (edge, *_drawn(mark, temperature_c, stacking_limit))


@cache
def stars(count: int) -> Drawing:
    """The OCOP rating in a box of 100 by 100: one to five stars over the programme's name."""
    edge = rounded(2, 2, 96, 96, radius_mm=9, line_mm=3)
    name = aligned(50, 49, "OCOP", 78, Face.BOLD, Align.CENTRE)
    step = 17
    start = 50 - step * (count - 1) / 2
    return (edge, name, *(star(start + step * number, 73, 9) for number in range(count)))


def _drawn(mark: Mark, temperature_c: tuple[int, int] | None, stacking_limit: int | None) -> Drawing:
    match mark:
        case Mark.THIS_WAY_UP:
            return _arrows()
        case Mark.FRAGILE:
            return _glass()
        case Mark.KEEP_DRY:
            return _umbrella()
        case Mark.KEEP_FROM_HEAT:
            return (*sun(50, 30, 12), *carton(30, 62, 40, 25), line("M14 60 L50 50 L86 60", 5))
        case Mark.TEMPERATURE_LIMITS:
            return _thermometer(temperature_c)
        case Mark.STACKING_LIMIT:
            return _stack("n" if stacking_limit is None else str(stacking_limit))
        case Mark.DO_NOT_STACK:
            return (*carton(24, 54, 52, 34), *carton(34, 16, 32, 24), *crossed())
        case Mark.PERISHABLE:
            return _leaf()
        case Mark.LIQUID:
            return _bottle()
        case Mark.VENTILATE:
            return _rising_air()
        case Mark.AWAY_FROM_ODOUR:
            return (*_nose(), *crossed())
        case Mark.DO_NOT_DROP:
            return (*_falling(), *crossed())
        case Mark.NO_HOOKS:
            return line("M50 12 L50 44 C72 44 76 82 50 84 C34 84 28 72 30 62", 8), *crossed()
        case Mark.NOT_BY_AIR:
            return _aeroplane(), *crossed()
        case _:
            assert_never(mark)


def _arrows() -> Drawing:
    arrow = filled("M28 16 L46 42 L35 42 L35 72 L21 72 L21 42 L10 42 Z")
    return (*moved((arrow,), 4, 2), *moved((arrow,), 40, 2), block(14, 80, 72, 7))


def _glass() -> Drawing:
    """A wine glass, cracked."""
    bowl = filled(
        "M27 14 L73 14 L70 36 C68 50 61 57 54 59 L54 76 C66 77 71 80 72 86 L28 86 "
        "C29 80 34 77 46 76 L46 59 C39 57 32 50 30 36 Z"
    )
    return bowl, white(filled("M55 12 L45 27 L53 33 L46 47 L61 31 L53 26 L62 12 Z"))


def _umbrella() -> Drawing:
    """An umbrella in the rain."""
    canopy = filled(
        "M10 58 C12 36 28 26 50 26 C72 26 88 36 90 58 C84 52 74 52 70 58 C66 52 56 52 50 58 "
        "C44 52 34 52 30 58 C26 52 16 52 10 58 Z"
    )
    rain = (drop(x, y, 5) for x, y in ((20, 20), (35, 12), (65, 12), (80, 20)))
    return canopy, line("M50 24 L50 80 C50 90 36 90 36 80", 5.5), *rain


def _stack(limit: str) -> Drawing:
    """The number of cartons that may stand on this one, in a bracket over it."""
    return (
        aligned(50, 45, limit, 100, Face.BOLD, Align.CENTRE),
        *carton(22, 56, 56, 30),
        block(12, 88, 76, 4),
        rule(22, 12, 78, 12, 5),
        rule(22, 10, 22, 50, 5),
        rule(78, 10, 78, 50, 5),
    )


def _leaf() -> Drawing:
    blade = filled("M18 82 C14 40 40 14 84 16 C88 60 62 88 28 76 Z")
    return blade, white(line("M26 76 C40 56 54 42 70 30", 4.5)), line("M14 88 C18 82 22 78 28 74", 5)


def _rising_air() -> Drawing:
    """A carton with holes, and air that rises from it."""
    waves = (line(f"M{x} 46 C{x - 10} 36 {x + 10} 26 {x} 12", 6) for x in (30, 50, 70))
    return (*carton(20, 54, 60, 33), *waves, *(white(circle(x, 70, 5)) for x in (35, 50, 65)))


def _nose() -> Drawing:
    """A nose, and what it smells."""
    nose = filled("M60 12 L84 12 L84 86 L62 86 L62 76 C54 78 48 75 48 68 C38 70 30 66 34 56 C40 44 56 32 60 12 Z")
    return nose, *(line(f"M{x} 88 C{x - 8} 78 {x + 8} 72 {x} 60", 5) for x in (14, 27))


def _falling() -> Drawing:
    """A carton that falls to the ground."""
    arrow = filled("M43 46 L57 46 L57 58 L66 58 L50 74 L34 58 L43 58 Z")
    return (*moved(carton(0, 0, 34, 26), 33, 14), arrow, block(12, 80, 76, 7))


def _thermometer(temperature_c: tuple[int, int] | None) -> Drawing:
    glass = line("M22 62 L22 22 C22 10 38 10 38 22 L38 62", 5)
    mercury = (circle(30, 75, 14), rule(30, 34, 30, 70, 8))
    if temperature_c is None:
        return glass, *mercury, rule(48, 26, 84, 26, 6), rule(48, 70, 84, 70, 6)
    low, high = temperature_c
    return (
        glass,
        *mercury,
        aligned(69, 40, f"{high}°C", 52, Face.BOLD, Align.CENTRE),
        rule(48, 50, 90, 50, 4),
        aligned(69, 76, f"{low}°C", 52, Face.BOLD, Align.CENTRE),
    )


def _bottle() -> Drawing:
    outline = filled(
        "M40 10 L60 10 L60 28 C60 36 74 38 74 50 L74 84 C74 88 72 90 68 90 L32 90 C28 90 26 88 26 84 "
        "L26 50 C26 38 40 36 40 28 Z"
    )
    return outline, white(rule(38, 19, 62, 19, 4)), white(drop(50, 66, 13))


def _aeroplane() -> Path:
    return filled(
        "M50 10 C55 10 57 18 57 26 L57 38 L90 60 L90 68 L57 58 L57 76 L68 84 L68 90 L50 86 L32 90 L32 84 "
        "L43 76 L43 58 L10 68 L10 60 L43 38 L43 26 C43 18 45 10 50 10 Z"
    )
