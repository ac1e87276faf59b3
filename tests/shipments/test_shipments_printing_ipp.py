"""The same office's printer behind CUPS or any other IPP queue: raw labels, refused and broken off as told."""

from __future__ import annotations

import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from logistics.cli.print_agent.printer import printer_at
from logistics.cli.print_agent.trouble import BrokeOff, PrinterOff

PRINT_JOB, GET_PRINTER_ATTRIBUTES = 2, 11
OK, NOT_FOUND, UNKNOWN_FORMAT = 0x0000, 0x0406, 0x040A
ZPL = "^XA^FDBưu cục Tam Đường^FS^XZ\n".encode()


@dataclass
class Queue:
    """A queue that speaks just enough IPP: what it takes, and what it was asked."""

    formats: tuple[str, ...] = ("application/vnd.cups-raw",)
    accepting: bool = True
    status: int = OK
    breaks_off: bool = False
    papers: list[bytes] = field(default_factory=list)
    asked: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"ipp://127.0.0.1:{self.port}/printers/labels"

    def answer(self, message: bytes) -> bytes:
        (operation,) = struct.unpack_from(">H", message, 2)
        attributes, document = read_request(message)
        self.asked.append((operation, attributes))
        if self.status != OK:
            return reply(self.status, (0x41, "status-message", b"The printer or class does not exist."))
        if operation == GET_PRINTER_ATTRIBUTES:
            return reply(OK, (0x22, "printer-is-accepting-jobs", bytes([self.accepting])))
        if attributes["document-format"] not in self.formats:
            return reply(UNKNOWN_FORMAT)
        self.papers.append(document)
        return reply(OK)


def read_request(message: bytes) -> tuple[dict[str, str], bytes]:
    """Names and values of the operation's attributes, and what follows them."""
    found, at = {}, 9
    assert message[8] == 1
    while message[at] != 3:
        (length,) = struct.unpack_from(">H", message, at + 1)
        name, at = message[at + 3 : at + 3 + length].decode(), at + 3 + length
        (length,) = struct.unpack_from(">H", message, at)
        found[name], at = message[at + 2 : at + 2 + length].decode(), at + 2 + length
    return found, message[at + 1 :]


def reply(status: int, *attributes: tuple[int, str, bytes]) -> bytes:
    body = b"".join(
        struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(value)) + value
        for tag, name, value in ((0x47, "attributes-charset", b"utf-8"), *attributes)
    )
    return struct.pack(">BBHI", 1, 1, status, 1) + b"\x01" + body + b"\x03"


@contextmanager
def serving(queue: Queue) -> Iterator[Queue]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/ipp"
            if queue.breaks_off:
                self.connection.close()
                return
            told = queue.answer(message)
            self.send_response(200)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        queue.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield queue
        finally:
            server.shutdown()
            thread.join()


def test_a_queue_gets_the_label_as_it_is() -> None:
    with serving(Queue()) as queue:
        printer = printer_at(queue.address)
        printer.reach()
        printer.print(ZPL)

    assert queue.papers == [ZPL]
    operation, attributes = queue.asked[-1]
    assert operation == PRINT_JOB
    assert list(attributes)[:3] == ["attributes-charset", "attributes-natural-language", "printer-uri"]
    assert attributes["printer-uri"] == queue.address


def test_a_queue_that_is_not_cups_gets_it_as_plain_bytes() -> None:
    with serving(Queue(formats=("application/octet-stream",))) as queue:
        printer_at(queue.address).print(ZPL)

    assert queue.papers == [ZPL]


def test_a_label_no_format_suits_is_refused_and_nothing_comes_out() -> None:
    with serving(Queue(formats=("image/pwg-raster",))) as queue, pytest.raises(PrinterOff, match="0x40a"):
        printer_at(queue.address).print(ZPL)

    assert queue.papers == []


def test_an_unknown_queue_is_told_before_a_label_is_fetched() -> None:
    with serving(Queue(status=NOT_FOUND)) as queue, pytest.raises(PrinterOff, match="does not exist"):
        printer_at(queue.address).reach()


def test_a_queue_that_takes_no_jobs_counts_as_off() -> None:
    with serving(Queue(accepting=False)) as queue, pytest.raises(PrinterOff, match="takes no jobs"):
        printer_at(queue.address).reach()


def test_a_queue_that_is_not_there_counts_as_off() -> None:
    with serving(Queue()) as queue:
        address = queue.address

    with pytest.raises(PrinterOff, match="does not answer"):
        printer_at(address).print(ZPL)


def test_a_queue_that_broke_off_after_the_label_leaves_it_unsure() -> None:
    with serving(Queue(breaks_off=True)) as queue, pytest.raises(BrokeOff, match="broke off"):
        printer_at(queue.address).print(ZPL)


def test_a_queue_of_this_machine_is_named_shortly() -> None:
    with pytest.raises(PrinterOff, match="ipp://localhost:631/printers/no-such%20queue"):
        printer_at("cups:no-such queue").reach()
