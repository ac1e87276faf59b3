"""Put villages and outlines into the database, with the licence and credit of each file; pins stay."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.places.gazetteer import Gazetteer, Hamlet
from logistics.places.locate import Outlines
from logistics.places.models import CommuneOutline, GazetteerFile, Village
from logistics.places.units import communes
from logistics.places.village_files import ReadVillage, read_outlines, read_villages
from logistics.text import fold


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file of places comes from and what must be said when it is used."""

    name: str
    licence: str
    credit: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file brought: rows kept, and rows left out because no commune could be told for them."""

    name: str
    kept: int
    left_out: int
    sha256: str


def load_villages(session: Session, path: Path, origin: Origin) -> Loaded:
    """Replace the villages of this origin by those of the file; a village that somebody pinned keeps its pin."""
    outlines, known = outlines_of(session), communes()
    read = [(village, _commune_of(village, outlines)) for village in read_villages(path)]
    placed = [(village, code) for village, code in read if code in known]
    pinned = set(
        session.scalars(select(Village.source_id).where(Village.source == origin.name, Village.pinned_at.is_not(None)))
    )
    session.execute(delete(Village).where(Village.source == origin.name, Village.pinned_at.is_(None)))
    rows = [_row(village, code, origin) for village, code in placed if village.source_id not in pinned]
    if rows:
        session.execute(insert(Village), rows)
    return _note(session, path, origin, kept=len(placed), left_out=len(read) - len(placed))


def load_outlines(session: Session, path: Path, origin: Origin) -> Loaded:
    """Replace the outlines of the communes that the file holds; codes that are no commune of 2025 are left out."""
    read = read_outlines(path)
    known = {code: polygons for code, polygons in read.items() if code in communes()}
    session.execute(delete(CommuneOutline).where(CommuneOutline.code.in_(known)))
    if known:
        session.execute(
            insert(CommuneOutline),
            [{"code": code, "polygons": polygons, "source": origin.name} for code, polygons in known.items()],
        )
    return _note(session, path, origin, kept=len(known), left_out=len(read) - len(known))


def gazetteer(session: Session) -> Gazetteer:
    """Every village of the database, ready to be looked up."""
    rows = session.execute(
        select(Village.name, Village.commune_code, Village.lat, Village.lon, Village.pinned_at).order_by(Village.id)
    )
    hamlets = [Hamlet(name, code, lat, lon, pinned is not None) for name, code, lat, lon, pinned in rows]
    return Gazetteer(hamlets, {code: commune.province.code for code, commune in communes().items()})


def outlines_of(session: Session) -> Outlines:
    """Every outline of the database."""
    rows = session.execute(select(CommuneOutline.code, CommuneOutline.polygons))
    return Outlines({row.code: row.polygons for row in rows})


def credits(session: Session) -> list[str]:
    """The lines to show wherever these places are shown."""
    files: Iterable[GazetteerFile] = session.scalars(select(GazetteerFile).order_by(GazetteerFile.name))
    return [f"{file.credit} ({file.licence})" for file in files]


def _commune_of(village: ReadVillage, outlines: Outlines) -> str:
    """The commune the file tells, else the one whose outline holds the place; empty where nobody knows."""
    if village.commune_code:
        return village.commune_code
    around = outlines.around(village.lat, village.lon)
    return around[0] if len(around) == 1 else ""


def _row(village: ReadVillage, code: str, origin: Origin) -> dict[str, object]:
    return {
        "name": village.name[:120],
        "folded": fold(village.name)[:120],
        "commune_code": code,
        "lat": village.lat,
        "lon": village.lon,
        "elevation_m": village.elevation_m,
        "source": origin.name,
        "source_id": village.source_id,
    }


def _note(session: Session, path: Path, origin: Origin, *, kept: int, left_out: int) -> Loaded:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    session.merge(
        GazetteerFile(
            name=origin.name,
            url=origin.url or path.name,
            sha256=sha256,
            licence=origin.licence,
            credit=origin.credit,
            loaded_at=clock.now(),
            places=kept,
        )
    )
    session.flush()
    return Loaded(origin.name, kept, left_out, sha256)
