"""The least cost from many nodes of a network to many others, on every core."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from logistics.routing.search.compiled import COMPILED, entry, jit
from logistics.travel.points import Floats

Ints = NDArray[np.int32]

_AT_ONCE = 64
"""Origins a thread takes at a time: few enough that the threads end together."""
_BRANCHES = 4
_REACHED = -2
_UNSEEN = -1


def least_costs(graph: csr_array, origins: Ints, targets: Ints) -> Floats:
    """Costs of the cheapest ways, shape (origins, targets), row = from; infinite where there is none.

    Dijkstra's search with a heap of four branches, compiled and free of Python's lock, so that every core takes
    its share of the origins; scipy's own search where nothing can be compiled.
    """
    if not COMPILED:
        return np.asarray(dijkstra(graph, indices=origins)[:, targets])
    links = (graph.indptr.astype(np.int32), graph.indices.astype(np.int32), graph.data.astype(np.float64))
    costs = np.empty((len(origins), len(targets)))

    def fill(first: int) -> None:
        part = slice(first, first + _AT_ONCE)
        n = graph.shape[0]
        _search(*links, origins[part], targets, costs[part], np.empty(n), np.empty((2, n), np.int32))

    starts = range(0, len(origins), _AT_ONCE)
    if len(starts) == 1:
        fill(0)
        return costs
    with ThreadPoolExecutor(min(len(starts), os.cpu_count() or 1)) as threads:
        list(threads.map(fill, starts))
    return costs


@entry
def _search(
    first_link: Ints,
    heads: Ints,
    weights: Floats,
    origins: Ints,
    targets: Ints,
    costs: Floats,
    best: Floats,
    work: Ints,
) -> None:
    """Fill a row of `costs` per origin. `best` and `work` (heap, and each node's place in it) are room to work in."""
    heap, place = work[0], work[1]
    for row in range(len(origins)):
        best[:] = np.inf
        place[:] = _UNSEEN
        best[origins[row]] = 0.0
        heap[0], place[origins[row]] = origins[row], 0
        size, wanted = 1, 0
        while size > 0 and wanted < len(targets):
            node = heap[0]
            place[node] = _REACHED
            size -= 1
            _sink(heap, place, best, size)
            for link in range(first_link[node], first_link[node + 1]):
                head, cost = heads[link], best[node] + weights[link]
                if cost < best[head]:
                    best[head] = cost
                    size += place[head] == _UNSEEN
                    _rise(heap, place, best, head, size)
            # Once the next of the targets in turn are all reached, what is farther need not be searched.
            while wanted < len(targets) and place[targets[wanted]] == _REACHED:
                wanted += 1
        for column in range(len(targets)):
            costs[row, column] = best[targets[column]]


@jit
def _sink(heap: Ints, place: Ints, best: Floats, size: int) -> None:
    """Let the last of a heap whose top was taken sink from there to where nothing below it is cheaper."""
    if size == 0:
        return
    last, at, below = heap[size], 0, 1
    while below < size:
        least = below
        for other in range(below + 1, min(below + _BRANCHES, size)):
            if best[heap[other]] < best[heap[least]]:
                least = other
        if best[heap[least]] >= best[last]:
            break
        heap[at] = heap[least]
        place[heap[at]] = at
        at, below = least, _BRANCHES * least + 1
    heap[at], place[last] = last, at


@jit
def _rise(heap: Ints, place: Ints, best: Floats, node: int, size: int) -> None:
    """Let a node that became cheaper rise to where nothing above it is dearer; one not in the heap joins its end."""
    at = size - 1 if place[node] == _UNSEEN else place[node]
    while at > 0 and best[heap[(at - 1) // _BRANCHES]] > best[node]:
        heap[at] = heap[(at - 1) // _BRANCHES]
        place[heap[at]] = at
        at = (at - 1) // _BRANCHES
    heap[at], place[node] = node, at
