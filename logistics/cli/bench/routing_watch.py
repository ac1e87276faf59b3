"""What a solve may spend, and what it had found by when."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

NOTHING_YET = 2**62
"""A peer that has no plan yet names a cost beyond this."""


@dataclass(slots=True)
class Watch:
    """Seconds from its making on, of the processor or of the wall, on so many cores.

    seen    (second, cost) whenever a plan was cheaper than all before it
    """

    seconds: float
    threads: int = 1
    now: Callable[[], float] = time.process_time
    seen: list[tuple[float, int]] = field(default_factory=list)
    begun: float = field(init=False)

    def __post_init__(self) -> None:
        self.begun = self.now()

    def share(self, cost: int = NOTHING_YET) -> float:
        """The share of the seconds that is spent; `cost` is that of the best plan so far, where there is one."""
        spent = self.now() - self.begun
        if cost < (self.seen[-1][1] if self.seen else NOTHING_YET):
            self.seen.append((spent, cost))
        return spent / self.seconds

    def spent(self, cost: int = NOTHING_YET) -> bool:
        """Whether the seconds are over."""
        return self.share(cost) > 1.0
