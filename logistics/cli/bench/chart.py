"""Line charts on logarithmic axes as SVG, told apart by dash and mark as well as by colour."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 360, 290
"""Pixels of one panel, its titles and the numbers at its axes included."""

LEFT, RIGHT, TOP, BOTTOM = 56, 16, 34, 50
HEAD = 64

STYLES = (
    ("#0b4f8a", "", "circle"),
    ("#c9660a", "7 4", "square"),
    ("#5b8c2a", "2 3", "triangle"),
)
"""Colour, dash and mark of each series; dark, middle and light where there is no colour."""


STEPS = ((1,), (1, 2, 5), [n / 2 for n in range(2, 20)])
"""What an axis may name of each power of ten, from few to many."""

MOST_TICKS = 9


@dataclass(frozen=True, slots=True)
class Series:
    """Points (x, y), both above 0, joined by a line or only marked; `style` counts from 0."""

    name: str
    points: Sequence[tuple[float, float]]
    style: int = 0
    line: bool = True
    marks: bool = True


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot with its own axes; labels name the quantity and its unit."""

    title: str
    x_label: str
    y_label: str
    series: Sequence[Series]


def chart(title: str, panels: Sequence[Panel]) -> str:
    """A self-contained SVG of the panels side by side under one title and one legend; texts are escaped."""
    legend, wide = _legend(panels)
    width, height = max(WIDTH * len(panels), wide), HEAD + HEIGHT
    drawn = "".join(f'<g transform="translate({WIDTH * i} {HEAD})">{_panel(one)}</g>' for i, one in enumerate(panels))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="12" fill="#222"><title>{escape(title)}</title>'
        f'<rect width="{width}" height="{height}" fill="#fff"/>'
        f'<text x="{LEFT}" y="24" font-size="15" font-weight="600">{escape(title)}</text>'
        f"{legend}{drawn}</svg>\n"
    )


def _legend(panels: Sequence[Panel]) -> tuple[str, int]:
    """One entry for each name, in the order in which they come, and where the last one ends."""
    entries, x = [], LEFT
    for one in {series.name: series for panel in panels for series in panel.series}.values():
        sample = Series(one.name, [(x + 15, 44)], one.style)
        line = _stroke([(x, 44), (x + 30, 44)], one.style) if one.line else ""
        entries.append(f"{line}{_marks(sample.points, one) if one.marks else ''}")
        entries.append(f'<text x="{x + 38}" y="48">{escape(one.name)}</text>')
        x += 62 + round(6.4 * len(one.name))
    return "".join(entries), x


def _panel(panel: Panel) -> str:
    points = [point for one in panel.series for point in one.points]
    x_axis = _Axis.around([x for x, _ in points], LEFT, WIDTH - RIGHT)
    y_axis = _Axis.around([y for _, y in points], HEIGHT - BOTTOM, TOP)
    drawn = [*_grid(x_axis, y_axis), *_titles(panel)]
    for one in panel.series:
        pixels = [(x_axis.pixel(x), y_axis.pixel(y)) for x, y in one.points]
        drawn.append(_stroke(pixels, one.style) if one.line else "")
        drawn.append(_marks(pixels, one) if one.marks else "")
    return "".join(drawn)


@dataclass(frozen=True, slots=True)
class _Axis:
    """A logarithmic axis from `low` to `high`, from the pixel `begin` to the pixel `end`."""

    low: float
    high: float
    begin: int
    end: int

    @classmethod
    def around(cls, numbers: Sequence[float], begin: int, end: int) -> _Axis:
        """The axis that holds the numbers, with a little room, so that a mark at the edge is whole."""
        low, high = min(numbers, default=1.0), max(numbers, default=1.0)
        room = max((high / low) ** 0.06, 1.05)
        return cls(low / room, high * room, begin, end)

    def pixel(self, number: float) -> float:
        """Where the number lies."""
        return self.begin + (self.end - self.begin) * math.log(number / self.low) / math.log(self.high / self.low)

    def ticks(self) -> list[float]:
        """Round numbers to write at the axis: as many of each power of ten as leave it at most MOST_TICKS."""
        powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        ways = [[step * 10.0**power for power in powers for step in steps] for steps in STEPS]
        shown = [[tick for tick in ticks if self.low <= tick <= self.high] for ticks in ways]
        return max((ticks for ticks in shown if len(ticks) <= MOST_TICKS), key=len, default=shown[0])


def _grid(x_axis: _Axis, y_axis: _Axis) -> Iterator[str]:
    for tick in x_axis.ticks():
        x = x_axis.pixel(tick)
        yield f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#e2e2e2"/>'
        yield f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 17}" text-anchor="middle">{tick:,.10g}</text>'
    for tick in y_axis.ticks():
        y = y_axis.pixel(tick)
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#e2e2e2"/>'
        yield f'<text x="{LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{tick:,.10g}</text>'
    yield f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}" fill="none" stroke="#555"/>'


def _titles(panel: Panel) -> Iterator[str]:
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text x="{LEFT}" y="{TOP - 12}" font-weight="600">{escape(panel.title)}</text>'
    yield f'<text x="{middle}" y="{HEIGHT - 12}" text-anchor="middle">{escape(panel.x_label)}</text>'
    place = f"translate(14 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)"
    yield f'<text transform="{place}" text-anchor="middle">{escape(panel.y_label)}</text>'


def _stroke(pixels: Sequence[tuple[float, float]], style: int) -> str:
    colour, dash, _ = STYLES[style]
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in pixels)
    return f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'


def _marks(pixels: Sequence[tuple[float, float]], one: Series) -> str:
    """Filled where a line joins them, hollow where they stand for themselves."""
    colour, _, mark = STYLES[one.style]
    paint = f'fill="{colour if one.line else "#fff"}" stroke="{colour}" stroke-width="2"'
    match mark:
        case "circle":
            return "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" {paint}/>' for x, y in pixels)
        case "square":
            return "".join(f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" {paint}/>' for x, y in pixels)
        case _:
            return "".join(f'<path d="M{x:.1f} {y - 5:.1f}l5 9h-10z" {paint}/>' for x, y in pixels)
