"""Our search against scipy's, on networks of every shape."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from logistics.travel import shortest
from logistics.travel.shortest import least_costs


def a_network(nodes: int, links: int, seed: int) -> csr_array:
    """Random links with whole weights; some nodes cannot be reached."""
    dice = np.random.default_rng(seed)
    tail, head = dice.integers(0, nodes, (2, links))
    dense = np.zeros((nodes, nodes))
    dense[tail, head] = dice.integers(1, 50, links)
    return csr_array(dense)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("nodes", "links"), [(2, 1), (30, 40), (300, 700), (300, 3000)])
def test_costs_are_those_of_the_textbook(nodes: int, links: int, seed: int) -> None:
    graph = a_network(nodes, links, seed)
    everywhere = np.arange(nodes, dtype=np.int32)

    found = least_costs(graph, everywhere, everywhere[::-1])

    assert (found == dijkstra(graph)[:, ::-1]).all()


def test_without_a_compiler_the_costs_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    graph, some = a_network(200, 600, 7), np.arange(0, 200, 7, dtype=np.int32)
    compiled = least_costs(graph, some, some)
    monkeypatch.setattr(shortest, "COMPILED", False)

    assert (least_costs(graph, some, some) == compiled).all()
