"""`logistics travel`: between two places, the road graph, and predictions against drives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from sqlalchemy.exc import OperationalError, ProgrammingError

from logistics import clock
from logistics.cli.output import emit, json_option, say
from logistics.db import Database
from logistics.errors import Invalid
from logistics.pickups import driven
from logistics.routing.travel import NO_WAY
from logistics.settings import Settings
from logistics.text import counted
from logistics.travel.anchors import Anchors, first_anchors
from logistics.travel.build_roads import build_roads
from logistics.travel.chain import drives, travel_matrix
from logistics.travel.closing import closures
from logistics.travel.closures import Closure
from logistics.travel.elevation import Elevation
from logistics.travel.estimate import Estimate
from logistics.travel.learning import Comparison, error_pct, report
from logistics.travel.matrix import Quality, TravelMatrix
from logistics.travel.points import Mode, Point
from logistics.travel.sources import ROADS_FILE, configured, local


@click.group("travel")
def command() -> None:
    """How long the way takes, and who says so."""


@command.command("between")
@click.argument("start")
@click.argument("end")
@click.option("--vehicle", type=click.Choice([mode.value for mode in Mode]), default=Mode.TRUCK.value)
@json_option
@click.pass_obj
def between(settings: Settings, start: str, end: str, vehicle: str, as_json: bool) -> None:
    """The way from START to END, each LAT,LON or LAT,LON,ELEVATION."""
    points = [_point(start), _point(end)]
    moment = clock.now()
    chain, closed = _known(settings, moment)
    matrices = chain.matrix(points, vehicle, moment, closed)
    duration_s, band_s = int(matrices.duration_s[0, 1]), int(matrices.band_s[0, 1])
    way = duration_s != NO_WAY
    quality = Quality(int(matrices.quality[0, 1]))
    found = {
        "duration_s": duration_s if way else None,
        "distance_m": int(matrices.distance_m[0, 1]) if way else None,
        "quality": quality.name.lower(),
        "band": {"low_s": max(0, duration_s - band_s), "high_s": duration_s + band_s} if way else None,
        "source": matrices.versions.get(quality, ""),
    }
    for complaint in matrices.complaints:
        say(complaint)
    emit(found, lambda: _sentence(found), as_json=as_json)


@command.command("build")
@click.argument("extract", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--elevation", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Folder of .hgt tiles."
)
@json_option
@click.pass_obj
def build(settings: Settings, extract: Path, elevation: Path | None, as_json: bool) -> None:
    """Build the road network from EXTRACT (.osm.pbf), with slopes where elevation tiles are given."""
    roads = build_roads(extract, Elevation(elevation) if elevation else None)
    path = settings.storage_dir / ROADS_FILE
    roads.save(path)
    built = {
        "path": path,
        "version": roads.version,
        "junctions": roads.junctions,
        "stretches": len(roads.start),
        "length_m": round(float(roads.length_m.sum())),
        "heights_known_pct": round(100 * float(np.isfinite(roads.height_m).mean()), 1),
        "credit": "© OpenStreetMap contributors, ODbL 1.0",
    }
    if elevation and not built["heights_known_pct"]:
        say(f"No tile of {elevation} covers these roads: they count as level. Tiles are named like N22E103.hgt.")
    told = "{path}: {stretches} stretches, {junctions} junctions, {length_m} m, heights on {heights_known_pct} %"
    emit(built, told.format(**built), as_json=as_json)


@command.command("learn")
@json_option
@click.pass_obj
def learn(settings: Settings, as_json: bool) -> None:
    """Learn from what drivers told of the days before today; the clock does so each night."""
    with Database(settings.database_url).transaction() as session:
        new = driven.learn(session, clock.service_day(clock.now()), local(settings.storage_dir))
    emit({"new_drives": new}, f"{counted(new, 'new drive')} learnt.", as_json=as_json)


@command.command("report")
@json_option
@click.pass_obj
def show_report(settings: Settings, as_json: bool) -> None:
    """Predicted against observed times for every pair driven often enough."""
    with Database(settings.database_url).reading() as session:
        observed = list(drives(session))
        chain = travel_matrix(session, configured(settings.travel_engine_url, settings.storage_dir))
    comparisons = report(observed, TravelMatrix(chain.sources[1:]), clock.now())
    found = {"pairs": comparisons, "mean_error_pct": error_pct(comparisons)}
    emit(found, lambda: "\n".join(_line(c) for c in comparisons) or "No pair was driven often enough.", as_json=as_json)


def _line(c: Comparison) -> str:
    season = "rains" if c.wet else "dry season"
    kept = "within" if c.within_band else "beyond"
    told = f"{c.predicted_s} s predicted by {c.quality.name.lower()}, {c.observed_s} s in {counted(c.drives, 'drive')}"
    return f"{c.start} -> {c.end} {c.mode}, {season}: {told} ({c.error_pct:+} %, {kept} the band)"


def _known(settings: Settings, moment: dt.datetime) -> tuple[TravelMatrix, Sequence[Closure]]:
    """The chain and the closures of the configured database; the chain without it where it has no tables yet."""
    own = configured(settings.travel_engine_url, settings.storage_dir)
    try:
        with Database(settings.database_url).reading() as session:
            return travel_matrix(session, own), closures(session, moment)
    except (OperationalError, ProgrammingError):
        say("The database is not ready (logistics db upgrade): no drives, villages or closures are known.")
        return TravelMatrix([*own, Anchors(first_anchors()), Estimate()]), ()


def _sentence(found: Mapping[str, Any]) -> str:
    band = found["band"]
    if band is None:
        return f"no way ({found['quality']})"
    return "{duration_s} s ({low_s} to {high_s}), {distance_m} m, by {quality}: {source}".format(**found, **band)


def _point(text: str) -> Point:
    """The point that LAT,LON or LAT,LON,ELEVATION means. Raises Invalid."""
    try:
        numbers = [float(part) for part in text.split(",")]
        lat, lon = numbers[0], numbers[1]
    except (ValueError, IndexError):
        numbers, lat, lon = [], 91.0, 181.0
    if len(numbers) > 3 or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Invalid.one(
            "/point", "not_a_point", vi=f"{text!r} không phải VĨ ĐỘ,KINH ĐỘ.", en=f"{text!r} is not LAT,LON in degrees."
        )
    return Point(lat, lon, round(numbers[2]) if len(numbers) == 3 else None)
