"""The agent's round: is the printer there, is there a label, print it, tell what came of it."""

from __future__ import annotations

import threading
from typing import Protocol

from logistics.cli.output import say
from logistics.cli.print_agent.office import ClaimedLabel, OfficeSilent
from logistics.cli.print_agent.printer import Printer
from logistics.cli.print_agent.trouble import BrokeOff, PrinterOff
from logistics.shipments.printing_queue import PrintOutcome


class PrintQueue(Protocol):
    """Where labels wait, and where it is told what came of them."""

    def claim(self) -> ClaimedLabel | None:
        """The label that has waited longest; None where none waits."""

    def settle(self, label: ClaimedLabel, outcome: PrintOutcome) -> None:
        """Tell what came of the label."""


def run(office: PrintQueue, printer: Printer, pause_s: float, stopped: threading.Event) -> None:
    """Print whatever waits until `stopped` is set, resting for `pause_s` where nothing can be done."""
    said = ""
    while not stopped.is_set():
        try:
            if print_next(office, printer):
                said = ""
                continue
            trouble = ""
        except (PrinterOff, BrokeOff, OfficeSilent) as error:
            trouble = str(error)
        if trouble != said and trouble:
            say(trouble)  # once, and not every two seconds of a night
        said = trouble
        stopped.wait(pause_s)


def print_next(office: PrintQueue, printer: Printer) -> bool:
    """Whether a label was printed; False where none waits.

    Raises PrinterOff before any label is fetched where the printer does not answer, BrokeOff where it went
    silent midway (the label is then back in the queue, marked), OfficeSilent where the server does not answer.
    """
    printer.reach()
    if (label := office.claim()) is None:
        return False
    again = " (it may have been printed before)" if label.maybe_printed else ""
    try:
        printer.print(label.zpl)
    except PrinterOff:
        office.settle(label, PrintOutcome.NOT_SENT)
        raise
    except BrokeOff:
        office.settle(label, PrintOutcome.UNSURE)
        raise
    office.settle(label, PrintOutcome.PRINTED)
    say(f"{label.item_number}{again}")
    return True
