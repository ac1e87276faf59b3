"""Communes offered while somebody types."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from logistics.places.suggest import suggest_communes
from logistics.places.units import communes


def test_words_of_name_and_province_without_marks_find_the_commune() -> None:
    assert suggest_communes("tan phong lai chau")[0].address == "Phường Tân Phong, Tỉnh Lai Châu"
    assert suggest_communes("ba dinh, ha noi")[0].address == "Phường Ba Đình, Thành phố Hà Nội"


def test_a_name_that_begins_as_typed_comes_first() -> None:
    assert suggest_communes("muong te")[0].name == "Mường Tè"


def test_one_letter_offers_nothing() -> None:
    assert suggest_communes("m") == ()


@given(st.sampled_from(sorted(communes())))
def test_every_commune_is_offered_for_its_own_address(code: str) -> None:
    unit = communes()[code]

    assert unit in suggest_communes(unit.address)
