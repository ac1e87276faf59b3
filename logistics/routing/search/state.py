"""The search's world as flat arrays: `Ground`, which never changes, and `State`, which the operators change.

Nodes are numbered without a gap: first the n visits (a stop with three places is three visits, of which at most
one is in a route), then one node per trip, where that trip begins, then one node per vehicle, where it ends.
A vehicle's route is one chain of nodes: start, visits, [reload, visits ...], end. A matrix row is a visit or,
from n on, a depot: a start, reload or end place together with the time spent there.

Every row below is a row of small integers side by side, so that looking at a node costs one cache line.
"""

from __future__ import annotations

from typing import Any, NamedTuple

NONE = -1
"""No node, no trip, no vehicle, no task."""

FOREVER = 400_000_000
"""A time, or a cost of one arc, beyond everything; four of them still fit in 32 bits."""

IMPOSSIBLE = 1 << 50
"""The cost of what cannot be done."""

# --- one row of State.nodes
PREV, NEXT, PREV_PLACE, NEXT_PLACE, TRIP, PLACE, EARLIEST, LATEST, ARC_IN, ARC_OUT, READY, DUE, MORE = range(13)
"""Neighbours in the chain and their matrix rows; the trip (NONE: not in a route); the own matrix row; earliest
and latest start that keep the whole route in time; cost of the arcs from PREV and to NEXT; the window; whether
there are more windows than one."""
NODE_COLUMNS = 16

# --- one row of State.trips
VEHICLE, TYPE, PROFILE, SIZE, RELEASE, ROOM = range(6)
"""The vehicle (NONE: a free row), its type and its matrices; visits in the trip; the latest release among them;
from ROOM on what still fits, one column per measure."""

# --- one row of State.fleet
KIND, VISITS, TRIPS, TOUCHED, EXTRA = range(5)
"""The vehicle's type; visits and trips in its route; 1 while the present step has changed it; the part of its
cost that is no sum over arcs (waiting, overtime)."""
FLEET_COLUMNS = 8

# --- one row of Ground.types
(
    MATRIX,
    START,
    END,
    HOME,
    SHIFT_FROM,
    SHIFT_TO,
    FIXED,
    WAIT_COST,
    REGULAR,
    OVERTIME,
    MAX_DURATION,
    MAX_DISTANCE,
    MAX_TRIPS,
    FIRST_VEHICLE,
    LAST_VEHICLE,
    GONE_TIME,
    GONE_DISTANCE,
    UNLOAD_BY,
    RELOAD_S,
    GONE_STOPS,
    BARRED,
) = range(21)
TYPE_COLUMNS = 21
"""Which matrices; the matrix rows of start, end and reload place (HOME; NONE without reloads); shift; fixed cost;
cost per second of waiting; seconds before overtime and its cost per second; limits of the route; the range of its
vehicles; for a vehicle under way: time and distance behind it, when what is on board must be unloaded;
how long a reload takes; stops that a vehicle under way has served; bit mask of the goods that may not join what it
has on board."""

# --- one row of Ground.rules
RELEASED, ONBOARD, UNLOADED_BY, GOODS, SERVICE, POSITION = range(6)
"""Release; longest time from the start of service to unloading; latest unloading; class of goods; time of service;
position in the route that the visit is locked to (NONE: any)."""
RULE_COLUMNS = 6

# --- one row of State.path, a route laid out
NODE, LEG, MOMENT, LAST, TILL, HURRIED, LEAD, RIDE, STAY = range(9)
"""The node (NONE: a break); time from the former's start to here; its start; the latest start; the end of its
window; 1 where something on board must be fresh, so that unloading does not wait; of the leg the time before it is
ridden, the ride at a pace of 100 percent, and the time after it."""
PATH_COLUMNS = 9

# --- State.pick, the cheapest position found so far
PRICE, BEFORE, NEW_KIND, AFTER_RELOAD, VISIT = range(5)
"""What it costs; the node that it follows (NONE: a route of its own, by a vehicle of NEW_KIND); 1 where a reload parts
it from the trip it comes to; the visit."""

# --- Ground.flags
TIMED, RULED, RELOADED, MIXED, PACED, ORDERED = range(6)
"""Whether times matter at all; whether any rule needs the whole route looked at; whether reload trips or
releases exist; whether freshness or goods apart matter; whether the pace of the day does; whether stops are tied to an
order or a position."""

# --- State.tally
COST, BEST, SAVED, ABSENT, ACTIVE, DELTA, REMOVED, TOUCHES, BLINK, BROKEN, STEPS, TAKEN, BETTER, SERVED = range(14)
"""Cost now; best cost; whether the best routes are written down; stops left out; trips in use; the present step's
change of cost; lengths of State.removed and State.touched; neighbours until the next blink; 1 when the present
step cannot be kept; steps done, accepted, and improving; stops in routes."""


class Ground(NamedTuple):
    """What never changes. Integers throughout; n visits, m tasks (stops), p matrix rows, k kinds of vehicle.

    cost, cost_to   (matrices, p, p) of an arc [from, to] and [to, from]: walks and driving time's cost included
    time, time_to   the same for time, service at `from` and a reload at `to` included
    distance        (matrices, p, p), or (1, 1, 1) where no distance is limited
    ride            (matrices, p, p) driving alone at a pace of 100 percent, or (1, 1, 1) where the pace never changes;
                    `time` then holds the fastest pace of the day: a first look may be too kind, the last one is exact
    paces, pace_first   (all paces, 2) from when, and grains of work a second; where each matrix's begin
    grains          (matrices) grains of work in a second of the matrix, see pacing.py
    demand          (n, measures)
    allowed         (n, k) 1 where the kind of vehicle may make the visit
    task            (n) the stop whom the visit serves
    first           (m + 1) the visits of task t are first[t] .. first[t + 1] - 1
    skip_cost       (m) of leaving the stop out
    near            (n, many) visits beside which insertion is tried, best first
    around          (n, many) visits by nearness, for removal
    sort_keys       (ways, n) orders in which removed stops return
    types           (k, 21) see MATRIX .. BARRED
    capacity        (k, measures) of a trip;  room (k, measures) of the first trip, less what is on board already
    rules           (n, 6) see RELEASED .. POSITION
    earlier, earlier_first  tasks that come before on a route with both, and where each task's begin
    apart           (classes) bit mask of the classes that may not share a trip with this one
    windows, window_first   all windows of visits that have several, and where each visit's begin
    breaks, break_first     (all breaks, 3) from, to, duration; where each kind's begin, the first due first
    flags           see TIMED .. ORDERED
    """

    cost: Any
    cost_to: Any
    time: Any
    time_to: Any
    distance: Any
    ride: Any
    paces: Any
    pace_first: Any
    grains: Any
    demand: Any
    allowed: Any
    task: Any
    first: Any
    skip_cost: Any
    near: Any
    around: Any
    sort_keys: Any
    types: Any
    capacity: Any
    room: Any
    rules: Any
    earlier: Any
    earlier_first: Any
    apart: Any
    windows: Any
    window_first: Any
    breaks: Any
    break_first: Any
    flags: Any


class State(NamedTuple):
    """What changes; the `kept_` arrays hold the last accepted solution, from which a refused step is undone.

    free        (k) unused vehicles per type
    chosen      (m) the visit that serves the stop, or NONE
    absent      stops left out, tally[ABSENT] of them; absent_at says where each stands
    removed     tasks that the present step takes out or tries to bring in
    touched     vehicles that the present step changes
    best_next, best_trip   chain and trips of the best solution
    path        scratch for looking at a whole route, see NODE .. STAY;  pick: see PRICE .. VISIT
    """

    nodes: Any
    kept_nodes: Any
    trips: Any
    kept_trips: Any
    fleet: Any
    kept_fleet: Any
    free: Any
    kept_free: Any
    chosen: Any
    absent: Any
    absent_at: Any
    removed: Any
    keys: Any
    touched: Any
    best_next: Any
    best_trip: Any
    path: Any
    pick: Any
    tally: Any
    seed: Any
