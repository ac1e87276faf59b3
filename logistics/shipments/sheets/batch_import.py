"""A sheet of orders taken in: prepared without writing anything, then there at one stroke.

    prepared = prepare(reading_session, upload, now)     # reads, maps, checks and packs; writes nothing
    report = take_in(session, prepared, stamp)           # one transaction: wholly visible or absent

What comes between the two may be long; the transaction is short. The same sheet twice makes nothing twice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import NotFound
from logistics.parties.models import Office
from logistics.shipments.known import Key, known_shipments
from logistics.shipments.models import ImportState, Sheet
from logistics.shipments.numbers import wait_for_turn
from logistics.shipments.sheets.headings import Columns, match_headings
from logistics.shipments.sheets.orders import gather
from logistics.shipments.sheets.profile import Field
from logistics.shipments.sheets.read_table import read_table
from logistics.shipments.sheets.report import ImportReport
from logistics.shipments.sheets.table import Row
from logistics.shipments.sheets.validate import Progress, validate
from logistics.shipments.writing import PackedShipment, Stamp, write


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it came, and what the person said about it. No office: the one most of its sellers belong to."""

    content: bytes
    filename: str
    max_bytes: int
    profile: str = ""
    told: Mapping[str, Field] = field(default_factory=dict)
    office_id: int | None = None

    @property
    def sha256(self) -> str:
        """By which the file is known, whatever its name."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that a sheet will do, and has not done yet; `report` is what a dry run answers."""

    upload: Upload
    columns: Columns
    shipments: tuple[PackedShipment, ...]
    report: ImportReport
    rejected_rows: tuple[Row, ...]


def prepare(
    session: Session, upload: Upload, now: dt.datetime, progress: Progress = lambda done, total: None
) -> Prepared:
    """The sheet read, its headings mapped, every order checked and packed. Writes nothing.

    Raises Invalid where the file as a whole cannot be taken: see read_table and match_headings.
    """
    table = read_table(upload.content, upload.max_bytes, upload.filename)
    columns = match_headings(table.headings, upload.profile, upload.told)
    gathered = gather(table.rows, columns)
    validated = validate(session, gathered, columns, now + dt.timedelta(days=1), progress)
    known = known_shipments(session, columns.profile.channel, map(_key, validated.shipments))
    report = ImportReport(
        rows=len(table.rows),
        orders=len(gathered.orders) + len(gathered.strays),
        made=len(validated.shipments) - len(known),
        known=len(known),
        cancelled=validated.cancelled,
        repeated=gathered.repeated,
        rejected=tuple(validated.rejected),
    )
    return Prepared(upload, columns, tuple(validated.shipments), report, tuple(validated.rejected_rows))


def take_in(session: Session, prepared: Prepared, stamp: Stamp) -> tuple[Sheet, ImportReport]:
    """The sheet and what became of it; its shipments are made in the caller's transaction, those known are not."""
    wait_for_turn(session)
    known = known_shipments(session, prepared.columns.profile.channel, map(_key, prepared.shipments))
    new = [shipment for shipment in prepared.shipments if _key(shipment) not in known]
    report = replace(prepared.report, made=len(new), known=len(known))
    sheet = _sheet(session, prepared, stamp)
    write(session, new, replace(stamp, sheet_id=sheet.id))
    # A repeated sheet that makes nothing leaves the story of its first time as it is.
    if new or sheet.state is not ImportState.DONE:
        sheet.state = ImportState.DONE
        sheet.report = report.as_json()
    session.flush()
    return sheet, report


def _key(shipment: PackedShipment) -> Key:
    return shipment.checked.sender.seller_id, shipment.checked.new.reference


def _sheet(session: Session, prepared: Prepared, stamp: Stamp) -> Sheet:
    """The row of this file in its office, made where it is new; wait_for_turn keeps others from making it too."""
    upload = prepared.upload
    office_id = upload.office_id or _office_of_most(session, prepared.shipments)
    same = select(Sheet).where(Sheet.office_id == office_id, Sheet.sha256 == upload.sha256)
    if (sheet := session.scalars(same).first()) is not None:
        return sheet
    sheet = Sheet(
        office_id=office_id,
        sha256=upload.sha256,
        filename=upload.filename[-200:],
        profile=prepared.columns.profile.code,
        created_at=stamp.now,
        created_by_id=stamp.user_id,
    )
    session.add(sheet)
    session.flush()
    return sheet


def _office_of_most(session: Session, shipments: tuple[PackedShipment, ...]) -> int:
    offices = Counter(shipment.checked.sender.office_id for shipment in shipments)
    if offices:
        return max(offices, key=lambda office_id: (offices[office_id], -office_id))
    if (first := session.scalars(select(Office.id).order_by(Office.id)).first()) is not None:
        return first
    raise NotFound(
        "office",
        vi="Chưa có bưu cục nào. Nhập danh sách người bán trước (logistics import sellers).",
        en="There is no office yet. Import the sellers first (logistics import sellers).",
    )
