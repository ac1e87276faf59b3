"""Reading whatever a scanner or a person puts in: one code, or the reason why it is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from logistics.codes.code import Code, CodeKind, Unreadable
from logistics.codes.item_number import PREFIX, looks_like_item_number, read_item_number
from logistics.codes.s10 import looks_like_s10, read_s10
from logistics.codes.sscc import looks_like_sscc, read_sscc
from logistics.errors import Invalid, Text

_LONGEST = 300
# What people and labels put between groups of digits; a minus typed for a hyphen is no digit either way.
_SEPARATORS = str.maketrans("", "", " -\t")


class VerdictReason(StrEnum):
    """Why a code is refused, or what to know about an accepted one."""

    EMPTY = "empty"
    NOT_ASCII = "not_ascii"
    UNKNOWN_KIND = "unknown_kind"
    WRONG_LENGTH = "wrong_length"
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    UNKNOWN_COUNTRY = "unknown_country"
    RESERVED_SERVICE_INDICATOR = "reserved_service_indicator"
    DOMESTIC_ONLY = "domestic_only"

    @property
    def text(self) -> Text:
        """The reason for people: what is wrong and what to do."""
        return _text(self)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was put in and what it is; `reason` is None for a valid code with nothing to remark."""

    input: str
    kind: CodeKind | None
    valid: bool
    reason: VerdictReason | None
    canonical: str | None


def read(text: str) -> Code:
    """The code in the text, however it is dressed: spaces, hyphens, small letters, "(00)", "]C1", a link.

    Raises Invalid (code = a word of VerdictReason) where it is none or its check digit is wrong.
    """
    try:
        return _read(text)
    except Unreadable as unreadable:
        reason = VerdictReason(unreadable.reason)
        shown = text[:40]
        raise Invalid.one(
            "", reason.value, vi=f"{shown!r}: {reason.text.vi}", en=f"{shown!r}: {reason.text.en}"
        ) from None


def check(text: str) -> Verdict:
    """The verdict on the text; never raises."""
    try:
        code = _read(text)
    except Unreadable as unreadable:
        return Verdict(text, unreadable.kind, False, VerdictReason(unreadable.reason), None)
    remark = VerdictReason.DOMESTIC_ONLY if code.domestic_only else None
    return Verdict(text, code.kind, True, remark, code.canonical)


def _read(text: str) -> Code:
    if not text.strip():
        raise Unreadable("empty")
    # Full-width and Arabic-Indic digits count as digits for Python, not for a barcode or a database key.
    if not text.isascii():
        raise Unreadable("not_ascii")
    compact = text.strip().upper().translate(_SEPARATORS) if "/" not in text else text.strip().upper()
    if len(compact) > _LONGEST:
        raise Unreadable("unknown_kind")
    if (digits := looks_like_sscc(compact)) is not None:
        return read_sscc(digits)
    # Our own QR may hold the tracking link; the number is its last step.
    compact = compact.rpartition("/")[2]
    if looks_like_s10(compact):
        return read_s10(compact)
    if looks_like_item_number(compact) and len(compact) > len(PREFIX):
        return read_item_number(compact)
    raise Unreadable("unknown_kind")


def _text(reason: VerdictReason) -> Text:
    match reason:
        case VerdictReason.EMPTY:
            return Text("Chưa có mã. Quét hoặc nhập mã.", "There is no code. Scan or type one.")
        case VerdictReason.NOT_ASCII:
            return Text(
                "Có ký tự không phải chữ số hoặc chữ cái thường dùng của mã. Tắt bộ gõ và nhập lại.",
                "It holds characters that no code has. Switch the keyboard to plain digits and type it again.",
            )
        case VerdictReason.UNKNOWN_KIND:
            return Text(
                "Không nhận ra loại mã. Mã của chúng tôi là HP và 12 chữ số.",
                "No known kind of code. Ours are HP and 12 digits.",
            )
        case VerdictReason.WRONG_LENGTH:
            return Text("Thừa hoặc thiếu chữ số. Quét lại.", "Digits are missing or too many. Scan it again.")
        case VerdictReason.WRONG_CHECK_DIGIT:
            return Text(
                "Sai số kiểm tra: có chữ số bị nhầm. Quét lại hoặc so từng số.",
                "The check digit is wrong: a digit was mistaken. Scan it again or compare digit by digit.",
            )
        case VerdictReason.UNKNOWN_COUNTRY:
            return Text("Mã nước không tồn tại.", "There is no such country code.")
        case VerdictReason.RESERVED_SERVICE_INDICATOR:
            return Text(
                "Hai chữ đầu chưa được UPU giao cho dịch vụ nào.",
                "The first two letters are not assigned to a service by the UPU.",
            )
        case VerdictReason.DOMESTIC_ONLY:
            return Text(
                "Chỉ dùng trong nước hoặc giữa hai bưu chính.",
                "For use within a country or between two operators only.",
            )
        case _:
            assert_never(reason)
