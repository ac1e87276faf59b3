"""`logistics print-agent --url https://... --key KEY --printer tcp://host:9100`: the command itself."""

from __future__ import annotations

import threading

import click

from logistics.cli.output import emit, json_option
from logistics.cli.print_agent.agent import print_next, run
from logistics.cli.print_agent.office import Office, OfficeSilent
from logistics.cli.print_agent.printer import Printer, printer_at
from logistics.cli.print_agent.trouble import BrokeOff, PrinterOff
from logistics.labels.formats import LabelFormat
from logistics.labels.zpl import font_download


@click.command("print-agent")
@click.option("--url", required=True, help="Where Highland Post answers, such as https://post.example.")
@click.option("--key", envvar="PRINT_AGENT_KEY", required=True, help="An API key of a user of this office.")
@click.option("--printer", "address", required=True, help="tcp://HOST[:PORT], ipp://HOST[:PORT]/PATH or cups:QUEUE.")
@click.option(
    "--format",
    "size",
    type=click.Choice([size.value for size in LabelFormat]),
    default=LabelFormat.MM_100X150.value,
    show_default=True,
    help="The labels on the printer's roll.",
)
@click.option("--dots-per-mm", type=click.Choice(["8", "12"]), default="8", show_default=True)
@click.option("--every", "pause_s", type=click.FloatRange(min=0.2), default=2.0, show_default=True, help="Seconds.")
@click.option("--fonts", is_flag=True, help="First put our fonts into the printer: once for every new one.")
@click.option("--once", is_flag=True, help="Print what waits now, then end.")
@json_option
def command(
    url: str,
    key: str,
    address: str,
    size: str,
    dots_per_mm: str,
    *,
    pause_s: float,
    fonts: bool,
    once: bool,
    as_json: bool,
) -> None:
    """Fetch labels over HTTPS and send them to the printer, one by one, telling what came of each.

    A printer that is off keeps its labels waiting. A label that broke off midway is printed again with the mark
    of a reprint. A new printer first needs our fonts: --fonts.
    """
    try:
        printer = printer_at(address)
        office = Office(url, key, LabelFormat(size), int(dots_per_mm))
    except ValueError as wrong:
        raise click.BadParameter(str(wrong)) from None
    if fonts:
        _send_fonts(printer)
    if not once:
        run(office, printer, pause_s, threading.Event())
        return
    printed = 0
    try:
        while print_next(office, printer):
            printed += 1
    except (PrinterOff, BrokeOff, OfficeSilent) as trouble:
        raise click.ClickException(f"{trouble} ({printed} labels were printed)") from None
    emit({"printed": printed}, f"{printed} labels", as_json=as_json)


def _send_fonts(printer: Printer) -> None:
    """Put the faces into the printer's memory, or end with what is wrong."""
    try:
        printer.print(b"".join(font_download()))
    except (PrinterOff, BrokeOff) as trouble:
        raise click.ClickException(str(trouble)) from None
