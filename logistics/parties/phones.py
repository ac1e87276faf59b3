"""Phone numbers as they are stored: E.164, through the phonenumbers package."""

from __future__ import annotations

import re
from functools import cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumberFormat

_COUNTRY = "VN"


def e164(raw: str) -> str | None:
    """The number as +84974305036, however it is written; None where nobody can be reached under it.

    Without a country it is read as a Vietnamese one; a leading zero that a spreadsheet ate is not missed.
    """
    # A mobile number as nearly everybody writes it is spared the package's long way.
    if written := _mobile().fullmatch(raw):
        return f"+84{written[1]}"
    try:
        number = phonenumbers.parse(raw, _COUNTRY)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


@cache
def _mobile() -> re.Pattern[str]:
    known = PhoneMetadata.metadata_for_region(_COUNTRY)
    if known is None or known.mobile is None:
        raise LookupError(f"the phonenumbers package knows no mobile numbers of {_COUNTRY}")
    return re.compile(f"0({known.mobile.national_number_pattern})", re.ASCII)


def dialled(stored: str) -> str:
    """The stored number as people in the country dial it: 0974305036; a foreign one stays as it is."""
    return f"0{stored[3:]}" if stored.startswith("+84") else stored


def spoken(stored: str) -> str:
    """The stored number in the groups that people read aloud: 0974 305 036; a foreign one with its country."""
    try:
        number = phonenumbers.parse(stored, _COUNTRY)
    except NumberParseException:
        return stored
    at_home = number.country_code == phonenumbers.country_code_for_region(_COUNTRY)
    return phonenumbers.format_number(
        number, PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    )
