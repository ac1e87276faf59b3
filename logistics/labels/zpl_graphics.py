"""Pictures for ZPL printers: one bit per dot, in the printers' own run-length hexadecimal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from PIL import Image

_RUN = re.compile(r"(.)\1+")
_BLACK_AS_ONE = [255] * 128 + [0] * 128


class Graphic(NamedTuple):
    """A picture as a printer takes it: bytes per row, bytes in all, and the packed rows."""

    across: int
    total: int
    rows: str


def graphic(image: Image.Image) -> Graphic:
    """The grey picture in black and white, one bit per pixel."""
    rows = _rows(image)
    across = len(rows[0]) // 2
    return Graphic(across, across * len(rows), "".join(packed(rows)))


def stored_graphic(name: str, picture: Graphic) -> str:
    """The command that keeps the picture in the printer's memory under R:name.GRF until it is switched off."""
    return f"~DGR:{name}.GRF,{picture.total},{picture.across},{picture.rows}\n"


def symbol_field(rows: Iterable[str], scale: int) -> str:
    """The command that prints a square symbol at the field's place, each module `scale` dots wide and high."""
    lines = [_scaled_line(row, scale) for row in rows]
    across = -(-len(lines) // 8) * scale
    total = across * len(lines) * scale
    repeated = ":" * (scale - 1)
    return f"^GFA,{total},{total},{across},{''.join(line + repeated for line in lines)}^FS"


def packed(rows: Iterable[str]) -> Iterator[str]:
    """Rows of hexadecimal digits, runs counted in letters, a row like the one before as a colon."""
    before = None
    for row in rows:
        yield ":" if row == before else _RUN.sub(_counted, row)
        before = row


def _scaled_line(row: str, scale: int) -> str:
    return "".join(_scaled_byte(row[at : at + 8].ljust(8, "0"), scale) for at in range(0, len(row), 8))


@lru_cache(maxsize=4096)
def _scaled_byte(bits: str, scale: int) -> str:
    """Eight modules, each `scale` dots wide, packed: there are but 256 of them."""
    wide = "".join(bit * scale for bit in bits)
    return "".join(packed([f"{int(wide, 2):0{2 * scale}X}"]))


def _rows(image: Image.Image) -> list[str]:
    # The printers' ones are black: whatever is darker than half grey.
    dots = image.point(_BLACK_AS_ONE, "1")
    across = (dots.width + 7) // 8
    raw = dots.tobytes().hex().upper()
    return [raw[at : at + 2 * across] for at in range(0, len(raw), 2 * across)]


def _counted(run: re.Match[str]) -> str:
    return _run(run[1], run.end() - run.start())


@lru_cache(maxsize=4096)
def _run(digit: str, count: int) -> str:
    """A run of one digit: letters g to z count twenties, G to Y count ones."""
    counted: list[str] = []
    while count > 1:
        step = min(count, 419)
        twenties, ones = divmod(step, 20)
        letters = (chr(ord("f") + twenties) if twenties else "") + (chr(ord("F") + ones) if ones else "")
        counted.append(letters + digit)
        count -= step
    return "".join(counted) + digit * count
