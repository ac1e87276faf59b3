"""Ask an online geocoder: only when somebody clicks, once per text, one request a second for the whole application."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlparse

from geopy.exc import GeopyError
from geopy.geocoders import Nominatim, Photon
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from logistics.db import Database, insert_new
from logistics.errors import TooMany, Unavailable
from logistics.places.models import GeocodedText, Turn
from logistics.text import clean, fold

_GAP = dt.timedelta(seconds=1)
_LONGEST_QUEUE = dt.timedelta(seconds=10)
_TIMEOUT_S = 10
_MOST = 5
CREDIT = "© OpenStreetMap contributors, ODbL 1.0 (openstreetmap.org/copyright)"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One place the geocoder proposes; somebody has to accept it."""

    address: str
    lat: float
    lon: float
    credit: str = CREDIT


def geocode(
    database: Database, url: str, text: str, now: dt.datetime, wait: Callable[[float], None]
) -> list[Suggestion]:
    """What the geocoder at `url` proposes for the text; from the cache where it was asked before.

    `url` is nominatim+https://host or photon+https://host. The database's row of this server hands out turns a
    second apart; `wait` sleeps until ours, outside any transaction. Raises Unavailable, or TooMany where more
    than ten are waiting.
    """
    folded = fold(text)[:400]
    with database.reading() as session:
        kept = _kept(session, url, folded)
    if kept is not None:
        return kept
    with database.transaction() as session:
        turn_at = take_turn(session, url, now)
    wait(max(0.0, (turn_at - now).total_seconds()))
    answers = _ask(url, clean(text))
    with database.transaction() as session:
        row = {"geocoder": url, "folded": folded, "answers": answers, "asked_at": now}
        session.execute(insert_new(session, GeocodedText).values(row).on_conflict_do_nothing())
    return [Suggestion(*answer) for answer in answers]


def take_turn(session: Session, server: str, now: dt.datetime) -> dt.datetime:
    """The moment at which this caller may ask the server; each caller gets another second. Raises TooMany."""
    session.execute(insert_new(session, Turn).values(server=server, next_at=now).on_conflict_do_nothing())
    # The UPDATE holds the row until the commit, so that no two callers read the same moment.
    session.execute(update(Turn).where(Turn.server == server).values(server=server))
    turn_at = max(now, session.scalars(select(Turn.next_at).where(Turn.server == server)).one())
    if turn_at - now > _LONGEST_QUEUE:
        raise TooMany(retry_after_s=int((turn_at - now).total_seconds()))
    session.execute(update(Turn).where(Turn.server == server).values(next_at=turn_at + _GAP))
    return turn_at


def _kept(session: Session, url: str, folded: str) -> list[Suggestion] | None:
    answers = session.scalar(
        select(GeocodedText.answers).where(GeocodedText.geocoder == url, GeocodedText.folded == folded)
    )
    return None if answers is None else [Suggestion(*answer) for answer in answers]


def _ask(url: str, text: str) -> list[list[Any]]:
    try:
        places = _geocoder(url).geocode(f"{text}, Việt Nam", exactly_one=False, limit=_MOST) or []
    except GeopyError as error:
        raise Unavailable(
            "geocoder_silent",
            vi=f"Máy chủ tìm địa chỉ không trả lời ({type(error).__name__}). Hãy ghim trên bản đồ.",
            en=f"The geocoder does not answer ({type(error).__name__}). Set a pin on the map instead.",
        ) from None
    return [[place.address, place.latitude, place.longitude] for place in places]


def _geocoder(url: str) -> Nominatim | Photon:
    kind, _, rest = url.partition("+")
    address = urlparse(rest)
    given = {
        "domain": (address.netloc + address.path).rstrip("/"),
        "scheme": address.scheme,
        "user_agent": "highland-post",
        "timeout": _TIMEOUT_S,
    }
    match kind:
        case "nominatim":
            return Nominatim(**given)
        case "photon":
            return Photon(**given)
        case _:
            raise Unavailable(
                "geocoder_unknown",
                vi="GEOCODER_URL phải bắt đầu bằng nominatim+ hoặc photon+.",
                en="GEOCODER_URL must begin with nominatim+ or photon+.",
            )
