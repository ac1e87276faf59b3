"""All that the database knows about places, read once and kept until somebody changes it."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics.places.address import Knowledge
from logistics.places.gazetteer import Gazetteer
from logistics.places.loading import gazetteer, outlines_of
from logistics.places.locate import Outlines
from logistics.places.models import CommuneOutline, GazetteerFile, PinChange, Village

Stamp = tuple[object, ...]


def knowledge(session: Session, home_province: str) -> Knowledge:
    """Villages, outlines and the province to look in first; read again only where a file or a pin has changed."""
    bind = session.get_bind()
    read = _Read(session, (str(bind.engine.url), *_stamp(session)))
    villages, outlines = _kept(read)
    return Knowledge(villages, outlines, home_province)


class _Read:
    """A session that is known to the cache by the state of its places alone."""

    def __init__(self, session: Session, stamp: Stamp) -> None:
        self.session, self.stamp = session, stamp

    def __hash__(self) -> int:
        return hash(self.stamp)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Read) and other.stamp == self.stamp


@lru_cache(maxsize=2)
def _kept(read: _Read) -> tuple[Gazetteer, Outlines]:
    session, read.session = read.session, None  # type: ignore[assignment]  # the cache may not hold the session
    return gazetteer(session), outlines_of(session)


def _stamp(session: Session) -> Stamp:
    return tuple(
        session.execute(
            select(
                select(func.count(Village.id)).scalar_subquery(),
                select(func.max(Village.id)).scalar_subquery(),
                select(func.max(Village.pinned_at)).scalar_subquery(),
                select(func.max(PinChange.id)).scalar_subquery(),
                select(func.count(CommuneOutline.code)).scalar_subquery(),
                select(func.max(GazetteerFile.loaded_at)).scalar_subquery(),
            )
        ).one()
    )
