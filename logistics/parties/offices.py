"""Post offices: opening one, changing its name, place and telephone."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import Conflict, Invalid, Problem, Text
from logistics.parties.models import Office
from logistics.parties.phones import e164
from logistics.places import communes
from logistics.places.positions import VIETNAM_LAT, VIETNAM_LON

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,15}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeTerms:
    """What an office is called, where it stands and how it is reached; `commune_code` is one of 2025."""

    code: str
    name: str
    commune_code: str
    lat: float
    lon: float
    phone: str = ""
    elevation_m: int | None = None


def add_office(session: Session, terms: OfficeTerms) -> Office:
    """The office, added. Raises Invalid with every fault, Conflict for a code that is taken."""
    _check(session, terms)
    office = Office(**_kept(terms))
    session.add(office)
    session.flush()
    return office


def change_office(session: Session, office: Office, terms: OfficeTerms) -> None:
    """Let the office be as the terms say. Raises Invalid with every fault, Conflict for a code that is taken."""
    _check(session, terms, but=office.id)
    for name, value in _kept(terms).items():
        setattr(office, name, value)


def _kept(terms: OfficeTerms) -> dict[str, Any]:
    """The terms as they are stored: the telephone in E.164."""
    return asdict(terms) | {"phone": e164(terms.phone) or ""}


def _check(session: Session, terms: OfficeTerms, but: int | None = None) -> None:
    if faults := _faults(terms):
        raise Invalid(faults)
    if session.scalar(select(Office.id).where(Office.code == terms.code, Office.id != (but or 0))) is not None:
        raise Conflict(
            "office_code_taken",
            vi=f"Mã {terms.code} đã có bưu cục. Chọn mã khác.",
            en=f"The code {terms.code} is taken. Choose another one.",
        )


def _faults(terms: OfficeTerms) -> list[Problem]:
    faults = []
    if not _CODE.fullmatch(terms.code):
        text = Text(
            "Mã gồm 1-16 chữ cái không dấu, số hoặc gạch ngang, ví dụ LCU.",
            "The code has 1 to 16 letters without marks, digits or dashes, such as LCU.",
        )
        faults.append(Problem("/code", "bad_code", text))
    if not 0 < len(terms.name) <= 120:
        text = Text("Hãy nhập tên, tối đa 120 ký tự.", "Fill in the name, at most 120 characters.")
        faults.append(Problem("/name", "required", text))
    if terms.phone and e164(terms.phone) is None:
        text = Text("Số điện thoại không đúng, ví dụ 0213 3876 543.", "This is no phone number, such as 0213 3876 543.")
        faults.append(Problem("/phone", "bad_phone", text))
    if terms.elevation_m is not None and not -10 <= terms.elevation_m <= 4000:
        text = Text("Độ cao từ -10 đến 4000 m.", "The elevation is -10 to 4000 m.")
        faults.append(Problem("/elevation_m", "out_of_range", text))
    if terms.commune_code not in communes():
        text = Text("Mã xã/phường gồm 5 chữ số, theo năm 2025.", "A commune's code has five digits, as of 2025.")
        faults.append(Problem("/commune_code", "unknown_commune", text))
    for name, value, (low, high) in (("lat", terms.lat, VIETNAM_LAT), ("lon", terms.lon, VIETNAM_LON)):
        if not low <= value <= high:
            text = Text(f"Ở Việt Nam là từ {low:g} đến {high:g}.", f"In Vietnam it is {low:g} to {high:g}.")
            faults.append(Problem(f"/{name}", "out_of_range", text))
    return faults
