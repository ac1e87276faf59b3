"""Labels for parcels: which ones, in packing order, and the record that they were printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlalchemy.orm import Session

from logistics.codes import read
from logistics.errors import Conflict, NotFound
from logistics.labels.content import LabelContent
from logistics.parties.models import Seller
from logistics.shipments.bulk import insert_rows, next_ids
from logistics.shipments.label_content import label_contents
from logistics.shipments.models import LabelPrint, Parcel, Shipment, ShipmentLine, Status
from logistics.shipments.rules import portions
from logistics.text import counted

_PRINT = ("id", "parcel_id", "printed_at", "printed_by_id", "layout", "reason")
_PRINTED = (
    update(Parcel)
    .where(Parcel.id.in_(bindparam("ids", expanding=True)))
    .values(labels_printed=Parcel.labels_printed + 1)
    .returning(Parcel.item_number, Parcel.labels_printed, Parcel.voided_at, Parcel.status)
    .execution_options(synchronize_session=False)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """One going to the printer: when, by whom, on which paper, and why again."""

    now: dt.datetime
    layout: str
    user_id: int | None = None
    reason: str = ""


def print_labels(session: Session, parcel_ids: Sequence[int], printing: Printing) -> list[LabelContent]:
    """The labels of these parcels in their order; their printing is recorded. Raises as `record_printing` does."""
    record_printing(session, parcel_ids, printing)
    return label_contents(session, parcel_ids)


def record_printing(session: Session, parcel_ids: Sequence[int], printing: Printing) -> None:
    """Write down in the caller's transaction that these parcels' labels go to the printer.

    Raises Conflict where one is void or cancelled, or was printed before and no reason is given.
    """
    for some in portions(list(parcel_ids)):
        for number, printed, voided_at, status in session.execute(_PRINTED, {"ids": some}):
            if voided_at is not None or status is Status.CANCELLED:
                raise _void(number)
            if printed > 1 and not printing.reason.strip():
                raise _no_reason(number, printed - 1)
    ids = next_ids(session, LabelPrint, len(parcel_ids))
    rest = (printing.now, printing.user_id, printing.layout, printing.reason.strip()[:200])
    insert_rows(
        session, LabelPrint, _PRINT, [(one, parcel, *rest) for one, parcel in zip(ids, parcel_ids, strict=True)]
    )


def parcels_of_sheet(session: Session, sheet_id: int, seen: ColumnElement[bool]) -> list[int]:
    """Ids of the sheet's live parcels in packing order: household by household, equal goods together."""
    first_goods = select(func.min(ShipmentLine.goods)).where(ShipmentLine.parcel_id == Parcel.id).scalar_subquery()
    live = (Parcel.voided_at.is_(None), Parcel.status != Status.CANCELLED)
    statement = (
        select(Parcel.id)
        .join(Shipment, Shipment.id == Parcel.shipment_id)
        .join(Seller, Seller.id == Shipment.seller_id)
        .where(Shipment.sheet_id == sheet_id, *live, seen)
        .order_by(Seller.code, first_goods, Parcel.carton_code, Shipment.id, Parcel.sequence)
    )
    return list(session.scalars(statement))


def parcels_of_numbers(session: Session, numbers: Sequence[str], seen: ColumnElement[bool]) -> list[int]:
    """Ids of the parcels with these item numbers, in their order, each once. Raises NotFound for one not seen."""
    asked = list(dict.fromkeys(read(number).canonical for number in numbers))
    found: dict[str, int] = {}
    for some in portions(asked):
        rows = session.execute(select(Parcel.item_number, Parcel.id).where(Parcel.item_number.in_(some), seen))
        found.update((number, parcel_id) for number, parcel_id in rows)
    if missing := [number for number in asked if number not in found]:
        listed = ", ".join(missing[:5])
        raise NotFound("parcel", vi=f"Không có bưu gửi {listed}.", en=f"There is no parcel {listed}.")
    return [found[number] for number in asked]


def _void(number: str) -> Conflict:
    return Conflict(
        "parcel_void",
        vi=f"Bưu gửi {number} đã huỷ, không in nhãn được. Bỏ nó ra khỏi danh sách.",
        en=f"Parcel {number} is void or cancelled and gets no label. Leave it out.",
    )


def _no_reason(number: str, before: int) -> Conflict:
    return Conflict(
        "reprint_needs_reason",
        vi=f"Nhãn {number} đã in {before} lần. Ghi lý do in lại.",
        en=f"The label of {number} was printed {counted(before, 'time')} already. Say why it is printed again.",
    )
