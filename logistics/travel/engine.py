"""Travel times of a routing engine over HTTP: OSRM, Valhalla or GraphHopper; nulls are counted, never read as zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

import numpy as np
import requests

from logistics.errors import Invalid
from logistics.travel.crossing import near
from logistics.travel.matrix import UNKNOWN, Answer, Ints, Quality, Question
from logistics.travel.points import Floats, Mode, Point, coordinates
from logistics.travel.speeds import SpeedModel, speed_model

Kind = Literal["osrm", "valhalla", "graphhopper"]

_AT_ONCE = 50
"""Valhalla refuses more than 2,500 pairs by default."""
_TIMEOUT_S = (3, 30)
_TRIES = 2
_PROFILES: Mapping[Kind, Mapping[Mode, str]] = {
    "osrm": {Mode.TRUCK: "driving", Mode.VAN: "driving", Mode.MOTORBIKE: "driving", Mode.FOOT: "foot"},
    "valhalla": {
        Mode.TRUCK: "truck",
        Mode.VAN: "auto",
        Mode.MOTORBIKE: "motor_scooter",
        Mode.FOOT: "pedestrian",
    },
    "graphhopper": {Mode.TRUCK: "truck", Mode.VAN: "car", Mode.MOTORBIKE: "motorcycle", Mode.FOOT: "foot"},
}


@dataclass(slots=True)
class Engine:
    """A configured engine. `nulls` counts the pairs it could not answer even when asked again.

    Valhalla is told of closed areas; with the others, pairs near a closure are left to the next source.
    """

    kind: Kind
    url: str
    model: SpeedModel = field(default_factory=speed_model)
    nulls: int = field(default=0, init=False)
    failure: str = field(default="", init=False)
    quality: Quality = field(default=Quality.ENGINE, init=False)

    @property
    def version(self) -> str:
        """Which engine spoke, and where."""
        return f"{self.kind} at {self.url}"

    def answer(self, question: Question) -> Answer:
        """Seconds and metres; UNKNOWN where the engine says null, answers wrongly or not at all."""
        n = len(question.points)
        duration_s = np.full((n, n), UNKNOWN, np.int32)
        distance_m, self.failure = duration_s.copy(), ""
        starts = range(0, n, _AT_ONCE)
        for rows, columns in ((slice(r, r + _AT_ONCE), slice(c, c + _AT_ONCE)) for r in starts for c in starts):
            self._fill(question, duration_s, distance_m, (rows, columns))
            if self.failure:
                break  # An engine that is down would cost a timeout for every block.
        closed = near(question.closures, coordinates(question.points))
        if self.kind != "valhalla" or any(not closure.area for closure in question.closures):
            duration_s[closed] = UNKNOWN
        self.nulls = int((duration_s == UNKNOWN).sum())
        band = np.where(duration_s == UNKNOWN, 0, np.ceil(duration_s * self.model.bands.engine))
        return Answer(duration_s, distance_m, band.astype(np.int32))

    def _fill(self, question: Question, duration_s: Ints, distance_m: Ints, block: tuple[slice, slice]) -> None:
        """Ask for one block, and once more for it while nulls remain."""
        rows, columns = block
        for _ in range(_TRIES):
            answered = self._ask(question, question.points[rows], question.points[columns])
            if answered is None:
                return
            open_ = duration_s[block] == UNKNOWN
            duration_s[block] = np.where(open_, answered[0], duration_s[block])
            distance_m[block] = np.where(open_, answered[1], distance_m[block])
            if not (duration_s[block] == UNKNOWN).any():
                return

    def _ask(self, question: Question, origins: Sequence[Point], targets: Sequence[Point]) -> tuple[Ints, Ints] | None:
        """The block's matrices; None, with `failure` set, where there is no sense in asking on."""
        try:
            answer = self._request(question, origins, targets)
            answer.raise_for_status()
            return _read(self.kind, answer.json(), (len(origins), len(targets)))
        except (requests.RequestException, ValueError, KeyError, TypeError, IndexError) as error:
            self.failure = f"{type(error).__name__}: {error}"[:200]
            return None

    def _request(self, question: Question, origins: Sequence[Point], targets: Sequence[Point]) -> requests.Response:
        profile = _PROFILES[self.kind][question.mode]
        match self.kind:
            case "osrm":
                places = ";".join(f"{p.lon:.6f},{p.lat:.6f}" for p in (*origins, *targets))
                return requests.get(
                    f"{self.url}/table/v1/{profile}/{places}",
                    params={
                        "annotations": "duration,distance",
                        "sources": ";".join(map(str, range(len(origins)))),
                        "destinations": ";".join(map(str, range(len(origins), len(origins) + len(targets)))),
                    },
                    timeout=_TIMEOUT_S,
                )
            case "valhalla":
                body: dict[str, Any] = {
                    "sources": [{"lat": p.lat, "lon": p.lon} for p in origins],
                    "targets": [{"lat": p.lat, "lon": p.lon} for p in targets],
                    "costing": profile,
                    # Without this, pairs beyond 20 km come back as null although they can be driven.
                    "costing_options": {profile: {"disable_hierarchy_pruning": True}},
                    "exclude_polygons": [[[p.lon, p.lat] for p in c.area] for c in question.closures if c.area],
                }
                return requests.post(f"{self.url}/sources_to_targets", json=body, timeout=_TIMEOUT_S)
            case "graphhopper":
                body = {
                    "from_points": [[p.lon, p.lat] for p in origins],
                    "to_points": [[p.lon, p.lat] for p in targets],
                    "out_arrays": ["times", "distances"],
                    "profile": profile,
                    "fail_fast": False,
                }
                return requests.post(f"{self.url}/matrix", json=body, timeout=_TIMEOUT_S)


def engine(url: str) -> Engine:
    """The engine that a setting names: osrm+http://host, valhalla+http://host, graphhopper+http://host."""
    kind, _, address = url.partition("+")
    if kind not in get_args(Kind) or not address.startswith(("http://", "https://")):
        raise Invalid.one(
            "/travel_engine_url",
            "unknown_engine",
            vi=f"TRAVEL_ENGINE_URL={url!r} phải bắt đầu bằng osrm+, valhalla+ hoặc graphhopper+http://",
            en=f"TRAVEL_ENGINE_URL={url!r} must begin with osrm+, valhalla+ or graphhopper+ and an http address.",
        )
    return Engine(cast(Kind, kind), address.rstrip("/"))


def _read(kind: Kind, answer: Any, shape: tuple[int, int]) -> tuple[Ints, Ints]:
    """Seconds and metres of an answer; a pair with either missing is UNKNOWN in both."""
    match kind:
        case "osrm":
            seconds, metres = _matrix(answer["durations"]), _matrix(answer["distances"])
        case "valhalla":
            cells = answer["sources_to_targets"]
            seconds = _matrix([[cell["time"] for cell in row] for row in cells])
            metres = 1000 * _matrix([[cell["distance"] for cell in row] for row in cells])
        case "graphhopper":
            seconds, metres = _matrix(answer["times"]), _matrix(answer["distances"])
    if seconds.shape != shape or metres.shape != shape:
        raise ValueError(f"asked for {shape}, got {seconds.shape}")
    known = np.isfinite(seconds) & np.isfinite(metres) & (seconds >= 0) & (metres >= 0)
    return (
        np.where(known, np.ceil(np.nan_to_num(seconds)), UNKNOWN).astype(np.int32),
        np.where(known, np.rint(np.nan_to_num(metres)), UNKNOWN).astype(np.int32),
    )


def _matrix(rows: Any) -> Floats:
    return np.array([[np.nan if cell is None else cell for cell in row] for row in rows], np.float64)
