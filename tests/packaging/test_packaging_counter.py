"""The check at the counter: what is wrong, how to repair it, what a reason may override."""

from __future__ import annotations

from dataclasses import replace

import pytest

from logistics.packaging import (
    Declared,
    FindingCode,
    Measured,
    Mode,
    Size,
    check_at_counter,
    load_standard,
    pack,
    standing,
)

STANDARD = load_standard()
(PARCEL,) = pack([STANDARD.line("RIC-5K", 2)], STANDARD).parcels
DECLARED = Declared("rice_seng_cu", 1, PARCEL.carton_code, PARCEL.gross_mass_g)
MEASURED = Measured(PARCEL.gross_mass_g, PARCEL.outer)


def codes(measured: Measured = MEASURED, declared: Declared = DECLARED) -> list[FindingCode]:
    return [finding.code for finding in check_at_counter(measured, declared, STANDARD)]


def test_a_parcel_packed_to_the_standard_passes() -> None:
    assert codes() == []


def test_the_edges_may_be_measured_in_any_order() -> None:
    size = Size(PARCEL.outer.height_mm, PARCEL.outer.length_mm, PARCEL.outer.width_mm)

    assert codes(replace(MEASURED, size=size)) == []


@pytest.mark.parametrize(
    ("measured", "declared", "code"),
    [
        (MEASURED, replace(DECLARED, profile_code="coffee"), FindingCode.UNKNOWN_STANDARD),
        (MEASURED, replace(DECLARED, carton_code="X1"), FindingCode.UNKNOWN_STANDARD),
        (MEASURED, replace(DECLARED, profile_version=9), FindingCode.OTHER_VERSION),
        (MEASURED, replace(DECLARED, carton_code="V3"), FindingCode.WRONG_CARTON),
        (replace(MEASURED, gross_mass_g=22_500), DECLARED, FindingCode.TOO_HEAVY),
        (replace(MEASURED, gross_mass_g=23_000), DECLARED, FindingCode.CARTON_OVERLOADED),
        (replace(MEASURED, gross_mass_g=PARCEL.gross_mass_g - 900), DECLARED, FindingCode.MASS_DIFFERS),
        (replace(MEASURED, size=PARCEL.outer.grown(15)), DECLARED, FindingCode.CARTON_BULGES),
        (replace(MEASURED, size=Size(200, 200, 200)), DECLARED, FindingCode.SIZE_DIFFERS),
        (MEASURED, replace(DECLARED, journey_days=400), FindingCode.KEEPS_TOO_SHORT),
    ],
)
def test_each_fault_is_found_with_its_repair(measured: Measured, declared: Declared, code: FindingCode) -> None:
    found = {finding.code: finding for finding in check_at_counter(measured, declared, STANDARD)}

    assert code in found
    assert found[code].text.vi != found[code].text.en
    assert found[code].repair.vi != found[code].repair.en


def test_glass_honey_is_not_accepted_for_the_air() -> None:
    (honey,) = pack([STANDARD.line("HON-500", 1)], STANDARD).parcels
    declared = Declared("honey_glass", 1, honey.carton_code, honey.gross_mass_g, mode=Mode.AIR)

    findings = check_at_counter(Measured(honey.gross_mass_g, honey.outer), declared, STANDARD)

    assert [finding.code for finding in findings] == [FindingCode.MODE_FORBIDDEN]
    assert standing(findings, {FindingCode.MODE_FORBIDDEN: "the seller insists"}) == findings


def test_small_differences_of_scale_and_rule_are_nobodys_fault() -> None:
    assert codes(Measured(PARCEL.gross_mass_g + 100, PARCEL.outer.grown(7))) == []


def test_an_override_needs_a_reason_in_words() -> None:
    findings = check_at_counter(replace(MEASURED, gross_mass_g=PARCEL.gross_mass_g - 900), DECLARED, STANDARD)

    assert standing(findings, {}) == findings
    assert standing(findings, {FindingCode.MASS_DIFFERS: "  "}) == findings
    assert standing(findings, {FindingCode.MASS_DIFFERS: "weighed twice, the goods are right"}) == ()
