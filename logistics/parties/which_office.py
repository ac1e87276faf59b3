"""Which office: the one with a code, the one nearest to a place, or the first one of a house that has none."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from geopy.distance import great_circle
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import NotFound
from logistics.parties.models import Office
from logistics.parties.offices import OfficeTerms, add_office
from logistics.places import communes

Point = tuple[float, float]


def office_of_code(session: Session, code: str) -> Office:
    """The office with this code. Raises NotFound, naming those there are."""
    offices = session.scalars(select(Office).order_by(Office.id)).all()
    if found := next((office for office in offices if office.code == code), None):
        return found
    known = ", ".join(office.code for office in offices) or "-"
    raise NotFound(
        "office",
        vi=f"Không có bưu cục mã {code}. Các mã hiện có: {known}.",
        en=f"There is no office {code}. Known offices: {known}.",
    )


def nearest(offices: Sequence[Office], lat: float, lon: float) -> Office:
    """The office nearest to the point as the crow flies; of equally near ones the first."""
    return min(offices, key=lambda office: great_circle((office.lat, office.lon), (lat, lon)).meters)


def open_first_office(session: Session, points: Sequence[Point]) -> Office:
    """A new office BC01 in the ward or commune nearest to the middle of the points.

    Only for a house that has none: somebody must accept the parcels. Its name and place can be changed later.
    """
    middle = (fmean(lat for lat, _ in points), fmean(lon for _, lon in points))
    seat = min(communes().values(), key=lambda unit: great_circle((unit.lat, unit.lon), middle).meters)
    terms = OfficeTerms(code="BC01", name=f"Bưu cục {seat.name}", commune_code=seat.code, lat=seat.lat, lon=seat.lon)
    return add_office(session, terms)
