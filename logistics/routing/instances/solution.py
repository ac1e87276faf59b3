"""Solutions as the literature writes them: `Route #1: 3 5 8`, stops by their number, then the cost.

Trips of one vehicle stand on one line, the reload place between them.
"""

from __future__ import annotations

from logistics.errors import Invalid
from logistics.routing.draft import Draft
from logistics.routing.instances.instance import Instance
from logistics.routing.itinerary import Call, Itinerary, serve
from logistics.routing.plan import Kind, Plan, Route


def write_solution(instance: Instance, plan: Plan) -> str:
    """The plan in that form: a line per vehicle of the file where lines name vehicles, else a line per route."""
    routes = {(route.vehicle, route.number): route for route in plan.routes}
    seats = instance.seats if instance.aligned else tuple(seat for seat in instance.seats if seat in routes)
    lines = [f"Route #{i}: {_words(routes.get(seat))}".rstrip() for i, seat in enumerate(seats, 1)]
    return "\n".join([*lines, f"Cost: {plan.cost}", ""])


def _words(route: Route | None) -> str:
    steps = route.steps if route else ()
    return " ".join(step.stop or str(step.place) for step in steps if step.kind in (Kind.SERVE, Kind.RELOAD))


def read_solution(instance: Instance, text: str) -> Plan:
    """The plan that a solution file states, timed; stops it does not name are left out.

    Raises Invalid where a route breaks a rule of the problem, since it then has no times.
    """
    draft = Draft(instance.problem)
    lines = [line.partition(":")[2].split() for line in text.splitlines() if line.strip().startswith("Route")]
    for i, words in enumerate(lines):
        if not words:
            continue
        calls = tuple(_call(instance, word) for word in words)
        if i >= len(instance.seats) or not draft.take(trial := draft.trial([Itinerary(*instance.seats[i], calls)])):
            broken = ", ".join(trial.broken) if i < len(instance.seats) else "no such vehicle"
            en = f"Route #{i + 1} cannot be driven: {broken}."
            raise Invalid.one(f"/routes/{i}", "route", vi=f"Tuyến {i + 1} không chạy được: {broken}.", en=en)
    return draft.plan()


def _call(instance: Instance, word: str) -> Call:
    if word in instance.problem.stop_of:
        return serve(instance.problem, word)
    return Call(Kind.RELOAD, int(word))
