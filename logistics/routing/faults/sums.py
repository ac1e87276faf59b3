"""Numbers that are sound one by one, but whose sums would be too large to count with."""

from __future__ import annotations

from collections.abc import Iterator
from math import lcm
from typing import TYPE_CHECKING

from logistics.errors import Problem as Fault
from logistics.errors import Text
from logistics.routing.limits import LATEST_S, MOST_IN_ALL, MOST_LEG_COST, MOST_LOAD, MOST_S, MOST_WORK

if TYPE_CHECKING:
    from logistics.routing.problem import Problem
    from logistics.routing.travel import Travel


def sum_faults(problem: Problem) -> Iterator[Fault]:
    """Faults of the sums of a problem whose parts are sound."""
    yield from _load_faults(problem)
    for i, travel in enumerate(problem.travel):
        yield from _pace_faults(travel, f"/travel/{i}/pace")
    dear = list(_leg_faults(problem))
    yield from dear
    if not dear:
        yield from _price_faults(problem)


def _load_faults(problem: Problem) -> Iterator[Fault]:
    for measure in ("mass_g", "volume_cm3", "pieces"):
        total = sum(getattr(stop.load, measure) for stop in problem.stops)
        if total > MOST_LOAD:
            yield Fault(
                "/stops",
                "too_much_load",
                Text(
                    f"Tổng {measure} của mọi điểm là {total}; nhiều nhất {MOST_LOAD}. Hãy chia thành nhiều ngày.",
                    f"All stops' {measure} make {total}; at most {MOST_LOAD} can be planned. Split the day.",
                ),
            )


def _pace_faults(travel: Travel, at: str) -> Iterator[Fault]:
    """Work is counted in grains of the percents' common multiple (see `ways.Ways`): a product must fit in 64 bits."""
    if not travel.pace:
        return
    fastest = min(100, *(pace.percent for pace in travel.pace))
    if lcm(100, *(pace.percent for pace in travel.pace)) * 100 // fastest * (LATEST_S + 4 * MOST_S) > MOST_WORK:
        en = "The percents have no common multiple small enough to count with; round them to tens."
        yield Fault(at, "pace_multiple", Text("Bội chung của các nhịp quá lớn; hãy làm tròn đến hàng chục.", en))


def _leg_faults(problem: Problem) -> Iterator[Fault]:
    """A leg dearer than the search can tell from a closed one."""
    options = [option for stop in problem.stops for option in stop.options]
    service_s = max((option.service_s for option in options), default=0)
    walk = max((option.walk_cost for option in options), default=0)
    for i, vehicle in enumerate(problem.vehicles):
        leg = problem.dearest_leg(vehicle) + (service_s + vehicle.reload_s) * vehicle.cost_per_s + walk
        if leg > MOST_LEG_COST:
            yield Fault(
                f"/vehicles/{i}",
                "dear_leg",
                Text(
                    f"Một chặng của {vehicle.id} có thể tốn {leg}; nhiều nhất {MOST_LEG_COST}. "
                    "Hãy tính bằng đơn vị lớn hơn.",
                    f"A leg of {vehicle.id} may cost {leg}, its service and walk included; at most {MOST_LEG_COST}. "
                    "Count costs in a larger unit.",
                ),
            )


def _price_faults(problem: Problem) -> Iterator[Fault]:
    """What leaving everybody out is counted as: priorities and skip costs times what a route may cost."""
    total = sum(problem.skip_price(stop) for stop in problem.stops) + problem.missing_price
    if total > MOST_IN_ALL:
        dearest = max(range(len(problem.stops)), key=lambda i: problem.skip_price(problem.stops[i]))
        yield Fault(
            f"/stops/{dearest}",
            "dear_stops",
            Text(
                f"Bỏ lại mọi điểm tốn {total} theo skip_cost, priority và giá xe; nhiều nhất {MOST_IN_ALL}. "
                "Hãy tính bằng đơn vị lớn hơn, hoặc hạ priority.",
                f"To leave everybody out, this stop first, counts as {total} by skip_cost, priority and what vehicles "
                f"cost; at most {MOST_IN_ALL}. Count costs in a larger unit, or lower the priorities.",
            ),
        )
