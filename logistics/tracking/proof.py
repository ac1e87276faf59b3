"""What proves a failed attempt: a photo that came, or a position that the server itself finds near the place.

The phone's own word proves nothing here: that it called, that it is near, that there is a photo. What it names has to
come, what it measured is measured again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from geopy.distance import great_circle
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.tracking.known_places import Point, known_places
from logistics.tracking.models import HandlingEvent, Photo
from logistics.tracking.reasons import reasons_for

NEAR_M = 300
"""So near to the farm or the meeting point, beyond what the phone's position may be wrong by, somebody was there."""
INEXACT_M = 500
"""A position that may be wrong by more (a mast's, not a satellite's) proves nothing: the next village is as far."""
AWAITED_H = 24
"""So long after the event a photo may be on its way: the evening after, the phone is back at the office's network."""

_PICTURES = ("photo_sha256", "signature_sha256")
_CALLED = "call_attempted_at"


class Proof(StrEnum):
    """How far a failed attempt is proven. All but PROVEN is `unverified`: the seller is told, and may object."""

    PROVEN = "proven"
    AWAITED = "awaited"
    STATED = "stated"
    MISSING = "missing"


class Picture(StrEnum):
    """What became of a picture that an event names."""

    KEPT = "kept"
    AWAITED = "awaited"
    NEVER_CAME = "never_came"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind one event. `proof` is None where none is needed, `picture` where none was named.

    `picture_sha256` is the picture that can be looked at, "" where there is none.
    `apart_m` is how far from the nearest place known of the sender the phone says it was, `accuracy_m` how wrong that
    may be; None where nothing was told or no place is known. `called_at` is when the driver says they called.
    """

    proof: Proof | None = None
    picture: Picture | None = None
    picture_sha256: str = ""
    apart_m: int | None = None
    accuracy_m: int | None = None
    called: bool = False
    called_at: dt.datetime | None = None

    @property
    def verified(self) -> bool:
        """Whether nothing is left to object to."""
        return self.proof in (None, Proof.PROVEN)


def evidence_of(session: Session, events: Sequence[HandlingEvent]) -> Mapping[int, Evidence]:
    """What stands behind each event, by its row's id."""
    came = _came(session, events)
    places = known_places(session, events)
    now = clock.now()
    return {event.id: weigh(event, came, places.get(event.id, ()), now) for event in events}


def weigh(event: HandlingEvent, came: Mapping[str, bool], places: Collection[Point], now: dt.datetime) -> Evidence:
    """What stands behind the event. `came` says of each picture that came whether it was forgotten since."""
    picture, sha256 = _picture(event, came, now)
    if not reasons_for(event.code):
        return Evidence(picture=picture, picture_sha256=sha256)
    told, apart_m = event.evidence.get(_CALLED), _apart_m(event, places)
    called = told not in (None, "")
    return Evidence(
        proof=_proof(picture, called, near=_near(apart_m, event.accuracy_m)),
        picture=picture,
        picture_sha256=sha256,
        apart_m=apart_m,
        accuracy_m=event.accuracy_m,
        called=called,
        called_at=_moment(told),
    )


def _proof(picture: Picture | None, called: bool, *, near: bool) -> Proof:
    if near or picture in (Picture.KEPT, Picture.FORGOTTEN):
        return Proof.PROVEN
    if picture is Picture.AWAITED:
        return Proof.AWAITED
    return Proof.STATED if called else Proof.MISSING


def _picture(event: HandlingEvent, came: Mapping[str, bool], now: dt.datetime) -> tuple[Picture | None, str]:
    """What became of the pictures that the event names, and the hash of one that can be looked at."""
    named = pictures_named(event.evidence)
    if not named:
        return None, ""
    if kept := [sha256 for sha256 in named if came.get(sha256) is False]:
        return Picture.KEPT, kept[0]
    if any(sha256 in came for sha256 in named):
        return Picture.FORGOTTEN, ""
    late = now - event.recorded_at > dt.timedelta(hours=AWAITED_H)
    return (Picture.NEVER_CAME if late else Picture.AWAITED), ""


def pictures_named(evidence: Mapping[str, Any]) -> list[str]:
    """The hashes of the pictures that somebody says there are."""
    return [str(evidence[name]) for name in _PICTURES if evidence.get(name)]


def _near(apart_m: int | None, accuracy_m: int | None) -> bool:
    # A position without its accuracy could be anywhere.
    if apart_m is None or accuracy_m is None or accuracy_m > INEXACT_M:
        return False
    return apart_m <= NEAR_M + accuracy_m


def _apart_m(event: HandlingEvent, places: Collection[Point]) -> int | None:
    if event.lat is None or event.lon is None or not places:
        return None
    return round(min(float(great_circle((event.lat, event.lon), place).meters) for place in places))


def _moment(told: object) -> dt.datetime | None:
    """The moment as the phone wrote it, None where it wrote something else."""
    try:
        moment = dt.datetime.fromisoformat(str(told))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _came(session: Session, events: Sequence[HandlingEvent]) -> Mapping[str, bool]:
    named = {sha256 for event in events for sha256 in pictures_named(event.evidence)}
    if not named:
        return {}
    rows = session.execute(select(Photo.sha256, Photo.forgotten_at).where(Photo.sha256.in_(named)))
    return {sha256: forgotten_at is not None for sha256, forgotten_at in rows}
