"""`logistics bench create`: one shipment by POST, beside a bare WSGI echo and Django REST.

Ours is checked, its commune looked up, packed into cartons, numbered and stored in four tables. Django REST checks the
form and stores the same rows.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from functools import partial
from typing import Any

import click

from logistics.cli.bench.contestants import DJANGO, ECHO, OURS, contestants
from logistics.cli.bench.databases import empty_databases, url_of
from logistics.cli.bench.served import Ask, Contest, beside, cpu_us, serving
from logistics.cli.bench.stories import SELLER, a_clerks_key, tell_stories
from logistics.cli.output import emit, json_option, say
from logistics.db import Database
from logistics.settings import Settings

_CONSIGNEE = {"name": "Trần Hồng Linh", "phone": "0974305036", "address": "Số 329 Hùng Vương"}
_OURS = {
    "consignee": {**_CONSIGNEE, "province": "Hà Nội", "commune": "Xã Dân Hoà"},
    "lines": [{"sku": "TEA-200", "quantity": 2, "amount_vnd": 360_000}],
}
_DJANGOS = {
    "consignee": {**_CONSIGNEE, "province_code": "01", "commune_code": "10126"},
    "lines": [
        {
            "sku": "TEA-200",
            "goods": "tea_shan_200",
            "description": "Trà Shan tuyết 200g",
            "quantity": 2,
            "unit_mass_g": 200,
            "amount_vnd": 360_000,
        }
    ],
}


@click.command("create")
@click.option("--shipments", default=10_000, show_default=True, help="Shipments that are there already.")
@click.option("--requests", default=200, show_default=True, help="Requests in one round.")
@click.option("--rounds", default=5, show_default=True)
@json_option
@click.pass_obj
def command(settings: Settings, shipments: int, requests: int, rounds: int, as_json: bool) -> None:
    """Measure POST /api/v1/shipments in CPU of the app."""
    found: dict[str, Any] = {}
    for kind, opened in empty_databases(settings.database_url).items():
        say(f"{kind} ...")
        with opened() as database:
            found[kind] = {"shipments": shipments, **_measured(database, shipments, Contest(requests, rounds))}
    emit(found, lambda: "\n".join(f"{kind}: {result}" for kind, result in found.items()), as_json=as_json)


def _measured(database: Database, shipments: int, contest: Contest) -> dict[str, Any]:
    with database.transaction() as session:
        headers = {"Authorization": f"Bearer {a_clerks_key(session)}", "Content-Type": "application/json"}
    tell_stories(database, shipments)
    with ExitStack() as stack:
        figures = cpu_us(
            {
                name: (stack.enter_context(serving(name, url_of(database))), partial(_ask, name, headers))
                for name in contestants()
            },
            contest,
        )
    return {"cpu_us": figures, **beside(figures, OURS, [ECHO, DJANGO])}


def _ask(contestant: str, headers: dict[str, str], number: int) -> Ask:
    told = _DJANGOS if contestant == DJANGO else _OURS
    body = {"seller_code": SELLER, "channel": contestant, "reference": f"R{number}", **told}
    right = 200 if contestant == ECHO else 201
    return Ask("POST", "/api/v1/shipments", json.dumps(body).encode(), headers, right)
