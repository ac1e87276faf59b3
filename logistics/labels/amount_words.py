"""Amounts of money in Vietnamese words, as the line under the figures says them."""

from __future__ import annotations

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu", "tỷ")


def amount_in_words(amount_vnd: int) -> str:
    """The amount as a sentence: 350000 is "Ba trăm năm mươi nghìn đồng". Raises ValueError below 0."""
    if amount_vnd < 0:
        raise ValueError(f"an amount of {amount_vnd} dong has no words")
    words = " ".join([*(_number(amount_vnd) or ["không"]), "đồng"])
    return words[0].upper() + words[1:]


def _number(value: int) -> list[str]:
    """The words of a number; the thousand million (tỷ) is said again for what lies above it."""
    billions, rest = divmod(value, 10**9)
    words = [*_number(billions), "tỷ"] if billions else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            words += _group(group, leads=not words)
            words += [_SCALES[power]] if power else []
    return words


def _group(group: int, *, leads: bool) -> list[str]:
    """Three digits; a group that does not lead says its missing hundreds too."""
    hundreds, tens, units = group // 100, group // 10 % 10, group % 10
    words = [] if leads and not hundreds else [_DIGITS[hundreds], "trăm"]
    if tens == 1:
        words.append("mười")
    elif tens:
        words += [_DIGITS[tens], "mươi"]
    elif units and words:
        words.append("linh")
    return [*words, *_units(units, tens)]


def _units(units: int, tens: int) -> list[str]:
    """The last digit: mốt, tư and lăm after tens."""
    if not units:
        return []
    if units == 1 and tens > 1:
        return ["mốt"]
    if units == 4 and tens > 1:
        return ["tư"]
    if units == 5 and tens:
        return ["lăm"]
    return [_DIGITS[units]]
