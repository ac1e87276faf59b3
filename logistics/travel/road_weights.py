"""How many seconds each stretch of road takes a mode, each way; infinite where it may not or cannot go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.travel.closures import Closure
from logistics.travel.crossing import inside
from logistics.travel.osm_tags import road_name
from logistics.travel.points import Floats, Mode, Point, metres_per_degree
from logistics.travel.roads import MODE_BIT, RoadClass, Roads
from logistics.travel.speeds import Speed, SpeedModel

Bools = NDArray[np.bool_]

_POST_TOLERANCE_M = 100.0
_PIN_TOLERANCE_M = 200.0


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Seconds per stretch from start to end and back; infinite where closed to the mode."""

    forward_s: Floats
    backward_s: Floats

    def without(self, closed: Bools) -> Weights:
        """The same with some stretches closed both ways."""
        return Weights(np.where(closed, np.inf, self.forward_s), np.where(closed, np.inf, self.backward_s))

    @property
    def usable(self) -> Bools:
        """The stretches that can be used in one direction at least."""
        return np.asarray(np.isfinite(self.forward_s) | np.isfinite(self.backward_s))


def weights(roads: Roads, mode: Mode, model: SpeedModel, *, wet: bool) -> Weights:
    """Seconds of every stretch for the mode, by class, limits and slope; in the rains fords and dry roads are shut."""
    speed = model.modes[mode]
    kmh = np.array([_kmh(speed, road_class, mode) for road_class in RoadClass])[roads.road_class]
    if wet:
        kmh = kmh * 100 / speed.rain_percent
    with np.errstate(divide="ignore"):
        level_s = np.where(kmh > 0, roads.length_m * 3.6 / kmh, np.inf)
    shut = (roads.mass_limit_kg > 0) & (roads.mass_limit_kg < speed.mass_limit_kg)
    shut |= (roads.width_limit_mm > 0) & (roads.width_limit_mm < speed.width_limit_mm)
    shut |= roads.dry_only & wet
    pace = np.divide(level_s, roads.length_m, out=np.full_like(level_s, np.inf), where=np.isfinite(level_s))
    ways = []
    for allowed, steep, climb in (
        (roads.forward, roads.steep_up_pctm, roads.climb_m),
        (roads.backward, roads.steep_down_pctm, roads.drop_m),
    ):
        slower_s = np.where(np.isfinite(pace), speed.slope_per_percent * steep * np.nan_to_num(pace, posinf=0), 0)
        seconds = level_s + slower_s + speed.climb_s_per_m * climb
        ways.append(np.where(shut | ((allowed & MODE_BIT[mode]) == 0), np.inf, seconds))
    return Weights(*ways)


def closed_stretches(roads: Roads, closures: Sequence[Closure]) -> Bools:
    """The stretches that any of the closures shuts: pinned, within its area, or on its road between its posts."""
    closed = np.zeros(len(roads.start), bool)
    for closure in closures:
        for pin in closure.pins:
            closed |= _under(roads, pin)
        if closure.area:
            # One that names a road shuts that road in its area, not the path beside it.
            named = _named(roads, closure.road) if closure.road else np.zeros(len(closed), bool)
            within = _any_point(roads, inside(closure.area, _dense(roads)))
            closed |= within & (named if (within & named).any() else True)
        elif closure.road and not closure.pins:
            closed |= _between_posts(roads, closure)
    return closed


def _kmh(speed: Speed, road_class: RoadClass, mode: Mode) -> float:
    match road_class:
        case RoadClass.TRUNK:
            return speed.trunk_kmh
        case RoadClass.PROVINCIAL:
            return speed.provincial_kmh
        case RoadClass.VILLAGE:
            return speed.village_kmh
        case RoadClass.DIRT:
            return speed.dirt_kmh
        case RoadClass.PATH:
            # Where a path is open to a vehicle at all, it is no better than dirt.
            return speed.dirt_kmh


def _named(roads: Roads, road: str) -> Bools:
    rows = np.flatnonzero(roads.names == road_name(road))
    return np.asarray(np.isin(roads.name, rows))


def _under(roads: Roads, pin: Point) -> Bools:
    """The stretch that a pin stands on: the nearest, if it is near at all."""
    north, east = metres_per_degree(pin.lat)
    flat = (roads.shape - (pin.lat, pin.lon)) * np.array([float(north), float(east)])
    start, along = flat[:-1], np.diff(flat, axis=0)
    square = (along**2).sum(axis=1)
    share = np.clip(-(start * along).sum(axis=1) / np.where(square > 0, square, 1.0), 0, 1)
    away = np.hypot(*(start + share[:, None] * along).T)
    stretch = np.repeat(np.arange(len(roads.start)), np.diff(roads.shape_start))
    # The step from the last corner of one stretch to the first of the next is no road.
    away[stretch[:-1] != stretch[1:]] = np.inf
    found = np.zeros(len(roads.start), bool)
    if len(away) and away.min() <= _PIN_TOLERANCE_M:
        found[stretch[away.argmin()]] = True
    return found


def _between_posts(roads: Roads, closure: Closure) -> Bools:
    """The road between its kilometre posts; all of it where no posts are given, or none are on the map."""
    named = _named(roads, closure.road)
    row = np.flatnonzero(roads.names == road_name(closure.road))
    posts = roads.posts[np.isin(roads.posts[:, 3], row)]
    if closure.km_from_m is None or len(posts) < 2:
        return named
    until_m = closure.km_to_m if closure.km_to_m is not None else closure.km_from_m
    metres = _metres_along(_dense(roads), posts)
    within = (metres >= closure.km_from_m - _POST_TOLERANCE_M) & (metres <= until_m + _POST_TOLERANCE_M)
    return named & _any_point(roads, within)


def _metres_along(places: Floats, posts: Floats) -> Floats:
    """Metres along the road of places on it, between the two kilometre posts nearest to each."""
    north, east = metres_per_degree(float(posts[:, 0].mean()))
    away = np.hypot((places[:, None, 0] - posts[None, :, 0]) * north, (places[:, None, 1] - posts[None, :, 1]) * east)
    first, second = np.argsort(away, axis=1)[:, :2].T
    rows = np.arange(len(places))
    near, far = away[rows, first], away[rows, second]
    share = near / np.maximum(near + far, 1.0)
    return np.asarray(posts[first, 2] + share * (posts[second, 2] - posts[first, 2]))


def _dense(roads: Roads) -> Floats:
    """Points along all shapes: every corner and, per piece, its middle."""
    return np.concatenate([roads.shape, (roads.shape[:-1] + roads.shape[1:]) / 2])


def _any_point(roads: Roads, hit: Bools) -> Bools:
    """The stretches with any hit among the points of `_dense`."""
    corners = len(roads.shape)
    stretch = np.repeat(np.arange(len(roads.start)), np.diff(roads.shape_start))
    same = stretch[:-1] == stretch[1:]
    found = np.zeros(len(roads.start), bool)
    found[stretch[hit[:corners]]] = True
    found[stretch[:-1][hit[corners:] & same]] = True
    return found
