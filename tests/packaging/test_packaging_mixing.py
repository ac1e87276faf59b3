"""What may lie together: the standard's own pairs, and the rules that follow from air, heat and cartons."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations_with_replacement

import pytest

from logistics.packaging import Mark, Mode, PackagingProfile, Ventilation, load_standard
from logistics.packaging.mixing import mix, why_parted

STANDARD = load_standard()
PROFILES = STANDARD.profiles


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("honey_glass", "rice_seng_cu"),
        ("tea_dry", "smoked_buffalo"),
        ("banana_fresh", "vegetables_fresh"),
        ("macadamia_kernel", "ginseng_potato"),
    ],
)
def test_pairs_that_spoil_one_another_are_parted(one: str, other: str) -> None:
    reason = why_parted(PROFILES[one], PROFILES[other])

    assert reason is not None
    assert reason.vi != reason.en


@pytest.mark.parametrize("pair", list(combinations_with_replacement(sorted(PROFILES), 2)))
def test_parting_does_not_depend_on_the_order(pair: tuple[str, str]) -> None:
    one, other = PROFILES[pair[0]], PROFILES[pair[1]]

    assert (why_parted(one, other) is None) == (why_parted(other, one) is None)


@pytest.mark.parametrize("code", sorted(PROFILES))
def test_everything_may_lie_with_its_own_kind(code: str) -> None:
    rules = mix([PROFILES[code]], STANDARD)

    assert rules is not None
    assert list(rules.cartons) == sorted(rules.cartons, key=lambda carton: carton.outer.volume_mm3)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ventilation": Ventilation.REQUIRED}, "needs air"),
        ({"temperature_min_c": 35, "temperature_max_c": 40}, "temperatures do not meet"),
        ({"cartons": ("V1",)}, "no carton suits both"),
        ({"modes": (Mode.AIR,)}, "no way to travel"),
    ],
)
def test_air_heat_cartons_and_ways_to_travel_part_goods_too(change: dict[str, object], said: str) -> None:
    rice = replace(PROFILES["rice_seng_cu"], modes=(Mode.ROAD,))
    other: PackagingProfile = replace(PROFILES["dried_goods"], **change)  # type: ignore[arg-type]

    reason = why_parted(rice, other)

    assert reason is not None
    assert said in reason.en
    assert mix([rice, other], STANDARD) is None


def test_three_goods_of_which_each_pair_shares_a_carton_but_not_all_are_parted() -> None:
    base = PROFILES["dried_goods"]
    three = [
        replace(base, code=code, cartons=cartons)
        for code, cartons in (("a", ("C1", "C2")), ("b", ("C2", "C3")), ("c", ("C1", "C3")))
    ]

    assert mix(three[:2], STANDARD) is not None
    assert mix(three, STANDARD) is None


def test_a_mix_that_may_not_fly_bears_the_mark() -> None:
    rules = mix([PROFILES["honey_plastic"], PROFILES["honey_glass"]], STANDARD)

    assert rules is not None
    assert rules.marks == tuple(mark for mark in Mark if mark in rules.marks)
    assert Mark.NOT_BY_AIR in rules.marks
