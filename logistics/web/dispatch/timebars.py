"""The day of each vehicle as a bar of driving and stops, in an SVG that needs no style of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from logistics import clock
from logistics.pickups.view import PlanView, RouteView

WIDTH = 1000
"""Units from the left end of the axis to the right."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stop on the bar: where it begins and how wide it is, in units of the axis."""

    x: int
    width: int
    sequence: int
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One vehicle's bar and the hours of the axis, the same for all."""

    route: RouteView
    x: int
    width: int
    blocks: tuple[Block, ...]
    hours: tuple[tuple[int, int], ...]


def bars(view: PlanView) -> Sequence[Bar]:
    """A bar for each route, on one axis of whole hours around them all; none where there is no route."""
    if not view.routes:
        return ()
    first = min(clock.second_of_day(route.departs_at, view.service_day) for route in view.routes)
    last = max(clock.second_of_day(route.returns_at, view.service_day) for route in view.routes)
    start_s, end_s = first // 3600 * 3600, -(-last // 3600) * 3600

    def x(moment: dt.datetime) -> int:
        return round((clock.second_of_day(moment, view.service_day) - start_s) * WIDTH / (end_s - start_s))

    hours = tuple(
        (hour, round((hour * 3600 - start_s) * WIDTH / (end_s - start_s)))
        for hour in range(start_s // 3600, end_s // 3600 + 1)
    )
    return [
        Bar(
            route=route,
            x=x(route.departs_at),
            width=x(route.returns_at) - x(route.departs_at),
            blocks=tuple(
                Block(
                    x(stop.arrives_at), max(3, x(stop.departs_at) - x(stop.arrives_at)), stop.sequence, stop.seller_name
                )
                for stop in route.stops
            ),
            hours=hours,
        )
        for route in view.routes
    ]
