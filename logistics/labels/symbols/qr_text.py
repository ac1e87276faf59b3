"""Text as the data words of a QR code and back: one segment, digits, capitals or bytes (UTF-8)."""

from __future__ import annotations

from logistics.labels.symbols.qr_frame import Shape

_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_PLACE = {letter: place for place, letter in enumerate(_ALPHANUMERIC)}
_CAPITALS = frozenset(_ALPHANUMERIC)
_NUMERIC_MODE, _ALPHANUMERIC_MODE, _BYTE_MODE = 1, 2, 4
_DATA_BITS_OF_THREE = (0, 4, 7, 10)


def _mode(text: str) -> int:
    if text.isdigit() and text.isascii():
        return _NUMERIC_MODE
    return _ALPHANUMERIC_MODE if _CAPITALS.issuperset(text) else _BYTE_MODE


def _count_bits(mode: int, version: int) -> int:
    small, large = {_NUMERIC_MODE: (10, 12), _ALPHANUMERIC_MODE: (9, 11), _BYTE_MODE: (8, 16)}[mode]
    return small if version < 10 else large


def bits_needed(mode: int, length: int, version: int) -> int:
    """How many bits so many letters (bytes in byte mode) take in a symbol of the version."""
    head = 4 + _count_bits(mode, version)
    if mode == _NUMERIC_MODE:
        return head + 10 * (length // 3) + _DATA_BITS_OF_THREE[length % 3]
    if mode == _ALPHANUMERIC_MODE:
        return head + 11 * (length // 2) + 6 * (length % 2)
    return head + 8 * length


def measured(text: str) -> tuple[int, int]:
    """The mode of the text, and its length in that mode."""
    mode = _mode(text)
    return mode, len(text.encode()) if mode == _BYTE_MODE else len(text)


def data_words(text: str, form: Shape) -> bytes:
    """Mode, count, text, terminator and padding, as words."""
    mode = _mode(text)
    if mode == _NUMERIC_MODE:
        count = len(text)
        parts = [text[at : at + 3] for at in range(0, count, 3)]
        body = "".join(f"{int(part):0{_DATA_BITS_OF_THREE[len(part)]}b}" for part in parts)
    elif mode == _ALPHANUMERIC_MODE:
        count = len(text)
        places = [_PLACE[letter] for letter in text]
        pairs = zip(places[::2], places[1::2], strict=False)
        body = "".join(f"{first * 45 + second:011b}" for first, second in pairs)
        body += f"{places[-1]:06b}" if count % 2 else ""
    else:
        raw = text.encode()
        count = len(raw)
        body = f"{int.from_bytes(raw, 'big'):0{8 * count}b}" if raw else ""
    bits = f"{mode:04b}{count:0{_count_bits(mode, form.version)}b}{body}"
    bits += "0" * min(4, 8 * form.data_words - len(bits))
    bits += "0" * (-len(bits) % 8)
    words = int(bits, 2).to_bytes(len(bits) // 8, "big")
    return (words + b"\xec\x11" * form.data_words)[: form.data_words]


def text_of(words: bytes, version: int) -> str:
    """The text in the data words: one segment, as we write them."""
    bits = f"{int.from_bytes(words, 'big'):0{8 * len(words)}b}"
    mode = int(bits[:4], 2)
    if mode not in (_NUMERIC_MODE, _ALPHANUMERIC_MODE, _BYTE_MODE):
        raise ValueError(f"unknown mode {mode}")
    width = _count_bits(mode, version)
    count, body = int(bits[4 : 4 + width], 2), bits[4 + width :]
    if mode == _BYTE_MODE:
        return (int(body[: 8 * count], 2) if count else 0).to_bytes(count, "big").decode()
    if mode == _NUMERIC_MODE:
        whole = [f"{int(body[at : at + 10], 2):03d}" for at in range(0, count // 3 * 10, 10)]
        rest, at = count % 3, count // 3 * 10
        return "".join(whole) + (f"{int(body[at : at + _DATA_BITS_OF_THREE[rest]], 2):0{rest}d}" if rest else "")
    pairs = [divmod(int(body[at : at + 11], 2), 45) for at in range(0, count // 2 * 11, 11)]
    letters = [_ALPHANUMERIC[first] + _ALPHANUMERIC[second] for first, second in pairs]
    if count % 2:
        letters.append(_ALPHANUMERIC[int(body[count // 2 * 11 : count // 2 * 11 + 6], 2)])
    return "".join(letters)
