"""Open Location Codes ("plus codes"): 7PJ59FPC+F3 is a square of 14 metres, written without streets.

Source: https://github.com/google/open-location-code/blob/main/Documentation/Specification/specification.md
"""

from __future__ import annotations

import re

_DIGITS = "23456789CFGHJMPQRVWX"
_PAIR_STEPS = (20.0, 1.0, 0.05, 0.0025, 0.000125)
_GRID_ROWS, _GRID_COLUMNS = 5, 4
_BEFORE_PLUS = 8

PLUS_CODE = re.compile(rf"(?<![\w+])([{_DIGITS}]{{2,8}}0*\+[{_DIGITS}]{{0,7}})(?![\w+])", re.IGNORECASE)

Position = tuple[float, float]


def plus_code(lat: float, lon: float) -> str:
    """The ten-digit code of a position: a square of about 14 metres."""
    # Whole steps of the last pair, so that no digit is lost to floating point.
    rows = min(int(round((lat + 90) * 1e9) // 125_000), 180 * 8000 - 1)
    columns = int(round(((lon + 180) % 360) * 1e9) // 125_000)
    digits = []
    for _ in _PAIR_STEPS:
        digits += [_DIGITS[columns % 20], _DIGITS[rows % 20]]
        rows, columns = rows // 20, columns // 20
    code = "".join(reversed(digits))
    return f"{code[:_BEFORE_PLUS]}+{code[_BEFORE_PLUS:]}"


def decode(code: str, near: Position | None = None) -> Position | None:
    """The middle of a code's square; a short code ("9FPC+F3") needs a position near it. None where it has no sense."""
    code = code.upper().strip()
    head, plus, tail = code.partition("+")
    if not plus or len(head) % 2 or len(head) > _BEFORE_PLUS or len(tail) == 1 or (tail and "0" in head):
        return None
    if len(head) < _BEFORE_PLUS:
        return None if near is None else _recovered(head + "+" + tail, near)
    digits = head.rstrip("0") + tail
    if not digits or any(d not in _DIGITS for d in digits):
        return None
    lat, lon, height, width = -90.0, -180.0, 0.0, 0.0
    for step, place in zip(_PAIR_STEPS, range(0, min(len(digits), 10), 2), strict=False):
        lat += _DIGITS.index(digits[place]) * step
        lon += _DIGITS.index(digits[place + 1]) * step
        height = width = step
    for digit in digits[10:]:
        row, column = divmod(_DIGITS.index(digit), _GRID_COLUMNS)
        height, width = height / _GRID_ROWS, width / _GRID_COLUMNS
        lat, lon = lat + row * height, lon + column * width
    return round(lat + height / 2, 7), round(lon + width / 2, 7)


def _recovered(short: str, near: Position) -> Position | None:
    """The square with these last digits that lies nearest to a position."""
    missing = _BEFORE_PLUS - short.index("+")
    side = 20.0 ** (2 - missing / 2)
    middle = decode(plus_code(*near)[:missing] + short)
    if middle is None:
        return None
    lat, lon = (
        axis - side if axis - here > side / 2 else axis + side if here - axis > side / 2 else axis
        for axis, here in zip(middle, near, strict=True)
    )
    return round(lat, 7), round(lon, 7)
