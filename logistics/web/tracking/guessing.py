"""Who names too many numbers that do not exist has to wait, on the page and in the API together.

Misses are counted in the database. Who has to wait is remembered by the process that found it out, so that a right
number costs no further statement: a guesser misses nearly always, and every other process finds out at the next miss.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import math

from flask import Flask, current_app, request

from logistics import clock
from logistics.errors import TooMany
from logistics.parties import throttle
from logistics.web.transactions import current_database

MISSES = 60
WINDOW_S = 60

_EXTENSION = "logistics.waiting_guessers"


def install(app: Flask) -> None:
    """Let this application remember who has to wait."""
    app.extensions[_EXTENSION] = {}


def require_patience() -> None:
    """Ask before looking, so that hits do not stand out. Raises TooMany where this source has to wait."""
    waiting = _waiting()
    if (until := waiting.get(_guesser())) is None:
        return
    left_s = math.ceil((until - clock.now()).total_seconds())
    if left_s > 0:
        raise TooMany(left_s)
    waiting.pop(_guesser(), None)


def count_miss() -> None:
    """Count a number that does not exist against this source. Raises TooMany where it was one too many."""
    guesser = _guesser()
    with current_database().transaction() as session:
        tries = throttle.count(session, guesser, limit=MISSES, window_s=WINDOW_S)
        wait_s = throttle.wait_s(session, guesser, limit=MISSES, window_s=WINDOW_S)
    if wait_s:
        now = clock.now()
        for other, until in list(_waiting().items()):
            if until <= now:
                _waiting().pop(other, None)
        _waiting()[guesser] = now + dt.timedelta(seconds=wait_s)
    if not tries.allowed:
        raise TooMany(tries.retry_after_s)


def _waiting() -> dict[str, dt.datetime]:
    """Until when each source has to wait, as far as this process knows."""
    waiting: dict[str, dt.datetime] = current_app.extensions[_EXTENSION]
    return waiting


def _guesser() -> str:
    """Who is counted: an address, or the network of one household where it is IPv6."""
    source = request.remote_addr or "unknown"
    if ":" in source:
        source = str(ipaddress.ip_network(f"{source.partition('%')[0]}/64", strict=False))
    return f"track:{source}"
