"""Label printers behind CUPS, or any printer that speaks IPP (RFC 8010, 8011): raw jobs, without drivers."""

from __future__ import annotations

import http.client
import struct
from collections.abc import Iterator
from enum import IntEnum
from urllib.parse import urlsplit

from logistics.cli.print_agent.trouble import BrokeOff, PrinterOff

_PORT = 631
_RAW_FORMATS = ("application/vnd.cups-raw", "application/octet-stream")
"""As CUPS calls what no filter may touch, then as any other IPP printer does."""
_OPERATION_GROUP, _END = b"\x01", b"\x03"
_FIRST_ERROR, _UNKNOWN_FORMAT = 0x0400, 0x040A
_NAME, _KEYWORD, _URI, _CHARSET, _LANGUAGE, _MIME = 0x42, 0x44, 0x45, 0x47, 0x48, 0x49
_ACCEPTING = "printer-is-accepting-jobs"


class _Operation(IntEnum):
    PRINT_JOB = 0x0002
    GET_PRINTER_ATTRIBUTES = 0x000B


class IppPrinter:
    """A queue at ipp://host[:port]/path. Once it has taken a label it keeps it, also while the printer is off."""

    def __init__(self, address: str, timeout_s: float) -> None:
        parts = urlsplit(address)
        self._address = address
        self._host, self._port, self._path = parts.hostname or "", parts.port or _PORT, parts.path or "/"
        self._secure = parts.scheme == "ipps"
        self._timeout_s = timeout_s

    def reach(self) -> None:
        """Raises PrinterOff where the queue does not answer, is unknown or takes no jobs."""
        answer = self._answer(_Operation.GET_PRINTER_ATTRIBUTES, [(_KEYWORD, "requested-attributes", _ACCEPTING)])
        self._refuse_unless_taken(answer)
        if dict(_attributes(answer)).get(_ACCEPTING) == b"\x00":
            raise PrinterOff(f"{self._address} takes no jobs at present")

    def print(self, zpl: bytes) -> None:
        """Hand the label to the queue. Raises PrinterOff where it was refused, BrokeOff where no answer came."""
        for raw in _RAW_FORMATS:
            what = [(_NAME, "job-name", "Highland Post"), (_MIME, "document-format", raw)]
            answer = self._answer(_Operation.PRINT_JOB, what, zpl)
            if _status(answer) != _UNKNOWN_FORMAT:
                break
        self._refuse_unless_taken(answer)

    def _refuse_unless_taken(self, answer: bytes) -> None:
        if (status := _status(answer)) >= _FIRST_ERROR:
            told = dict(_attributes(answer)).get("status-message", b"").decode(errors="replace")
            raise PrinterOff(f"{self._address} refuses: {told or hex(status)}")

    def _answer(self, operation: _Operation, attributes: list[tuple[int, str, str]], document: bytes = b"") -> bytes:
        """The answer to one request."""
        common = [
            (_CHARSET, "attributes-charset", "utf-8"),
            (_LANGUAGE, "attributes-natural-language", "en"),
            (_URI, "printer-uri", self._address),
            (_NAME, "requesting-user-name", "highland-post"),
        ]
        body = b"".join(_encoded(*attribute) for attribute in (*common, *attributes))
        head = struct.pack(">BBHI", 1, 1, operation, 1)
        return self._posted(head + _OPERATION_GROUP + body + _END + document)

    def _posted(self, message: bytes) -> bytes:
        """The bytes that come back. Raises PrinterOff where nothing was sent, BrokeOff where no answer came."""
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        line = kind(self._host, self._port, timeout=self._timeout_s)
        try:
            line.connect()
        except OSError as error:
            raise PrinterOff(f"{self._address} does not answer: {error}") from error
        try:
            line.request("POST", self._path, message, {"Content-Type": "application/ipp"})
            response = line.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise BrokeOff(f"{self._address} broke off: {error}") from error
        finally:
            line.close()
        if response.status >= http.client.INTERNAL_SERVER_ERROR:
            raise BrokeOff(f"{self._address} failed: HTTP {response.status}")
        if response.status != http.client.OK or len(answer) < 8:
            raise PrinterOff(f"{self._address} refuses: HTTP {response.status}")
        return answer


def _status(answer: bytes) -> int:
    return int.from_bytes(answer[2:4], "big")


def _encoded(tag: int, name: str, value: str) -> bytes:
    raw_name, raw_value = name.encode(), value.encode()
    return struct.pack(f">BH{len(raw_name)}sH", tag, len(raw_name), raw_name, len(raw_value)) + raw_value


def _attributes(answer: bytes) -> Iterator[tuple[str, bytes]]:
    """Names and first values in an answer; stops where it is cut short."""
    at = 8
    while at + 5 <= len(answer):
        if answer[at] < 0x10:  # the beginning of a group, or the end
            at += 1
            continue
        (length,) = struct.unpack_from(">H", answer, at + 1)
        name = answer[at + 3 : at + 3 + length].decode(errors="replace")
        at += 3 + length
        if at + 2 > len(answer):
            return
        (length,) = struct.unpack_from(">H", answer, at)
        if name:
            yield name, answer[at + 2 : at + 2 + length]
        at += 2 + length
