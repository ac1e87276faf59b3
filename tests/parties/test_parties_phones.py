"""Phone numbers as they are stored, whichever way leads there."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers import NumberParseException, PhoneNumberFormat

from logistics.parties.phones import e164


def by_the_package(raw: str) -> str | None:
    try:
        number = phonenumbers.parse(raw, "VN")
    except NumberParseException:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if phonenumbers.is_valid_number(number) else None


@given(st.from_regex(r"0\d{7,10}", fullmatch=True))
@example("0974305036")
@example("097٤305036")
@example("0121345678")
def test_the_short_way_of_a_mobile_number_leads_where_the_long_one_does(raw: str) -> None:
    assert e164(raw) == by_the_package(raw)


@pytest.mark.parametrize("raw", ["0974 305 036", "974305036", "+84974305036", "84 974.305.036", "0974-305-036"])
def test_a_number_is_the_same_however_it_is_written(raw: str) -> None:
    assert e164(raw) == "+84974305036"


@pytest.mark.parametrize("raw", ["", "x", "0974", "09743050361", "0000000000"])
def test_a_number_that_nobody_has_is_none(raw: str) -> None:
    assert e164(raw) is None
