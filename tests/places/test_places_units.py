"""Every unit of 2025 and before, and what the columns of an address form mean."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.errors import NotFound
from logistics.places import Kind, communes, find_unit, provinces, unit
from logistics.places.kinds import readings
from logistics.places.units import former_communes, former_districts, former_provinces
from logistics.text import fold

ORDERS = (
    ("livestream_2025-11-04_tiktok.csv", "Province", "District", "Commune"),
    ("livestream_2025-11-04_spx.csv", "*Tỉnh/Thành Phố", "*Quận/Huyện", "*Xã/Phường"),
)


def test_all_34_provinces_and_3321_communes_are_known() -> None:
    assert (len(provinces()), len(communes())) == (34, 3321)
    assert (len(former_provinces()), len(former_districts()), len(former_communes())) == (63, 696, 10040)
    assert sum(u.province.name == "Lai Châu" for u in communes().values()) == 38


def test_every_former_commune_became_communes_of_2025_in_the_province_its_own_became() -> None:
    for former in former_communes():
        assert former.now
        assert {now.province for now in former.now} == set(former.province.now), former.address


def test_a_unit_is_asked_for_by_its_code() -> None:
    assert unit("03390").address == "Xã Bình Lư, Tỉnh Lai Châu"
    assert unit("12").full_name == "Tỉnh Lai Châu"
    assert unit("03388").kind is Kind.WARD
    with pytest.raises(NotFound):
        unit("99999")


@pytest.mark.parametrize(
    ("province", "commune", "district", "code"),
    [
        ("Lai Châu", "Xã Bình Lư", "", "03390"),
        ("tinh lai chau", "binh lu", "", "03390"),
        ("Lai Châu", "xã Mường Than", "huyện Than Uyên", "03595"),
        ("Lai Châu", "Xã Mường Than", "", "03618"),
        ("Lai Châu", "thị trấn Mường Tè", "huyện Mường Tè", "03433"),
        ("Lai Châu", "TT. Mường Tè", "", "03433"),
        ("Lai Châu", "xã Mường Tè", "H. Mường Tè", "03445"),
        ("Lai Châu", "xã Pa Tần", "huyện Sìn Hồ", "03503"),
        ("Lai Châu", "Hồ Thầu", "Tam Đường", "03405"),
        ("Yên Bái", "Mù Cang Chải", "", "04456"),
        ("TP.HCM", "P.1", "Q.3", "27154"),
        ("Hồ Chí Minh", "Phường 01", "Quận 3", "27154"),
        ("Quảng Ninh", "Đặc khu Cô Tô", "", "07192"),
    ],
)
def test_the_form_of_the_address_decides_what_a_name_means(
    province: str, commune: str, district: str, code: str
) -> None:
    match = find_unit(province, commune, district)

    assert match.status == "found"
    assert match.unit is not None
    assert match.unit.code == code


@pytest.mark.parametrize(
    ("province", "commune", "district", "codes"),
    [
        ("", "Hồ Thầu", "", {"01084", "03405"}),
        ("", "Pa Tần", "", {"03503", "03166"}),
        ("", "xã Mường Than", "", {"03618", "03595"}),
        ("Lai Châu", "xã Bình Lư", "huyện Than Uyên", {"03390"}),
    ],
)
def test_what_may_mean_several_communes_is_ambiguous(
    province: str, commune: str, district: str, codes: set[str]
) -> None:
    match = find_unit(province, commune, district)

    assert (match.status, match.unit) == ("ambiguous", None)
    assert {u.code for u in match.candidates} == codes


def test_a_former_commune_that_was_divided_is_ambiguous_with_its_parts() -> None:
    divided = next(u for u in former_communes() if len(u.now) > 1 and u.parent is not None)
    assert divided.parent is not None

    match = find_unit(divided.province.full_name, divided.full_name, divided.parent.full_name)

    assert match.status == "ambiguous"
    assert match.candidates[0] == divided.now[0]
    assert set(divided.now) <= set(match.candidates)


@pytest.mark.parametrize(
    ("province", "commune", "via"),
    [("Lai Châu", "", "no_commune"), ("Atlantis", "Bình Lư", "no_province"), ("Lai Châu", "Qwrt Zxy", "nothing")],
)
def test_what_is_unknown_says_what_is_missing(province: str, commune: str, via: str) -> None:
    match = find_unit(province, commune)

    assert (match.status, match.via) == ("unknown", via)


def test_one_wrong_letter_is_forgiven_and_said() -> None:
    match = find_unit("Lai Châu", "Bình Lưu")

    assert match.unit is not None
    assert (match.unit.code, match.via) == ("03390", "spelling")


@settings(deadline=None)
@given(st.sampled_from(sorted(communes())))
def test_a_commune_written_in_full_or_without_diacritics_is_found_or_is_one_of_the_candidates(code: str) -> None:
    commune = unit(code)

    in_full = find_unit(commune.province.full_name, commune.full_name)
    folded = find_unit(fold(commune.province.name), fold(commune.full_name))

    assert in_full.unit == commune
    assert commune in folded.candidates


@settings(deadline=None)
@given(st.sampled_from(former_communes()))
def test_a_former_commune_with_its_district_leads_to_what_it_became(former: object) -> None:
    from logistics.places import Unit

    assert isinstance(former, Unit)
    assert former.parent is not None
    if not former.kind.value or former.code == former.parent.code:
        return

    match = find_unit(former.province.full_name, former.full_name, former.parent.full_name)

    assert set(former.now) <= set(match.candidates)


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("TT Mường Tè", Kind.TOWN, "Mường Tè"),
        ("X. Pa Tần", Kind.COMMUNE, "Pa Tần"),
        ("TP.HCM", Kind.CITY, "HCM"),
        ("P.12", Kind.WARD, "12"),
        ("H.Than Uyên", Kind.DISTRICT, "Than Uyên"),
        ("Thị  xã Sa Pa", Kind.DISTRICT_TOWN, "Sa Pa"),
        ("Pa Tần", None, "Pa Tần"),
        ("Thanh Hóa", None, "Thanh Hóa"),
    ],
)
def test_the_word_before_a_name_tells_its_kind(text: str, kind: Kind | None, name: str) -> None:
    reading = readings(text)[0]

    assert (reading.kind, reading.name) == (kind, name)


@pytest.mark.shared_data
def test_every_address_of_the_livestream_is_found(shared_data: Path) -> None:
    missing = 0
    for name, province, district, commune in ORDERS:
        with (shared_data / "orders" / name).open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                if not row[province]:
                    continue  # a further line of the order above
                match = find_unit(row[province], row[commune], row[district])
                if not row[commune]:
                    assert match.via == "no_commune"
                    missing += name.endswith("tiktok.csv")
                    continue
                assert match.unit is not None, (row[province], row[commune])
                assert fold(match.unit.name) in fold(row[commune])
                assert fold(match.unit.province.name) in fold(row[province])

    assert missing == 4


@pytest.mark.shared_data
def test_every_seller_lives_in_a_known_commune(shared_data: Path) -> None:
    with (shared_data / "orders" / "sellers.csv").open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            match = find_unit("Lai Châu", row["commune"])

            assert match.unit is not None
            assert match.unit.code == row["commune_code"]


@pytest.mark.shared_data
def test_the_106_former_units_of_lai_chau_become_what_the_checked_table_says(shared_data: Path) -> None:
    with (shared_data / "places" / "lai_chau_legacy_to_2025.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 106

    for row in rows:
        match = find_unit("Lai Châu", row["legacy_ward"], row["legacy_district"])

        assert match.unit is not None, row
        assert match.unit.code == row["new_code"]
