"""`logistics openapi`: the description of the API, as it is served at /openapi.json."""

from __future__ import annotations

import json

import click

from logistics.settings import Settings


@click.command("openapi")
@click.pass_obj
def command(settings: Settings) -> None:
    """Print the API's description in OpenAPI 3.1; docs/reference/openapi.json is kept by it."""
    from logistics.app import create_app

    described = create_app(settings).test_client().get("/openapi.json").json
    click.echo(json.dumps(described, ensure_ascii=False, indent=1, sort_keys=True))
