"""What every carrier can do, in our words: take a parcel, label it, give it back, say where it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """One parcel as a carrier needs to know it. `reference` is our name for it there, and the key of the request."""

    reference: str
    from_name: str
    from_phone: str
    from_address: str
    to_name: str = field(repr=False)
    to_phone: str = field(repr=False)
    to_address: str = field(repr=False)
    to_commune: str
    to_province: str
    goods: tuple[tuple[str, int], ...]
    mass_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    cod_amount_vnd: int = 0
    goods_value_vnd: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a carrier says of a parcel: its own code, when it happened by its clock, and why."""

    number: str
    reference: str
    code: str
    at: dt.datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request that claims to come from a carrier; names of headers in small letters."""

    headers: Mapping[str, str] = field(repr=False)
    query: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class CarrierError(Exception):
    """The carrier did not do it. `permanent`: it refuses. `uncertain`: it may have done it and not said so."""

    def __init__(self, message: str, *, permanent: bool = False, uncertain: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.uncertain = uncertain


class Carrier(Protocol):
    """A line-haul carrier. Every method but `read` calls it over the network and raises CarrierError."""

    code: str
    """Its name among us, and that of its table of status codes (tracking/mappings)."""
    can_find: bool
    """Whether it tells which number it gave to a reference."""

    def create(self, consignment: Consignment) -> str:
        """The number under which the carrier now expects the parcel."""

    def find(self, reference: str) -> str | None:
        """The number it gave to this reference; None where it knows of none, or cannot tell (`can_find`)."""

    def label_url(self, number: str) -> str:
        """Where the carrier's own label can be fetched for a short while."""

    def cancel(self, number: str) -> None:
        """Give the parcel up to us again; possible until it has been picked up."""

    def ask(self, number: str) -> Sequence[Said]:
        """All it says of the parcel; empty where it answers by its webhook instead."""

    def read(self, request: Incoming) -> Sequence[Said]:
        """What its webhook says. Raises Denied where the sender is not the carrier, Invalid where it is no report."""
