"""Solving in a process of its own, so that neither the web nor the worker suffers from a long search."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from logistics.errors import Failure, Invalid, Unavailable
from logistics.routing import Plan, Problem, Progress, Seconds, solve
from logistics.routing.bound import bounded, lower_bound

_GRACE_S = 120
"""What a search may take beyond its budget before it is ended: starting, compiling on a first run, checking."""


_BOUND_S, _BOUND_SHARE = 10.0, 0.15
"""What is spent, before the search, on proving how good a plan could be at best: seconds, and share of the effort."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long and from which dice the planner searches."""

    seconds: float
    seed: int = 1
    threads: int = 1


def solve_apart(
    problem: Problem,
    effort: Effort,
    *,
    on_progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Plan:
    """The plan found by a child process within the effort's seconds.

    Raises Invalid as `solve` does; Unavailable where the child died, hung or was cancelled: the former plan stays.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(theirs, problem, effort), name="solver")
    child.start()
    theirs.close()
    try:
        return _listen(ours, child, effort, on_progress, cancelled)
    finally:
        child.kill()
        child.join()
        ours.close()


def _listen(
    pipe: Connection,
    child: BaseProcess,
    effort: Effort,
    on_progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
) -> Plan:
    deadline = time.monotonic() + effort.seconds * 1.5 + _GRACE_S
    while time.monotonic() < deadline:
        if cancelled():
            raise Unavailable("solver_cancelled", vi="Đã dừng lập tuyến.", en="Planning was cancelled.")
        if not pipe.poll(0.2):
            if not child.is_alive() and not pipe.poll(0):
                break
            continue
        try:
            message = pipe.recv()
        except EOFError:
            break
        if isinstance(message, Progress):
            on_progress(message)
        elif isinstance(message, Plan):
            return message
        elif isinstance(message, tuple):
            raise Invalid(message)
        else:
            raise Unavailable("solver_failed", vi=f"Bộ lập tuyến lỗi: {message}", en=f"The solver failed: {message}")
    raise Unavailable(
        "solver_died",
        vi="Bộ lập tuyến dừng bất thường hoặc quá giờ; kế hoạch cũ vẫn giữ nguyên.",
        en="The solver died or ran out of time; the former plan stays.",
    )


def _child(pipe: Connection, problem: Problem, effort: Effort) -> None:
    """What the child does: solve, and send progress, then the plan or what went wrong."""
    try:
        bound = lower_bound(problem, min(_BOUND_S, effort.seconds * _BOUND_SHARE))

        def tell(progress: Progress) -> None:
            pipe.send(replace(progress, bound=None if progress.unserved else bound))

        plan = solve(problem, Seconds(effort.seconds), seed=effort.seed, threads=effort.threads, on_progress=tell)
        pipe.send(bounded(plan, bound))
    except Invalid as invalid:
        pipe.send(invalid.problems)
    except Failure as failure:
        pipe.send(str(failure))
    except Exception as error:
        pipe.send(f"{type(error).__name__}: {error}")
