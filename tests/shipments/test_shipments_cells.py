"""What people write into cells, and what it means."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.shipments.sheets.cells import BadCell, amount_vnd, mass_g, moment, plain, whole

LATEST = dt.datetime(2025, 11, 6, tzinfo=dt.UTC)
FORMATS = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y")


@given(st.integers(0, 10**12))
def test_an_amount_means_the_same_with_dots_commas_spaces_and_currency(amount: int) -> None:
    grouped = f"{amount:,}"

    written = (
        str(amount),
        grouped,
        grouped.replace(",", "."),
        grouped.replace(",", " ") + " ₫",
        f"{amount}.00",
        f"{grouped}.00đ",
    )
    assert {amount_vnd(text) for text in written} == {amount}


@pytest.mark.parametrize("text", ["12.34", "1.5", "abc", "1,2,3", "١٢٣", "12e3", "--5"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadCell, match="no amount"):
        amount_vnd(text)


@pytest.mark.parametrize(("text", "grams"), [("0.95", 950), ("0,95", 950), ("10.00 kg", 10_000), ("2KG", 2000)])
def test_kilograms_become_grams(text: str, grams: int) -> None:
    assert mass_g(text) == grams


@pytest.mark.parametrize(
    ("text", "code"), [("-1", "negative_mass"), ("nặng", "bad_mass"), ("1e9", "bad_mass"), ("nan", "bad_mass")]
)
def test_impossible_masses_are_refused(text: str, code: str) -> None:
    with pytest.raises(BadCell) as refused:
        mass_g(text)

    assert refused.value.code == code


@pytest.mark.parametrize("text", ["31/02/2025 10:00:00", "04/13/2025", "2025", "04/11/2999", "hôm qua"])
def test_impossible_dates_are_refused(text: str) -> None:
    with pytest.raises(BadCell) as refused:
        moment(text, FORMATS, LATEST)

    assert refused.value.code == "impossible_date"


def test_a_date_is_read_as_vietnam_writes_and_keeps_it() -> None:
    found = moment("04/11/2025 20:22:29", FORMATS, LATEST)

    assert found.astimezone(dt.UTC) == dt.datetime(2025, 11, 4, 13, 22, 29, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("raw", "text"), [("  Trần   Linh\n", "Trần Linh"), ('="0974305036"', "0974305036"), ("+84 974", "+84 974")]
)
def test_a_cells_text_is_clean(raw: str, text: str) -> None:
    assert plain(raw) == text


@pytest.mark.parametrize(("raw", "code"), [("=1+2", "formula"), ("'=1+2", "formula"), ("5.97251E+17", "lost_digits")])
def test_formulas_and_rounded_numbers_are_refused(raw: str, code: str) -> None:
    with pytest.raises(BadCell) as refused:
        plain(raw)

    assert refused.value.code == code


@pytest.mark.parametrize("text", ["1.5", "", "hai", "1_000", "²"])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        whole(text)
