"""The chain fills every cell with the most trusted source, and says whose it is."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.routing.travel import NO_WAY
from logistics.travel import (
    AnchorRoad,
    Anchors,
    Answer,
    Closure,
    Estimate,
    Mode,
    Point,
    Quality,
    Question,
    Season,
    TravelMatrix,
    first_anchors,
)
from logistics.travel.matrix import UNKNOWN

MORNING = dt.datetime(2025, 11, 5, 0, 0, tzinfo=dt.UTC)
LAI_CHAU, TAM_DUONG = Point(22.388, 103.47141), Point(22.33169, 103.61891)
VALLEY, PASS = Point(22.40, 103.50, 700), Point(22.44, 103.52, 1900)

places = st.builds(
    Point,
    st.floats(21.7, 22.8),
    st.floats(102.4, 103.9),
    st.none() | st.integers(100, 2500),
)


class Knows:
    """A source that answers every pair with the same numbers, save the cells it is told to leave open."""

    def __init__(self, quality: Quality, duration_s: int, without: tuple[tuple[int, int], ...] = ()) -> None:
        self.quality, self.version = quality, f"test of {duration_s}"
        self._duration_s, self._without = duration_s, without

    def answer(self, question: Question) -> Answer:
        n = len(question.points)
        duration_s = np.full((n, n), self._duration_s, np.int32)
        for cell in self._without:
            duration_s[cell] = UNKNOWN
        return Answer(duration_s, duration_s * 10, np.zeros((n, n), np.int32))


def test_a_cell_one_source_does_not_know_is_filled_by_the_next() -> None:
    chain = TravelMatrix([Knows(Quality.ENGINE, 100, without=((0, 1),)), Knows(Quality.GRAPH, 200)])

    matrices = chain.matrix([LAI_CHAU, TAM_DUONG], "truck", MORNING)

    assert matrices.duration_s.tolist() == [[0, 200], [100, 0]]
    assert matrices.quality.tolist() == [[0, Quality.GRAPH], [Quality.ENGINE, 0]]
    assert matrices.versions == {Quality.ENGINE: "test of 100", Quality.GRAPH: "test of 200"}


def test_what_no_source_knows_is_no_way_and_never_zero() -> None:
    chain = TravelMatrix([Knows(Quality.ENGINE, 100, without=((0, 1),))])

    matrices = chain.matrix([LAI_CHAU, TAM_DUONG], "truck", MORNING)

    assert matrices.duration_s[0, 1] == matrices.distance_m[0, 1] == matrices.slow_s[0, 1] == NO_WAY


def test_a_source_that_says_no_way_is_not_overruled_by_the_estimate() -> None:
    chain = TravelMatrix([Knows(Quality.GRAPH, NO_WAY), Estimate()])

    matrices = chain.matrix([LAI_CHAU, TAM_DUONG], "truck", MORNING)

    assert matrices.duration_s[0, 1] == NO_WAY
    assert matrices.quality[0, 1] == Quality.GRAPH


def test_uphill_takes_longer_than_downhill() -> None:
    for mode in Mode:
        matrices = TravelMatrix([Estimate()]).matrix([VALLEY, PASS], mode, MORNING)

        assert matrices.duration_s[0, 1] > matrices.duration_s[1, 0], mode
        assert matrices.distance_m[0, 1] == matrices.distance_m[1, 0]


@settings(deadline=None)
@given(st.lists(places, min_size=1, max_size=8), st.sampled_from(list(Mode)))
def test_the_estimate_knows_every_pair_and_no_road_is_shorter_than_the_straight_line(
    points: list[Point], mode: Mode
) -> None:
    matrices = TravelMatrix([Estimate()]).matrix(points, mode, MORNING)
    again = TravelMatrix([Estimate()]).matrix(points[::-1], mode, MORNING)

    assert (matrices.duration_s >= 0).all()
    assert (matrices.duration_s < NO_WAY).all()
    assert (np.diag(matrices.duration_s) == 0).all()
    assert (matrices.distance_m == matrices.distance_m.T).all()
    assert (matrices.slow_s >= matrices.duration_s).all()
    assert np.allclose(matrices.duration_s, again.duration_s[::-1, ::-1], rtol=0.02, atol=2)


def test_rough_land_makes_the_road_longer() -> None:
    ends = [Point(22.30, 103.30), Point(22.30, 103.60)]
    flat = [Point(22.30, 103.30 + 0.02 * step, 800) for step in range(16)]
    rough = [Point(22.30, 103.30 + 0.02 * step, 800 + 600 * (step % 2)) for step in range(16)]

    smooth_m, rough_m = (
        TravelMatrix([Estimate(ground)]).matrix(ends, "truck", MORNING).distance_m[0, 1] for ground in (flat, rough)
    )

    assert rough_m > 1.3 * smooth_m


def test_without_any_elevation_the_median_circuity_and_a_wider_band_hold() -> None:
    unknown = TravelMatrix([Estimate()]).matrix([LAI_CHAU, TAM_DUONG], "truck", MORNING)
    known = TravelMatrix([Estimate([VALLEY, PASS])]).matrix([LAI_CHAU, TAM_DUONG], "truck", MORNING)

    assert unknown.distance_m[0, 1] == pytest.approx(16_420 * 1.83, rel=0.01)
    assert unknown.band_s[0, 1] / unknown.duration_s[0, 1] > known.band_s[0, 1] / known.duration_s[0, 1]


def test_between_two_anchors_the_published_distance_holds() -> None:
    chain = TravelMatrix([Anchors(first_anchors()), Estimate()])

    matrices = chain.matrix([LAI_CHAU, TAM_DUONG], "truck", MORNING)

    assert matrices.distance_m.tolist() == [[0, 25_000], [25_000, 0]]
    assert matrices.quality[0, 1] == Quality.ANCHOR


def test_anchors_are_chained() -> None:
    phong_tho, sa_pa = Point(22.54316, 103.29167), Point(22.33636, 103.84379)

    matrices = TravelMatrix([Anchors(first_anchors())]).matrix([phong_tho, sa_pa], "truck", MORNING)

    assert matrices.distance_m[0, 1] == 30_000 + 73_000


def test_a_chain_through_a_hub_off_the_line_is_no_evidence() -> None:
    # By the anchors 30 + 105 km through Lai Châu; there is a direct road of about 75 km that no anchor tells.
    phong_tho, muong_lay = Point(22.54316, 103.29167), Point(22.03216, 103.14520)

    matrices = TravelMatrix([Anchors(first_anchors()), Estimate()]).matrix([phong_tho, muong_lay], "truck", MORNING)

    assert matrices.quality[0, 1] == Quality.ESTIMATE


def test_points_far_from_every_anchor_are_left_to_the_estimate() -> None:
    chain = TravelMatrix([Anchors(first_anchors()), Estimate()])

    matrices = chain.matrix([Point(22.6, 102.5), Point(22.5, 102.7)], "truck", MORNING)

    assert matrices.quality[0, 1] == Quality.ESTIMATE


def test_an_anchor_road_may_differ_by_direction() -> None:
    roads = [AnchorRoad(LAI_CHAU, TAM_DUONG, 25_000, 2_000), AnchorRoad(TAM_DUONG, LAI_CHAU, 25_000, 2_600)]

    matrices = TravelMatrix([Anchors(roads)]).matrix([LAI_CHAU, TAM_DUONG], "truck", MORNING)

    assert (matrices.duration_s[0, 1], matrices.duration_s[1, 0]) == (2_000, 2_600)


def a_closure(**given: object) -> Closure:
    """QL4D closed between Lai Châu and Tam Đường since the day before."""
    box = tuple(Point(22.36 + y, 103.54 + x) for y, x in ((0.01, 0.01), (0.01, -0.01), (-0.01, -0.01), (-0.01, 0.01)))
    fields = {"id": "1", "since": MORNING - dt.timedelta(days=1), "area": box, "road": "QL4D"}
    return Closure(**(fields | given))  # type: ignore[arg-type]


def test_a_closed_anchor_road_is_no_way_while_another_stays_open() -> None:
    phong_tho = Point(22.54316, 103.29167)
    chain = TravelMatrix([Anchors(first_anchors()), Estimate()])

    matrices = chain.matrix([LAI_CHAU, TAM_DUONG, phong_tho], "truck", MORNING, [a_closure()])

    assert matrices.duration_s[0, 1] == NO_WAY
    assert matrices.distance_m[0, 2] == 30_000


def test_a_closure_for_trucks_lets_motorbikes_pass() -> None:
    chain = TravelMatrix([Anchors(first_anchors()), Estimate()])
    closed = [a_closure(modes=frozenset({Mode.TRUCK}))]

    assert chain.matrix([LAI_CHAU, TAM_DUONG], "truck", MORNING, closed).duration_s[0, 1] == NO_WAY
    assert chain.matrix([LAI_CHAU, TAM_DUONG], "motorbike", MORNING, closed).duration_s[0, 1] < NO_WAY


@pytest.mark.parametrize(
    ("closure", "holds"),
    [
        (a_closure(), True),
        (a_closure(since=MORNING + dt.timedelta(hours=1)), False),
        (a_closure(until=MORNING), False),
        (a_closure(until=MORNING + dt.timedelta(hours=1)), True),
        (a_closure(season=Season((5, 1), (9, 30))), False),
        (a_closure(season=Season((10, 15), (2, 28))), True),
    ],
)
def test_a_closure_holds_from_its_start_to_its_end_in_its_season(closure: Closure, holds: bool) -> None:
    assert closure.holds(MORNING, Mode.TRUCK) is holds


def test_an_estimate_near_a_closure_is_less_sure() -> None:
    beside = a_closure(area=tuple(Point(p.lat + 0.03, p.lon) for p in a_closure().area))
    chain = TravelMatrix([Estimate()])

    near = chain.matrix([LAI_CHAU, TAM_DUONG], "truck", MORNING, [beside])
    free = chain.matrix([LAI_CHAU, TAM_DUONG], "truck", MORNING)

    assert near.duration_s[0, 1] == free.duration_s[0, 1]
    assert near.band_s[0, 1] > 2 * free.band_s[0, 1]


def test_the_planner_takes_the_matrices_with_their_band() -> None:
    travel = TravelMatrix([Estimate()]).matrix([VALLEY, PASS], "truck", MORNING).travel("truck")

    assert travel.slow_s is not None
    assert (travel.planned_s(90) >= travel.planned_s(50)).all()


@pytest.mark.shared_data
def test_the_published_roads_are_estimated_within_the_stated_error(shared_data: object) -> None:
    import csv
    from pathlib import Path

    path = Path(str(shared_data)) / "places" / "lai_chau_localities_geonames.csv"
    with path.open(encoding="utf-8") as lines:
        ground = [
            Point(float(row["lat"]), float(row["lon"]), int(row["dem_m"]))
            for row in csv.DictReader(lines)
            if row["dem_m"]
        ]
    errors = []
    for road in first_anchors():
        matrices = TravelMatrix([Estimate(ground)]).matrix([road.start, road.end], "truck", MORNING)
        errors.append(abs(matrices.distance_m[0, 1] / road.distance_m - 1))

    assert np.mean(errors) < 0.21
    assert max(errors) < 0.35
