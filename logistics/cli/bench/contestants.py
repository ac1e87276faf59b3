"""What is measured side by side: a bare WSGI echo, the product, and Django REST where it is installed."""

from __future__ import annotations

import gc
import importlib.util
import time
from collections.abc import Callable, Iterable
from typing import Any

from logistics.cli.bench.served import CLOCK
from logistics.settings import Settings

ECHO, OURS, DJANGO = "echo", "ours", "django_rest"

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]


def contestants() -> list[str]:
    """The names of those who can take part here; Django REST comes with the extra `peers`."""
    return [ECHO, OURS, *([DJANGO] if importlib.util.find_spec("rest_framework") else [])]


def served(contestant: str, database_url: str) -> Application:
    """The contestant on that database, as gunicorn is to serve it: it also tells its own CPU clock."""
    application = _application(contestant, database_url)
    gc.freeze()  # as wsgi.py does, for everybody

    def timed(environ: Environ, start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] != CLOCK:
            return application(environ, start_response)
        told = str(time.process_time_ns()).encode()
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(told)))])
        return [told]

    return timed


def echo(environ: Environ, start_response: Any) -> Iterable[bytes]:
    """What was sent, sent back: the least that any WSGI application can do."""
    told = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) or b"{}"
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(told)))])
    return [told]


def _application(contestant: str, database_url: str) -> Application:
    match contestant:
        case "echo":
            return echo
        case "ours":
            from logistics.app import create_app

            return create_app(Settings(database_url=database_url, api_requests_per_minute=1_000_000))
        case "django_rest":
            from logistics.cli.bench.django_rest import application

            django: Application = application(database_url)
            return django
        case _:
            raise ValueError(f"nobody is called {contestant}")
