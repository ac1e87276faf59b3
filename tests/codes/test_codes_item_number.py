"""Item numbers: never two alike, never guessable by counting, every single-digit error caught."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_10

from logistics.codes import LAST_SERIAL, check, item_number, item_numbers, serial_of
from logistics.errors import Invalid

serials = st.integers(0, LAST_SERIAL)
keys = st.text(max_size=80)


@settings(deadline=None)
@given(serials, keys)
def test_the_serial_comes_back_from_its_number(serial: int, key: str) -> None:
    assert serial_of(item_number(serial, key), key) == serial


@settings(deadline=None)
@given(st.integers(0, 10**11 - 1), keys)
def test_every_number_has_one_serial_and_only_one(hidden: int, key: str) -> None:
    number = f"HP{hidden:011d}{mod_11_10.calc_check_digit(f'{hidden:011d}')}"

    assert item_number(serial_of(number, key), key) == number


@settings(deadline=None)
@given(serials, st.integers(2, 13), st.integers(1, 9))
def test_every_single_digit_error_is_caught(serial: int, position: int, error: int) -> None:
    number = item_number(serial, "key")
    wrong = str((int(number[position]) + error) % 10)

    assert not check(number[:position] + wrong + number[position + 1 :]).valid


def test_ten_thousand_neighbours_have_ten_thousand_numbers() -> None:
    numbers = item_numbers(range(10_000), "key")

    assert len(set(numbers)) == 10_000
    assert numbers[42] == item_number(42, "key")


def test_neighbours_are_not_near_each_other() -> None:
    hidden = [int(number[2:13]) for number in item_numbers(range(1000), "key")]

    steps = [abs(second - first) for first, second in pairwise(hidden)]

    assert min(steps) > 10**5
    assert sum(first < second for first, second in pairwise(hidden)) in range(400, 600)


def test_another_key_gives_other_numbers() -> None:
    assert not set(item_numbers(range(1000), "one")) & set(item_numbers(range(1000), "other"))


def test_numbers_stay_what_they_were_when_first_printed() -> None:
    assert item_numbers(range(3), "k") == ["HP774114917426", "HP307581995396", "HP831830900477"]


@pytest.mark.parametrize("serial", [-1, LAST_SERIAL + 1])
def test_a_serial_out_of_range_is_refused(serial: int) -> None:
    with pytest.raises(Invalid) as refusal:
        item_number(serial, "key")

    assert refusal.value.code == "serial_out_of_range"


@pytest.mark.parametrize("number", ["", "HP1", "HP774114917427", "hp774114917426", "HP77411491742٦"])
def test_no_serial_is_read_from_what_is_no_item_number(number: str) -> None:
    with pytest.raises(Invalid) as refusal:
        serial_of(number, "k")

    assert refusal.value.code == "not_an_item_number"
