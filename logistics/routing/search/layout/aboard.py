"""What vehicles under way have behind them and on board."""

from __future__ import annotations

from itertools import pairwise

from logistics.routing.plan import Kind, Step
from logistics.routing.problem import Problem
from logistics.routing.search.layout.cars import Car
from logistics.routing.search.state import FOREVER
from logistics.routing.vehicle import Break

BUSY = (Kind.SERVE, Kind.GIVE, Kind.TAKE)
EMPTIED = (Kind.RELOAD, Kind.GIVE)


def left_s(car: Car) -> int:
    """When the trip in progress left; FOREVER for a vehicle that has not left."""
    steps = car.done.steps if car.done else ()
    begun = (step.depart_s for step in reversed(steps) if step.kind is Kind.START or step.kind in EMPTIED)
    return next(begun, FOREVER)


def fetched(car: Car) -> tuple[Step, ...]:
    """The stops served since the vehicle was last empty, which are on board."""
    on_board: list[Step] = []
    for step in car.done.steps if car.done else ():
        if step.kind in EMPTIED:
            on_board = []
        elif step.kind is Kind.SERVE:
            on_board.append(step)
    return tuple(on_board)


def goods_aboard(problem: Problem, car: Car) -> set[str]:
    """The classes of goods on board."""
    return {problem.stop_of[step.stop].goods for step in fetched(car)}


def unload_by(problem: Problem, car: Car, home_s: int) -> int:
    """When what is on board must be unloaded, FOREVER for no hurry; never before it could be home at once."""
    deadlines: list[int] = []
    for step in fetched(car):
        stop = problem.stop_of[step.stop]
        if stop.max_onboard_s is not None:
            deadlines.append(step.start_s + stop.options[step.option].service_s + stop.max_onboard_s)
        if stop.deliver_by_s is not None:
            deadlines.append(stop.deliver_by_s)
    if car.done is None or not deadlines:
        return FOREVER
    return max(min(deadlines), car.done.steps[-1].depart_s + home_s)


def load_aboard(problem: Problem, car: Car, measure: str) -> int:
    """How much of a measure is on board."""
    carried = getattr(car.done.carried, measure) if car.done else 0
    return int(carried + sum(getattr(problem.stop_of[step.stop].load, measure) for step in fetched(car)))


def breaks_left(car: Car) -> list[Break]:
    """The breaks still to be taken, the first to fall due first."""
    taken = [step.start_s for step in car.done.steps if step.kind is Kind.BREAK] if car.done else []
    left = [rest for rest in car.type.breaks if not any(rest.window.start_s <= at <= rest.window.end_s for at in taken)]
    return sorted(left, key=lambda rest: rest.window.end_s)


def is_busy(car: Car) -> bool:
    """Whether it has served anybody, so that its fixed cost is spent."""
    return car.done is not None and any(step.kind in BUSY for step in car.done.steps)


def driven_m(problem: Problem, car: Car) -> int:
    """The distance behind it."""
    distance_m = problem.travel_of(car.type).distance_m
    steps = car.done.steps if car.done else ()
    return sum(int(distance_m[one.place, two.place]) for one, two in pairwise(steps))
