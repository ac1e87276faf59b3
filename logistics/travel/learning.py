"""Keep what drivers really needed, and show it beside what was predicted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from logistics.db import insert_new
from logistics.routing.travel import NO_WAY
from logistics.travel.matrix import Quality, TravelMatrix
from logistics.travel.models import ObservedLeg
from logistics.travel.observed import Drive, is_wet, usual_times
from logistics.travel.points import Mode, Point


def observe(session: Session, event_key: str, drive: Drive) -> bool:
    """Whether the drive was new. The same event reported twice counts once."""
    row = {
        "event_key": event_key,
        "from_lat": drive.start.lat,
        "from_lon": drive.start.lon,
        "to_lat": drive.end.lat,
        "to_lon": drive.end.lon,
        "vehicle": drive.mode.value,
        "departed_at": drive.departed_at,
        "duration_s": drive.duration_s,
        "distance_m": drive.distance_m,
    }
    statement = insert_new(session, ObservedLeg).values(row)
    return session.scalar(statement.on_conflict_do_nothing().returning(ObservedLeg.id)) is not None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One pair of places: what the chain would say without the drives, and what the drives say."""

    start: tuple[float, float]
    end: tuple[float, float]
    mode: Mode
    wet: bool
    drives: int
    predicted_s: int
    band_s: int
    quality: Quality
    observed_s: int

    @property
    def error_pct(self) -> float:
        """How much too long (positive) or too short the prediction was."""
        return round(100 * (self.predicted_s / self.observed_s - 1), 1)

    @property
    def within_band(self) -> bool:
        """Whether the usual drive stayed below prediction and band together."""
        return self.observed_s <= self.predicted_s + self.band_s


def report(drives: Iterable[Drive], without: TravelMatrix, departure: dt.datetime) -> Sequence[Comparison]:
    """Every pair driven often enough, the worst predicted first. `without` is the chain without the drives."""
    found = []
    for (start, end, mode, wet), usual in usual_times(drives).items():
        predicted = without.matrix([Point(*start), Point(*end)], mode, _in_season(departure, wet=wet))
        if predicted.duration_s[0, 1] == NO_WAY:
            continue  # Whoever drove there knows more than the map.
        quality = Quality(int(predicted.quality[0, 1]))
        seconds, band_s = int(predicted.duration_s[0, 1]), int(predicted.band_s[0, 1])
        found.append(Comparison(start, end, mode, wet, usual.drives, seconds, band_s, quality, usual.duration_s))
    return sorted(found, key=lambda c: -abs(c.error_pct))


def _in_season(departure: dt.datetime, *, wet: bool) -> dt.datetime:
    """The departure, moved to the middle of the other season where it lies in the wrong one."""
    return departure if is_wet(departure) == wet else departure.replace(month=7 if wet else 12, day=15)


def error_pct(comparisons: Sequence[Comparison]) -> float | None:
    """The mean absolute error of the predictions in percent; None where nothing was driven."""
    if not comparisons:
        return None
    return round(float(np.mean([abs(c.error_pct) for c in comparisons])), 1)
