"""The rows of packed shipments. One shipment at the counter and 2,500 of a livestream are written alike."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from logistics.clock import service_day
from logistics.db import Base
from logistics.packaging import Line, PackedParcel, Packer, Service, chargeable_mass_g
from logistics.shipments import cash
from logistics.shipments.bulk import Batch, Key, Values, insert_batches, insert_unless_known
from logistics.shipments.checked import Checked, CheckedLine
from logistics.shipments.models import Consignee, Parcel, Shipment, ShipmentLine, Status
from logistics.shipments.numbers import numbers_and_ids
from logistics.text import fold

_CONSIGNEE = ("id", "name", "name_folded", "phone", "address", "commune_code", "province_code", "note")
_SHIPMENT = (
    *("id", "office_id", "seller_id", "consignee_id", "channel", "reference", "created_at", "service"),
    *("cod_amount_vnd", "goods_value_vnd", "promised_on", "sheet_id", "created_by_id", "lot"),
)
_PARCEL = (
    *("id", "shipment_id", "sequence", "item_number", "profile_code", "profile_version", "carton_code"),
    *("gross_mass_g", "chargeable_mass_g", "length_mm", "width_mm", "height_mm"),
    *("status_at", "marks", "keep_by", "status", "labels_printed"),
)
_NATURAL_KEY = ("seller_id", "channel", "reference")
_LINE = ("id", "parcel_id", "sku", "goods", "description", "quantity", "unit_mass_g", "amount_vnd")


@dataclass(frozen=True, slots=True)
class PackedShipment:
    """A checked shipment and the cartons it fills."""

    checked: Checked
    parcels: tuple[PackedParcel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What every shipment of one registering shares: when, by whom, from which sheet, under which key."""

    now: dt.datetime
    item_number_key: str
    user_id: int | None = None
    sheet_id: int | None = None


def packed(checked: Checked, packer: Packer) -> PackedShipment:
    """The shipment in cartons. Raises Invalid where its goods cannot be packed."""
    return PackedShipment(checked, packer.pack(checked.packing_lines()).parcels)


def write(session: Session, shipments: Sequence[PackedShipment], stamp: Stamp) -> list[int]:
    """The ids of the shipments, now in the database with their consignees, parcels, numbers and lines.

    None of them may be known yet: see numbers.wait_for_turn.
    """
    rows = numbered_rows(session, shipments, stamp)
    rows.insert(session)
    return rows.shipment_ids


def numbered_rows(session: Session, shipments: Sequence[PackedShipment], stamp: Stamp) -> ShipmentRows:
    """Everything about the shipments but the inserting: ids and item numbers are taken."""
    parcels_count = sum(len(shipment.parcels) for shipment in shipments)
    lines_count = sum(len(parcel.lines) for shipment in shipments for parcel in shipment.parcels)
    rows = ShipmentRows()
    if not shipments:
        return rows
    counts: dict[type[Base], int] = {
        Consignee: len(shipments),
        Shipment: len(shipments),
        Parcel: parcels_count,
        ShipmentLine: lines_count,
    }
    taken, ids = numbers_and_ids(session, parcels_count, stamp.item_number_key, counts)
    numbers, parcel_ids, line_ids = iter(taken), iter(ids[Parcel]), iter(ids[ShipmentLine])
    for shipment, shipment_id, consignee_id in zip(shipments, ids[Shipment], ids[Consignee], strict=True):
        mine = list(islice(numbers, len(shipment.parcels)))
        rows.consignees.append(_consignee(shipment.checked, consignee_id))
        rows.shipments.append(_shipment(shipment.checked, (shipment_id, consignee_id, mine[0]), stamp))
        if cod_vnd := shipment.checked.new.cod_amount_vnd:
            rows.cod_vnd[shipment_id] = cod_vnd
        left = _Left.of(shipment.checked)
        for sequence, (parcel, number) in enumerate(zip(shipment.parcels, mine, strict=True), start=1):
            parcel_id = next(parcel_ids)
            place = (parcel_id, shipment_id, sequence, number)
            rows.parcels.append(_parcel(parcel, place, shipment.checked.service, stamp.now))
            rows.lines += [(next(line_ids), parcel_id, *left.taken(line)) for line in parcel.lines]
    return rows


@dataclass(slots=True)
class ShipmentRows:
    """Values for the four tables, in the order of their columns, and what is to be collected for each shipment."""

    consignees: list[Values] = field(default_factory=list)
    shipments: list[Values] = field(default_factory=list)
    parcels: list[Values] = field(default_factory=list)
    lines: list[Values] = field(default_factory=list)
    cod_vnd: dict[int, int] = field(default_factory=dict)

    @property
    def shipment_ids(self) -> list[int]:
        """The ids of the shipments, in order."""
        return [values[0] for values in self.shipments]

    def told(self) -> Iterator[dict[str, Any]]:
        """Each shipment's values by column, with its parcels' under "parcels": what reading it back would give."""
        parcels: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for values in self.parcels:
            parcel = dict(zip(_PARCEL, values, strict=True))
            parcels[parcel["shipment_id"]].append(parcel)
        for values in self.shipments:
            shipment = dict(zip(_SHIPMENT, values, strict=True))
            yield shipment | {"parcels": parcels[shipment["id"]]}

    def insert(self, session: Session) -> None:
        """Put them all into the database, in the caller's transaction."""
        insert_batches(session, self._batches())
        self._book(session)

    def insert_unless_known(self, session: Session) -> int | None:
        """Put the one shipment into the database; the id of the one that has its natural key, where one has.

        Whoever has taken numbers has the turn: what is known now stays all that is known.
        """
        (shipment,) = self.shipments
        key = tuple(shipment[_SHIPMENT.index(column)] for column in _NATURAL_KEY)
        known_id = insert_unless_known(session, Key(Shipment, _NATURAL_KEY, key), self._batches())
        if known_id is None:
            self._book(session)
        return known_id

    def _batches(self) -> tuple[Batch, ...]:
        return (
            Batch(Consignee, _CONSIGNEE, self.consignees),
            Batch(Shipment, _SHIPMENT, self.shipments),
            Batch(Parcel, _PARCEL, self.parcels),
            Batch(ShipmentLine, _LINE, self.lines),
        )

    def _book(self, session: Session) -> None:
        if self.cod_vnd:
            cash.ledger().due_at_once(session, self.cod_vnd)


def _consignee(checked: Checked, consignee_id: int) -> Values:
    commune = checked.commune
    return (
        consignee_id,
        checked.name,
        fold(checked.name),
        checked.phone,
        checked.address,
        commune.code,
        commune.province.code,
        checked.note,
    )


def _shipment(checked: Checked, ids: tuple[int, int, str], stamp: Stamp) -> Values:
    shipment_id, consignee_id, first_number = ids
    new = checked.new
    return (
        shipment_id,
        checked.sender.office_id,
        checked.sender.seller_id,
        consignee_id,
        new.channel,
        new.reference or first_number,
        stamp.now,
        new.service,
        new.cod_amount_vnd,
        checked.goods_value_vnd,
        new.promised_on,
        stamp.sheet_id,
        stamp.user_id,
        new.lot,
    )


def _parcel(parcel: PackedParcel, place: tuple[int, int, int, str], service: Service, now: dt.datetime) -> Values:
    return (
        *place,
        parcel.profile_code,
        parcel.profile_version,
        parcel.carton_code,
        parcel.gross_mass_g,
        chargeable_mass_g(parcel.gross_mass_g, parcel.outer, service),
        parcel.outer.length_mm,
        parcel.outer.width_mm,
        parcel.outer.height_mm,
        now,
        tuple(mark.value for mark in parcel.marks),
        service_day(now) + dt.timedelta(days=parcel.keep_by_days),
        Status.READY,
        0,
    )


@dataclass(slots=True)
class _Left:
    """What of a shipment's lines is not yet in a parcel: units and dong by goods.

    Lines of the same goods are packed together, under the first one's SKU and description.
    """

    first: dict[str, CheckedLine]
    units: Counter[str]
    amount_vnd: Counter[str]

    @classmethod
    def of(cls, checked: Checked) -> _Left:
        left = cls({}, Counter(), Counter())
        for line in checked.lines:
            left.first.setdefault(line.goods.code, line)
            left.units[line.goods.code] += line.quantity
            left.amount_vnd[line.goods.code] += line.amount_vnd
        return left

    def taken(self, line: Line) -> Values:
        """The values of a packed line, with its share of what is left of the amount."""
        code = line.goods.code
        share_vnd = self.amount_vnd[code] * line.quantity // self.units[code]
        self.amount_vnd[code] -= share_vnd
        self.units[code] -= line.quantity
        told = self.first[code]
        return (told.sku, code, told.description, line.quantity, line.goods.mass_g, share_vnd)
