"""Whatever is scanned or typed: one code, or a reason in words; and the command that says so."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.cli.codes import command
from logistics.codes import CodeKind, VerdictReason, check, item_number, read
from logistics.errors import Invalid

NUMBER = item_number(7, "key")


@pytest.mark.parametrize(
    "dressed",
    [
        NUMBER.lower(),
        f"  {NUMBER}\n",
        f"{NUMBER[:2]} {NUMBER[2:6]}-{NUMBER[6:]}",
        f"https://post.example.vn/t/{NUMBER}",
        f"HTTPS://POST.EXAMPLE.VN/T/{NUMBER}",
    ],
)
def test_an_item_number_is_read_however_it_is_written(dressed: str) -> None:
    assert read(dressed).canonical == NUMBER


@pytest.mark.parametrize(
    "digits",
    [
        "HP" + "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in NUMBER[2:]),
        "HP" + "".join(chr(ord(digit) - ord("0") + ord("٠")) for digit in NUMBER[2:]),
        f"\u200b{NUMBER}",
        NUMBER.replace("H", "Н"),  # a Cyrillic letter that looks alike
    ],
)
def test_digits_that_are_not_ascii_are_refused(digits: str) -> None:
    assert check(digits).reason is VerdictReason.NOT_ASCII


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", VerdictReason.EMPTY),
        ("   ", VerdictReason.EMPTY),
        ("HP", VerdictReason.UNKNOWN_KIND),
        ("HPX", VerdictReason.UNKNOWN_KIND),
        ("HP123", VerdictReason.WRONG_LENGTH),
        (NUMBER + "1", VerdictReason.WRONG_LENGTH),
        ("9" * 5000, VerdictReason.UNKNOWN_KIND),
        ("^XZ", VerdictReason.UNKNOWN_KIND),
        ("https://example.vn/", VerdictReason.UNKNOWN_KIND),
    ],
)
def test_a_refusal_says_why(text: str, reason: VerdictReason) -> None:
    verdict = check(text)

    assert (verdict.valid, verdict.reason, verdict.canonical) == (False, reason, None)


@settings(deadline=None)
@given(st.text())
def test_no_text_breaks_the_check(text: str) -> None:
    verdict = check(text)

    assert verdict.input == text
    assert verdict.valid == (verdict.canonical is not None)


def test_reading_refuses_with_the_same_reason_in_both_languages() -> None:
    with pytest.raises(Invalid) as refusal:
        read("HP123")

    assert refusal.value.code == VerdictReason.WRONG_LENGTH
    assert "HP123" in refusal.value.text.vi
    assert "HP123" in refusal.value.text.en


@pytest.mark.parametrize("reason", list(VerdictReason))
def test_every_reason_has_words(reason: VerdictReason) -> None:
    assert reason.text.vi != reason.text.en
    assert reason.text.en.endswith(".")


def test_the_command_prints_a_verdict_per_code_and_fails_where_one_is_invalid() -> None:
    result = CliRunner().invoke(command, ["check", NUMBER, "RR123456789CN", "--json"])

    assert result.exit_code == 1
    assert json.loads(result.stdout) == [
        {"input": NUMBER, "kind": CodeKind.ITEM_NUMBER, "valid": True, "reason": None, "canonical": NUMBER},
        {"input": "RR123456789CN", "kind": "s10", "valid": False, "reason": "wrong_check_digit", "canonical": None},
    ]


def test_the_command_succeeds_where_all_are_valid() -> None:
    result = CliRunner().invoke(command, ["check", NUMBER])

    assert result.exit_code == 0
    assert NUMBER in result.stdout
