"""The last resort: straight distance, made longer and slower by how rough the land between is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from logistics.routing.travel import NO_WAY
from logistics.travel.crossing import crosses, near
from logistics.travel.matrix import Answer, Quality, Question
from logistics.travel.points import Floats, Mode, Point, coordinates, straight_m
from logistics.travel.speeds import SpeedModel, speed_model
from logistics.travel.surface import Surface

Places = NDArray[np.intp]


@dataclass(slots=True)
class Estimate:
    """Knows every pair. `ground` are places with a known elevation (villages); the points' own are added.

    A way whose straight line crosses a closed area is NO_WAY: without roads nobody can know the way round. Where
    a closure lies near the line, the band is wide for the same reason.
    Source of the constants: speeds.toml; measured error: docs/explanation/travel.md.
    """

    ground: Sequence[Point] = ()
    model: SpeedModel = field(default_factory=speed_model)
    quality: Quality = field(default=Quality.ESTIMATE, init=False)
    _surface: tuple[int, Surface | None] | None = field(default=None, init=False, repr=False)

    @property
    def version(self) -> str:
        """How many known elevations the land's shape rests on."""
        return f"estimate-1 over {len(self.ground)} elevations"

    def answer(self, question: Question) -> Answer:
        """Seconds, metres and band for all pairs; the two directions differ by the climb."""
        places = coordinates(question.points)
        n = len(places)
        straight = straight_m(places, places)
        upper = np.triu_indices(n, 1)
        surface = self._surface_under(question.points)
        share, climb_there, climb_back, rough = self._climbs(surface, places, upper, question.mode)
        road_upper = straight[upper] * rough
        pace = 3.6 / self.model.modes[question.mode].estimate_kmh
        duration, distance = np.zeros((n, n)), np.zeros((n, n))
        distance[upper] = road_upper
        distance.T[upper] = road_upper
        duration[upper] = road_upper * (pace + climb_there)
        duration.T[upper] = road_upper * (pace + climb_back)
        band = duration * np.where(near(question.closures, places), self.model.bands.estimate_near_closure, share)
        closed = crosses(question.closures, places)
        for matrix in (duration, distance):
            matrix[closed] = NO_WAY
        return Answer(
            np.ceil(duration).astype(np.int32), np.rint(distance).astype(np.int32), np.ceil(band).astype(np.int32)
        )

    def _climbs(
        self, surface: Surface | None, places: Floats, upper: tuple[Places, ...], mode: Mode
    ) -> tuple[float, Floats | float, Floats | float, Floats | float]:
        """Band share, extra seconds per road metre there and back, and circuity, for the pairs of `upper`."""
        speed, circuity, bands = self.model.modes[mode], self.model.circuity, self.model.bands
        if surface is None:
            return bands.estimate_without_elevation, 0.0, 0.0, circuity.unknown
        slopes = surface.slopes(places[upper[0]], places[upper[1]])
        rough = np.maximum(circuity.floor, circuity.base + circuity.per_roughness * 1000 * np.abs(slopes).mean(axis=0))
        grade = slopes / rough  # The road is longer than the line, so it is less steep.
        extra = []
        for direction in (grade, -grade):
            uphill = np.maximum(direction, 0)
            steep = np.maximum(100 * uphill - speed.slope_from_percent, 0).mean(axis=0)
            slower = speed.slope_per_percent * steep * 3.6 / speed.estimate_kmh
            extra.append(slower + speed.climb_s_per_m * uphill.mean(axis=0))
        return bands.estimate, extra[0], extra[1], rough

    def _surface_under(self, points: Sequence[Point]) -> Surface | None:
        """The land under the ground and the points; the ground's own is kept between questions."""
        known = [p for p in self.ground if p.elevation_m is not None]
        if len(known) >= 50:
            if self._surface is None or self._surface[0] != len(known):
                self._surface = (len(known), _through(known))
            return self._surface[1]
        return _through([*known, *(p for p in points if p.elevation_m is not None)])


def _through(points: Sequence[Point]) -> Surface | None:
    elevations = np.array([p.elevation_m if p.elevation_m is not None else math.nan for p in points], np.float64)
    return Surface.through(coordinates(points), elevations)
