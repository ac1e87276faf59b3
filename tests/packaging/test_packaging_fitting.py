"""Boxes into a box: what is said to fit does fit, what is said not to fit cannot, and hard cases are found."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.cli.bench.packing import case
from logistics.packaging import QUICK, THOROUGH, Orientation, Size
from logistics.packaging.fitting import Kind, Lying, faults, fill, fit, refuted, stands
from logistics.packaging.fitting.proof import Outcome, Prover

Extents = tuple[int, int, int]

extents = st.tuples(*[st.integers(1, 12)] * 3)
rooms = st.tuples(*[st.integers(4, 20)] * 3)
kinds_of_units = st.lists(
    st.tuples(st.integers(1, 6), extents, st.sampled_from(list(Orientation)), st.integers(1, 5)), min_size=1, max_size=4
)


def a_kind(quantity: int, size: Extents, orientation: Orientation = Orientation.ANY, mass_g: int = 1) -> Kind:
    return Kind(quantity, Size(*size).turned(orientation), mass_g)


@settings(deadline=None, max_examples=150)
@given(kinds_of_units, rooms, st.integers(1, 40))
def test_whatever_is_placed_lies_within_apart_and_supported(
    given_kinds: list[tuple[int, Extents, Orientation, int]], room: Extents, load_g: int
) -> None:
    kinds = [a_kind(*given_kind) for given_kind in given_kinds]

    lying = fill(kinds, room, load_g)

    assert not faults(lying, kinds, room)
    assert sum(kinds[unit.kind].mass_g for unit in lying) <= load_g


@settings(deadline=None, max_examples=100)
@given(kinds_of_units, rooms)
def test_what_is_refuted_is_never_found_to_fit(
    given_kinds: list[tuple[int, Extents, Orientation, int]], room: Extents
) -> None:
    kinds = [a_kind(*given_kind) for given_kind in given_kinds]

    if refuted(kinds, room):
        assert fit(kinds, room) is None


@pytest.mark.parametrize(
    ("room", "quantity", "size"), [((90, 40, 30), 3, (40, 30, 30)), ((25, 25, 20), 20, (20, 5, 6))]
)
def test_the_two_cases_on_which_py3dbp_leaves_units_out_are_packed(room: Extents, quantity: int, size: Extents) -> None:
    kinds = [a_kind(quantity, size)]

    lying = fit(kinds, room)

    assert lying is not None
    assert not faults(lying, kinds, room)
    assert len(lying) == quantity


@pytest.mark.parametrize("seed", range(12))
def test_a_carton_cut_to_pieces_is_put_together_again(seed: int) -> None:
    cut = case("cut", seed, 1)
    counted = Counter(Size(*sorted(piece)) for piece in cut.pieces)
    kinds = [Kind(count, size.turned(Orientation.ANY), 1) for size, count in counted.items()]

    lying = fit(kinds, cut.room, THOROUGH)

    assert lying is not None
    assert not faults(lying, kinds, cut.room)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("step", [1, 20])
def test_the_pieces_of_a_cut_carton_fill_it_exactly_and_are_never_refuted(seed: int, step: int) -> None:
    cut = case("cut", seed, step)
    kinds = [a_kind(1, piece) for piece in cut.pieces]

    assert sum(kind.volume for kind in kinds) == cut.room[0] * cut.room[1] * cut.room[2]
    assert not refuted(kinds, cut.room)


def test_a_unit_that_must_stay_upright_is_not_laid_down() -> None:
    assert fit([a_kind(1, (10, 10, 30), Orientation.UP)], (30, 30, 20)) is None
    assert fit([a_kind(1, (10, 10, 30), Orientation.ANY)], (30, 30, 20)) is not None


def test_a_wide_unit_does_not_balance_on_a_narrow_one() -> None:
    narrow, wide = a_kind(1, (14, 20, 10), Orientation.UP), a_kind(1, (20, 20, 10), Orientation.UP)

    lying = fit([narrow, wide], (20, 20, 20))

    assert lying is not None
    assert next(unit for unit in lying if unit.kind == 1).z == 0


def test_a_load_too_heavy_is_filled_only_up_to_its_limit() -> None:
    assert len(fill([a_kind(10, (1, 1, 1), mass_g=3)], (10, 10, 10), 10)) == 3


def test_bounds_refute_three_units_that_are_more_than_half_of_each_edge() -> None:
    # 3 x 6^3 = 648 of 1,000: volume alone would let them pass.
    assert refuted([a_kind(3, (6, 6, 6))], (10, 10, 10))
    assert not refuted([a_kind(1, (6, 6, 6))], (10, 10, 10))


def test_two_units_that_never_share_the_room_are_refuted() -> None:
    # Together three eighths of the volume, but neither stands beside, behind or on the other.
    assert refuted([a_kind(1, (5, 5, 5)), a_kind(1, (4, 4, 4))], (8, 8, 8))
    assert not refuted([a_kind(1, (5, 5, 5)), a_kind(1, (4, 4, 3))], (8, 8, 8))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(*[st.integers(1, 6)] * 3), min_size=2, max_size=2))
def test_of_two_units_the_bounds_refute_exactly_those_without_a_place(sizes: list[Extents]) -> None:
    kinds, room = [a_kind(1, size) for size in sizes], (7, 6, 5)

    assert refuted(kinds, room) == (Prover(5.0).settle(kinds, room) is Outcome.IMPOSSIBLE)


def test_a_prover_whose_time_is_spent_leaves_the_rest_unknown() -> None:
    prover, kinds = Prover(1e-9), [a_kind(4, (2, 1, 1))]

    prover.settle(kinds, (3, 3, 1))

    assert prover.settle(kinds, (3, 3, 1)) is Outcome.UNKNOWN


def test_the_prover_finds_what_fits_and_proves_what_cannot() -> None:
    pinwheel, room = [a_kind(4, (2, 1, 1))], (3, 3, 1)

    found = Prover(5.0).settle(pinwheel, room)
    impossible = Prover(5.0).settle([a_kind(5, (2, 1, 1))], room)

    assert not isinstance(found, Outcome)
    assert len(found) == 4
    assert faults(found, pinwheel, room) == []
    assert impossible is Outcome.IMPOSSIBLE


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 2), st.tuples(*[st.integers(1, 6)] * 3)), min_size=1, max_size=3))
def test_the_prover_never_denies_what_was_found(units: list[tuple[int, Extents]]) -> None:
    kinds = [a_kind(quantity, size) for quantity, size in units]
    room = (7, 6, 5)

    if fit(kinds, room, QUICK):
        assert Prover(2.0).settle(kinds, room) is not Outcome.IMPOSSIBLE


def test_too_many_units_for_a_proof_are_left_unknown() -> None:
    assert Prover(1.0).settle([a_kind(15, (1, 1, 1))], (10, 10, 10)) is Outcome.UNKNOWN


def test_the_audit_sees_what_overlaps_floats_reaches_out_or_lies_wrong() -> None:
    kinds = [a_kind(2, (2, 2, 2)), a_kind(1, (1, 2, 3), Orientation.UP)]

    def said(*lying: Lying) -> str:
        return " ".join(faults(lying, kinds, (4, 4, 4)))

    assert "overlap" in said(Lying(0, 0, 0, 0, 2, 2, 2), Lying(0, 1, 1, 0, 2, 2, 2))
    assert "too little" in said(Lying(0, 0, 0, 1, 2, 2, 2))
    assert "reaches out" in said(Lying(0, 3, 0, 0, 2, 2, 2))
    assert "this way" in said(Lying(1, 0, 0, 0, 3, 2, 1))
    assert "there are" in said(*(Lying(1, x, 0, 0, 1, 2, 3) for x in range(2)))
    assert said(Lying(0, 0, 0, 0, 2, 2, 2), Lying(0, 0, 0, 2, 2, 2, 2)) == ""


def test_four_fifths_of_a_base_are_enough_to_stand() -> None:
    floor = Lying(0, 0, 0, 0, 8, 10, 5)

    assert stands([floor, Lying(0, 0, 0, 5, 10, 10, 5)])
    assert not stands([floor, Lying(0, 0, 0, 5, 11, 10, 5)])
