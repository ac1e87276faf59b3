"""The office's table of road distances between commune centres: it starts with the published ones."""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from logistics.errors import Invalid
from logistics.places.units import Unit, unit
from logistics.travel.anchors import PUBLISHED
from logistics.travel.models import Anchor

_DIRECTIONS = (("from", "to"), ("to", "from"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorEntry:
    """One direction as the office enters it, between two communes by code."""

    from_code: str
    to_code: str
    distance_m: int
    source: str
    duration_s: int | None = None
    road: str = ""


def set_anchor(session: Session, entry: AnchorEntry) -> Anchor:
    """The stored road, in place of an earlier one of the same direction. Raises Invalid or NotFound (a wrong code)."""
    if entry.distance_m <= 0 or (entry.duration_s is not None and entry.duration_s <= 0) or not entry.source.strip():
        raise Invalid.one(
            "/distance_m",
            "not_positive",
            vi="Cần số mét và số giây lớn hơn 0, và nguồn của số liệu.",
            en="Metres and seconds above 0 are needed, and who says so.",
        )
    _start_with_published(session)
    start, end = _centre(session, unit(entry.from_code)), _centre(session, unit(entry.to_code))
    remove_anchor(session, entry.from_code, entry.to_code)
    anchor = Anchor(
        from_code=entry.from_code,
        to_code=entry.to_code,
        from_lat=start[0],
        from_lon=start[1],
        to_lat=end[0],
        to_lon=end[1],
        distance_m=entry.distance_m,
        duration_s=entry.duration_s,
        source=entry.source,
        road=entry.road,
    )
    session.add(anchor)
    session.flush()
    return anchor


def remove_anchor(session: Session, from_code: str, to_code: str) -> None:
    """Forget one direction; nothing happens where it is not known."""
    _start_with_published(session)
    session.execute(delete(Anchor).where(Anchor.from_code == from_code, Anchor.to_code == to_code))


def anchor_entries(session: Session) -> list[AnchorEntry]:
    """Every direction that is known, by code; the published ones where the office has none of its own."""
    rows = session.scalars(select(Anchor).order_by(Anchor.from_code, Anchor.to_code)).all()
    if rows:
        names = AnchorEntry.__dataclass_fields__
        return [AnchorEntry(**{name: getattr(row, name) for name in names}) for row in rows]
    return sorted((_entry(row, *ends) for row in _published() for ends in _DIRECTIONS), key=lambda e: e.from_code)


def _centre(session: Session, commune: Unit) -> tuple[float, float]:
    """Where the table already has this commune's centre, so that its roads meet; else the unit's own point."""
    known = session.execute(
        select(Anchor.from_lat, Anchor.from_lon).where(Anchor.from_code == commune.code).limit(1)
    ).first()
    return (known[0], known[1]) if known else (commune.lat, commune.lon)


def _start_with_published(session: Session) -> None:
    if session.scalar(select(Anchor.id).limit(1)) is not None:
        return
    for row in _published():
        for a, b in _DIRECTIONS:
            anchor: dict[str, Any] = asdict(_entry(row, a, b))
            for end, of in (("from", a), ("to", b)):
                anchor |= {f"{end}_{axis}": float(row[f"{of}_{axis}"]) for axis in ("lat", "lon")}
            session.add(Anchor(**anchor))
    session.flush()


def _published() -> list[dict[str, str]]:
    with PUBLISHED.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _entry(row: dict[str, str], start: str, end: str) -> AnchorEntry:
    return AnchorEntry(
        from_code=row[f"{start}_code"],
        to_code=row[f"{end}_code"],
        distance_m=int(row["distance_m"]),
        duration_s=int(row["duration_s"]) if row["duration_s"] else None,
        source=row["source"],
        road=row["road"],
    )
