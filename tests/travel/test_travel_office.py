"""What the office edits and what its maps and plans show."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select

from logistics.cli.bench.travel import a_network
from logistics.db import Database
from logistics.errors import Invalid, NotFound
from logistics.routing.travel import NO_WAY
from logistics.travel import Anchors, Estimate, Mode, Point, Quality, TravelMatrix, first_anchors
from logistics.travel.anchor_table import AnchorEntry, remove_anchor, set_anchor
from logistics.travel.chain import anchor_roads
from logistics.travel.map_data import route_geojson, simplified
from logistics.travel.matrix import Leg, Question
from logistics.travel.models import Anchor
from logistics.travel.remembered import Remembered
from logistics.travel.road_graph import RoadGraph

MORNING = dt.datetime(2025, 11, 5, 0, 0, tzinfo=dt.UTC)


def test_the_first_edit_keeps_the_published_roads_and_changes_one(database: Database) -> None:
    entry = AnchorEntry(from_code="03408", to_code="03390", distance_m=24_600, duration_s=2_400, source="odometer")
    with database.transaction() as session:
        set_anchor(session, entry)
        set_anchor(session, entry)
        roads = anchor_roads(session)

    assert len(roads) == len(first_anchors()) == 10
    assert sorted(r.distance_m for r in roads)[:2] == [24_600, 25_000]


def test_an_anchor_can_be_forgotten_and_a_wrong_one_is_refused(database: Database) -> None:
    with database.transaction() as session:
        remove_anchor(session, "03408", "03390")

        assert session.scalar(select(func.count()).select_from(Anchor)) == 9
        with pytest.raises(Invalid):
            set_anchor(session, AnchorEntry(from_code="03408", to_code="03390", distance_m=0, source="x"))
        with pytest.raises(NotFound):
            set_anchor(session, AnchorEntry(from_code="03408", to_code="99999", distance_m=5, source="x"))


def a_leg(line: np.ndarray[tuple[int, ...], np.dtype[np.float64]], *, drawn: bool = True) -> Leg:
    return Leg(
        Quality.GRAPH if drawn else Quality.ESTIMATE, "v", 600, 5000, 60, line, np.full(len(line), np.nan), drawn
    )


def test_a_route_fits_its_byte_budget_and_marks_estimates() -> None:
    dice = np.random.default_rng(1)
    crooked = np.cumsum(dice.normal(0, 1e-4, (60_000, 2)), axis=0) + np.array((22.3, 103.4))
    straight = np.array([(22.3, 103.4), (22.4, 103.5)])

    route = route_geojson([a_leg(crooked), a_leg(straight, drawn=False)], budget_bytes=50_000)

    assert len(gzip.compress(json.dumps(route).encode())) <= 50_000
    assert [f["properties"]["drawn"] for f in route["features"]] == [True, False]
    assert route["features"][1]["geometry"]["coordinates"] == [[103.4, 22.3], [103.5, 22.4]]


def test_simplifying_keeps_every_bend_larger_than_the_tolerance() -> None:
    line = np.array([(22.30, 103.40), (22.30, 103.41), (22.31, 103.42), (22.30, 103.43), (22.30, 103.44)])

    assert simplified(line, 200).tolist() == line.tolist()
    assert simplified(line, 2000).tolist() == [line[0].tolist(), line[-1].tolist()]


def test_a_way_that_is_none_has_no_figures() -> None:
    closed = Leg(
        Quality.GRAPH, "v", NO_WAY, NO_WAY, 0, np.array([(22.3, 103.4), (22.4, 103.5)]), np.full(2, np.nan), False
    )

    properties = route_geojson([closed])["features"][0]["properties"]

    assert (properties["duration_s"], properties["distance_m"]) == (None, None)


def test_the_same_question_is_computed_once() -> None:
    roads = a_network(100)
    graph = Remembered(RoadGraph(roads))
    points = tuple(Point(float(lat), float(lon)) for lat, lon in roads.shape[:4])

    first = graph.answer(Question(points, Mode.TRUCK, MORNING))
    again = graph.answer(Question(points, Mode.TRUCK, MORNING + dt.timedelta(minutes=1)))
    other = graph.answer(Question(points, Mode.FOOT, MORNING))

    assert again is first
    assert other is not first


@pytest.mark.shared_data
def test_a_day_of_120_sellers_has_a_time_a_band_and_a_source_for_every_leg(shared_data: Path) -> None:
    with (shared_data / "orders" / "sellers.csv").open(encoding="utf-8-sig", newline="") as lines:
        sellers = [
            Point(float(row["lat"]), float(row["lon"]), int(row["elevation_m"])) for row in csv.DictReader(lines)
        ]

    matrices = TravelMatrix([Anchors(first_anchors()), Estimate()]).matrix(sellers, "motorbike", MORNING)

    off = ~np.eye(len(sellers), dtype=bool)
    apart = off & (matrices.distance_m > 0)
    assert len(sellers) == 120
    assert (matrices.quality[off] > 0).all()
    assert (matrices.band_s[apart] > 0).all()
    assert (matrices.duration_s[off] < NO_WAY).all()
    assert set(matrices.versions) <= {Quality.ANCHOR, Quality.ESTIMATE}
