"""SSCC: minted for bags under a company prefix, read in every dress a scanner gives it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.codes import CodeKind, VerdictReason, check, digital_link, gs1_text, sscc
from logistics.errors import Invalid


def test_the_check_digit_is_that_of_the_gs1_example() -> None:
    # GS1's own worked example: 3 7610425 002123456 -> check digit 9.
    assert sscc("7610425", 3, 2123456) == "376104250021234569"


@settings(deadline=None)
@given(st.text("0123456789", min_size=4, max_size=12), st.integers(0, 9), st.integers(0, 9999))
def test_what_is_minted_is_read_in_every_dress(prefix: str, extension: int, serial: int) -> None:
    code = sscc(prefix, extension, serial)

    for dressed in (
        code,
        gs1_text(code),
        f"00{code}",
        f"]C100{code}",
        f"]C1\x1d00{code}",
        digital_link(code, "id.example.vn"),
        f"https://id.example.vn/bags/00/{code}?linkType=gs1:pip",
        f" (00) {code[:1]} {code[1:8]} {code[8:]} ",
    ):
        verdict = check(dressed)
        assert (verdict.kind, verdict.canonical) == (CodeKind.SSCC, code), dressed


@settings(deadline=None)
@given(st.integers(0, 10**9 - 1), st.integers(0, 17), st.integers(1, 9))
def test_every_single_digit_error_is_caught(serial: int, position: int, error: int) -> None:
    code = sscc("8931234", 0, serial)
    wrong = code[:position] + str((int(code[position]) + error) % 10) + code[position + 1 :]

    assert check(f"(00){wrong}").reason is VerdictReason.WRONG_CHECK_DIGIT


@pytest.mark.parametrize(
    ("prefix", "extension", "serial"),
    [("", 0, 1), ("893", 0, 1), ("8931234567890", 0, 1), ("8931234", 10, 1), ("8931234", 0, 10**9), ("89３1234", 0, 1)],
)
def test_what_does_not_fit_eighteen_digits_is_refused(prefix: str, extension: int, serial: int) -> None:
    with pytest.raises(Invalid) as refusal:
        sscc(prefix, extension, serial)

    assert refusal.value.code == "sscc_out_of_range"


def test_a_bracketed_code_with_a_digit_too_few_says_so() -> None:
    assert check("(00)37610425002123456").reason is VerdictReason.WRONG_LENGTH
