"""Label printers: raw TCP, as port 9100 of every label printer takes it, or a queue that speaks IPP."""

from __future__ import annotations

import socket
from typing import Protocol
from urllib.parse import quote, urlsplit

from logistics.cli.print_agent.ipp import IppPrinter
from logistics.cli.print_agent.trouble import BrokeOff, PrinterOff

_PORT = 9100
_TIMEOUT_S = 10.0
_HERE = "ipp://localhost:631/printers/"
"""Where the CUPS of this machine keeps its queues."""


class Printer(Protocol):
    """Something that prints ZPL."""

    def reach(self) -> None:
        """Raises PrinterOff where it does not answer."""

    def print(self, zpl: bytes) -> None:
        """Print it. Raises PrinterOff where nothing was sent, BrokeOff where it is not known what came out."""


def printer_at(address: str, timeout_s: float = _TIMEOUT_S) -> Printer:
    """The printer at "tcp://host[:port]", "ipp://host[:port]/path" or "cups:queue", a queue of this machine.

    Raises ValueError for another address.
    """
    if address.startswith("cups:") and address != "cups:":
        return IppPrinter(_HERE + quote(address.removeprefix("cups:")), timeout_s)
    parts = urlsplit(address)
    if parts.scheme in ("ipp", "ipps") and parts.hostname:
        return IppPrinter(address, timeout_s)
    if parts.scheme != "tcp" or not parts.hostname:
        raise ValueError(f"{address}: write tcp://HOST[:PORT], ipp://HOST[:PORT]/PATH or cups:QUEUE")
    return TcpPrinter(parts.hostname, parts.port or _PORT, timeout_s)


class TcpPrinter:
    """A printer that takes ZPL as it comes over TCP."""

    def __init__(self, host: str, port: int, timeout_s: float = _TIMEOUT_S) -> None:
        self._address = host, port
        self._timeout_s = timeout_s

    def reach(self) -> None:
        self._connected().close()

    def print(self, zpl: bytes) -> None:
        with self._connected() as line:
            try:
                line.sendall(zpl)
                line.shutdown(socket.SHUT_WR)
                _hear_it_end(line)
            except OSError as error:
                raise BrokeOff(f"the printer {self._name} broke off: {error}") from error

    def _connected(self) -> socket.socket:
        try:
            return socket.create_connection(self._address, self._timeout_s)
        except OSError as error:
            raise PrinterOff(f"the printer {self._name} does not answer: {error}") from error

    @property
    def _name(self) -> str:
        return f"{self._address[0]}:{self._address[1]}"


def _hear_it_end(line: socket.socket) -> None:
    """Wait until the printer has closed its side; one that threw our bytes away resets instead (OSError)."""
    try:
        while line.recv(1024):
            pass
    except TimeoutError:
        # Some printers never close. They have taken every byte, and raw printing acknowledges no more than that.
        return
