"""Drawings as pixels, one per printer dot: for previews, for ZPL graphics, and for reading symbols back."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import assert_never

from PIL import Image, ImageDraw, ImageFont

from logistics.labels.faces import Face, font_path
from logistics.labels.fitting import MM_PER_POINT
from logistics.labels.shapes import Bars, Modules, Path, Shape, Words

_FINER = 3
_STEPS = 10
_BLACK, _WHITE = 0, 255


def raster(drawing: Iterable[Shape], width_mm: float, height_mm: float, dots_per_mm: int) -> Image.Image:
    """A grey image of the drawing: soft edges for words and paths, exact dots for bars and modules."""
    scale = dots_per_mm * _FINER
    fine = Image.new("L", (round(width_mm * scale), round(height_mm * scale)), _WHITE)
    pen = ImageDraw.Draw(fine)
    for shape in drawing:
        _draw(pen, fine, shape, scale, dots_per_mm)
    return fine.reduce(_FINER)


def _draw(pen: ImageDraw.ImageDraw, image: Image.Image, shape: Shape, scale: int, dots_per_mm: int) -> None:
    match shape:
        case Path():
            _path(pen, shape, scale)
        case Words():
            _words(pen, image, shape, scale)
        case Bars():
            _bars(pen, shape, dots_per_mm)
        case Modules():
            _modules(pen, shape, dots_per_mm)
        case _:
            assert_never(shape)


def _path(pen: ImageDraw.ImageDraw, path: Path, scale: int) -> None:
    ink = _WHITE if path.white else _BLACK
    for points, closed in _outlines(path, scale):
        if not path.line_mm:
            pen.polygon(points, fill=ink)
            continue
        width = max(1, round(path.line_mm * scale))
        line = [*points, points[0]] if closed else points
        pen.line(line, fill=ink, width=width, joint="curve")
        if closed:
            # Pillow joins all corners but the first.
            reach = width / 2
            x, y = points[0]
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=ink)


def _outlines(path: Path, scale: int) -> list[tuple[list[tuple[float, float]], bool]]:
    """The path's outlines as points, curves in short steps; whether each is closed."""
    outlines: list[tuple[list[tuple[float, float]], bool]] = []
    for verb, numbers in path.commands:
        scaled = [value * scale for value in numbers]
        if verb == "M":
            outlines.append(([(scaled[0], scaled[1])], False))
        elif verb == "L":
            outlines[-1][0].append((scaled[0], scaled[1]))
        elif verb == "C":
            outlines[-1][0].extend(_curve(outlines[-1][0][-1], scaled))
        else:
            outlines[-1] = (outlines[-1][0], True)
    return outlines


def _curve(start: tuple[float, float], numbers: list[float]) -> list[tuple[float, float]]:
    x1, y1, x2, y2, x3, y3 = numbers
    points = []
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        points.append((a * start[0] + b * x1 + c * x2 + d * x3, a * start[1] + b * y1 + c * y2 + d * y3))
    return points


def _words(pen: ImageDraw.ImageDraw, image: Image.Image, line: Words, scale: int) -> None:
    font = _font(line.face, round(line.size_pt * MM_PER_POINT * scale, 1))
    place, ink = (line.x_mm * scale, line.y_mm * scale), _WHITE if line.white else _BLACK
    if not line.turned:
        pen.text(place, line.text, fill=ink, font=font, anchor="ls")
        return
    left, top, right, bottom = font.getbbox(line.text, anchor="ls")
    stamp = Image.new("L", (int(right - left) + 2, int(bottom - top) + 2), _BLACK)
    ImageDraw.Draw(stamp).text((-left, -top), line.text, fill=_WHITE, font=font, anchor="ls")
    turned = stamp.rotate(90, expand=True)
    image.paste(ink, (round(place[0] + top), round(place[1] - right)), turned)


def _bars(pen: ImageDraw.ImageDraw, bars: Bars, dots_per_mm: int) -> None:
    x, y, height, module = (
        round(length * dots_per_mm) * _FINER for length in (bars.x_mm, bars.y_mm, bars.height_mm, bars.module_mm)
    )
    at = y if bars.turned else x
    for place, width in enumerate(bars.widths):
        end = at + width * module
        if place % 2 == 0:
            corners = (x, at, x + height - 1, end - 1) if bars.turned else (at, y, end - 1, y + height - 1)
            pen.rectangle(corners, fill=_BLACK)
        at = end


def _modules(pen: ImageDraw.ImageDraw, modules: Modules, dots_per_mm: int) -> None:
    x, y, side = (round(length * dots_per_mm) * _FINER for length in (modules.x_mm, modules.y_mm, modules.module_mm))
    for row, line in enumerate(modules.rows):
        for column, module in enumerate(line):
            if module == "1":
                left, top = x + column * side, y + row * side
                pen.rectangle((left, top, left + side - 1, top + side - 1), fill=_BLACK)


@lru_cache(maxsize=64)
def _font(face: Face, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_path(face)), size, layout_engine=ImageFont.Layout.BASIC)
