"""The cheapest relaxed routes of one kind of vehicle, grown task by task from the start (label setting).

A label is a partial route: its last task, cost, time, load, and which of the tasks near its last one it remembers
having passed. Labels wait in slots of time (or of load where times do not limit routes) and are extended slot by
slot. A label gives way to one at the same task that is no dearer, no later, no fuller and remembers nothing more.
"""

# mypy: no-warn-return-any
# Arrays of numbers hand out Any.

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logistics.routing.bound.relaxation import FAR, Network
from logistics.routing.search.compiled import entry, jit

SLOTS = 64
"""Slots of time or load."""

NONE = -1


class Memory(NamedTuple):
    """Of which tasks a route that stands at a task knows whether it has passed them.

    near    (m, size) the tasks, itself first;  place   (m, m) where in `near` of the first the second stands, or NONE
    """

    near: Any
    place: Any


class Labels(NamedTuple):
    """Room for labels, a row each, and for the lists they hang in.

    cost, time, load, passed, task, before      of each; `passed` has one bit per task of the memory's row
    live            0 once the label gave way
    later, below    the next in its slot, and the next dearer one at its task in the same slot
    head, tail      (slots) the first and last of each slot
    top             (m, slots) the cheapest at each task in each slot
    """

    cost: Any
    time: Any
    load: Any
    passed: Any
    task: Any
    before: Any
    live: Any
    later: Any
    below: Any
    head: Any
    tail: Any
    top: Any


def room_for(many: int, tasks: int) -> Labels:
    """Room for so many labels over so many tasks."""

    def whole(*shape: int) -> NDArray[np.int64]:
        return np.zeros(shape, np.int64)

    return Labels(
        cost=np.zeros(many),
        time=whole(many),
        load=whole(many),
        passed=whole(many),
        task=whole(many),
        before=whole(many),
        live=np.zeros(many, np.int8),
        later=whole(many),
        below=whole(many),
        head=whole(SLOTS),
        tail=whole(SLOTS),
        top=whole(tasks, SLOTS),
    )


def memory_of(networks: tuple[Network, ...], size: int) -> Memory:
    """For each task the memory of itself and of its nearest by the cheapest leg either way."""
    legs = np.minimum.reduce([one.legs for one in networks])
    legs = np.minimum(legs, legs.T)
    np.fill_diagonal(legs, -1.0)
    m = len(legs)
    near: NDArray[np.int64] = np.ascontiguousarray(np.argsort(legs, axis=1, kind="stable")[:, :size].astype(np.int64))
    place = np.full((m, m), NONE, np.int64)
    place[np.arange(m)[:, None], near] = np.arange(near.shape[1])[None, :]
    return Memory(near, place)


@entry
def grow(net: Network, memory: Memory, s: Labels, prices: Any, order: Any, exact: bool) -> int:
    """All labels worth keeping at these prices; how many rows they take, or NONE where the room was too small.

    order   (m, few) to which tasks each label goes on; all of them in an exact round
    exact   False: labels give way to any cheaper and earlier one; some routes are then overlooked
    """
    s.head[:] = NONE
    s.tail[:] = NONE
    s.top[:] = NONE
    count, many = 0, s.cost.shape[0]
    for task in range(net.units.shape[0]):
        if net.out[task] < FAR and net.units[task] <= net.capacity:
            moment = max(net.first[task], net.ready[task])
            if _in_time(net, task, moment):
                _write(s, count, net.out[task] - prices[task], moment, net.units[task], 1, task, NONE)
                count += _take(net, s, count, exact)
    for slot in range(SLOTS):
        label = s.head[slot]
        while label != NONE:
            if s.live[label]:
                for i in range(order.shape[1]):
                    if count == many:
                        return NONE
                    if _extend(net, memory, s, prices, label, order[s.task[label], i], count):
                        count += _take(net, s, count, exact)
            label = s.later[label]
    return count


@jit
def _in_time(net: Any, task: int, moment: int) -> bool:
    return not net.timed or (moment <= net.due[task] and moment + net.home[task] <= net.until)


@jit
def _write(s: Any, row: int, cost: float, time: int, load: int, passed: int, task: int, before: int) -> None:
    s.cost[row], s.time[row], s.load[row], s.passed[row] = cost, time, load, passed
    s.task[row], s.before[row], s.live[row], s.later[row], s.below[row] = task, before, 1, NONE, NONE


@jit
def _extend(net: Any, memory: Any, s: Any, prices: Any, label: int, task: int, row: int) -> bool:
    """Write the label that goes on to the task, where it may."""
    here = s.task[label]
    place = memory.place[here, task]
    if net.legs[here, task] >= FAR or (place >= 0 and (s.passed[label] >> place) & 1):
        return False
    load = s.load[label] + net.units[task]
    moment = max(net.ready[task], s.time[label] + net.time[here, task])
    if load > net.capacity or not _in_time(net, task, moment):
        return False
    passed = 1
    for i in range(memory.near.shape[1]):
        if (s.passed[label] >> i) & 1:
            kept = memory.place[task, memory.near[here, i]]
            if kept >= 0:
                passed |= 1 << kept
    cost = s.cost[label] + net.legs[here, task] - prices[task]
    _write(s, row, cost, moment, load, passed, task, label)
    return True


@jit
def _slot(net: Any, s: Any, row: int) -> int:
    if net.timed:
        return min(SLOTS - 1, max(0, s.time[row] - net.opens) * SLOTS // net.span)
    return s.load[row] * SLOTS // (net.capacity + 1)


@jit
def _beats(net: Any, s: Any, one: int, other: int, exact: bool) -> bool:
    """Whether the first makes the other needless."""
    if s.cost[one] > s.cost[other] or (net.timed and s.time[one] > s.time[other]):
        return False
    if not exact and net.timed:
        return True
    return s.load[one] <= s.load[other] and (not exact or s.passed[one] & ~s.passed[other] == 0)


@jit
def _take(net: Any, s: Any, row: int, exact: bool) -> int:
    """Hang the written label into its lists, unless another makes it needless; 1 if it was taken."""
    task, own = s.task[row], _slot(net, s, row)
    for slot in range(own + 1):
        other = s.top[task, slot]
        while other != NONE and s.cost[other] <= s.cost[row]:
            if _beats(net, s, other, row, exact):
                return 0
            other = s.below[other]
    for slot in range(own, SLOTS):
        above, other = NONE, s.top[task, slot]
        while other != NONE:
            if _beats(net, s, row, other, exact):
                s.live[other] = 0
                if above == NONE:
                    s.top[task, slot] = s.below[other]
                else:
                    s.below[above] = s.below[other]
            else:
                above = other
            other = s.below[other]
    above, other = NONE, s.top[task, own]
    while other != NONE and s.cost[other] < s.cost[row]:
        above, other = other, s.below[other]
    s.below[row] = other
    if above == NONE:
        s.top[task, own] = row
    else:
        s.below[above] = row
    if s.tail[own] == NONE:
        s.head[own] = row
    else:
        s.later[s.tail[own]] = row
    s.tail[own] = row
    return 1
