"""A route before it has times: which vehicle makes which calls in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from logistics.routing.plan import Kind, Plan, Route, Step
from logistics.routing.problem import Problem
from logistics.routing.stop import Load


@dataclass(frozen=True, slots=True)
class Call:
    """A SERVE, RELOAD, GIVE or TAKE at a place; the fields are those of the Step it becomes."""

    kind: Kind
    place: int
    stop: str = ""
    option: int = 0
    transfer: str = ""
    handover: int = 0


@dataclass(frozen=True, slots=True)
class Itinerary:
    """The calls of one vehicle, after what has happened already; START, END and breaks are the timetable's."""

    vehicle: str
    number: int
    calls: tuple[Call, ...] = ()

    def with_call(self, position: int, *calls: Call) -> Itinerary:
        """The same itinerary with calls put in before `position`."""
        return replace(self, calls=(*self.calls[:position], *calls, *self.calls[position:]))

    def without(self, stops: Iterable[str], handover: int = 0) -> Itinerary:
        """The same itinerary without these stops and this hand-over."""
        gone = frozenset(stops)
        kept = (call for call in self.calls if call.stop not in gone and not (handover and call.handover == handover))
        return replace(self, calls=tuple(kept))

    def tidy(self, problem: Problem) -> Itinerary:
        """The same itinerary without reloads that unload nothing, or after which nothing follows."""
        kept, loaded = [], loaded_at_first(problem, self)
        for call in self.calls:
            if call.kind is not Kind.RELOAD or loaded:
                kept.append(call)
            loaded = call.kind in (Kind.SERVE, Kind.TAKE)
        while kept and kept[-1].kind is Kind.RELOAD:
            kept.pop()
        return replace(self, calls=tuple(kept))

    @property
    def stops(self) -> tuple[str, ...]:
        """The stops served, in order."""
        return tuple(call.stop for call in self.calls if call.kind is Kind.SERVE)


def loaded_at_first(problem: Problem, itinerary: Itinerary) -> bool:
    """Whether the vehicle carries something before its first call, from what happened already."""
    done = problem.under_way_of.get((itinerary.vehicle, itinerary.number))
    loaded = False
    for step in done.steps if done else ():
        if step.kind in (Kind.SERVE, Kind.TAKE):
            loaded = True
        elif step.kind in (Kind.RELOAD, Kind.GIVE):
            loaded = False
    return loaded or (done is not None and done.carried != Load())


def serve(problem: Problem, stop: str, option: int = 0) -> Call:
    """The call that serves this option of the stop."""
    return Call(Kind.SERVE, problem.stop_of[stop].options[option].place, stop, option)


def of_route(problem: Problem, route: Route) -> Itinerary:
    """The route without its times and without what has happened already."""
    under_way = problem.under_way_of.get((route.vehicle, route.number))
    done = len(under_way.steps) if under_way else 0
    return Itinerary(route.vehicle, route.number, calls_of(route.steps[done:]))


def calls_of(steps: Iterable[Step]) -> tuple[Call, ...]:
    """The calls among the steps, without their times."""
    return tuple(
        Call(step.kind, step.place, step.stop, step.option, step.transfer, step.handover)
        for step in steps
        if step.kind in (Kind.SERVE, Kind.RELOAD, Kind.GIVE, Kind.TAKE)
    )


def of_plan(problem: Problem, plan: Plan) -> list[Itinerary]:
    """The itineraries of a plan's routes."""
    return [of_route(problem, route) for route in plan.routes]
