"""S10 identifiers of postal operators: weights, the two special digits, who may use which letters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.codes import CodeKind, VerdictReason, check
from logistics.codes.s10 import check_digit


def s10(letters: str, serial: str, country: str = "VN") -> str:
    return f"{letters}{serial}{check_digit(serial)}{country}"


def test_the_example_of_the_standard_ends_in_nine() -> None:
    assert check_digit("47312482") == "9"


def test_the_remainders_zero_and_one_become_five_and_zero() -> None:
    # The sum 0 leaves 0, so 11 -> 5; the sum 8 x 7 = 56 leaves 1, so 10 -> 0.
    assert check_digit("00000000") == "5"
    assert check_digit("00000008") == "0"


def test_a_popular_illustration_is_refused_and_its_right_form_accepted() -> None:
    assert check("RR123456789CN").reason is VerdictReason.WRONG_CHECK_DIGIT
    assert check("RR123456785CN").valid


@settings(deadline=None)
@given(st.text("0123456789", min_size=8, max_size=8), st.integers(0, 8), st.integers(1, 9))
def test_a_wrong_digit_is_caught_unless_both_sums_end_in_five(serial: str, position: int, error: int) -> None:
    digits = serial + check_digit(serial)
    changed = digits[:position] + str((int(digits[position]) + error) % 10) + digits[position + 1 :]

    # The one weakness of the standard: the remainders 0 and 6 both end in 5.
    both_five = digits[8] == "5" and changed[8] == "5"
    assert both_five or not check(f"EE{changed}VN").valid


@pytest.mark.parametrize("letters", ["CP", "EE", "HA", "LX", "MZ", "QM", "RR", "UA", "VV"])
def test_international_service_indicators_are_accepted_without_remark(letters: str) -> None:
    verdict = check(s10(letters, "47312482"))

    assert (verdict.kind, verdict.valid, verdict.reason) == (CodeKind.S10, True, None)


@pytest.mark.parametrize("letters", ["BA", "DZ", "NN", "PA", "ZZ", "AV", "AZ", "GA", "GD"])
def test_domestic_indicators_are_accepted_with_a_remark(letters: str) -> None:
    verdict = check(s10(letters, "47312482"))

    assert (verdict.valid, verdict.reason) == (True, VerdictReason.DOMESTIC_ONLY)


@pytest.mark.parametrize("letters", ["JA", "KZ", "SA", "TT", "WA", "QN", "GB", "AA", "FF"])
def test_reserved_indicators_are_refused(letters: str) -> None:
    verdict = check(s10(letters, "47312482"))

    assert (verdict.valid, verdict.reason) == (False, VerdictReason.RESERVED_SERVICE_INDICATOR)


def test_a_country_that_does_not_exist_is_refused() -> None:
    assert check(s10("EE", "47312482", "QQ")).reason is VerdictReason.UNKNOWN_COUNTRY


def test_our_prefix_in_an_s10_is_an_s10() -> None:
    assert check(s10("HP", "47312482", "FR")).kind is CodeKind.S10
