"""`logistics travel` as people and programs call it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import osmium
import pytest
from click.testing import CliRunner

from logistics.cli.travel import command
from logistics.db import Base, Database, engine_for
from logistics.errors import Invalid
from logistics.settings import Settings
from logistics.travel import Mode, Point
from logistics.travel.learning import observe
from logistics.travel.observed import Drive

LAI_CHAU, TAM_DUONG = "22.388,103.47141", "22.33169,103.61891"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A fresh installation with an empty database."""
    url = f"sqlite:///{tmp_path}/test.db"
    engine = engine_for(url)
    Base.metadata.create_all(engine)
    engine.dispose()
    return Settings(database_url=url, storage_dir=tmp_path / "storage", language="en")


def run(settings: Settings, *arguments: str) -> dict[str, object]:
    """What the command prints as JSON."""
    done = CliRunner().invoke(command, [*arguments, "--json"], obj=settings, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_between_two_places_says_seconds_metres_quality_and_band(settings: Settings) -> None:
    found = run(settings, "between", LAI_CHAU, TAM_DUONG, "--vehicle", "truck")

    assert (found["distance_m"], found["quality"]) == (25_000, "anchor")
    band = found["band"]
    assert isinstance(band, dict)
    assert band["low_s"] < found["duration_s"] < band["high_s"]


def test_without_a_database_the_estimate_still_answers(tmp_path: Path) -> None:
    bare = Settings(database_url=f"sqlite:///{tmp_path}/empty.db", storage_dir=tmp_path)

    found = run(bare, "between", "22.60,102.50,800", "22.70,102.60,1500", "--vehicle", "motorbike")

    assert found["quality"] == "estimate"


@pytest.mark.parametrize("text", ["here", "22.3", "103.4,22.3", "1,2,3,4"])
def test_a_place_that_is_none_is_refused(settings: Settings, text: str) -> None:
    with pytest.raises(Invalid, match="LAT,LON"):
        run(settings, "between", text, TAM_DUONG)


def test_a_built_road_network_answers_next(settings: Settings, tmp_path: Path) -> None:
    extract = tmp_path / "x.osm.pbf"
    with osmium.SimpleWriter(str(extract)) as writer:
        for number, lon in ((1, 103.40), (2, 103.50)):
            writer.add_node(osmium.osm.mutable.Node(id=number, location=(lon, 22.60), version=1))
        writer.add_way(osmium.osm.mutable.Way(id=1, nodes=[1, 2], tags={"highway": "primary"}, version=1))

    built = run(settings, "build", str(extract))
    found = run(settings, "between", "22.6,103.4", "22.6,103.5")

    assert built["junctions"] == 2
    assert "OpenStreetMap" in str(built["credit"])
    assert (found["quality"], found["source"]) == ("graph", built["version"])


def test_the_report_of_a_new_installation_is_empty(settings: Settings) -> None:
    assert run(settings, "report") == {"pairs": [], "mean_error_pct": None}


def test_the_report_sets_drives_beside_what_was_predicted(settings: Settings) -> None:
    start, end = Point(22.388, 103.47141), Point(22.33169, 103.61891)
    with Database(settings.database_url).transaction() as session:
        for n in range(4):
            departed = dt.datetime(2025, 11, 5, n, tzinfo=dt.UTC)
            observe(session, str(n), Drive(start, end, Mode.TRUCK, departed, 3000, 25_000))

    (pair,) = run(settings, "report")["pairs"]  # type: ignore[misc]

    assert (pair["drives"], pair["observed_s"], pair["wet"]) == (4, 3000, False)
    assert pair["predicted_s"] + pair["band_s"] > pair["predicted_s"] > 0


def test_learning_without_drives_learns_nothing(settings: Settings) -> None:
    assert run(settings, "learn") == {"new_drives": 0}


def test_tiles_that_cover_no_road_are_said_to(settings: Settings, tmp_path: Path) -> None:
    extract = tmp_path / "x.osm.pbf"
    with osmium.SimpleWriter(str(extract)) as writer:
        for number, lon in ((1, 103.40), (2, 103.50)):
            writer.add_node(osmium.osm.mutable.Node(id=number, location=(lon, 22.60), version=1))
        writer.add_way(osmium.osm.mutable.Way(id=1, nodes=[1, 2], tags={"highway": "primary"}, version=1))
    (tmp_path / "tiles").mkdir()

    done = CliRunner().invoke(command, ["build", str(extract), "--elevation", str(tmp_path / "tiles")], obj=settings)

    assert done.exit_code == 0
    assert "count as level" in done.stderr


def test_an_engine_that_is_down_is_told_and_the_answer_stands(settings: Settings) -> None:
    down = replace(settings, travel_engine_url="osrm+http://127.0.0.1:9")

    done = CliRunner().invoke(command, ["between", LAI_CHAU, TAM_DUONG, "--json"], obj=down)

    assert "gave no answer" in done.stderr
    assert json.loads(done.stdout)["quality"] == "anchor"
