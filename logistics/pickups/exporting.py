"""An office's day as a problem that anybody may read: times, loads and windows, but nobody's name, phone or place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from logistics.db import Database
from logistics.pickups import planning
from logistics.routing import Option, Problem, to_json
from logistics.travel import Source


def export(database: Database, office_code: str, service_day: dt.date, *, sources: Sequence[Source] = ()) -> str:
    """The day's problem as JSON for `logistics route`, for a support case. Raises as planning it does."""
    return to_json(anonymous(planning.prepare(database, office_code, service_day, sources=sources).problem))


def anonymous(problem: Problem) -> Problem:
    """The same problem under names that say nothing: stops by their order, vehicles by kind and order.

    Matrices hold durations and metres between rows; no row says where on earth it lies.
    """
    vehicles = {one.id: f"{one.profile or 'vehicle'}-{n}" for n, one in enumerate(problem.vehicles, 1)}

    def renamed(option: Option) -> Option:
        allowed = None if option.vehicles is None else tuple(vehicles[one] for one in option.vehicles)
        return replace(option, vehicles=allowed)

    return replace(
        problem,
        stops=tuple(
            replace(stop, id=f"stop-{n}", options=tuple(renamed(option) for option in stop.options))
            for n, stop in enumerate(problem.stops, 1)
        ),
        vehicles=tuple(replace(one, id=vehicles[one.id]) for one in problem.vehicles),
    )
