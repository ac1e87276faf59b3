"""SSCC-18: the number of a bag, minted under the operator's own GS1 company prefix and read in every dress.

The check digit is GS1's: weights 3, 1 from the right over the seventeen digits before it.
"""

from __future__ import annotations

import re

from stdnum import ean

from logistics.codes.code import Code, CodeKind, Unreadable
from logistics.errors import Invalid

_DEMONSTRATION = "952"
_PREFIX = re.compile(r"[0-9]{4,12}")
_DRESSED = re.compile(r"(?:\]C1)?\(00\)([0-9]+)|\]C1\x1d?00([0-9]+)|\x1d00([0-9]+)|00([0-9]{18})|([0-9]{18})")
_LINK = re.compile(r"HTTPS?://[^/?#]+(?:/[^?#]*)?/00/([0-9]+)(?:[/?#].*)?")


def sscc(prefix: str, extension: int, serial: int) -> str:
    """The 18 digits for one bag: extension digit, company prefix, serial, check digit.

    Raises Invalid where the prefix is not 4 to 12 digits or the serial does not fit beside it.
    """
    room = 16 - len(prefix)
    if not (_PREFIX.fullmatch(prefix) and 0 <= extension <= 9 and 0 <= serial < 10**room):
        raise Invalid.one(
            "",
            "sscc_out_of_range",
            vi=f"Không tạo được SSCC từ tiền tố {prefix!r}, số mở rộng {extension}, số thứ tự {serial}. "
            "Kiểm tra tiền tố GS1 trong cấu hình.",
            en=f"No SSCC can be made of prefix {prefix!r}, extension {extension}, serial {serial}. "
            "Check the configured GS1 company prefix.",
        )
    body = f"{extension}{prefix}{serial:0{room}d}"
    return body + str(ean.calc_check_digit(body))


def is_demonstration(prefix: str) -> bool:
    """Whether a company prefix is of GS1's range for demonstrations and examples, which real traffic must not use."""
    return prefix.startswith(_DEMONSTRATION)


def gs1_text(canonical: str) -> str:
    """The SSCC as the line below its GS1-128 symbol writes it: (00) and 18 digits."""
    return f"(00){canonical}"


def digital_link(canonical: str, domain: str) -> str:
    """The SSCC as a GS1 Digital Link, in capitals so that a QR code can hold it in its short alphabet."""
    return f"HTTPS://{domain.upper()}/00/{canonical}"


def looks_like_sscc(text: str) -> str | None:
    """The digits the compact upper-case text offers as an SSCC, or None where it looks like none."""
    if found := _LINK.fullmatch(text) or _DRESSED.fullmatch(text):
        return next(digits for digits in found.groups() if digits is not None)
    return None


def read_sscc(digits: str) -> Code:
    """The code in the bare digits. Raises Unreadable with the reason."""
    if len(digits) != 18:
        raise Unreadable("wrong_length", CodeKind.SSCC)
    if str(ean.calc_check_digit(digits[:-1])) != digits[-1]:
        raise Unreadable("wrong_check_digit", CodeKind.SSCC)
    return Code(CodeKind.SSCC, digits)
