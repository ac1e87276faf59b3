"""Lines become parcels: what is parted, what is limited, what is fewest, and that nothing is ever forced in."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.errors import Invalid, Text
from logistics.packaging import (
    THOROUGH,
    Diligence,
    Goods,
    Line,
    Mark,
    Mode,
    PackedParcel,
    Packer,
    Size,
    Standard,
    chargeable_mass_g,
    check_packing,
    check_parcel,
    load_services,
    load_standard,
    pack,
)

STANDARD = load_standard()
CODES = sorted(STANDARD.goods)


def lines_of(**quantities: int) -> list[Line]:
    """lines_of(MAC_500=2): two units of MAC-500."""
    return [STANDARD.line(code.replace("_", "-"), quantity) for code, quantity in quantities.items()]


def cartons_of(parcels: tuple[PackedParcel, ...]) -> list[str]:
    return sorted(parcel.carton_code for parcel in parcels)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from(CODES), st.integers(1, 6), min_size=1, max_size=4))
def test_every_packing_passes_the_independent_audit(quantities: dict[str, int]) -> None:
    lines = [STANDARD.line(code, quantity) for code, quantity in quantities.items()]

    packing = pack(lines, STANDARD)

    assert check_packing(packing.parcels, lines, STANDARD) == []
    assert 1 <= packing.at_least <= len(packing)


@settings(deadline=None, max_examples=10)
@given(st.dictionaries(st.sampled_from(CODES), st.integers(5, 20), min_size=2, max_size=3))
def test_sixty_units_are_packed_and_pass_the_audit(quantities: dict[str, int]) -> None:
    lines = [STANDARD.line(code, quantity) for code, quantity in quantities.items()]

    assert check_packing(pack(lines, STANDARD).parcels, lines, STANDARD) == []


@pytest.mark.parametrize("code", CODES)
def test_one_unit_of_anything_fits_one_carton_proven_smallest(code: str) -> None:
    packing = pack([STANDARD.line(code, 1)], STANDARD)

    assert len(packing) == 1
    assert packing.proven


def test_goods_that_may_not_lie_together_are_parted_and_the_reason_is_given() -> None:
    packing = pack(lines_of(HON_500=1, RIC_5K=1), STANDARD)

    assert [[line.goods.code for line in parcel.lines] for parcel in packing] in (
        [["HON-500"], ["RIC-5K"]],
        [["RIC-5K"], ["HON-500"]],
    )
    assert packing.at_least == 2
    assert any("may not share a carton" in reason.en for parcel in packing for reason in parcel.reasons)


def test_a_mixed_parcel_takes_the_strictest_rule_of_each() -> None:
    (parcel,) = pack(lines_of(MAC_500=1, MAC_1000=1), STANDARD).parcels

    assert parcel.keep_by_days == 90
    assert parcel.max_stack == 5
    assert {Mark.KEEP_DRY, Mark.KEEP_FROM_HEAT} <= set(parcel.marks)
    assert parcel.profile_code == "macadamia_kernel"
    assert parcel.profiles == (("macadamia_kernel", 1), ("macadamia_in_shell", 1))


def test_a_parcel_with_glass_honey_may_not_fly_and_says_so() -> None:
    (parcel,) = pack(lines_of(HON_500=1, HON_1L=1), STANDARD).parcels

    assert parcel.modes == (Mode.ROAD,)
    assert Mark.NOT_BY_AIR in parcel.marks


def test_twenty_kilograms_of_bananas_are_split_by_the_mass_a_carton_may_have() -> None:
    packing = pack(lines_of(BAN_5K=4), STANDARD)

    assert cartons_of(packing.parcels) == ["V3", "V3"]
    assert packing.at_least == 2
    assert all(parcel.gross_mass_g <= 13000 for parcel in packing)


def test_jars_stand_upright_with_their_wrap_and_clearance() -> None:
    (parcel,) = pack(lines_of(HON_500=2), STANDARD).parcels

    assert {placement.height_mm for placement in parcel.placements} == {234}
    assert parcel.inner.height_mm == STANDARD.cartons[parcel.carton_code].inner.height_mm - 40


def test_the_gross_mass_is_goods_inner_packing_filling_and_carton() -> None:
    (parcel,) = pack(lines_of(HON_500=1), STANDARD).parcels

    carton = STANDARD.cartons[parcel.carton_code]
    filling_g = -(-parcel.void_cm3 * 20 // 1000)
    assert parcel.gross_mass_g == 950 + 45 + filling_g + carton.tare_g


def test_the_order_of_lines_and_their_splitting_change_nothing() -> None:
    packer = Packer(STANDARD)

    once = packer.pack(lines_of(MAC_500=3, TEA_200=2))

    assert packer.pack(lines_of(TEA_200=2, MAC_500=3)) is once
    assert packer.pack([*lines_of(MAC_500=1, TEA_200=2), *lines_of(MAC_500=2)]) is once
    assert pack(lines_of(MAC_500=3, TEA_200=2), STANDARD) == once


def test_goods_of_one_code_and_two_sizes_are_not_confused() -> None:
    packer = Packer(STANDARD)
    tea = STANDARD.goods["TEA-200"]
    large = replace(tea, size=Size(300, 200, 180))

    assert packer.pack([Line(tea, 1)]).parcels != packer.pack([Line(large, 1)]).parcels
    assert (
        check_packing(packer.pack([Line(tea, 1), Line(large, 1)]).parcels, [Line(large, 1), Line(tea, 1)], STANDARD)
        == []
    )


def test_what_fits_no_carton_is_refused_by_name_never_squeezed_in() -> None:
    tree = Goods("TREE-1", Text("Cây chè", "Tea tree"), "tea_dry", 3000, Size(1500, 200, 200))

    with pytest.raises(Invalid) as refusal:
        pack([Line(tree, 1), *lines_of(TEA_200=1)], STANDARD)

    assert refusal.value.code == "fits_no_carton"
    assert "TREE-1" in refusal.value.text.en


def test_every_line_that_cannot_be_packed_is_named_at_once() -> None:
    tea = STANDARD.goods["TEA-200"]
    lines = [Line(tea, 0), Line(replace(tea, profile="coffee"), 1), Line(replace(tea, mass_g=0), 1)]

    with pytest.raises(Invalid) as refusal:
        pack(lines, STANDARD)

    assert [(problem.at, problem.code) for problem in refusal.value.problems] == [
        ("/lines/0/quantity", "not_positive"),
        ("/lines/1/goods", "unknown_profile"),
        ("/lines/2/goods", "not_positive"),
    ]


@pytest.mark.parametrize("quantity", [0, 1001])
def test_nothing_and_too_much_are_refused(quantity: int) -> None:
    lines = [Line(STANDARD.goods["TEA-200"], quantity)] if quantity else []

    with pytest.raises(Invalid) as refusal:
        pack(lines, STANDARD)

    assert refusal.value.code == "unit_count"


def test_a_hundred_different_shares_are_filled_one_carton_after_another() -> None:
    lines = lines_of(MAC_500=30, TEA_200=20, RIC_5K=5, DRY_300=5)

    packing = pack(lines, STANDARD)

    assert check_packing(packing.parcels, lines, STANDARD) == []
    assert not packing.proven
    assert 2 <= packing.at_least <= len(packing)


def test_proving_finds_the_one_carton_that_looking_missed() -> None:
    # Six pouches stand in D5 only as a pinwheel, which building blocks do not see.
    lines = lines_of(DRY_300=6)

    looked = pack(lines, STANDARD, Diligence(THOROUGH))
    proven = pack(lines, STANDARD)

    assert (looked.at_least, looked.proven) == (1, False)
    assert (cartons_of(proven.parcels), proven.proven) == (["D5"], True)
    assert check_packing(proven.parcels, lines, STANDARD) == []


def test_a_standard_with_one_small_carton_needs_as_many_cartons_as_units() -> None:
    profiles = {"tea_dry": replace(STANDARD.profiles["tea_dry"], cartons=("C1",))}
    small = Standard(2, profiles, {"C1": STANDARD.cartons["C1"]}, STANDARD.goods)

    packing = pack([small.line("TEA-500", 3)], small)

    assert cartons_of(packing.parcels) == ["C1", "C1", "C1"]
    assert packing.proven


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ({"gross_mass_g": 99_000}, "is above"),
        ({"gross_mass_g": 10}, "less than its parts"),
        ({"goods_mass_g": 1}, "goods weigh"),
        ({"carton_code": "V1"}, "may not use carton V1"),
        ({"keep_by_days": 999}, "does not keep"),
        ({"marks": ()}, "mark of"),
        ({"inner": Size(900, 900, 900)}, "clearance"),
        ({"placements": ()}, "wanted"),
    ],
)
def test_the_audit_sees_a_spoilt_parcel(spoilt: dict[str, object], said: str) -> None:
    (parcel,) = pack(lines_of(RIC_5K=2), STANDARD).parcels
    assert check_parcel(parcel, STANDARD) == []

    faults = check_parcel(replace(parcel, **spoilt), STANDARD)  # type: ignore[arg-type]

    assert any(said in fault for fault in faults)


def test_the_audit_sees_units_that_overlap_float_or_are_missing() -> None:
    lines = lines_of(RIC_5K=2)
    (parcel,) = pack(lines, STANDARD).parcels
    first, second = parcel.placements

    def said(*placements: object) -> str:
        return " ".join(check_parcel(replace(parcel, placements=placements), STANDARD))  # type: ignore[arg-type]

    assert "overlap" in said(first, first)
    assert "rests on too little" in said(first, replace(second, z_mm=second.z_mm + 7))
    assert "reaches out" in said(first, replace(second, x_mm=5000))
    assert "may not lie" in said(first, replace(second, length_mm=second.length_mm + 1))
    assert "missing" in " ".join(check_packing([parcel], lines_of(RIC_5K=3), STANDARD))


@pytest.mark.shared_data
def test_a_whole_livestream_is_packed_and_passes_the_audit(shared_data: Path) -> None:
    ordered: dict[str, list[Line]] = defaultdict(list)
    with (shared_data / "orders" / "livestream_2025-11-04_tiktok.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            goods = STANDARD.find_goods(row["Seller SKU"])
            if goods and int(row["Quantity"]):
                ordered[row["Order ID"]].append(Line(goods, int(row["Quantity"])))
    packer = Packer(STANDARD)

    faults = [
        fault for lines in ordered.values() for fault in check_packing(packer.pack(lines).parcels, lines, STANDARD)
    ]

    assert len(ordered) > 2400
    assert faults == []


@pytest.mark.parametrize(
    ("sku", "quantity", "most_g"), [("TEA-200", 3, 1_500), ("TEA-100", 2, 1_000), ("TEA-500", 1, 1_500)]
)
def test_a_few_pouches_of_tea_are_not_charged_as_a_large_carton(sku: str, quantity: int, most_g: int) -> None:
    (parcel,) = pack([STANDARD.line(sku, quantity)], STANDARD)

    assert chargeable_mass_g(parcel.gross_mass_g, parcel.outer, load_services()["standard"]) <= most_g


def test_a_packer_that_has_seen_too_much_begins_anew_and_packs_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("logistics.packaging.packer._REMEMBERED", 1)
    packer, tea, nuts = Packer(STANDARD), lines_of(TEA_200=2), lines_of(MAC_500=2)
    first = packer.pack(tea)

    packer.pack(nuts)

    assert packer.pack(tea) is not first
    assert packer.pack(tea) == first
