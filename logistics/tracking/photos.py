"""Photos that prove what an event tells, kept by their SHA-256; the event names the hash in its evidence."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import insert_new
from logistics.errors import Invalid, NotFound
from logistics.jobs import queue
from logistics.jobs.work import Work
from logistics.shipments.sheets.storage import keep, kept
from logistics.tracking.models import Bag, HandlingEvent, Photo
from logistics.tracking.proof import pictures_named

MOST_BYTES = 400_000
"""What a phone makes of a photo before it sends it has a third of this."""
KEPT_D = 365
"""For so long a complaint may ask for it; doors and faces are not kept for longer."""
FORGET_PHOTOS = "forget-photos"
"""The kind of the job."""
_JPEG = b"\xff\xd8\xff"


def keep_photo(session: Session, storage: Path, content: bytes, at: str = "/jpeg") -> str:
    """The SHA-256 under which the photo is now kept. Raises Invalid at `at` for what is no JPEG, or too large."""
    if not content.startswith(_JPEG):
        raise Invalid.one(
            at,
            "no_photo",
            vi="Tệp này không phải ảnh JPEG. Chụp lại bằng máy ảnh của điện thoại.",
            en="This file is no JPEG photo. Take it again with the phone's camera.",
        )
    if len(content) > MOST_BYTES:
        size, most = -(-len(content) // 1000), MOST_BYTES // 1000
        raise Invalid.one(
            at,
            "no_photo",
            vi=f"Ảnh nặng {size} kB, tối đa {most} kB. Bật JavaScript để ảnh được thu nhỏ, hoặc chọn cỡ ảnh nhỏ hơn.",
            en=f"The photo has {size} kB, at most {most} are taken. Switch JavaScript on, which makes it smaller, "
            "or choose a smaller size.",
        )
    sha256 = hashlib.sha256(content).hexdigest()
    keep(storage / "photos" / sha256, content)
    again = {"kept_at": clock.now(), "forgotten_at": None}
    row = insert_new(session, Photo).values(sha256=sha256, **again)
    session.execute(row.on_conflict_do_update(index_elements=[Photo.sha256], set_=again))
    return sha256


def photo_of(session: Session, parcel_id: int, storage: Path, sha256: str) -> bytes:
    """The photo, where an event of the parcel names it. Raises NotFound."""
    evidence = session.scalars(select(HandlingEvent.evidence).where(HandlingEvent.parcel_id == parcel_id))
    if not any(sha256 in pictures_named(told) for told in evidence):
        raise _no_photo()
    return _file(storage, sha256)


def photo_of_bag(bag: Bag, storage: Path) -> bytes:
    """The photo of the bag as it was sealed. Raises NotFound where none was taken, or it was deleted since."""
    if bag.photo_sha256 is None:
        raise _no_photo()
    return _file(storage, bag.photo_sha256)


def _file(storage: Path, sha256: str) -> bytes:
    try:
        return kept(storage / "photos", sha256)
    except NotFound:
        raise _no_photo() from None


def _no_photo() -> NotFound:
    return NotFound(
        "photo",
        vi="Không có ảnh này: ảnh chưa đến, hoặc đã bị xóa sau một năm.",
        en="There is no such photo: it has not come, or was deleted after a year.",
    )


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
