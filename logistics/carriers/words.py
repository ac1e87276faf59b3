"""What the carriers say of a parcel, in their own words and in ours; a word that no table knows is "in progress"."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from logistics.carriers.models import HandOver, HandOverState
from logistics.errors import Text
from logistics.shipments.models import Parcel, Status
from logistics.tracking.fold import LEADS_TO
from logistics.tracking.mapping import IN_PROGRESS, mapping
from logistics.tracking.status_texts import text_of


@dataclass(frozen=True, slots=True)
class CarrierWord:
    """One hand-over: the carrier and its number, its newest word as it came and when, and what people read for it."""

    carrier: str
    number: str
    state: HandOverState
    raw: str
    said_at: dt.datetime | None
    text: Text


def words_about(session: Session, item_number: str, seen: ColumnElement[bool]) -> list[CarrierWord]:
    """The hand-overs of the parcel, if `seen` lets it through, oldest first."""
    given = session.scalars(
        select(HandOver)
        .join(Parcel, Parcel.id == HandOver.parcel_id)
        .where(Parcel.item_number == item_number, seen)
        .order_by(HandOver.id)
    )
    return [
        CarrierWord(
            carrier=mapping(each.carrier).name,
            number=each.carrier_number,
            state=each.state,
            raw=each.raw_status,
            said_at=each.status_at,
            text=meaning(each.carrier, each.raw_status),
        )
        for each in given
    ]


def meaning(carrier: str, raw: str) -> Text:
    """What people read for the carrier's word about a parcel that it carries."""
    event = mapping(carrier).hear(raw).event
    status = None if event is None else LEADS_TO.get((event, Status.IN_TRANSIT), Status.IN_TRANSIT)
    return IN_PROGRESS if status is None else text_of(status).label
