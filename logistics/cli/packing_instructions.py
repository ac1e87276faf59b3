"""`logistics packing-instructions -o DIR`: an A4 sheet per kind of goods, to hang where households pack."""

from __future__ import annotations

from pathlib import Path

import click

from logistics.cli.output import emit, json_option, say
from logistics.labels.documents import write_packing_instruction
from logistics.shipments.packing_instruction import packing_instruction
from logistics.shipments.rules import standard


@click.command("packing-instructions")
@click.argument("profiles", nargs=-1, metavar="[PROFILE]...")
@click.option("--output", "-o", "folder", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--phone", default="", help="The office's telephone, printed on every sheet.")
@json_option
def command(profiles: tuple[str, ...], *, folder: Path, phone: str, as_json: bool) -> None:
    """Write the packing instruction of each PROFILE, or of all, as PDF."""
    rules = standard()
    if unknown := [code for code in profiles if code not in rules.profiles]:
        known = ", ".join(sorted(rules.profiles))
        raise click.BadParameter(f"no profile {', '.join(unknown)}; there are {known}")
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for code in profiles or sorted(rules.profiles):
        file = folder / f"{code}.pdf"
        with file.open("wb") as stream:
            write_packing_instruction(packing_instruction(rules.profiles[code], rules, phone), stream)
        say(str(file))
        files.append(file)
    emit({"files": files}, f"{len(files)} sheets", as_json=as_json)
