"""WSGI applications behind one gunicorn worker each, and the CPU time that their requests cost.

The worker tells its own CPU clock (all its threads, nothing of the database or of whoever asks), so a busy
machine slows the measuring but hardly changes what it finds. Rounds of the contestants are interleaved.
"""

from __future__ import annotations

import http.client
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import click

_FACTORY = "logistics.cli.bench.contestants:served"
_PATIENCE_S = 60
_AT_ONCE = 2
CLOCK = "/bench-clock"
"""Where a served contestant tells the nanoseconds of CPU that its process has used."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, and the status that a right answer has."""

    method: str
    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    right: int = 200


Asks = Callable[[int], Ask]
"""The n-th request of a contestant; n never comes twice."""


class Server:
    """One contestant being served, and a few kept-alive connections to it.

    A request waits on each of them, so that the worker never sleeps between two: asleep it would lose the
    processor's caches, and that costs the large ones more than the small.
    """

    def __init__(self, port: int) -> None:
        self._connections = [
            http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_S) for _ in range(_AT_ONCE)
        ]

    def hang_up(self) -> None:
        """Close the connections; the next requests open others."""
        for connection in self._connections:
            connection.close()

    def cpu_ns(self) -> int:
        """CPU time of the worker so far."""
        return int(self.answer(Ask("GET", CLOCK)))

    def answer(self, ask: Ask) -> bytes:
        """The body of the answer. Raises ClickException for another status than the right one."""
        _send(self._connections[0], ask)
        return _received(self._connections[0], ask)

    def answer_all(self, asks: Iterable[Ask]) -> None:
        """Wait for the answers to all of these; what `answer` raises holds for each."""
        waiting = iter(asks)
        while some := list(islice(waiting, _AT_ONCE)):
            pairs = list(zip(self._connections, some, strict=False))
            for connection, ask in pairs:
                _send(connection, ask)
            for connection, ask in pairs:
                _received(connection, ask)


def _send(connection: http.client.HTTPConnection, ask: Ask) -> None:
    connection.request(ask.method, ask.path, ask.body, dict(ask.headers))


def _received(connection: http.client.HTTPConnection, ask: Ask) -> bytes:
    response = connection.getresponse()
    body = response.read()
    if response.status != ask.right:
        raise click.ClickException(f"{ask.method} {ask.path}: {response.status} {body[:400]!r}")
    return body


@contextmanager
def serving(contestant: str, database_url: str) -> Iterator[Server]:
    """A contestant served as `logistics serve` serves the product, with one worker."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", f"{_FACTORY}({contestant!r}, {database_url!r})"),
        *("--worker-class", "gthread", "--threads", "4", "--workers", "1"),
        # Kept alive for long: on a busy machine the others' rounds take their time.
        *("--bind", f"127.0.0.1:{port}", "--keep-alive", "600", "--log-level", "error"),
    ]
    process = subprocess.Popen(command)  # noqa: S603
    server = Server(port)
    try:
        _wait_for(server, process)
        yield server
    finally:
        server.hang_up()
        process.terminate()
        process.wait(_PATIENCE_S)


@dataclass(frozen=True, slots=True)
class Contest:
    """How long a measurement runs; every contestant gets `warm_up` requests first."""

    requests: int
    rounds: int
    warm_up: int = 50


def cpu_us(servers: Mapping[str, tuple[Server, Asks]], contest: Contest) -> dict[str, float]:
    """Microseconds of CPU per request of each contestant: the median of interleaved rounds."""
    asked = {name: _ask(server, asks, range(contest.warm_up)) for name, (server, asks) in servers.items()}
    figures: dict[str, list[float]] = {name: [] for name in servers}
    for _ in range(contest.rounds):
        for name, (server, asks) in servers.items():
            numbers = range(asked[name], asked[name] + contest.requests)
            before = server.cpu_ns()
            asked[name] = _ask(server, asks, numbers)
            figures[name].append((server.cpu_ns() - before) / contest.requests / 1000)
    return {name: round(statistics.median(found), 1) for name, found in figures.items()}


def beside(figures: Mapping[str, float], ours: str, peers: Sequence[str]) -> dict[str, Any]:
    """What one request of ours costs in those of the others: above 1 it costs more than theirs."""
    return {f"times_{peer}": round(figures[ours] / figures[peer], 2) for peer in peers if peer in figures}


def _ask(server: Server, asks: Asks, numbers: range) -> int:
    server.answer_all(map(asks, numbers))
    return numbers.stop


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            server.cpu_ns()
        except OSError:
            server.hang_up()
            if process.poll() is not None or time.monotonic() > until:
                raise click.ClickException("the server to be measured did not start") from None
            time.sleep(0.1)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
