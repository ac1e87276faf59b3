"""The office's label printer: no label lost, none printed twice without its mark, on both databases."""

from __future__ import annotations

import datetime as dt
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from factories import NOON, a_seller, a_shipment, an_office
from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from logistics.cli.print_agent.agent import print_next, run
from logistics.cli.print_agent.office import ClaimedLabel
from logistics.cli.print_agent.printer import TcpPrinter, printer_at
from logistics.cli.print_agent.trouble import BrokeOff, PrinterOff
from logistics.db import Database
from logistics.errors import Conflict, NotFound
from logistics.labels.zpl import zpl
from logistics.shipments.labelling import Printing
from logistics.shipments.models import LabelPrint, Parcel, PrintJob, PrintState
from logistics.shipments.printing_queue import (
    LAYOUT,
    LEASE_S,
    MAYBE_PRINTED,
    PrintOutcome,
    Settled,
    claim_label,
    queue_labels,
    settle_label,
    waiting_labels,
)

LATER = NOON + dt.timedelta(seconds=LEASE_S + 1)


def queued(session: Session, count: int = 1) -> int:
    """The id of an office with so many labels in its queue."""
    office = an_office(session)
    shipment = a_shipment(session, a_seller(session, office), parcels=count)
    parcels = session.scalars(select(Parcel.id).where(Parcel.shipment_id == shipment.id).order_by(Parcel.sequence))
    queue_labels(session, list(parcels), office.id, Printing(now=NOON, layout=LAYOUT))
    return office.id


class OfficeQueue:
    """An office's queue as the agent knows it, straight on the database."""

    def __init__(self, database: Database, office_id: int, now: dt.datetime = NOON) -> None:
        self.database, self.office_id, self.now = database, office_id, now

    def claim(self) -> ClaimedLabel | None:
        with self.database.transaction() as session:
            given = claim_label(session, self.office_id, self.now)
        if given is None:
            return None
        drawn = "".join(zpl([given.label])).encode()
        return ClaimedLabel(given.job_id, given.fence, given.label.item_number, given.maybe_printed, drawn)

    def settle(self, label: ClaimedLabel, outcome: PrintOutcome) -> None:
        with self.database.transaction() as session:
            settle_label(session, Settled(label.job_id, label.fence, outcome, self.now), true())

    def states(self) -> list[PrintState]:
        with self.database.reading() as session:
            return list(session.scalars(select(PrintJob.state).order_by(PrintJob.id)))


@contextmanager
def a_port_9100(keeps: int | None = None) -> Iterator[tuple[int, list[bytes]]]:
    """A printer's port and what came out of it; with `keeps` it reads so many bytes of each label and is gone."""
    papers: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                try:
                    line, _ = server.accept()
                except TimeoutError:
                    continue
                with line:
                    line.settimeout(2)
                    if paper := _read(line, keeps):
                        papers.append(paper)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1], papers
        finally:
            ended.set()
            thread.join()


def _read(line: socket.socket, keeps: int | None) -> bytes:
    if keeps is not None:
        return line.recv(keeps)
    parts = []
    while part := line.recv(65536):
        parts.append(part)
    return b"".join(parts)


@pytest.fixture
def office(database: Database) -> OfficeQueue:
    """An office with three labels to print."""
    with database.transaction() as session:
        return OfficeQueue(database, queued(session, 3))


def reprints(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(LabelPrint.reason).where(LabelPrint.reason != "")))


def test_labels_come_out_once_each_in_their_order(office: OfficeQueue) -> None:
    with a_port_9100() as (port, papers):
        printer = TcpPrinter("127.0.0.1", port)
        while print_next(office, printer):
            pass

    assert len(papers) == 3
    assert all(paper.endswith(b"^XZ\n") for paper in papers)
    assert [f"Kiện {n}/3".encode() in paper for n, paper in enumerate(papers, 1)] == [True] * 3
    assert office.states() == [PrintState.PRINTED] * 3
    assert reprints(office.database) == []


def test_a_printer_that_is_off_keeps_its_labels(office: OfficeQueue) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with pytest.raises(PrinterOff):
        print_next(office, TcpPrinter("127.0.0.1", port))

    assert office.states() == [PrintState.WAITING] * 3
    with a_port_9100() as (there, papers):
        assert print_next(office, TcpPrinter("127.0.0.1", there))
    assert len(papers) == 1
    assert b"IN L" not in papers[0]


def test_a_label_that_broke_off_midway_is_printed_again_and_says_so(office: OfficeQueue) -> None:
    with a_port_9100(keeps=40) as (port, _), pytest.raises(BrokeOff):
        print_next(office, TcpPrinter("127.0.0.1", port))

    with office.database.reading() as session:
        first, *_ = waiting_labels(session, true())
    assert (first.state, first.maybe_printed) == (PrintState.WAITING, True)
    with a_port_9100() as (port, papers):
        assert print_next(office, TcpPrinter("127.0.0.1", port))
    assert "IN LẠI 1".encode() in papers[0]
    assert reprints(office.database) == [MAYBE_PRINTED]


def test_a_label_whose_agent_died_comes_back_marked_after_its_lease(office: OfficeQueue) -> None:
    dead = office.claim()
    assert dead is not None
    office.now = LATER

    again = office.claim()

    assert again is not None
    assert (again.job_id, again.fence, again.maybe_printed) == (dead.job_id, dead.fence + 1, True)
    assert "IN LẠI 1".encode() in again.zpl
    with pytest.raises(Conflict, match="claimed again"):
        office.settle(dead, PrintOutcome.PRINTED)


def test_a_claimed_label_is_given_to_nobody_else_while_the_lease_holds(office: OfficeQueue) -> None:
    labels = [office.claim() for _ in range(4)]

    assert len({label.job_id for label in labels[:3] if label}) == 3
    assert labels[3] is None


def test_a_label_that_was_never_sent_waits_on_unmarked(office: OfficeQueue) -> None:
    label = office.claim()
    assert label is not None
    office.settle(label, PrintOutcome.NOT_SENT)

    again = office.claim()

    assert again is not None
    assert (again.job_id, again.maybe_printed) == (label.job_id, False)
    assert reprints(office.database) == []


def test_telling_twice_that_it_was_printed_counts_once(office: OfficeQueue) -> None:
    label = office.claim()
    assert label is not None

    office.settle(label, PrintOutcome.PRINTED)
    office.settle(label, PrintOutcome.UNSURE)

    assert office.states()[0] is PrintState.PRINTED


def test_a_parcel_made_void_meanwhile_is_not_printed(office: OfficeQueue) -> None:
    with office.database.transaction() as session:
        parcel = session.scalars(select(Parcel).order_by(Parcel.id)).first()
        assert parcel is not None
        parcel.voided_at = NOON

    label = office.claim()

    assert label is not None
    assert office.states() == [PrintState.DROPPED, PrintState.CLAIMED, PrintState.WAITING]


def test_a_label_is_queued_again_only_with_a_reason(office: OfficeQueue) -> None:
    with office.database.transaction() as session:
        parcels = list(session.scalars(select(Parcel.id)))

    with pytest.raises(Conflict, match="Say why"), office.database.transaction() as session:
        queue_labels(session, parcels, office.office_id, Printing(now=NOON, layout=LAYOUT))
    with office.database.transaction() as session:
        queue_labels(session, parcels, office.office_id, Printing(now=NOON, layout=LAYOUT, reason="torn"))
    assert len(office.states()) == 6


def test_another_offices_queue_is_not_touched(office: OfficeQueue) -> None:
    label = office.claim()
    assert label is not None

    with office.database.transaction() as session:
        elsewhere = an_office(session).id
        assert claim_label(session, elsewhere, LATER) is None
    told = Settled(label.job_id, label.fence, PrintOutcome.PRINTED, NOON)
    with pytest.raises(NotFound), office.database.transaction() as session:
        settle_label(session, told, PrintJob.office_id == elsewhere)


def test_two_agents_at_once_never_print_the_same_label(own_database_url: str) -> None:
    database = Database(own_database_url)
    with database.transaction() as session:
        office_id = queued(session, 12)

    def all_of_them(_: int) -> list[int]:
        queue, taken = OfficeQueue(database, office_id), []
        while (label := queue.claim()) is not None:
            taken.append(label.job_id)
        return taken

    with ThreadPoolExecutor(3) as pool:
        taken = [job for jobs in pool.map(all_of_them, range(3)) for job in jobs]

    assert len(taken) == len(set(taken)) == 12
    with database.reading() as session:
        assert session.scalar(select(func.max(PrintJob.fence))) == 1
    database.dispose()


def test_the_agent_goes_on_when_the_printer_is_switched_on(office: OfficeQueue) -> None:
    stopped = threading.Event()
    with a_port_9100() as (port, papers):
        moody = _Moody(TcpPrinter("127.0.0.1", port), stopped)
        run(office, moody, 0.01, stopped)

    assert len(papers) == 3


class _Moody:
    """A printer that is off at every second look; it ends the test when it was looked at often enough."""

    def __init__(self, printer: TcpPrinter, stopped: threading.Event) -> None:
        self._printer, self._stopped, self._looks = printer, stopped, 0

    def reach(self) -> None:
        self._looks += 1
        if self._looks == 10:
            self._stopped.set()
        if self._looks % 2:
            raise PrinterOff("off")

    def print(self, zpl: bytes) -> None:
        self._printer.print(zpl)


@pytest.mark.parametrize("address", ["", "http://printer", "tcp://", "ipp:///labels", "cups:", "9100"])
def test_an_address_that_names_no_printer_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="write tcp://"):
        printer_at(address)
