"""Beginning and ending routes and trips, and when a trip may leave."""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

from typing import Any

from logistics.routing.search.compiled import jit
from logistics.routing.search.state import (
    ACTIVE,
    ARC_IN,
    ARC_OUT,
    BROKEN,
    DELTA,
    FIRST_VEHICLE,
    FIXED,
    HOME,
    LAST_VEHICLE,
    MATRIX,
    NEXT,
    NEXT_PLACE,
    NONE,
    PLACE,
    PREV,
    PROFILE,
    READY,
    RELEASE,
    RELEASED,
    RELOADED,
    ROOM,
    SHIFT_FROM,
    SIZE,
    TIMED,
    TRIP,
    TRIPS,
    TYPE,
    VEHICLE,
    VISITS,
)
from logistics.routing.search.steps.chain import link, touch
from logistics.routing.search.steps.timing import push_earliest, refresh


@jit
def set_release(g: Any, s: Any, trip: int, release: int) -> None:
    """Let the trip leave no earlier than `release`, and bring the earliest starts after that up to date."""
    s.trips[trip, RELEASE] = release
    start = g.demand.shape[0] + trip
    if s.nodes[start, PREV] < 0:
        release = max(release, g.types[s.trips[trip, TYPE], SHIFT_FROM])
    s.nodes[start, READY] = release
    profile = s.trips[trip, PROFILE]
    push_earliest(s.nodes, g.time[profile], g.windows, g.window_first, start)


@jit
def renew_release(g: Any, s: Any, trip: int) -> None:
    """The trip's release from the visits it has now."""
    release = 0
    node = s.nodes[g.demand.shape[0] + trip, NEXT]
    while node < g.demand.shape[0]:
        release = max(release, g.rules[node, RELEASED])
        node = s.nodes[node, NEXT]
    if release != s.trips[trip, RELEASE]:
        set_release(g, s, trip, release)


@jit
def unused_vehicle(g: Any, s: Any, kind: int) -> int:
    """A vehicle of the type without visits; the caller knows that there is one."""
    for vehicle in range(g.types[kind, FIRST_VEHICLE], g.types[kind, LAST_VEHICLE]):
        if s.fleet[vehicle, VISITS] == 0:
            return vehicle
    return NONE


@jit
def open_route(g: Any, s: Any, kind: int) -> int:
    """Bring an unused vehicle of the type into use; returns its start node, ready for `put_in`."""
    vehicle = unused_vehicle(g, s, kind)
    touch(s, vehicle)
    start = g.demand.shape[0] + vehicle
    s.free[kind] -= 1
    s.tally[ACTIVE] += 1
    s.tally[DELTA] += g.types[kind, FIXED] - s.nodes[start, ARC_OUT]
    # An unused vehicle stands still: its empty arc costs nothing until somebody is served.
    arc = g.cost[g.types[kind, MATRIX], s.nodes[start, PLACE], s.nodes[start, NEXT_PLACE]]
    s.nodes[start, ARC_OUT] = arc
    s.tally[DELTA] += arc
    s.fleet[vehicle, TRIPS] = 1
    return start


@jit
def close_trip(g: Any, s: Any, trip: int) -> None:
    """End a trip that has become empty: a reload less, or a vehicle out of use."""
    nodes, trips, n = s.nodes, s.trips, g.demand.shape[0]
    vehicle, kind = trips[trip, VEHICLE], trips[trip, TYPE]
    s.tally[ACTIVE] -= 1
    if s.fleet[vehicle, TRIPS] == 1:
        s.free[kind] += 1
        s.tally[DELTA] -= g.types[kind, FIXED] + nodes[n + vehicle, ARC_OUT]
        nodes[n + vehicle, ARC_OUT] = 0
        nodes[nodes[n + vehicle, NEXT], ARC_IN] = 0
        if g.flags[RELOADED]:
            renew_release(g, s, trip)
        return
    gone = trip
    if nodes[n + trip, PREV] < 0:
        # The vehicle's own first row stays: it takes over the visits of the second trip.
        gone = nodes[n + trip, NEXT] - n
        _hand_over(g, s, gone, trip)
    reload = n + gone
    before, after = nodes[reload, PREV], nodes[reload, NEXT]
    profile = trips[trip, PROFILE]
    arc = g.cost[profile, nodes[before, PLACE], nodes[after, PLACE]]
    s.tally[DELTA] += arc - nodes[reload, ARC_IN] - nodes[reload, ARC_OUT]
    link(nodes, before, after, arc)
    trips[gone, VEHICLE] = NONE
    trips[gone, SIZE] = 0
    s.fleet[vehicle, TRIPS] -= 1
    if g.flags[TIMED] and not refresh(g, nodes, profile, before, after):
        s.tally[BROKEN] = 1
    if trip != gone:
        renew_release(g, s, trip)


@jit
def _hand_over(g: Any, s: Any, giver: int, taker: int) -> None:
    nodes, trips, n = s.nodes, s.trips, g.demand.shape[0]
    for column in range(SIZE, trips.shape[1]):
        if column != RELEASE:
            trips[taker, column] = trips[giver, column]
    kind = trips[taker, TYPE]
    for measure in range(g.demand.shape[1]):
        # What is on board of a vehicle under way stays there now that no reload comes first.
        trips[taker, ROOM + measure] += g.room[kind, measure] - g.capacity[kind, measure]
        if trips[taker, ROOM + measure] < 0:
            s.tally[BROKEN] = 1
    node = nodes[n + giver, NEXT]
    while node < n:
        nodes[node, TRIP] = taker
        node = nodes[node, NEXT]


@jit
def _spare_row(s: Any) -> int:
    """A row for another trip; NONE where all are in use."""
    for row in range(s.fleet.shape[0], s.trips.shape[0]):
        if s.trips[row, VEHICLE] < 0:
            return row
    return NONE


@jit
def reload_to_be(g: Any, s: Any, before: int, release: int) -> int:
    """A reload for the vehicle of `before` that is in no route, to look at a route with it; NONE where no row is left.

    It is written into a spare row, which `split_trip` writes anew.
    """
    row = _spare_row(s)
    if row < 0:
        return NONE
    kind = s.trips[s.nodes[before, TRIP], TYPE]
    node = g.demand.shape[0] + row
    s.trips[row, TYPE] = kind
    s.nodes[node, PLACE] = g.types[kind, HOME]
    s.nodes[node, READY] = release
    s.nodes[node, TRIP] = row
    # Not the end of a route, which nothing follows.
    s.nodes[node, NEXT] = before
    return node


@jit
def split_trip(g: Any, s: Any, before: int) -> int:
    """Put a reload after `before`; what followed is a trip of its own, whose row is returned (NONE: no row left)."""
    nodes, trips, n = s.nodes, s.trips, g.demand.shape[0]
    trip = nodes[before, TRIP]
    vehicle, kind, profile = trips[trip, VEHICLE], trips[trip, TYPE], trips[trip, PROFILE]
    fresh = _spare_row(s)
    if fresh < 0:
        return NONE
    touch(s, vehicle)
    after, reload = nodes[before, NEXT], n + fresh
    place = g.types[kind, HOME]
    nodes[reload, PLACE] = place
    nodes[reload, READY] = 0
    nodes[reload, TRIP] = fresh
    arc_in = g.cost[profile, nodes[before, PLACE], place]
    arc_out = g.cost[profile, place, nodes[after, PLACE]]
    s.tally[DELTA] += arc_in + arc_out - nodes[before, ARC_OUT]
    link(nodes, before, reload, arc_in)
    link(nodes, reload, after, arc_out)
    _fill_trip(g, s, fresh, trip)
    s.fleet[vehicle, TRIPS] += 1
    s.tally[ACTIVE] += 1
    if g.flags[TIMED]:
        refresh(g, nodes, profile, reload, reload)
        renew_release(g, s, fresh)
        renew_release(g, s, trip)
    return fresh


@jit
def _fill_trip(g: Any, s: Any, fresh: int, old: int) -> None:
    nodes, trips, n = s.nodes, s.trips, g.demand.shape[0]
    trips[fresh, VEHICLE] = trips[old, VEHICLE]
    trips[fresh, TYPE] = trips[old, TYPE]
    trips[fresh, PROFILE] = trips[old, PROFILE]
    trips[fresh, SIZE] = 0
    trips[fresh, RELEASE] = 0
    measures = g.demand.shape[1]
    for measure in range(measures):
        trips[fresh, ROOM + measure] = g.capacity[trips[old, TYPE], measure]
    node = nodes[n + fresh, NEXT]
    while node < n:
        nodes[node, TRIP] = fresh
        trips[fresh, SIZE] += 1
        trips[old, SIZE] -= 1
        for measure in range(measures):
            trips[fresh, ROOM + measure] -= g.demand[node, measure]
            trips[old, ROOM + measure] += g.demand[node, measure]
        node = nodes[node, NEXT]
