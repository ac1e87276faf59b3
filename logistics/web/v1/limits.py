"""How often one key may ask: counted for all processes together, told in every answer, 429 beyond.

Each process books a small portion of the minute at a time, so that most requests cost no write.
Source: draft-ietf-httpapi-ratelimit-headers-10.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from flask import Flask, Response, current_app, g

from logistics.errors import TooMany
from logistics.parties import throttle
from logistics.parties.throttle import Booking
from logistics.web.transactions import current_database

WINDOW_S = 60
_PORTIONS = 20
_EXTENSION = "logistics.booked_requests"


@dataclass(slots=True)
class _Booked:
    """What is left of the portion that this process has booked for one key."""

    left: int
    unbooked: int
    until: float


def install(app: Flask) -> None:
    """Let this application remember what it has booked."""
    app.extensions[_EXTENSION] = {}


def require_moderation() -> None:
    """Count this request against its key. Raises TooMany where the key has used up its minute."""
    limit = current_app.config["SETTINGS"].api_requests_per_minute
    if g.principal is None or not limit:
        return
    portions: dict[str, _Booked] = current_app.extensions[_EXTENSION]
    subject = f"api:{g.principal.credential_id}"
    booked = portions.get(subject)
    if booked is None or not booked.left or booked.until < time.monotonic():
        booking = _book(subject, limit)
        if not booking.granted:
            g.remaining_requests = 0
            raise TooMany(booking.free_s)
        until = time.monotonic() + throttle.slice_s(WINDOW_S)
        booked = portions[subject] = _Booked(booking.granted, booking.left, until)
    # Two threads at once may count one request for two: a portion is small, and the limit is no account.
    booked.left -= 1
    g.remaining_requests = max(0, booked.left) + booked.unbooked


def told(response: Response) -> Response:
    """The answer with what is allowed and what is left of it."""
    if (remaining := g.get("remaining_requests")) is not None:
        limit = current_app.config["SETTINGS"].api_requests_per_minute
        response.headers.add("RateLimit-Policy", f'"key";q={limit};w={WINDOW_S}')
        response.headers.add("RateLimit", f'"key";r={remaining};t={WINDOW_S}')
    return response


def _book(subject: str, limit: int) -> Booking:
    with current_database().transaction() as session:
        return throttle.book(session, subject, max(1, limit // _PORTIONS), limit=limit, window_s=WINDOW_S)
