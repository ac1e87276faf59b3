"""The coarse story of a parcel, as JSON: the twin of the public page."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import asdict
from functools import partial
from typing import Any

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field

from logistics.errors import NotFound
from logistics.shipments.models import Status
from logistics.tracking.mapping import Vocabulary
from logistics.tracking.timeline import PublicTimeline, public_view
from logistics.web.language import say
from logistics.web.permissions import public
from logistics.web.tracking.guessing import count_miss, require_patience
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import TRACKING, blueprint, json_body
from logistics.web.v1.parcels import ParcelPath
from logistics.web.v1.vocabulary import MAPPED, in_words_of


class StepOut(BaseModel):
    """One turn of the story."""

    status: Status
    at: str
    place: str
    failed: bool


class MappedStepOut(StepOut):
    """One turn of the story, in another system's words too."""

    mapped_status: str | None = Field(description=MAPPED)


_EXAMPLE: dict[str, Any] = {
    "item_number": "HP123456789014",
    "status": "collected",
    "since": "2025-11-05T01:00:00Z",
    "sentence": "Our driver has collected the parcel.",
    "next": "The post office weighs and accepts it.",
    "promised_on": "2025-11-08",
    "late": False,
    "delay": None,
    "lot": "TRA-11",
    "cooperative": "",
    "ocop_stars": 4,
    "steps": [{"status": "collected", "at": "2025-11-05T01:00:00Z", "place": "Bình Lư, Lai Châu", "failed": False}],
}


_MAPPED_EXAMPLE = _EXAMPLE | {
    "mapped_status": "InTransit",
    "steps": [step | {"mapped_status": "InTransit"} for step in _EXAMPLE["steps"]],
}


_UNCHANGED: dict[Any, Any] = {"description": "Nothing has changed since the ETag of If-None-Match."}


class TrackingOut(BaseModel):
    """What anybody with the number may know: no name, phone, address or amount."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    item_number: str
    status: Status
    since: str
    sentence: str
    next: str
    promised_on: dt.date | None
    late: bool
    delay: str | None
    lot: str
    cooperative: str
    ocop_stars: int | None
    steps: list[StepOut]


class MappedTrackingOut(TrackingOut):
    """The same, with each status in another system's words too."""

    model_config = ConfigDict(json_schema_extra={"examples": [_MAPPED_EXAMPLE]})

    mapped_status: str | None = Field(description=MAPPED)
    steps: list[MappedStepOut]  # type: ignore[assignment]


class MappedTrackingPath(ParcelPath):
    """Which parcel, and whose words."""

    vocabulary: Vocabulary


@blueprint.get(
    "/tracking/<item_number>", tags=[TRACKING], security=[{}], responses={"200": TrackingOut, "304": _UNCHANGED}
)
@public
def track(path: ParcelPath) -> Response:
    """Where the parcel is. 304 where nothing changed since the ETag."""
    return _answer(_shown(_timeline(path.item_number)))


@blueprint.get(
    "/tracking/<item_number>/as/<vocabulary>",
    tags=[TRACKING],
    security=[{}],
    responses={"200": MappedTrackingOut, "304": _UNCHANGED},
)
@public
def track_in_words_of(path: MappedTrackingPath) -> Response:
    """Where the parcel is, each status in another system's words as well: those of AfterShip, EasyPost, UPU …"""
    timeline = _timeline(path.item_number)
    steps = [
        asdict(step) | {"mapped_status": in_words_of(path.vocabulary, step.status, failed=step.failed)}
        for step in timeline.steps
    ]
    status = in_words_of(path.vocabulary, timeline.status)
    return _answer(_shown(timeline) | {"mapped_status": status, "steps": steps})


def _timeline(item_number: str) -> PublicTimeline:
    """The coarse story behind the number. Raises NotFound, and TooMany for who has guessed too often."""
    require_patience()
    timeline = current_database().glance(partial(public_view, item_number=item_number))
    if timeline is None:
        count_miss()
        raise NotFound("parcel", vi="Không có mã này.", en="There is no such number.")
    return timeline


def _answer(told: dict[str, Any]) -> Response:
    body = json_body(told)
    etag = hashlib.blake2b(body, digest_size=12).hexdigest()
    known = "HTTP_IF_NONE_MATCH" in request.environ and request.if_none_match.contains_weak(etag)
    answer = Response(status=304) if known else Response(body, mimetype="application/json")
    answer.headers.extend((("ETag", f'W/"{etag}"'), ("Cache-Control", "no-cache")))
    return answer


def _shown(timeline: PublicTimeline) -> dict[str, Any]:
    """TrackingOut, straight from the timeline: going through the schema would cost more than the database."""
    return {
        "item_number": timeline.item_number,
        "status": timeline.status,
        "since": timeline.since,
        "sentence": say(timeline.text.sentence),
        "next": say(timeline.text.next_step),
        "promised_on": timeline.promised_on,
        "late": timeline.late,
        "delay": say(timeline.delay) if timeline.delay else None,
        "lot": timeline.lot,
        "cooperative": timeline.cooperative,
        "ocop_stars": timeline.ocop_stars,
        "steps": timeline.steps,
    }
