"""Photos that prove what an event tells, kept by their SHA-256; the event names the hash in its evidence."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import Invalid, NotFound
from logistics.shipments.sheets.storage import keep, kept
from logistics.tracking.models import HandlingEvent

MOST_BYTES = 400_000
"""What a phone makes of a photo before it sends it has a third of this."""
EVIDENCE = "photo_sha256"
_JPEG = b"\xff\xd8\xff"


def keep_photo(storage: Path, content: bytes) -> str:
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
    return sha256


def photo_of(session: Session, parcel_id: int, storage: Path, sha256: str) -> bytes:
    """The photo, where an event of the parcel names it. Raises NotFound."""
    evidence = session.scalars(select(HandlingEvent.evidence).where(HandlingEvent.parcel_id == parcel_id))
    if sha256 not in [told.get(EVIDENCE) for told in evidence]:
        raise NotFound("photo", vi="Không có ảnh này.", en="There is no such photo.")
    return kept(storage / "photos", sha256)
