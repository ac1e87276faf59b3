"""Code 128 and GS1-128: python-barcode's patterns, believed only after they have been read back.

python-barcode 0.16.1 drops a leading "99" from digits (it takes the value 99 for a change to code set C) and
builds a second, different symbol from the same object. So every symbol comes from a fresh object and is
decoded from its bar widths; where the library is wrong, our own code words stand in its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from barcode.charsets.code128 import CODES, STOP
from barcode.codex import Code128, Gs1_128

from logistics.errors import Invalid

QUIET_MODULES = 10
"""What must stay white on either side, in modules."""

_START_B, _START_C, _FNC1, _TO_B, _TO_C = 104, 105, 102, 100, 99
_STOP: str = STOP + "11"
_VALUES = {pattern: value for value, pattern in enumerate(CODES)}
_LONGEST = 48
_RUNS = re.compile("1+|0+")


@dataclass(frozen=True, slots=True)
class LinearSymbol:
    """A verified symbol: `widths` in modules, bar first, bar and space in turn."""

    text: str
    widths: tuple[int, ...]

    @property
    def modules(self) -> int:
        """The symbol's width without its quiet zones."""
        return sum(self.widths)


def code128(text: str) -> LinearSymbol:
    """The symbol of the text. Raises Invalid unless it is 1 to 48 printable ASCII characters."""
    refuse_unless_ascii(text)
    return _verified(text, Code128(text).build()[0], text)


def gs1_128(digits: str) -> LinearSymbol:
    """The GS1-128 symbol of bare digits such as 00 + SSCC: the brackets of the text line are not data."""
    if not re.fullmatch(r"[0-9]{2,48}", digits):
        raise _invalid(digits)
    return _verified(digits, Gs1_128(digits).build()[0], "\x1d" + digits)


def read_modules(modules: str) -> str:
    """The text in a string of modules ("1" a bar); FNC1 reads as the group separator.

    Raises ValueError where a pattern, the check character or the stop is wrong. Knows nothing of how the
    symbol was made.
    """
    if not modules.endswith(_STOP) or len(modules) % 11 != 2:
        raise ValueError("no stop pattern")
    body = modules[: -len(_STOP)]
    try:
        start, *values, check = (_VALUES[body[at : at + 11]] for at in range(0, len(body), 11))
    except KeyError as error:
        raise ValueError(f"no such pattern: {error}") from None
    if (start + sum(place * value for place, value in enumerate(values, 1))) % 103 != check:
        raise ValueError("wrong check character")
    return _text_of(start, values)


def _verified(text: str, modules: str, expected: str) -> LinearSymbol:
    """The library's modules where they read as expected, else our own."""
    try:
        right = read_modules(modules) == expected
    except ValueError:
        right = False
    if not right:
        modules = _own_modules(expected)
        if read_modules(modules) != expected:
            raise _invalid(text)
    return LinearSymbol(text, tuple(len(run) for run in _RUNS.findall(modules)))


def _own_modules(text: str) -> str:
    """Modules from our own code words: set C for runs of four digits and more, else set B."""
    gs1, text = text.startswith("\x1d"), text.removeprefix("\x1d")
    values: list[int] = []
    code_c = bool(re.match(r"[0-9]{4}|[0-9]{2}$", text))
    start = _START_C if code_c else _START_B
    if gs1:
        values.append(_FNC1)
    at = 0
    while at < len(text):
        if code_c and re.match(r"[0-9]{2}", text[at:]):
            values.append(int(text[at : at + 2]))
            at += 2
        elif code_c:
            values.append(_TO_B)
            code_c = False
        elif re.match(r"(?:[0-9]{2}){2,}(?![0-9])", text[at:]):
            values.append(_TO_C)
            code_c = True
        else:
            values.append(ord(text[at]) - 32)
            at += 1
    check = (start + sum(place * value for place, value in enumerate(values, 1))) % 103
    patterns: list[str] = [CODES[value] for value in (start, *values, check)]
    return "".join(patterns) + _STOP


def _text_of(start: int, values: list[int]) -> str:
    """The characters behind the code words, through every change of code set."""
    code_set = {103: "A", _START_B: "B", _START_C: "C"}.get(start)
    if code_set is None:
        raise ValueError("no start character")
    letters: list[str] = []
    for value in values:
        if value == _FNC1:
            letters.append("\x1d")
        elif code_set == "C":
            if value in (_TO_B, 101):
                code_set = "B" if value == _TO_B else "A"
            elif value < 100:
                letters.append(f"{value:02d}")
            else:
                raise ValueError("a start or stop inside")
        elif value == _TO_C:
            code_set = "C"
        elif value in (_TO_B, 101):
            code_set = "B" if value == _TO_B else "A"
        elif value < 96:
            letters.append(chr(value + 32 if code_set == "B" or value < 64 else value - 64))
        else:
            raise ValueError(f"unexpected code word {value}")
    return "".join(letters)


def refuse_unless_ascii(text: str) -> None:
    """Raises Invalid unless the text is 1 to 48 printable ASCII characters."""
    if not 1 <= len(text) <= _LONGEST or not all(" " <= letter <= "~" for letter in text):
        raise _invalid(text)


def _invalid(text: str) -> Invalid:
    return Invalid.one(
        "",
        "not_for_code128",
        vi=f"{text!r} không in được thành mã vạch Code 128. Dùng 1 đến {_LONGEST} ký tự ASCII.",
        en=f"{text!r} cannot be printed as Code 128. Use 1 to {_LONGEST} ASCII characters.",
    )
