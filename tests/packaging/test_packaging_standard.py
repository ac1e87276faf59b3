"""The standard as data: complete, sourced, sound; and an office's own values over it."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from dataclasses import fields
from pathlib import Path

import pytest

import logistics.packaging
from logistics.errors import Invalid
from logistics.packaging import Mark, Mode, PackagingProfile, Standard, Ventilation, load_standard, with_overrides

ON = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def standard() -> Standard:
    return load_standard()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of the standard, to be spoilt."""
    source = Path(logistics.packaging.__file__).parent
    shutil.copytree(source / "profiles", tmp_path / "profiles")
    for name in ("cartons.toml", "goods.toml", "standard.toml"):
        shutil.copy(source / name, tmp_path)
    return tmp_path


def test_the_eleven_goods_of_the_district_have_a_profile(standard: Standard) -> None:
    assert set(standard.profiles) == {
        "tea_dry",
        "macadamia_kernel",
        "macadamia_in_shell",
        "banana_fresh",
        "rice_seng_cu",
        "honey_glass",
        "honey_plastic",
        "ginseng_potato",
        "dried_goods",
        "smoked_buffalo",
        "vegetables_fresh",
    }


def test_every_value_of_every_profile_names_its_evidence_and_date(standard: Standard) -> None:
    valued = {each.name for each in fields(PackagingProfile)} - {"code", "version", "name", "evidence"}

    for profile in standard.profiles.values():
        assert set(profile.evidence) == valued
        assert all(evidence.source and evidence.date.year >= 2025 for evidence in profile.evidence.values())


def test_there_are_at_most_fifteen_cartons_and_the_inside_is_smaller(standard: Standard) -> None:
    assert len(standard.cartons) <= 15
    for carton in standard.cartons.values():
        assert carton.inner.volume_mm3 < carton.outer.volume_mm3


def test_goods_that_need_air_are_packed_in_vented_cartons_only(standard: Standard) -> None:
    for profile in standard.profiles.values():
        vented = {"vented" in standard.cartons[code].name.en for code in profile.cartons}
        assert vented == {profile.ventilation is Ventilation.REQUIRED}


def test_glass_honey_is_marked_upright_and_never_flies(standard: Standard) -> None:
    honey = standard.profiles["honey_glass"]

    assert {Mark.THIS_WAY_UP, Mark.FRAGILE, Mark.LIQUID} <= set(honey.marks)
    assert Mode.AIR not in honey.modes


@pytest.mark.parametrize("sku", ["LC074-MAC-500", "mac-500", "  lc001-mac-500 "])
def test_goods_are_found_whoever_sells_them(standard: Standard, sku: str) -> None:
    assert standard.goods_for(sku).profile == "macadamia_in_shell"


def test_unknown_goods_are_refused_with_what_to_do(standard: Standard) -> None:
    with pytest.raises(Invalid) as refusal:
        standard.goods_for("ZZ999-XXX-1", at="/rows/3/sku")

    assert refusal.value.code == "unknown_goods"
    assert refusal.value.problems[0].at == "/rows/3/sku"
    assert "Ask the seller" in refusal.value.text.en


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "column"),
    [("livestream_2025-11-04_tiktok.csv", "Seller SKU"), ("livestream_2025-11-04_spx.csv", "Mã sản phẩm")],
)
def test_every_sku_of_the_livestream_is_in_the_catalogue(
    standard: Standard, shared_data: Path, name: str, column: str
) -> None:
    with (shared_data / "orders" / name).open(encoding="utf-8-sig") as file:
        skus = {row[column] for row in csv.DictReader(file)}

    assert {sku for sku in skus if standard.find_goods(sku) is None} <= {"ZZ999-XXX-1", ""}


@pytest.mark.shared_data
def test_everything_the_households_sell_is_in_the_catalogue(standard: Standard, shared_data: Path) -> None:
    with (shared_data / "orders" / "sellers.csv").open(encoding="utf-8-sig") as file:
        sold = {code for row in csv.DictReader(file) for code in row["goods"].split()}

    assert sold
    assert all(standard.find_goods(code) for code in sold)


def test_an_office_overrides_a_value_and_the_version_tells(standard: Standard) -> None:
    own = with_overrides(standard, {"tea_dry": {"max_gross_mass_g": 8000, "marks": ["keep_dry"]}}, version=7, on=ON)

    tea = own.profiles["tea_dry"]
    assert (tea.version, tea.max_gross_mass_g, tea.marks) == (7, 8000, (Mark.KEEP_DRY,))
    assert tea.evidence["max_gross_mass_g"].source == "office"
    assert tea.evidence["wrap_mm"].source == "proposal"
    assert own.profiles["honey_glass"] is standard.profiles["honey_glass"]
    assert standard.profiles["tea_dry"].max_gross_mass_g == 10000


@pytest.mark.parametrize(
    ("changes", "version", "said"),
    [
        ({"coffee": {}}, 2, "no profile coffee"),
        ({"tea_dry": {"colour": "green"}}, 2, "no such value"),
        ({"tea_dry": {"max_stack": "six"}}, 2, "not of kind int"),
        ({"tea_dry": {"max_stack": True}}, 2, "not of kind int"),
        ({"tea_dry": {"marks": "keep_dry"}}, 2, "must be a list"),
        ({"tea_dry": {"marks": ["shiny"]}}, 2, "shiny"),
        ({"tea_dry": {"cartons": ["X9"]}}, 2, "unknown cartons X9"),
        ({"tea_dry": {"not_with": ["coffee"]}}, 2, "unknown profiles coffee"),
        ({"tea_dry": {"max_gross_mass_g": 0}}, 2, "max_gross_mass_g is 0"),
        ({"tea_dry": {"wrap_mm": -1}}, 2, "wrap_mm is -1, below 0"),
        ({"tea_dry": {"cartons": []}}, 2, "one of the cartons"),
        ({"tea_dry": {"temperature_min_c": 40}}, 2, "temperature_min_c is above"),
        ({"tea_dry": {"max_stack": 3}}, 1, "must be above 1"),
    ],
)
def test_an_unsound_override_is_refused_and_named(
    standard: Standard, changes: dict[str, dict[str, object]], version: int, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        with_overrides(standard, changes, version=version, on=ON)


def test_a_profile_without_a_value_is_refused_by_name(folder: Path) -> None:
    file = folder / "profiles" / "tea_dry.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("max_stack = 6\n", ""), encoding="utf-8")

    with pytest.raises(ValueError, match=r"tea_dry\.toml: missing max_stack"):
        load_standard(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("profiles/tea_dry.toml", "max_stack = 6", "max_stack = 6\ncolour = 1", "colour is no value"),
        ("goods.toml", 'profile = "tea_dry"', 'profile = "coffee"', "unknown profile coffee"),
        ("cartons.toml", "inner_mm = [250, 180, 100]", "inner_mm = [950, 180, 100]", "inside must be smaller"),
        ("cartons.toml", "[cartons.", "[cartons.X", "unknown cartons"),
    ],
)
def test_files_that_do_not_agree_are_refused(folder: Path, file: str, old: str, new: str, said: str) -> None:
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    with pytest.raises(ValueError, match=said):
        load_standard(folder)


def test_more_than_fifteen_cartons_are_refused(folder: Path) -> None:
    cartons = folder / "cartons.toml"
    text = cartons.read_text(encoding="utf-8")
    cartons.write_text(text + text[text.index("[cartons.C1]") :].replace("[cartons.", "[cartons.Z"), encoding="utf-8")

    with pytest.raises(ValueError, match="30 carton kinds"):
        load_standard(folder)
