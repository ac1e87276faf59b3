"""Progress of a search at the speed that a person reads."""

from __future__ import annotations

from collections.abc import Callable

from logistics.routing import Progress

_APART_S = 1.0


def now_and_then(tell: Callable[[Progress], object]) -> Callable[[Progress], None]:
    """The listener that passes on the first progress and then one a second at most."""
    told_s = -_APART_S

    def listen(progress: Progress) -> None:
        nonlocal told_s
        if progress.wall_s - told_s >= _APART_S:
            told_s = progress.wall_s
            tell(progress)

    return listen
