"""What is charged: volume as mass, rounding up, tables; whole grams and dong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.errors import Invalid
from logistics.packaging import Size, charge_vnd, chargeable_mass_g, load_services, volumetric_mass_g

SERVICES = load_services()
sizes = st.builds(Size, *[st.integers(1, 1000)] * 3)


def test_the_sample_of_ghn_weighs_two_hundred_grams_by_volume() -> None:
    assert chargeable_mass_g(50, Size(100, 100, 100), SERVICES["ghn"]) == 200


def test_volume_counts_where_it_is_more_than_mass_and_mass_where_it_is_more() -> None:
    bulky = Size(300, 300, 300)

    assert volumetric_mass_g(bulky, 6000) == 4500
    assert chargeable_mass_g(1000, bulky, SERVICES["standard"]) == 4500
    assert chargeable_mass_g(7001, bulky, SERVICES["standard"]) == 7500


@pytest.mark.parametrize(("mass_g", "charged_g"), [(1, 100), (100, 100), (101, 200), (2000, 2000), (2001, 2500)])
def test_a_begun_step_is_a_whole_step(mass_g: int, charged_g: int) -> None:
    assert chargeable_mass_g(mass_g, Size(10, 10, 10), SERVICES["standard"]) == charged_g


@settings(deadline=None)
@given(st.integers(1, 60_000), sizes, st.sampled_from(sorted(SERVICES)))
def test_nobody_is_charged_for_less_than_mass_or_volume(mass_g: int, size: Size, code: str) -> None:
    charged_g = chargeable_mass_g(mass_g, size, SERVICES[code])

    assert charged_g >= mass_g
    assert charged_g * SERVICES[code].divisor >= size.volume_mm3
    assert charged_g == chargeable_mass_g(charged_g, Size(1, 1, 1), SERVICES[code])


@pytest.mark.parametrize(
    ("mass_g", "amount_vnd"), [(1, 25000), (500, 25000), (501, 36000), (2000, 36000), (2001, 41000), (3000, 46000)]
)
def test_the_charge_follows_its_brackets_then_its_steps(mass_g: int, amount_vnd: int) -> None:
    assert charge_vnd(mass_g, SERVICES["standard"], "nation") == amount_vnd


@settings(deadline=None)
@given(st.integers(1, 60_000), st.integers(0, 10_000))
def test_more_mass_never_costs_less(mass_g: int, more_g: int) -> None:
    express = SERVICES["express"]

    assert charge_vnd(mass_g + more_g, express, "region") >= charge_vnd(mass_g, express, "region")


def test_a_service_without_a_table_does_not_guess() -> None:
    with pytest.raises(Invalid) as refusal:
        charge_vnd(1000, SERVICES["ghn"], "nation")

    assert refusal.value.code == "no_tariff"


def test_every_figure_has_its_source_and_date() -> None:
    for service in SERVICES.values():
        assert {"divisor", "rounding"} <= set(service.evidence)
        assert ("tariff" in service.evidence) == bool(service.tariffs)
        assert all(evidence.source and evidence.date for evidence in service.evidence.values())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("divisor = { value = 5000", "divisor = { value = 0", "must be positive"),
        ("{ up_to_g = 500, amount_vnd = 15000 }, ", "{ up_to_g = 5000, amount_vnd = 15000 }, ", "ascending"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    import logistics.packaging

    text = (Path(logistics.packaging.__file__).parent / "services.toml").read_text(encoding="utf-8")
    spoilt = tmp_path / "services.toml"
    spoilt.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(ValueError, match=said):
        load_services(spoilt)
