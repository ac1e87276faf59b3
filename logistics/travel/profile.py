"""How a way climbs: its heights, and its steepest grades."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from logistics.travel.points import Floats, metres_per_degree

_STEP_M = 100.0
_WINDOW = 3
"""A grade is told over this many steps: over less, the errors of the heights become false walls."""
_MOST_STEEP = 3
_STEEP_PCT = 4.0


@dataclass(frozen=True, slots=True)
class Steep:
    """One steep piece of a way, in metres from its beginning; a negative grade goes down."""

    from_m: int
    to_m: int
    grade_pct: float


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Heights at evenly spread places of a way, what it climbs and drops, and its steepest pieces, worst first."""

    along_m: Floats
    height_m: Floats
    climb_m: int
    drop_m: int
    steepest: tuple[Steep, ...]


def profile(line: Floats, height_m: Floats) -> Profile | None:
    """The profile of a line of (lat, lon) and its heights; None where fewer than two of these are known."""
    known = np.isfinite(height_m)
    if known.sum() < 2:
        return None
    along = np.concatenate([[0.0], np.cumsum(_lengths(line))])
    if along[-1] <= 0:
        return None
    at = np.linspace(0, along[-1], max(2, round(along[-1] / _STEP_M) + 1))
    height = np.interp(at, along[known], height_m[known])
    rise = np.diff(height)
    return Profile(
        at, height, round(float(rise[rise > 0].sum())), round(float(-rise[rise < 0].sum())), _steepest(at, height)
    )


def _steepest(at: Floats, height: Floats) -> tuple[Steep, ...]:
    """The steepest windows that do not overlap, up or down, from _STEEP_PCT on."""
    if len(at) <= _WINDOW:
        return ()
    grade = 100 * (height[_WINDOW:] - height[:-_WINDOW]) / (at[_WINDOW:] - at[:-_WINDOW])
    taken = np.zeros(len(grade), bool)
    found: list[Steep] = []
    for start in np.argsort(-np.abs(grade)):
        if abs(grade[start]) < _STEEP_PCT or len(found) == _MOST_STEEP:
            break
        if not taken[start]:
            found.append(Steep(round(at[start]), round(at[start + _WINDOW]), round(float(grade[start]), 1)))
            taken[max(0, start - _WINDOW + 1) : start + _WINDOW] = True
    return tuple(found)


def _lengths(line: Floats) -> Floats:
    north, east = metres_per_degree((line[1:, 0] + line[:-1, 0]) / 2)
    step = np.diff(line, axis=0)
    return np.asarray(np.hypot(step[:, 0] * north, step[:, 1] * east))
