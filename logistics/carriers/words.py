"""What the carriers say of a parcel, in their own words and in ours; a word that no table knows is "in progress"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from logistics.carriers.hearing import story_code
from logistics.carriers.models import CarrierReport, HandOver, HandOverState
from logistics.errors import Text
from logistics.shipments.models import Parcel, Status
from logistics.tracking.fold import LEADS_TO
from logistics.tracking.mapping import IN_PROGRESS, mapping
from logistics.tracking.models import EventCode
from logistics.tracking.status_texts import text_of

_ITS_ERRAND: Mapping[EventCode | None, Text] = {
    EventCode.PICKUP_ASSIGNED: Text("Hãng sắp đến lấy", "The carrier comes to fetch it"),
    EventCode.PICKUP_FAILED: Text("Hãng chưa lấy được", "The carrier could not fetch it"),
    EventCode.CANCELLED: Text("Hãng đã hủy", "The carrier cancelled it"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """One thing that a carrier said: its word as it came, when that was, and what people read for it.

    `in_story` tells that it is an event of the parcel's story as well; what is not, only the carrier's own words tell.
    """

    carrier: str
    raw: str
    happened_at: dt.datetime
    text: Text
    in_story: bool


@dataclass(frozen=True, slots=True)
class CarrierWord:
    """One hand-over: the carrier and its number, its newest word as it came and when, and what people read for it.

    `reports` are all its words, oldest first.
    """

    carrier: str
    number: str
    state: HandOverState
    raw: str
    said_at: dt.datetime | None
    text: Text
    reports: tuple[Report, ...]


def words_about(session: Session, item_number: str, seen: ColumnElement[bool]) -> list[CarrierWord]:
    """The hand-overs of the parcel, if `seen` lets it through, oldest first."""
    given = session.scalars(
        select(HandOver)
        .join(Parcel, Parcel.id == HandOver.parcel_id)
        .where(Parcel.item_number == item_number, seen)
        .order_by(HandOver.id)
    ).all()
    said = _reports(session, given)
    return [
        CarrierWord(
            carrier=mapping(each.carrier).name,
            number=each.carrier_number,
            state=each.state,
            raw=each.raw_status,
            said_at=each.status_at,
            text=meaning(each.carrier, each.raw_status),
            reports=tuple(said[each.id]),
        )
        for each in given
    ]


def _reports(session: Session, given: Sequence[HandOver]) -> Mapping[int, list[Report]]:
    """All that was said about each of the hand-overs, by its id."""
    carriers = {each.id: each.carrier for each in given}
    said: dict[int, list[Report]] = {each.id: [] for each in given}
    rows = session.scalars(
        select(CarrierReport)
        .where(CarrierReport.hand_over_id.in_(carriers))
        .order_by(CarrierReport.happened_at, CarrierReport.id)
    )
    for row in rows:
        code = carriers[row.hand_over_id]
        in_story = story_code(code, row.code) is not None
        report = Report(mapping(code).name, row.code, row.happened_at, meaning(code, row.code), in_story)
        said[row.hand_over_id].append(report)
    return said


def meaning(carrier: str, raw: str) -> Text:
    """What people read for the carrier's word about a parcel that it carries."""
    event = mapping(carrier).hear(raw).event
    if event in _ITS_ERRAND:
        return _ITS_ERRAND[event]
    status = None if event is None else LEADS_TO.get((event, Status.IN_TRANSIT), Status.IN_TRANSIT)
    return IN_PROGRESS if status is None else text_of(status).label
