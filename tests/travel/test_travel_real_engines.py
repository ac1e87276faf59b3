"""The client against real OSRM and Valhalla servers, over networks that these tests write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import osmium
import pytest
import real_engines

from logistics.travel import Closure, Estimate, Point, Quality, TravelMatrix
from logistics.travel.engine import Engine, engine

MORNING = dt.datetime(2025, 11, 5, 0, 0, tzinfo=dt.UTC)

# A ladder: the main road 1-2-3 in the south runs one way from 1 to 2, a side road 4-5-6 in the north joins its ends;
# far in the west lies a road that leads nowhere else.
NODES = {
    1: (22.30, 103.40),
    2: (22.30, 103.45),
    3: (22.30, 103.50),
    4: (22.32, 103.40),
    5: (22.32, 103.45),
    6: (22.32, 103.50),
    7: (22.30, 102.40),
    8: (22.30, 102.45),
}
WAYS: tuple[tuple[list[int], dict[str, str]], ...] = (
    ([1, 2], {"highway": "trunk", "oneway": "yes"}),
    ([2, 3], {"highway": "trunk"}),
    ([4, 5], {"highway": "secondary"}),
    ([5, 6], {"highway": "secondary"}),
    ([1, 4], {"highway": "secondary"}),
    ([3, 6], {"highway": "secondary"}),
    ([7, 8], {"highway": "trunk"}),
)
A, B, NORTH = Point(22.30, 103.401), Point(22.30, 103.499), Point(22.32, 103.45)
SERVERS: dict[str, Callable[[Path], AbstractContextManager[str]]] = {
    "osrm": real_engines.osrm,
    "valhalla": real_engines.valhalla,
}


@pytest.fixture(scope="module", params=SERVERS)
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A running engine over the ladder."""
    extract = tmp_path_factory.mktemp(request.param) / "ladder.osm.pbf"
    with osmium.SimpleWriter(str(extract), overwrite=True) as writer:
        for number, (lat, lon) in NODES.items():
            writer.add_node(osmium.osm.mutable.Node(id=number, location=(lon, lat), version=1))
        for number, (refs, tags) in enumerate(WAYS, start=1):
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=refs, tags=tags, version=1))
    with SERVERS[request.param](extract) as url:
        yield engine(f"{request.param}+{url}")


def test_a_real_engine_tells_there_and_back_apart_in_metres_and_seconds(real: Engine) -> None:
    matrices = TravelMatrix([real]).matrix([A, B], "van", MORNING)

    assert matrices.complaints == ()
    assert matrices.distance_m[0, 1] == pytest.approx(10_100, abs=60)
    # Back from B the first half is a one-way against: round by the side road in the north.
    assert matrices.distance_m[1, 0] == pytest.approx(10_300 + 2 * 2_215 + 200, abs=150)
    speed = matrices.distance_m[0, 1] / matrices.duration_s[0, 1] * 3.6
    assert 20 < speed < 110


def test_more_places_than_a_real_engine_takes_at_once_are_all_answered(real: Engine) -> None:
    along = [Point(22.32, 103.401 + n * 0.0007) for n in range(130)]

    matrices = TravelMatrix([real]).matrix(along, "van", MORNING)

    assert matrices.complaints == ()
    assert matrices.shares()[Quality.ENGINE] == 1
    assert matrices.distance_m[0, 129] == pytest.approx(129 * 0.0007 * 103_000, rel=0.02)


def test_the_walk_to_the_road_is_counted(real: Engine) -> None:
    off = Point(NORTH.lat + 0.01, NORTH.lon)

    matrices = TravelMatrix([real]).matrix([A, NORTH, off], "van", MORNING)

    assert matrices.distance_m[0, 2] - matrices.distance_m[0, 1] == pytest.approx(1_108, abs=15)
    assert matrices.duration_s[0, 2] - matrices.duration_s[0, 1] > 600


@pytest.mark.parametrize(
    "lost", [Point(22.30, 102.42), Point(22.50, 103.45), Point(10.0, 106.0)], ids=["island", "no road near", "far away"]
)
def test_one_place_that_a_real_engine_cannot_reach_does_not_lose_the_others(real: Engine, lost: Point) -> None:
    matrices = TravelMatrix([real, Estimate()]).matrix([A, lost, B, NORTH], "van", MORNING)

    assert (matrices.quality[1, [0, 2, 3]] == Quality.ESTIMATE).all()
    assert matrices.quality[0, 2] == matrices.quality[3, 0] == Quality.ENGINE
    assert "did not know 6 of 12 pairs" in matrices.complaints[0].en


def test_a_real_engine_draws_the_way(real: Engine) -> None:
    (leg,) = TravelMatrix([real]).path([B, A], "van", MORNING)

    assert leg.drawn
    assert leg.line[:, 0].max() == pytest.approx(22.32, abs=1e-4)
    assert np.abs(leg.line[0] - (B.lat, B.lon)).max() < 1e-3


def test_a_closed_road_is_never_driven(real: Engine) -> None:
    area = (Point(22.299, 103.47), Point(22.301, 103.47), Point(22.301, 103.48), Point(22.299, 103.48))
    closure = Closure(id="1", since=MORNING, area=area)
    west, east = Point(22.301, 103.40), Point(22.305, 103.50)

    matrices = TravelMatrix([real, Estimate()]).matrix([west, east], "van", MORNING, [closure])

    if real.kind == "valhalla":
        assert matrices.quality[0, 1] == Quality.ENGINE
        assert matrices.distance_m[0, 1] == pytest.approx(14_082, abs=100)
    else:
        assert matrices.quality[0, 1] == Quality.ESTIMATE
