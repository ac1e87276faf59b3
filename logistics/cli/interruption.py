"""Ctrl-C and SIGTERM while something long is at work: what has been found so far is kept."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any

from logistics.routing import Budget

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupted(Exception):
    """The process was asked to stop in the middle of work that may be left undone."""


class Interruption:
    """Remembers, inside its `with` block, that the process was asked to stop, instead of ending it."""

    def __init__(self) -> None:
        self._asked = self._raising = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Interruption:
        self._before = {number: signal.signal(number, self._ask) for number in SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def ends(self, budget: Budget) -> Budget:
        """The budget, spent at once when the process is asked to stop."""
        return lambda progress: 1.0 if self._asked else budget(progress)

    @contextmanager
    def raised(self) -> Iterator[None]:
        """Raise Interrupted in here, at once where the process was asked before."""
        if self._asked:
            raise Interrupted
        self._raising = True
        try:
            yield
        finally:
            self._raising = False

    def _ask(self, _signal: int, _frame: FrameType | None) -> None:
        self._asked = True
        if self._raising:
            self._raising = False
            raise Interrupted
