"""A road network of our own, built from extracts that these tests write."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import numpy as np
import osmium
import pytest

from logistics.errors import Invalid
from logistics.routing.travel import NO_WAY
from logistics.travel import Closure, Estimate, Mode, Point, Quality, TravelMatrix
from logistics.travel.build_roads import build_roads
from logistics.travel.elevation import Elevation
from logistics.travel.osm_tags import road_name, way
from logistics.travel.road_graph import RoadGraph
from logistics.travel.roads import ALL_MODES, MODE_BIT, RoadClass, Roads
from logistics.travel.sources import ROADS_FILE, configured
from logistics.travel.touched import PlannedWay, touched_legs

DRY = dt.datetime(2025, 11, 5, 0, 0, tzinfo=dt.UTC)
WET = dt.datetime(2025, 7, 5, 0, 0, tzinfo=dt.UTC)

# A ladder: the main road 1-2-3 in the south, a side road 4-5-6 in the north, rungs between them. 0.05 degrees of
# longitude are about 5,150 m here, 0.02 of latitude 2,215 m.
NODES = {
    1: (22.30, 103.40),
    2: (22.30, 103.45),
    3: (22.30, 103.50),
    4: (22.32, 103.40),
    5: (22.32, 103.45),
    6: (22.32, 103.50),
}
MAIN = ([1, 2, 3], {"highway": "trunk", "ref": "QL.4D"})
SIDE = ([4, 5, 6], {"highway": "tertiary"})
WEST = ([1, 4], {"highway": "tertiary"})
EAST = ([3, 6], {"highway": "tertiary"})

A, B = Point(*NODES[1]), Point(*NODES[3])


def an_extract(
    folder: Path,
    *ways: tuple[list[int], dict[str, str]],
    nodes: dict[int, tuple[float, float]] | None = None,
    node_tags: dict[int, dict[str, str]] | None = None,
) -> Path:
    """An .osm.pbf of these ways and nodes."""
    path = folder / "extract.osm.pbf"
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for number, (lat, lon) in sorted((NODES | (nodes or {})).items()):
            tags = (node_tags or {}).get(number, {})
            writer.add_node(osmium.osm.mutable.Node(id=number, location=(lon, lat), tags=tags, version=1))
        for number, (refs, tags) in enumerate(ways, start=1):
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=refs, tags=tags, version=1))
    return path


def a_chain(roads: Roads) -> TravelMatrix:
    return TravelMatrix([RoadGraph(roads), Estimate()])


def seconds(chain: TravelMatrix, mode: str = "truck", closures: tuple[Closure, ...] = ()) -> tuple[int, int]:
    """From A to B and back."""
    matrices = chain.matrix([A, B], mode, DRY, closures)
    return int(matrices.duration_s[0, 1]), int(matrices.duration_s[1, 0])


def test_the_fastest_road_gives_time_and_length(tmp_path: Path) -> None:
    matrices = a_chain(build_roads(an_extract(tmp_path, MAIN, SIDE, WEST, EAST))).matrix([A, B], "truck", DRY)

    assert matrices.quality[0, 1] == Quality.GRAPH
    assert matrices.distance_m[0, 1] == pytest.approx(10_305, abs=15)
    assert matrices.duration_s[0, 1] == pytest.approx(10_305 * 3.6 / 35, abs=3)


def test_every_pair_agrees_with_the_sum_of_its_roads(tmp_path: Path) -> None:
    points = [Point(*place) for place in NODES.values()]

    matrices = a_chain(build_roads(an_extract(tmp_path, MAIN, SIDE, WEST, EAST))).matrix(points, "motorbike", DRY)

    assert matrices.distance_m[1, 4] == pytest.approx(5_152 + 2_215 + 5_152, abs=20)
    assert (matrices.duration_s == matrices.duration_s.T).all()
    assert (np.diag(matrices.duration_s) == 0).all()


def test_two_doors_on_one_stretch_are_as_far_apart_as_the_road_between_them(tmp_path: Path) -> None:
    near, far = Point(22.30, 103.41), Point(22.30, 103.44)

    matrices = a_chain(build_roads(an_extract(tmp_path, MAIN))).matrix([near, far, near], "van", DRY)

    assert matrices.distance_m[0, 1] == pytest.approx(3_091, abs=60)
    assert matrices.distance_m[0, 2] == pytest.approx(0, abs=5)


def test_the_walk_to_the_road_is_counted(tmp_path: Path) -> None:
    door = Point(22.29, 103.40)

    matrices = a_chain(build_roads(an_extract(tmp_path, MAIN))).matrix([door, B], "truck", DRY)

    assert matrices.distance_m[0, 1] == pytest.approx(10_305 + 1_107, abs=20)
    assert matrices.duration_s[0, 1] == pytest.approx(10_305 * 3.6 / 35 + 1_107 * 3.6 / 5, abs=5)


def test_far_from_every_road_the_estimate_answers(tmp_path: Path) -> None:
    lost = Point(22.60, 103.40)

    matrices = a_chain(build_roads(an_extract(tmp_path, MAIN))).matrix([lost, B], "truck", DRY)

    assert matrices.quality[0, 1] == Quality.ESTIMATE


def test_a_gap_in_the_network_is_left_to_the_estimate(tmp_path: Path) -> None:
    matrices = a_chain(build_roads(an_extract(tmp_path, MAIN, SIDE))).matrix([A, Point(*NODES[6])], "truck", DRY)

    assert matrices.quality[0, 1] == Quality.ESTIMATE


ALL = {Mode.TRUCK, Mode.VAN, Mode.MOTORBIKE, Mode.FOOT}


@pytest.mark.parametrize(
    ("tags", "modes"),
    [
        ({"highway": "trunk"}, ALL),
        ({"highway": "motorway"}, {Mode.TRUCK, Mode.VAN}),
        ({"highway": "path"}, {Mode.FOOT}),
        ({"highway": "path", "motorcycle": "yes"}, {Mode.FOOT, Mode.MOTORBIKE}),
        ({"highway": "path", "motor_vehicle": "no", "moped": "yes"}, {Mode.FOOT, Mode.MOTORBIKE}),
        ({"highway": "residential", "access": "private"}, set()),
        ({"highway": "residential", "access": "no", "foot": "yes"}, {Mode.FOOT}),
        ({"highway": "residential", "motor_vehicle": "no"}, {Mode.FOOT}),
        ({"highway": "residential", "hgv": "no"}, ALL - {Mode.TRUCK}),
        ({"highway": "residential", "motorcar": "no"}, {Mode.MOTORBIKE, Mode.FOOT}),
        ({"highway": "residential", "foot": "no"}, ALL - {Mode.FOOT}),
        ({"highway": "residential", "vehicle": "no"}, {Mode.FOOT}),
    ],
)
def test_access_words_say_who_may_pass(tags: dict[str, str], modes: set[Mode]) -> None:
    found = way(tags)

    assert found is not None
    assert {mode for mode, bit in MODE_BIT.items() if found.forward & bit} == modes


def test_tags_tell_class_limits_and_direction() -> None:
    dirt = way({"highway": "unclassified", "surface": "dirt", "maxweight": "3.5 t", "maxwidth": "1,8", "ford": "yes"})
    back = way({"highway": "secondary_link", "oneway": "-1"})

    assert dirt is not None
    assert back is not None
    assert (dirt.road_class, dirt.mass_limit_kg, dirt.width_limit_mm) == (RoadClass.DIRT, 3500, 1800)
    assert dirt.dry_only
    assert (back.forward, back.backward) == (MODE_BIT[Mode.FOOT], ALL_MODES)
    assert way({"building": "yes"}) is None
    assert road_name("QL.4D;QL32") == road_name("ql 4d") == "QL4D"


def test_a_one_way_road_is_driven_one_way(tmp_path: Path) -> None:
    chain = a_chain(build_roads(an_extract(tmp_path, ([1, 2, 3], {"highway": "trunk", "oneway": "yes"}))))

    there, back = seconds(chain)

    assert there < NO_WAY
    assert back == NO_WAY
    assert seconds(chain, "foot")[1] < NO_WAY


@pytest.mark.parametrize(
    ("tags", "passes"),
    [
        ({"highway": "tertiary", "maxweight": "3.5"}, {Mode.VAN, Mode.MOTORBIKE, Mode.FOOT}),
        ({"highway": "tertiary", "maxwidth": "1.5"}, {Mode.MOTORBIKE, Mode.FOOT}),
        ({"highway": "track"}, {Mode.MOTORBIKE, Mode.FOOT}),
        ({"highway": "path", "motorcycle": "yes"}, {Mode.MOTORBIKE, Mode.FOOT}),
        ({"highway": "path"}, {Mode.FOOT}),
    ],
)
def test_what_a_road_cannot_carry_does_not_pass(tmp_path: Path, tags: dict[str, str], passes: set[Mode]) -> None:
    main = ([1, 2, 3], tags)
    # Short sealed ends, so that every vehicle has a road at its door.
    ends = {7: (22.30, 103.39), 8: (22.30, 103.51)}
    sealed = {"highway": "residential"}
    roads = build_roads(an_extract(tmp_path, main, ([7, 1], sealed), ([3, 8], sealed), nodes=ends))
    points = [Point(*place) for place in ends.values()]

    passed = {mode for mode in Mode if a_chain(roads).matrix(points, mode, DRY).duration_s[0, 1] != NO_WAY}

    assert passed == passes


def test_a_bollard_stops_cars_and_lets_motorbikes_through(tmp_path: Path) -> None:
    chain = a_chain(build_roads(an_extract(tmp_path, MAIN, WEST, node_tags={2: {"barrier": "bollard"}})))

    assert chain.matrix([A, B], "motorbike", DRY).duration_s[0, 1] < NO_WAY
    assert chain.matrix([A, B], "van", DRY).quality[0, 1] != Quality.GRAPH or seconds(chain, "van")[0] == NO_WAY


def test_a_ford_is_dry_in_november_and_shut_in_july(tmp_path: Path) -> None:
    roads = build_roads(an_extract(tmp_path, MAIN, SIDE, WEST, EAST, node_tags={2: {"ford": "yes"}}))
    chain = a_chain(roads)

    dry, wet = (chain.matrix([A, B], "van", season).distance_m[0, 1] for season in (DRY, WET))

    assert dry == pytest.approx(10_305, abs=15)
    assert wet == pytest.approx(10_305 + 2 * 2_215, abs=40)


def a_closure(**given: object) -> Closure:
    fields = {"id": "1", "since": DRY - dt.timedelta(hours=1)}
    return Closure(**(fields | given))  # type: ignore[arg-type]


def a_box(lat: float, lon: float) -> tuple[Point, ...]:
    return tuple(
        Point(lat + y, lon + x) for y, x in ((0.005, 0.005), (0.005, -0.005), (-0.005, -0.005), (-0.005, 0.005))
    )


def test_a_closed_area_sends_traffic_round(tmp_path: Path) -> None:
    chain = a_chain(build_roads(an_extract(tmp_path, MAIN, SIDE, WEST, EAST)))

    closed = chain.matrix([A, B], "truck", DRY, [a_closure(area=a_box(22.30, 103.43))])

    assert closed.quality[0, 1] == Quality.GRAPH
    assert closed.distance_m[0, 1] == pytest.approx(10_305 + 2 * 2_215, abs=40)


def test_with_every_road_closed_there_is_no_way_and_no_estimate_says_otherwise(tmp_path: Path) -> None:
    chain = a_chain(build_roads(an_extract(tmp_path, MAIN)))

    assert seconds(chain, closures=(a_closure(area=a_box(22.30, 103.45)),)) == (NO_WAY, NO_WAY)


def test_a_closure_of_a_named_road_leaves_the_road_beside_it_open(tmp_path: Path) -> None:
    chain = a_chain(build_roads(an_extract(tmp_path, MAIN, SIDE, WEST, EAST)))

    closed = chain.matrix([A, B], "truck", DRY, [a_closure(road="QL4D")])

    assert closed.distance_m[0, 1] == pytest.approx(10_305 + 2 * 2_215, abs=40)


def test_only_the_legs_that_use_a_closed_road_are_touched(tmp_path: Path) -> None:
    chain = a_chain(build_roads(an_extract(tmp_path, MAIN, SIDE, WEST, EAST)))
    way = PlannedWay((A, B, Point(*NODES[6])), Mode.TRUCK, DRY)
    shut = a_closure(area=a_box(22.30, 103.43))

    assert touched_legs(chain, way, shut) == (0,)
    assert touched_legs(chain, way, shut, others=[shut]) == ()
    assert touched_legs(chain, PlannedWay((A,), Mode.TRUCK, DRY), shut) == ()


@pytest.mark.parametrize("order", [(MAIN, SIDE, WEST, EAST), (EAST, WEST, SIDE, MAIN)])
def test_a_pin_closes_the_stretch_it_stands_on_however_the_network_was_built(
    tmp_path: Path, order: tuple[tuple[list[int], dict[str, str]], ...]
) -> None:
    roads = build_roads(an_extract(tmp_path, *order))

    on_it = a_chain(roads).matrix([A, B], "truck", DRY, [a_closure(pins=(Point(22.3005, 103.43),))])
    off_it = a_chain(roads).matrix([A, B], "truck", DRY, [a_closure(pins=(Point(22.31, 103.45),))])

    assert on_it.distance_m[0, 1] > 14_000
    assert off_it.distance_m[0, 1] < 11_000


def test_kilometre_posts_say_which_part_of_the_road_is_closed(tmp_path: Path) -> None:
    # A road of 10 km in pieces of 1 km, with posts 20 to 30; a junction at km 25.
    line = {100 + n: (22.30, 103.40 + 0.01 * n) for n in range(11)}
    posts = {200 + n: place for n, place in enumerate(line.values())}
    tags = {200 + n: {"highway": "milestone", "distance": str(20 + n), "ref": "QL4D"} for n in range(11)}
    refs = list(line)
    pieces = [([a, b], {"highway": "trunk", "ref": "QL4D"}) for a, b in pairwise(refs)]
    roads = build_roads(an_extract(tmp_path, *pieces, nodes=line | posts, node_tags=tags))
    start, middle, end = (Point(*line[n]) for n in (100, 105, 110))
    shut = a_closure(road="QL.4D", km_from_m=27_300, km_to_m=27_600)

    matrices = a_chain(roads).matrix([start, middle, end], "truck", DRY, [shut])

    assert matrices.duration_s[0, 1] < NO_WAY
    assert matrices.duration_s[1, 2] == matrices.duration_s[2, 0] == NO_WAY


def test_uphill_on_a_real_slope_is_slower_for_a_truck_than_downhill(tmp_path: Path) -> None:
    # 1,000 m of height on one degree of longitude's tenth: columns rise eastwards by 10 % over the main road.
    side = 1201
    heights = np.tile(np.linspace(0, 10_300, side), (side, 1)).astype(">i2")
    (tmp_path / "N22E103.hgt").write_bytes(heights.tobytes())
    roads = build_roads(an_extract(tmp_path, MAIN), Elevation(tmp_path))

    up, down = seconds(a_chain(roads))
    bike_up, bike_down = seconds(a_chain(roads), "motorbike")

    assert roads.climb_m.sum() == pytest.approx(1_030, rel=0.02)
    assert up / down == pytest.approx(1 + 0.03 * 6, rel=0.02)
    assert bike_up / bike_down == pytest.approx(1 + 0.015 * 6, rel=0.02)


def test_the_line_of_a_way_follows_the_road_and_an_estimate_is_not_drawn(tmp_path: Path) -> None:
    chain = a_chain(build_roads(an_extract(tmp_path, MAIN, SIDE, WEST, EAST)))

    along, across = chain.path([A, B, Point(22.60, 103.50)], "truck", DRY)

    assert along.drawn
    assert [22.30, 103.45] in along.line.round(5).tolist()
    assert along.line[0].tolist() == [A.lat, A.lon]
    assert not across.drawn
    assert across.quality == Quality.ESTIMATE


def test_a_saved_network_is_the_same_network(tmp_path: Path) -> None:
    roads = build_roads(an_extract(tmp_path, MAIN, SIDE, WEST, EAST))
    roads.save(tmp_path / ROADS_FILE)

    (graph,) = configured("", tmp_path)

    assert graph.version == roads.version
    assert seconds(TravelMatrix([graph])) == seconds(a_chain(roads))


def test_wrong_files_are_refused_with_a_clear_word(tmp_path: Path) -> None:
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"this is no extract")
    (tmp_path / "N22E103.hgt").write_bytes(b"short")
    (tmp_path / ROADS_FILE).write_bytes(b"nothing")

    with pytest.raises(Invalid, match="cannot be read"):
        build_roads(broken)
    with pytest.raises(Invalid, match="cannot be read"):
        build_roads(tmp_path / "missing.osm.pbf")
    with pytest.raises(Invalid, match="holds no roads"):
        build_roads(an_extract(tmp_path, ([1, 2], {"waterway": "river"})))
    with pytest.raises(Invalid, match="no SRTM tile"):
        build_roads(an_extract(tmp_path, MAIN), Elevation(tmp_path))
    with pytest.raises(Invalid, match="not a road network"):
        configured("", tmp_path)


def test_a_network_cut_off_in_the_middle_is_refused(tmp_path: Path) -> None:
    build_roads(an_extract(tmp_path, MAIN)).save(tmp_path / ROADS_FILE)
    whole = (tmp_path / ROADS_FILE).read_bytes()
    (tmp_path / ROADS_FILE).write_bytes(whole[: len(whole) // 2])

    with pytest.raises(Invalid, match="not a road network"):
        configured("", tmp_path)
