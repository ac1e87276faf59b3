"""How fast each mode moves, read from speeds.toml, where every figure stands beside its evidence."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from logistics.travel.points import Mode

_FILE = Path(__file__).with_name("speeds.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """One mode on each class of road; 0 km/h means that it cannot go there."""

    trunk_kmh: float
    provincial_kmh: float
    village_kmh: float
    dirt_kmh: float
    estimate_kmh: float
    rain_percent: int
    mass_limit_kg: int
    width_limit_mm: int
    slope_per_percent: float = 0.0
    slope_from_percent: float = 0.0
    climb_s_per_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuity:
    """Road metres per straight metre: max(floor, base + per_roughness * r); `unknown` without elevations."""

    floor: float
    base: float
    per_roughness: float
    unknown: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """What to add, as a share of the duration, for one that is kept nine times in ten."""

    estimate: float
    estimate_without_elevation: float
    estimate_near_closure: float
    anchor: float
    graph: float
    engine: float


@dataclass(frozen=True, slots=True)
class SpeedModel:
    """All figures that turn ground into time."""

    modes: dict[Mode, Speed]
    circuity: Circuity
    bands: Bands


@cache
def speed_model(path: Path = _FILE) -> SpeedModel:
    """The model of a file; the house's own by default. Raises TypeError or KeyError where a figure is missing."""
    tables = tomllib.loads(path.read_text("utf-8"))
    return SpeedModel(
        {mode: Speed(**tables[mode.value]) for mode in Mode},
        Circuity(**tables["circuity"]),
        Bands(**tables["band"]),
    )
