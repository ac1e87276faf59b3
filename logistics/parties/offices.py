"""Post offices: opening one, changing its name, place and telephone."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import Conflict, Invalid, Problem, Text
from logistics.parties.models import Office
from logistics.places import communes


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
    office = Office(**asdict(terms))
    session.add(office)
    session.flush()
    return office


def change_office(session: Session, office: Office, terms: OfficeTerms) -> None:
    """Let the office be as the terms say. Raises Invalid with every fault, Conflict for a code that is taken."""
    _check(session, terms, but=office.id)
    for name, value in asdict(terms).items():
        setattr(office, name, value)


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
    if not 0 < len(terms.code) <= 16:
        faults.append(Problem("/code", "required", Text("Mã dài 1-16 ký tự.", "The code has 1 to 16 characters.")))
    if not 0 < len(terms.name) <= 120:
        faults.append(Problem("/name", "required", Text("Hãy nhập tên.", "Fill in the name.")))
    if terms.commune_code not in communes():
        text = Text("Mã xã/phường gồm 5 chữ số, theo năm 2025.", "A commune's code has five digits, as of 2025.")
        faults.append(Problem("/commune_code", "unknown_commune", text))
    if not (-90 <= terms.lat <= 90 and -180 <= terms.lon <= 180):
        text = Text("Vĩ độ hoặc kinh độ không đúng.", "Latitude or longitude is out of range.")
        faults.append(Problem("/lat", "out_of_range", text))
    return faults
