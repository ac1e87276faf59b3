"""Columns are known by their headings, or told by a person; never guessed."""

from __future__ import annotations

import pytest
from order_sheets import SPX, TIKTOK

from logistics.errors import Invalid
from logistics.shipments.sheets.headings import match_headings
from logistics.shipments.sheets.profile import REQUIRED, Field, profiles
from logistics.shipments.sheets.read_table import read_table
from logistics.shipments.sheets.template import template_csv, template_xlsx

OWN_WORDS = {
    "Đơn": Field.REFERENCE,
    "Hàng": Field.SKU,
    "SL": Field.QUANTITY,
    "Khách": Field.NAME,
    "Sđt": Field.PHONE,
    "Tỉnh": Field.PROVINCE,
    "Xã": Field.COMMUNE,
    "Đ/c": Field.ADDRESS,
}


@pytest.mark.parametrize(("headings", "profile"), [(TIKTOK, "tiktok"), (SPX, "spx")])
def test_a_marketplaces_sheet_is_known_by_its_headings(headings: dict[str, str], profile: str) -> None:
    columns = match_headings(tuple(headings))

    assert columns.profile.code == profile
    assert set(REQUIRED) <= columns.places.keys()


def test_stars_case_and_diacritics_of_headings_do_not_matter() -> None:
    columns = match_headings(tuple(f"* {heading.upper()} " for heading in SPX))

    assert columns.profile.code == "spx"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("make", [template_csv, template_xlsx])
def test_our_own_sheet_is_known_in_both_languages(make: object, language: str) -> None:
    empty = make(language)  # type: ignore[operator]
    with pytest.raises(Invalid, match="no row below the headings"):
        read_table(empty, 1_000_000)

    own = tuple(f"*{names[0 if language == 'vi' else 1]}" for names in profiles()["highland"].headings.values())
    assert match_headings(own).profile.code == "highland"


def test_unknown_headings_are_asked_for_by_name() -> None:
    with pytest.raises(Invalid) as refused:
        match_headings(tuple(OWN_WORDS))

    text = refused.value.problems[0].text.en
    assert all(heading in text for heading in OWN_WORDS)
    assert all(f"({field})" in text for field in REQUIRED)
    assert '--map "HEADING=reference"' in text


def test_a_known_sheet_that_lacks_a_column_names_only_that_one() -> None:
    with pytest.raises(Invalid, match=r"No column is known to be: Phone \(phone\)\..*'Colour'"):
        match_headings((*(heading for heading in TIKTOK if heading != "Phone #"), "Colour"))


def test_a_known_column_is_not_offered_for_what_is_missing() -> None:
    with pytest.raises(Invalid) as refused:
        match_headings(tuple(heading for heading in TIKTOK if heading != "Phone #"))

    text = refused.value.problems[0].text
    assert "'Recipient'" not in text.en
    assert "'Recipient'" not in text.vi


def test_where_no_heading_is_left_the_column_is_missing_and_nothing_is_mapped() -> None:
    own = tuple(names[0] for field, names in profiles()["highland"].headings.items() if field is not Field.PHONE)

    with pytest.raises(Invalid, match=r"The file lacks the columns: Phone \(phone\)\.") as refused:
        match_headings(own)

    assert refused.value.code == "missing_columns"
    assert "--map" not in refused.value.problems[0].text.vi


def test_two_columns_told_to_be_the_same_are_refused() -> None:
    with pytest.raises(Invalid, match=r"Several columns are said to be Phone \(phone\): 'Sđt', 'Khác'\."):
        match_headings((*OWN_WORDS, "Khác"), told=OWN_WORDS | {"Khác": Field.PHONE})


def test_told_headings_make_any_sheet_readable() -> None:
    columns = match_headings((*OWN_WORDS, "Khác"), told=OWN_WORDS)

    assert columns.profile.channel == "mapped"
    assert columns.unused == ("Khác",)
    assert columns.heading(Field.PHONE) == "Sđt"


def test_a_told_heading_fills_the_gap_of_a_known_sheet() -> None:
    renamed = tuple("Điện thoại khách" if heading == "Phone #" else heading for heading in TIKTOK)

    columns = match_headings(renamed, told={"Điện thoại khách": Field.PHONE})

    assert columns.profile.code == "tiktok"
    assert columns.heading(Field.PHONE) == "Điện thoại khách"


def test_a_told_heading_that_is_not_there_is_refused() -> None:
    with pytest.raises(Invalid, match="no column 'Nowhere'"):
        match_headings(tuple(TIKTOK), told={"Nowhere": Field.PHONE})


def test_one_heading_twice_is_refused() -> None:
    with pytest.raises(Invalid, match="two columns"):
        match_headings((*TIKTOK, "recipient"))


def test_an_unknown_profile_names_those_there_are() -> None:
    with pytest.raises(Invalid, match="highland, spx, tiktok"):
        match_headings(tuple(TIKTOK), "lazada")


@pytest.mark.parametrize("kept", [("Order ID", "Seller SKU", "Quantity"), tuple(TIKTOK)[:14]])
def test_part_of_a_marketplaces_sheet_is_called_by_its_name_with_what_is_missing(kept: tuple[str, ...]) -> None:
    with pytest.raises(Invalid) as refused:
        match_headings(tuple(heading for heading in kept if heading != "Phone #"))

    text = refused.value.problems[0].text.en
    assert "looks like TikTok Shop; these columns are missing: " in text
    assert "'Phone #'" in text
    assert "'Order ID'" not in text


def test_a_sheet_of_another_kind_than_was_said_is_called_by_its_name() -> None:
    with pytest.raises(Invalid, match="looks like TikTok Shop, not like SPX") as refused:
        match_headings(tuple(TIKTOK), "spx")

    assert refused.value.code == "other_kind"


def test_a_heading_that_stands_everywhere_makes_no_sheet_look_like_a_marketplaces() -> None:
    with pytest.raises(Invalid) as refused:
        match_headings(("Quantity", "Article", "Buyer"))

    assert "looks like" not in refused.value.problems[0].text.en


def test_a_known_column_told_to_be_another_leaves_its_own_field_missing() -> None:
    with pytest.raises(Invalid, match=r"missing: 'Phone #'\. No column is known to be: Phone \(phone\)\. "):
        match_headings((*TIKTOK, "Tel"), told={"Phone #": Field.NAME})


def test_what_is_missing_in_part_of_a_marketplaces_sheet_is_all_that_has_to_be_told() -> None:
    rest = [
        heading for heading, field in OWN_WORDS.items() if field not in {Field.REFERENCE, Field.SKU, Field.QUANTITY}
    ]

    columns = match_headings(
        ("Order ID", "Seller SKU", "Quantity", *rest), told={each: OWN_WORDS[each] for each in rest}
    )

    assert columns.profile.code == "tiktok"
