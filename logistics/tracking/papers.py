"""The papers of custody, as content for the labels room: a bag's label, and the manifest that two people sign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import Conflict
from logistics.labels.content import BagLabelContent, Mark
from logistics.labels.document_content import ManifestContent, ManifestLine
from logistics.parties.models import Office, User
from logistics.places import communes
from logistics.shipments.models import Consignee, Parcel, Shipment
from logistics.tracking.models import Bag, Custody, HolderKind


def bag_label(session: Session, bag: Bag) -> BagLabelContent:
    """The label of a sealed bag. Raises Conflict while it is open: parcels may still come in."""
    if bag.sealed_at is None or bag.gross_mass_g is None:
        raise Conflict(
            "bag_not_sealed",
            vi=f"Túi {bag.sscc} chưa niêm phong. Niêm phong và cân túi trước khi in nhãn.",
            en=f"Bag {bag.sscc} is not sealed. Seal and weigh it before printing its label.",
        )
    rows = _parcels(session, Custody.bag_id == bag.id)
    provinces = Counter(row.province_code for row in rows)
    marks = {Mark(mark) for row in rows for mark in row.marks}
    return BagLabelContent(
        sscc=bag.sscc,
        from_office=session.get_one(Office, bag.office_id).name,
        to_office=bag.destination,
        sorting_code=provinces.most_common(1)[0][0] if provinces else "",
        parcels=len(rows),
        gross_mass_g=bag.gross_mass_g,
        closed_at=bag.sealed_at,
        seal=bag.seal,
        marks=tuple(sorted(marks)),
    )


def bag_manifest(session: Session, bag: Bag) -> ManifestContent:
    """Every parcel in the bag, for the two who hand it over."""
    return ManifestContent(
        title=f"Túi {bag.destination}",
        code=bag.sscc,
        from_office=session.get_one(Office, bag.office_id).name,
        to_office=bag.destination,
        made_at=clock.now(),
        lines=_lines(_parcels(session, Custody.bag_id == bag.id)),
        seal=bag.seal,
        sealed_mass_g=bag.gross_mass_g,
        photo_kept=bag.photo_sha256 is not None,
    )


def driver_manifest(session: Session, driver: User, office: Office) -> ManifestContent:
    """Everything the driver holds now, to be handed over at the office in the evening."""
    held = (Custody.holder == HolderKind.DRIVER) & (Custody.holder_id == driver.id)
    now = clock.now()
    return ManifestContent(
        title=f"Bàn giao {clock.service_day(now):%d/%m/%Y}",
        code=f"D{driver.id}-{clock.service_day(now):%Y%m%d}",
        from_office=driver.name,
        to_office=office.name,
        made_at=now,
        lines=_lines(_parcels(session, held)),
        driver=driver.name,
    )


def lines_in_bags(session: Session, bags: Sequence[Bag]) -> tuple[ManifestLine, ...]:
    """Every parcel in these bags, bag by bag, for a manifest."""
    return tuple(line for bag in bags for line in _lines(_parcels(session, Custody.bag_id == bag.id)))


def _parcels(session: Session, which: ColumnElement[bool]) -> Sequence[Any]:
    return session.execute(
        select(
            Parcel.item_number,
            Parcel.gross_mass_g,
            Parcel.sequence,
            Parcel.marks,
            Shipment.cod_amount_vnd,
            Consignee.name,
            Consignee.commune_code,
            Consignee.province_code,
        )
        .join(Custody, Custody.parcel_id == Parcel.id)
        .join(Shipment, Shipment.id == Parcel.shipment_id)
        .join(Consignee, Consignee.id == Shipment.consignee_id)
        .where(which)
        .order_by(Parcel.item_number)
    ).all()


def _lines(rows: Sequence[Any]) -> tuple[ManifestLine, ...]:
    return tuple(
        ManifestLine(
            item_number=row.item_number,
            consignee=row.name,
            commune=_commune(row.commune_code),
            gross_mass_g=row.gross_mass_g,
            # Cash is collected once: with the first parcel of a shipment, as its label says.
            cod_amount_vnd=row.cod_amount_vnd if row.sequence == 1 else 0,
        )
        for row in rows
    )


def _commune(code: str) -> str:
    commune = communes().get(code)
    return code if commune is None else commune.full_name
