"""`logistics bench events`: handling events by POST, fifty in a request and one in a request, beside Django REST.

Ours locks the parcel, keeps the event once, folds the parcel's story anew and asks for its notices. Django REST keeps
the event and overwrites the status.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

import click

from logistics.cli.bench.contestants import DJANGO, OURS, contestants
from logistics.cli.bench.databases import empty_databases, url_of
from logistics.cli.bench.served import Ask, Asks, Contest, Server, cpu_us, serving
from logistics.cli.bench.stories import a_clerks_key, tell_stories
from logistics.cli.output import emit, json_option, say
from logistics.db import Database
from logistics.settings import Settings
from logistics.tracking.uuid7 import uuid7

BATCH = 50
_HAPPENED_AT = dt.datetime(2025, 11, 5, 1, 0, tzinfo=dt.UTC)


@click.command("events")
@click.option("--shipments", default=10_000, show_default=True, help="Shipments whose stories go on.")
@click.option("--requests", default=100, show_default=True, help="Requests in one round.")
@click.option("--rounds", default=5, show_default=True)
@json_option
@click.pass_obj
def command(settings: Settings, shipments: int, requests: int, rounds: int, as_json: bool) -> None:
    """Measure POST /api/v1/events in CPU of the app for one event."""
    found: dict[str, Any] = {}
    for kind, opened in empty_databases(settings.database_url).items():
        say(f"{kind} ...")
        with opened() as database:
            found[kind] = {"shipments": shipments, **_measured(database, shipments, Contest(requests, rounds, 20))}
    emit(found, lambda: "\n".join(f"{kind}: {result}" for kind, result in found.items()), as_json=as_json)


def _measured(database: Database, shipments: int, contest: Contest) -> dict[str, Any]:
    with database.transaction() as session:
        headers = {"Authorization": f"Bearer {a_clerks_key(session)}", "Content-Type": "application/json"}
    numbers = tell_stories(database, shipments)
    with ExitStack() as stack:
        servers = {name: stack.enter_context(serving(name, url_of(database))) for name in contestants()}
        asked: dict[str, tuple[Server, Asks]] = {
            name: (server, partial(_one, name, headers, numbers)) for name, server in servers.items()
        }
        asked["batch"] = (servers[OURS], partial(_many, headers, numbers))
        figures = cpu_us(asked, contest)
    figures["batch"] = round(figures["batch"] / BATCH, 1)
    result = {"cpu_us_per_event": figures, "batch_gains": round(figures[OURS] / figures["batch"], 1)}
    if DJANGO in figures:
        result["batch_beside_django_rest"] = round(figures[DJANGO] / figures["batch"], 1)
    return result


def _one(contestant: str, headers: dict[str, str], numbers: Sequence[str], number: int) -> Ask:
    told = _event(numbers, number)
    if contestant == DJANGO:
        told["parcel"] = told.pop("parcels")[0]
    body = told if contestant == DJANGO else _batch([told])
    right = 201 if contestant == DJANGO else 200
    return Ask("POST", "/api/v1/events", json.dumps(body).encode(), headers, right)


def _many(headers: dict[str, str], numbers: Sequence[str], number: int) -> Ask:
    events = [_event(numbers, number * BATCH + place) for place in range(BATCH)]
    return Ask("POST", "/api/v1/events", json.dumps(_batch(events)).encode(), headers)


def _batch(events: list[dict[str, Any]]) -> dict[str, Any]:
    return {"sent_at": dt.datetime.now(dt.UTC).isoformat(), "device": "bench", "events": events}


def _event(numbers: Sequence[str], number: int) -> dict[str, Any]:
    return {
        "id": str(uuid7()),
        "code": "delivery_failed",
        "reason": "weather",
        "happened_at": (_HAPPENED_AT + dt.timedelta(seconds=number)).isoformat(),
        "parcels": [numbers[number % len(numbers)]],
    }
