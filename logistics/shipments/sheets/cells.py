"""What a cell says: whole numbers, dong, kilograms, moments. Vietnamese and English ways of writing them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal

from logistics.clock import LOCAL
from logistics.errors import Text
from logistics.text import clean

_EXCEL_TEXT = re.compile(r'="([^"]*)"')
_CURRENCY = re.compile(r"\s*(₫|đ|vnđ|vnd)\s*", re.IGNORECASE)
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:([.,\s])[0-9]{3})(?:\1[0-9]{3})*")
_DECIMAL = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{1,9})?")
_WHOLE = re.compile(r"(-?[0-9]{1,1200})(?:[.,]0{1,2})?")
_LOST_DIGITS = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]{2,3}", re.IGNORECASE)
_FORMULA = re.compile(r"[=@]|[+-](?![0-9\s(])")
_EARLIEST = dt.datetime(2015, 1, 1, tzinfo=LOCAL)
"""No marketplace sold from here before; an empty date comes as the year 1."""
_DEFUSED = ("'=", "'+", "'-", "'@", "'\t", "'\r")


class BadCell(Exception):
    """Why a cell cannot be taken as it is: a stable word, and what to do."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(text.en)
        self.code = code
        self.text = text


def plain(raw: str) -> str:
    """The cell's text, clean; `="0974"`, which saves a zero from Excel, is 0974.

    Raises BadCell for a formula, and for a number whose digits a spreadsheet has thrown away.
    """
    if wrapped := _EXCEL_TEXT.fullmatch(raw.strip()):
        return clean(wrapped[1])
    text = clean(raw[1:] if raw.startswith(_DEFUSED) else raw)
    if text.startswith("="):
        raise BadCell(
            "formula",
            Text(
                "Ô chứa công thức. Thay bằng giá trị: sao chép rồi Dán đặc biệt > Giá trị.",
                "The cell holds a formula. Replace it by its value: copy, then Paste special > Values.",
            ),
        )
    if _LOST_DIGITS.fullmatch(text):
        raise BadCell(
            "lost_digits",
            Text(
                f"Bảng tính đã làm tròn số này ({text}) và mất chữ số. Xuất lại tệp, định dạng cột là Văn bản.",
                f"A spreadsheet has rounded this number ({text}) and lost digits. Export it with the column as text.",
            ),
        )
    return text


def expanded(raw: str) -> str:
    """A number that a spreadsheet wrote with an exponent, in full: 1E+20 is too many pieces, not lost digits."""
    text = raw.strip()
    return f"{Decimal(text.replace(',', '.')):f}" if _LOST_DIGITS.fullmatch(text) else raw


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might compute the text instead of showing it."""
    return _FORMULA.match(text) is not None or text.startswith(("\t", "\r"))


def whole(text: str) -> int:
    """A count such as "2" or "2.0". Raises BadCell."""
    if found := _WHOLE.fullmatch(text):
        return int(found[1])
    raise BadCell(
        "bad_number",
        Text(f"{text[:40]!r} không phải số nguyên. Sửa lại.", f"{text[:40]!r} is no whole number. Correct it."),
    )


def amount_vnd(text: str) -> int:
    """An amount such as "145000", "145.000 đ" or "145,000.00". Raises BadCell."""
    bare = _CURRENCY.sub("", text)
    if _THOUSANDS.fullmatch(re.sub(r"[.,]0{1,2}$", "", bare)):
        return int(re.sub(r"[.,]0{1,2}$|[.,\s]", "", bare))
    if found := _WHOLE.fullmatch(bare):
        return int(found[1])
    raise BadCell(
        "bad_amount",
        Text(f"{text[:40]!r} không phải số tiền. Sửa lại.", f"{text[:40]!r} is no amount of dong. Correct it."),
    )


def mass_g(text: str) -> int:
    """Kilograms as grams: "0.95", "0,95", "1 kg". Raises BadCell, also for a negative mass."""
    bare = text.lower().removesuffix("kg").strip().replace(",", ".")
    if _DECIMAL.fullmatch(bare) is None:
        raise BadCell(
            "bad_mass",
            Text(
                f"{text[:40]!r} không phải khối lượng (kg). Sửa lại.",
                f"{text[:40]!r} is no mass in kilograms. Correct it.",
            ),
        )
    grams = round(float(bare) * 1000)
    if grams < 0:
        raise BadCell(
            "negative_mass",
            Text(f"Khối lượng {text[:40]} kg là số âm. Cân lại.", f"Mass {text[:40]} kg is negative. Weigh it again."),
        )
    return grams


def moment(text: str, formats: Sequence[str], latest: dt.datetime) -> dt.datetime:
    """A Vietnamese moment in one of the formats, neither before 2015 nor after `latest`. Raises BadCell."""
    for form in formats:
        try:
            found = dt.datetime.strptime(text, form).replace(tzinfo=LOCAL)
        except ValueError:
            continue
        if _EARLIEST <= found <= latest:
            return found
    raise BadCell(
        "impossible_date",
        Text(
            f"{text[:40]!r} không phải ngày giờ có thật (ngày/tháng/năm). Sửa lại hoặc xuất lại tệp.",
            f"{text[:40]!r} is no possible date (day/month/year). Correct it or export again.",
        ),
    )
