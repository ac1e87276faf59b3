"""Where a webhook may go: the name is looked up once, and only a public address is ever connected to.

Looking twice would let a name answer with a public address first and with one of ours afterwards.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from logistics.notices.transports.letter import TransportError

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart, with the one address to connect to."""

    scheme: str
    host: str
    port: int
    ip: str


def target(url: str, *, public_only: bool = True) -> Target:
    """Where this URL leads. Raises TransportError: permanent where it may not be called, else where it is unknown.

    With `public_only` it must be https and every address of its name public; without (tests) all is let through.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        host, port = None, 0
    if not host or not port or parts.username is not None:
        raise TransportError("the address is not a plain http(s) URL", permanent=True)
    if public_only and parts.scheme != "https":
        raise TransportError("webhooks go to https addresses only", permanent=True)
    addresses = _look_up(host, port)
    if public_only and not all(map(is_public, addresses)):
        raise TransportError(f"{host} does not lead to a public address", permanent=True)
    return Target(parts.scheme, host, port, str(addresses[0]))


def is_public(address: _Address) -> bool:
    """Whether the address lies in the open internet; IPv6 that wraps an IPv4 address is judged by that one."""
    wrapped = _wrapped(address)
    if wrapped is not None:
        return is_public(wrapped)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _wrapped(address: _Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    # Teredo hides the client's address behind a server's: the client is who would be reached.
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def _look_up(host: str, port: int) -> list[_Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        # A scope ("fe80::1%eth0") names an interface of this machine.
        return [ipaddress.ip_address(str(sockaddr[0]).partition("%")[0]) for *_, sockaddr in found]
    except (OSError, ValueError):  # UnicodeError, for a name that cannot be one, is a ValueError
        raise TransportError(f"{host} cannot be found") from None
