"""What rules a route breaks, and by how much."""

from __future__ import annotations

from logistics.routing.plan import Kind
from logistics.routing.reasons import Reason


class Breaches(dict[Reason, int]):
    """The reasons why a route cannot be, each by how many seconds, metres, grams ... at most."""

    def add(self, reason: Reason, by: int) -> None:
        """Note that the rule is broken by so much; nothing at 0 or less."""
        if by > 0:
            self[reason] = max(by, self.get(reason, 0))

    def add_late(self, kind: Kind, by_s: int) -> None:
        """Note that a task of the kind begins too late."""
        match kind:
            case Kind.BREAK:
                self.add(Reason.BREAK, by_s)
            case Kind.GIVE | Kind.TAKE:
                self.add(Reason.TRANSFER, by_s)
            case Kind.START | Kind.SERVE | Kind.RELOAD | Kind.END:
                self.add(Reason.WINDOW, by_s)
