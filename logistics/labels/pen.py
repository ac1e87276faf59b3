"""The strokes that pictograms are made of: outlines written as in SVG, and the things that several marks show."""

from __future__ import annotations

import math
import re
from typing import cast

from logistics.labels.shapes import Command, Drawing, Path, block, circle, polygon, rule, white

_COMMAND = re.compile(r"([MLCZ])([^MLCZ]*)")


def filled(text: str) -> Path:
    """The filled outline of commands written as in SVG: absolute M, L, C and Z."""
    return Path(_commands(text))


def line(text: str, width: float) -> Path:
    """The same stroked."""
    return Path(_commands(text), width)


def _commands(text: str) -> tuple[Command, ...]:
    return tuple(cast(Command, (verb, tuple(map(float, numbers.split())))) for verb, numbers in _COMMAND.findall(text))


def crossed() -> Drawing:
    """The stroke of a prohibition: black on a white seam, so that it stands out from what it forbids."""
    return white(rule(12, 88, 88, 12, 15)), rule(14, 86, 86, 14, 7)


def carton(x: float, y: float, width: float, height: float) -> Drawing:
    """A carton seen from the front, its tape left white."""
    tape = width * 0.14
    return block(x, y, width, height), white(block(x + (width - tape) / 2, y, tape, height * 0.42))


def drop(x: float, y: float, size: float) -> Path:
    """A drop of water around x, y."""
    path = (
        f"M{x} {y - size} C{x + size} {y} {x + size * 0.8} {y + size} {x} {y + size} "
        f"C{x - size * 0.8} {y + size} {x - size} {y} {x} {y - size} Z"
    )
    return filled(path)


def sun(x: float, y: float, radius: float) -> Drawing:
    """A sun with its rays, but for those that point down."""
    rays = []
    for number in range(8):
        angle = math.pi / 4 * number
        inner, outer = radius * 1.35, radius * 1.9
        across, down = math.cos(angle), math.sin(angle)
        rays.append(rule(x + inner * across, y + inner * down, x + outer * across, y + outer * down, 4.5))
    return (circle(x, y, radius), *(ray for ray in rays if ray.commands[1][1][1] < y + radius * 1.6))


def star(x: float, y: float, radius: float) -> Path:
    """A five-pointed star around x, y."""
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.42
        angle = math.pi * (corner / 5 - 0.5)
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return polygon(*points)
