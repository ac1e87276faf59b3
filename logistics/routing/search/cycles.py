"""The budget in cycles: each cools from its heat to the cold, and may begin with routes cheaper than they are."""

from __future__ import annotations

from dataclasses import dataclass

REBATE_PART = 0.5
"""The part of a cycle in which routes are cheaper than they are."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cooling, between two shares of the budget.

    hot, cold   temperatures at its beginning and its end, as shares of the mean cost of an arc
    rebate      by how much every route is cheaper at its beginning; that shrinks to nothing
    """

    begin: float
    end: float
    hot: float
    cold: float
    rebate: float

    def heat(self, share: float) -> float:
        """The temperature when so much of the budget is spent."""
        return float(self.hot * (self.cold / self.hot) ** min(1.0, self._passed(share)))

    def rebate_at(self, share: float) -> int:
        """The rebate when so much of the budget is spent."""
        return int(self.rebate * max(0.0, 1.0 - self._passed(share) / REBATE_PART))

    def _passed(self, share: float) -> float:
        return (share - self.begin) / max(1e-9, self.end - self.begin)


def cycle_ends(share: float, cycles: int) -> list[float]:
    """Where each cycle ends: the first takes half of what is left, the others the rest in equal parts."""
    if cycles == 1:
        return [1.0]
    half = share + 0.5 * (1.0 - share)
    return [half + (1.0 - half) * i / (cycles - 1) for i in range(cycles)]
