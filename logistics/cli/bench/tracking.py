"""`logistics bench tracking`: a parcel's public story by GET, beside a bare WSGI echo and Django REST."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

import click

from logistics.cli.bench.contestants import DJANGO, ECHO, OURS, contestants
from logistics.cli.bench.databases import empty_databases, url_of
from logistics.cli.bench.served import Ask, Contest, beside, cpu_us, serving
from logistics.cli.bench.stories import a_clerks_key, tell_stories
from logistics.cli.output import emit, json_option, say
from logistics.db import Database
from logistics.settings import Settings

_SEED = 20_251_104


@click.command("tracking")
@click.option("--shipments", "sizes", multiple=True, default=[10_000], show_default=True, help="One size, or several.")
@click.option("--database", "wanted", type=click.Choice(["sqlite", "postgresql"]), help="Only this one.")
@click.option("--requests", default=400, show_default=True, help="Requests in one round.")
@click.option("--rounds", default=5, show_default=True)
@json_option
@click.pass_obj
def command(
    settings: Settings, sizes: Sequence[int], wanted: str | None, requests: int, rounds: int, as_json: bool
) -> None:
    """Measure GET /api/v1/tracking/<number> in CPU of the app, with eight events a shipment."""
    contest = Contest(requests, rounds)
    found: dict[str, Any] = {}
    for kind, opened in empty_databases(settings.database_url).items():
        if wanted not in (None, kind):
            continue
        with opened() as database:
            found[kind] = _grown(database, sorted(sizes), contest)
    emit(found, lambda: _text(found), as_json=as_json)


def _grown(database: Database, sizes: Sequence[int], contest: Contest) -> list[dict[str, Any]]:
    """One result for each size; the database grows from one to the next."""
    with database.transaction() as session:
        a_clerks_key(session)
    numbers: list[str] = []
    results = []
    for size in sizes:
        say(f"{database.dialect}: {size} shipments ...")
        numbers += tell_stories(database, size - len(numbers))
        results.append({"shipments": size, **_measured(url_of(database), numbers, contest)})
    return results


def _measured(url: str, numbers: Sequence[str], contest: Contest) -> dict[str, Any]:
    with ExitStack() as stack:
        figures = cpu_us(
            {
                name: (stack.enter_context(serving(name, url)), partial(_ask, numbers, random.Random(_SEED)))
                for name in contestants()
            },
            contest,
        )
    return {"cpu_us": figures, **beside(figures, OURS, [ECHO, DJANGO])}


def _ask(numbers: Sequence[str], dice: random.Random, _: int) -> Ask:
    return Ask("GET", f"/api/v1/tracking/{dice.choice(numbers)}")


def _text(found: dict[str, Any]) -> str:
    return "\n".join(f"{kind}: {result}" for kind, results in found.items() for result in results)
