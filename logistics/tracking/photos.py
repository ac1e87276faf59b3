"""Photos that prove what an event tells, kept by their SHA-256; the event names the hash in its evidence."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import insert_new
from logistics.errors import Invalid, NotFound
from logistics.jobs import queue
from logistics.jobs.work import Work
from logistics.shipments.sheets.storage import keep, kept
from logistics.tracking.models import HandlingEvent, Photo
from logistics.tracking.reasons import PHOTO

MOST_BYTES = 400_000
"""What a phone makes of a photo before it sends it has a third of this."""
KEPT_D = 365
"""For so long a complaint may ask for it; doors and faces are not kept for longer."""
FORGET_PHOTOS = "forget-photos"
"""The kind of the job."""
_JPEG = b"\xff\xd8\xff"


def keep_photo(session: Session, storage: Path, content: bytes) -> str:
    """The SHA-256 under which the photo is now kept. Raises Invalid for what is no JPEG, or too large."""
    if not content.startswith(_JPEG) or len(content) > MOST_BYTES:
        raise Invalid.one(
            "/jpeg",
            "no_photo",
            vi=f"Cần ảnh JPEG tối đa {MOST_BYTES // 1000} kB.",
            en=f"It takes a JPEG of at most {MOST_BYTES // 1000} kB.",
        )
    sha256 = hashlib.sha256(content).hexdigest()
    keep(storage / "photos" / sha256, content)
    again = {"kept_at": clock.now(), "forgotten_at": None}
    row = insert_new(session, Photo).values(sha256=sha256, **again)
    session.execute(row.on_conflict_do_update(index_elements=[Photo.sha256], set_=again))
    return sha256


def photos_seen(session: Session, events: Iterable[HandlingEvent]) -> frozenset[str]:
    """Those of the photos named by the events that have come, also where the file was forgotten since."""
    named = {str(event.evidence[PHOTO]) for event in events if event.evidence.get(PHOTO)}
    if not named:
        return frozenset()
    return frozenset(session.scalars(select(Photo.sha256).where(Photo.sha256.in_(named))))


def photo_of(session: Session, parcel_id: int, storage: Path, sha256: str) -> bytes:
    """The photo, where an event of the parcel names it. Raises NotFound."""
    evidence = session.scalars(select(HandlingEvent.evidence).where(HandlingEvent.parcel_id == parcel_id))
    if sha256 not in [told.get(PHOTO) for told in evidence]:
        raise NotFound("photo", vi="Không có ảnh này.", en="There is no such photo.")
    return kept(storage / "photos", sha256)


def ask_to_forget(session: Session) -> None:
    """A job that deletes the files of the photos that nobody may ask for any more."""
    queue.enqueue(session, FORGET_PHOTOS, uuid.uuid4().hex, {})


def handle(work: Work) -> None:
    """The `forget-photos` job: that a photo came stays known, the photo itself does not."""
    before = clock.now() - dt.timedelta(days=KEPT_D)
    with work.database.transaction() as session:
        old = Photo.forgotten_at.is_(None), Photo.kept_at < before
        for sha256 in session.scalars(select(Photo.sha256).where(*old)):
            (work.settings.storage_dir / "photos" / sha256).unlink(missing_ok=True)
        gone = session.scalars(update(Photo).where(*old).values(forgotten_at=clock.now()).returning(Photo.sha256)).all()
        work.complete(session, {"forgotten": len(gone)})
