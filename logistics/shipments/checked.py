"""A shipment that can be made: every word looked up and understood, nothing stored yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from logistics.packaging import Goods, Line, Service, Standard
from logistics.places import Unit
from logistics.shipments.new import NewShipment


@dataclass(frozen=True, slots=True)
class Sender:
    """A seller as far as registering needs to know."""

    seller_id: int
    office_id: int
    own_packaging: bool
    """Whether the office has ever changed the packaging standard of the house."""


@dataclass(frozen=True, slots=True)
class Directory:
    """What words are looked up in: sellers by code, goods in the packing standard, services."""

    senders: Mapping[str, Sender]
    standard: Standard
    services: Mapping[str, Service]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedLine:
    """A line whose goods are known."""

    sku: str
    description: str
    goods: Goods
    quantity: int
    amount_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A shipment that can be made: every word understood, nothing stored yet."""

    new: NewShipment
    sender: Sender
    name: str
    phone: str
    address: str
    commune: Unit
    note: str
    service: Service
    lines: tuple[CheckedLine, ...]

    @property
    def goods_value_vnd(self) -> int:
        """What the goods cost the consignee."""
        return sum(line.amount_vnd for line in self.lines)

    def packing_lines(self) -> list[Line]:
        """The lines as the packer takes them."""
        return [Line(line.goods, line.quantity) for line in self.lines]
