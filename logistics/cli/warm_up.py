"""`logistics warm-up`: compile what would otherwise be compiled during the first plan."""

from __future__ import annotations

import click

from logistics.cli.output import emit, json_option
from logistics.routing.search.compiled import COMPILED, cache_folder
from logistics.routing.search.warm import is_warm, warm_up


@click.command("warm-up")
@json_option
def command(as_json: bool) -> None:
    """Compile the route search and keep it on disk; does nothing where that has been done."""
    was_warm = is_warm()
    cpu_s = round(warm_up(), 2)
    result = {"compiled": COMPILED, "was_warm": was_warm, "cpu_s": cpu_s, "folder": str(cache_folder())}
    if not COMPILED:
        text = "Numba is not here: the route search runs as plain Python, some hundred times slower."
    elif was_warm:
        text = f"The route search was compiled already; loaded in {cpu_s} s."
    else:
        text = f"The route search is compiled ({cpu_s} s) and kept in {cache_folder()}."
    emit(result, text, as_json=as_json)
