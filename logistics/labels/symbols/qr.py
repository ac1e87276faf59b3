"""QR codes in tens of microseconds: a symbol is the XOR of one table entry per byte of data.

For one version and level every module is a sum modulo 2 of data bits plus a constant, Reed-Solomon words
included. So each byte of data contributes a fixed set of modules, and the tables hold those sets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from operator import itemgetter, xor

from logistics.errors import Invalid
from logistics.labels.symbols.qr_frame import VERSIONS, Level, Shape, masked, route, shape
from logistics.labels.symbols.qr_penalty import penalties
from logistics.labels.symbols.qr_text import bits_needed, data_words, measured, text_of
from logistics.labels.symbols.reed_solomon import check_words

QUIET_MODULES = 4
"""What must stay white on every side, in modules."""

_LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True)
class SquareSymbol:
    """A verified symbol: each row a string of "0" and "1", "1" dark."""

    text: str
    version: int
    level: Level
    rows: tuple[str, ...]

    @property
    def modules(self) -> int:
        """The side without the quiet zone."""
        return len(self.rows)


def qr(text: str, level: Level = Level.M) -> SquareSymbol:
    """The smallest symbol of the text, at `level` or the highest level the same size allows.

    The mask is the one ISO/IEC 18004 prefers. Raises Invalid where version 10 does not hold the text.
    """
    form = form_of(text, level)
    data = data_words(text, form)
    tables = _tables(form)
    bare = reduce(xor, map(list.__getitem__, tables, data))
    candidates = [bare ^ masked(form.version, form.level, mask) for mask in range(8)]
    points = penalties(candidates, form.side)
    best = candidates[points.index(min(points))]
    bits = f"{best:0{form.side * form.side}b}"
    rows = tuple(bits[at : at + form.side] for at in range(0, len(bits), form.side))
    if read_rows(rows) != text:
        raise ValueError(f"QR code of {form.side} modules does not read as {text!r}: it must not be printed")
    return SquareSymbol(text, form.version, form.level, rows)


def read_rows(rows: tuple[str, ...]) -> str:
    """The text in a symbol, read without the tables. Raises ValueError where any word is wrong."""
    side = len(rows)
    symbol = int("".join(rows), 2)
    version = (side - 17) // 4
    for level in _LEVELS:
        for mask in range(8):
            plain = symbol ^ masked(version, level, mask)
            if not plain & ~_data_area(version):
                return text_of(_words(plain, shape(version, level)), version)
    raise ValueError("no format bits of ours")


def form_of(text: str, level: Level = Level.M) -> Shape:
    """The smallest version that holds the text at the level, raised to the highest level it still holds.

    Raises Invalid where version 10 does not hold it.
    """
    found = _smallest(*measured(text), level) if _encodable(text) else None
    if found is None:
        raise Invalid.one(
            "",
            "not_for_qr",
            vi=f"Văn bản dài {len(text)} ký tự không vừa một mã QR. Rút ngắn lại.",
            en=f"A text of {len(text)} characters does not fit a QR code. Shorten it.",
        )
    return found


@lru_cache(maxsize=1024)
def _smallest(mode: int, length: int, level: Level) -> Shape | None:
    for version in VERSIONS:
        needed = bits_needed(mode, length, version)
        levels = _LEVELS[_LEVELS.index(level) :]
        fitting = [form for form in (shape(version, each) for each in levels) if needed <= 8 * form.data_words]
        if fitting:
            return fitting[-1]
    return None


def _encodable(text: str) -> bool:
    """Whether the text is Unicode: a half of a surrogate pair is not."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


@cache
def _tables(form: Shape) -> list[list[int]]:
    """Per data word, the modules that each of its 256 values makes dark (before the mask)."""
    return [_table(form, word) for word in range(form.data_words)]


def _table(form: Shape, word: int) -> list[int]:
    entries = [0]
    for bit in range(8):
        data = bytearray(form.data_words)
        data[word] = 1 << bit
        contribution = _placed(bytes(data), form)
        entries += [entry ^ contribution for entry in entries]
    return entries


def _placed(data: bytes, form: Shape) -> int:
    """The modules of the data with its check words, interleaved and laid along the route."""
    blocks: list[bytes] = []
    for length in form.blocks:
        blocks.append(data[:length])
        data = data[length:]
    checks = [check_words(block, form.check_words) for block in blocks]
    words = [block[at] for at in range(max(form.blocks)) for block in blocks if at < len(block)]
    words += [check[at] for at in range(form.check_words) for check in checks]
    bits = "".join(f"{word:08b}" for word in words)
    return sum(1 << exponent for exponent, bit in zip(route(form.version), bits, strict=False) if bit == "1")


@cache
def _data_area(version: int) -> int:
    return sum(1 << exponent for exponent in route(version))


@cache
def _picker(version: int, words: int) -> Callable[[str], tuple[str, ...]]:
    """Picks the bits of a symbol written as a binary string, in the order of its words."""
    last = (17 + 4 * version) ** 2 - 1
    return itemgetter(*(last - exponent for exponent in route(version)[: 8 * words]))


def _words(plain: int, form: Shape) -> bytes:
    """The data words of an unmasked symbol. Raises ValueError where the check words do not agree."""
    count = form.data_words + len(form.blocks) * form.check_words
    bits = "".join(_picker(form.version, count)(f"{plain:0{form.side**2}b}"))
    words = int(bits, 2).to_bytes(count, "big")
    blocks, checks = _parted(words, form)
    for block, check in zip(blocks, checks, strict=True):
        if check_words(block, form.check_words) != check:
            raise ValueError("wrong check words")
    return b"".join(blocks)


def _parted(words: bytes, form: Shape) -> tuple[list[bytes], list[bytes]]:
    """The words back in their blocks: data, check."""
    if len(form.blocks) == 1:
        return [words[: form.data_words]], [words[form.data_words :]]
    blocks = [bytearray() for _ in form.blocks]
    rest = iter(words)
    for at in range(max(form.blocks)):
        for block, length in zip(blocks, form.blocks, strict=True):
            if at < length:
                block.append(next(rest))
    tail = bytes(rest)
    return [bytes(block) for block in blocks], [tail[at :: len(blocks)] for at in range(len(blocks))]
