"""One route as the auditor drives it: who drives, how long every leg takes, which steps are facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import ceil
from statistics import NormalDist

from logistics.routing.plan import Kind, Plan, Route, Step
from logistics.routing.problem import Problem
from logistics.routing.travel import NO_WAY, Travel
from logistics.routing.vehicle import UnderWay, VehicleType


@dataclass(frozen=True)
class Drive:
    """A route beside the problem it answers."""

    problem: Problem
    route: Route

    @property
    def where(self) -> str:
        """The vehicle's name in reports."""
        return f"{self.route.vehicle} {self.route.number}"

    @property
    def vehicle(self) -> VehicleType:
        """The vehicle's type."""
        return self.problem.vehicle_of[self.route.vehicle]

    @cached_property
    def travel(self) -> Travel:
        """The matrices of the vehicle's profile."""
        named = [travel for travel in self.problem.travel if travel.profile == self.vehicle.profile]
        return (named or self.problem.travel)[0] if self.vehicle.profile else self.problem.travel[0]

    @cached_property
    def under_way(self) -> UnderWay | None:
        """What had happened when the plan was made."""
        key = (self.route.vehicle, self.route.number)
        return next((done for done in self.problem.under_way if (done.vehicle, done.number) == key), None)

    @cached_property
    def done(self) -> int:
        """How many steps are facts."""
        return len(self.under_way.steps) if self.under_way else 0

    @property
    def planned(self) -> tuple[Step, ...]:
        """The steps that are no facts."""
        return self.route.steps[self.done :]

    @property
    def only_goes_home(self) -> bool:
        """A vehicle under way that fetches nothing more: it breaks no rule by being late."""
        return self.done > 0 and all(step.kind in (Kind.END, Kind.BREAK) for step in self.planned)

    def serves(self) -> Iterator[Step]:
        """The steps that serve a stop."""
        return (step for step in self.route.steps if step.kind is Kind.SERVE)

    @cached_property
    def distance_m(self) -> int:
        """Metres of the whole route; closed legs driven before they closed count as far as they are known."""
        legs = (int(self.travel.distance_m[one.place, two.place]) for one, two in pairwise(self.route.steps))
        return sum(metres for metres in legs if metres != NO_WAY)

    @property
    def duration_s(self) -> int:
        """Seconds from leaving the start to arriving at the end."""
        return self.route.steps[-1].arrive_s - self.route.steps[0].depart_s if self.route.steps else 0

    def arrival_s(self, origin: int, target: int, depart_s: int) -> int | None:
        """When a vehicle leaving at `depart_s` arrives with the problem's confidence; None where there is no way."""
        median = int(self.travel.duration_s[origin, target])
        if median == NO_WAY:
            return None
        work = Fraction(median)
        if self.travel.slow_s is not None and self.problem.confidence_pct != 50:
            normal = NormalDist()
            share = round(1000 * normal.inv_cdf(self.problem.confidence_pct / 100) / normal.inv_cdf(0.9))
            band = int(self.travel.slow_s[origin, target]) - median
            work = Fraction(median + ceil(Fraction(share * band, 1000)))
        return ceil(self._at_the_pace_of_the_day(work, Fraction(depart_s)))

    def _at_the_pace_of_the_day(self, work: Fraction, clock: Fraction) -> Fraction:
        slowness = Fraction(1)
        for pace in self.travel.pace:
            if pace.from_s > clock:
                possible = (pace.from_s - clock) / slowness
                if possible >= work:
                    break
                work, clock = work - possible, Fraction(pace.from_s)
            slowness = Fraction(pace.percent, 100)
        return clock + work * slowness


def drives(problem: Problem, plan: Plan) -> list[Drive]:
    """Every route of the plan, ready to be audited."""
    return [Drive(problem, route) for route in plan.routes]
