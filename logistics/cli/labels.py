"""`logistics labels`: the labels of a sheet in packing order, or of single parcels, as PDF or ZPL."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import click
from sqlalchemy import true
from sqlalchemy.orm import Session

from logistics import clock
from logistics.cli.database import opened
from logistics.cli.output import OutputFile, emit, json_option, say
from logistics.errors import NotFound, Text
from logistics.labels.content import LabelContent
from logistics.labels.documents import write_packing_slips
from logistics.labels.formats import LabelFormat, Paper, PrintLayout
from logistics.labels.outputs import LabelOutput
from logistics.labels.preview import png, svg
from logistics.settings import Settings
from logistics.shipments.label_content import label_contents
from logistics.shipments.labelling import Printing, parcels_of_numbers, parcels_of_sheet, print_labels
from logistics.shipments.packing_slip import packing_slips
from logistics.text import counted

_PRINTED, _PREVIEWS = (".pdf", ".zpl"), (".svg", ".png")
"""What goes to a printer and is recorded, and what is only looked at."""


@click.command("labels")
@click.option("--sheet", type=int, help="Number of the sheet: see logistics import sheets.")
@click.option("--item", "items", multiple=True, help="Item number; may be repeated.")
@click.option(
    "--format",
    "size",
    type=click.Choice([size.value for size in LabelFormat]),
    default=LabelFormat.MM_100X150.value,
    show_default=True,
)
@click.option(
    "--paper", type=click.Choice([paper.value for paper in Paper]), help="Several labels on each sheet of this paper."
)
@click.option(
    "--start-position",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="The first free place of a sheet already begun, row by row.",
)
@click.option("--dots-per-mm", type=click.Choice(["8", "12"]), default="8", show_default=True, help="Of the printer.")
@click.option("--reason", default="", help="Why labels are printed again.")
@click.option(
    "--output", "-o", type=OutputFile(), required=True, help="Where to: .pdf, .zpl; .svg, .png to look at one."
)
@click.option("--slips", type=OutputFile(), help="Write the packing slips of the same parcels here, as PDF on A5.")
@json_option
@click.pass_obj
def command(settings: Settings, /, *, output: Path, slips: Path | None, as_json: bool, **asked: Any) -> None:
    """Print labels to a file and record that they were printed."""
    kind = output.suffix.lower()
    if kind not in (*_PRINTED, *_PREVIEWS):
        raise click.UsageError(f"{output}: the name must end in .pdf, .zpl, .svg or .png")
    paper = Paper(asked["paper"]) if asked["paper"] else None
    layout = PrintLayout(LabelFormat(asked["size"]), paper, asked["start_position"], int(asked["dots_per_mm"]))
    printing = Printing(now=clock.now(), layout=layout.format, reason=asked["reason"])
    with opened(settings) as database, database.transaction() as session:
        match asked["sheet"], asked["items"]:
            case int() as sheet, ():
                parcels = _of_sheet(session, sheet)
            case None, (_, *_) as items:
                parcels = parcels_of_numbers(session, items, true())
            case _:
                raise click.UsageError("Say either --sheet N or --item NUMBER.")
        if kind in _PREVIEWS and len(parcels) > 1:
            raise click.UsageError("A picture shows one label: say one --item NUMBER.")
        labels = label_contents(session, parcels) if kind in _PREVIEWS else print_labels(session, parcels, printing)
        # Within the transaction: a full disk undoes the record of a printing that never was.
        _write(output, partial(_draw_labels, labels, layout, kind))
        if slips:
            _write(slips, partial(write_packing_slips, packing_slips(session, parcels, layout.format)))
    say(Text(f"Đã ghi {output}.", f"Wrote {output}."))
    written = Text(f"{len(labels)} nhãn", counted(len(labels), "label"))
    emit({"file": output, "labels": len(labels)}, written, as_json=as_json)


def _of_sheet(session: Session, sheet: int) -> list[int]:
    """The sheet's parcels. Raises NotFound where there is no such sheet, or nothing of it to print."""
    if parcels := parcels_of_sheet(session, sheet, true()):
        return parcels
    raise NotFound(
        "sheet",
        vi=f"Bảng {sheet} không có kiện nào để in. Xem các bảng: logistics import sheets.",
        en=f"Sheet {sheet} has no parcel to print. See the sheets with: logistics import sheets.",
    )


def _draw_labels(labels: list[LabelContent], layout: PrintLayout, kind: str, stream: BinaryIO) -> None:
    match kind:
        case ".svg":
            stream.write(svg(labels[0], layout.format).encode())
        case ".png":
            stream.write(png(labels[0], layout.format, layout.dots_per_mm))
        case _:
            LabelOutput(layout, as_zpl=kind == ".zpl").write(labels, stream)


def _write(output: Path, draw: Callable[[BinaryIO], object]) -> None:
    """The whole file or none: a name that exists holds every label."""
    part = output.with_name(f"{output.name}.part")
    try:
        with part.open("wb") as stream:
            draw(stream)
        os.replace(part, output)
    finally:
        part.unlink(missing_ok=True)
