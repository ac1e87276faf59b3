"""Vehicles of the offices: taking one in, changing what it carries and who drives it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import Conflict, Invalid, Problem, Text
from logistics.parties.models import Office, Role, User, Vehicle, VehicleKind

_DAY_S = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleTerms:
    """What a vehicle carries, when it may drive (seconds of the local day), whose it is and who drives it."""

    office_id: int
    plate: str
    kind: VehicleKind
    capacity_mass_g: int
    capacity_volume_cm3: int
    shift_start_s: int
    shift_end_s: int
    driver_id: int | None = None
    active: bool = True


def add_vehicle(session: Session, terms: VehicleTerms) -> Vehicle:
    """The vehicle, added. Raises Invalid with every fault, Conflict for a plate that is taken."""
    _check(session, terms)
    vehicle = Vehicle(**asdict(terms))
    session.add(vehicle)
    session.flush()
    return vehicle


def change_vehicle(session: Session, vehicle: Vehicle, terms: VehicleTerms) -> None:
    """Let the vehicle be as the terms say. Raises Invalid with every fault, Conflict for a plate that is taken."""
    _check(session, terms, but=vehicle.id)
    for name, value in asdict(terms).items():
        setattr(vehicle, name, value)


def _check(session: Session, terms: VehicleTerms, but: int | None = None) -> None:
    problems = [*_faults(terms)]
    if session.get(Office, terms.office_id) is None:
        problems.append(Problem("/office_id", "unknown_office", Text("Hãy chọn bưu cục.", "Choose an office.")))
    if terms.driver_id is not None and not _drives_there(session, terms):
        text = Text("Người này không phải lái xe của bưu cục.", "This is no driver of the office.")
        problems.append(Problem("/driver_id", "not_its_driver", text))
    if problems:
        raise Invalid(problems)
    if session.scalar(select(Vehicle.id).where(Vehicle.plate == terms.plate, Vehicle.id != (but or 0))) is not None:
        raise Conflict(
            "plate_taken",
            vi=f"Biển số {terms.plate} đã có xe. Kiểm tra lại.",
            en=f"There is a vehicle {terms.plate} already. Check the plate.",
        )


def _faults(terms: VehicleTerms) -> list[Problem]:
    faults = []
    if not 0 < len(terms.plate) <= 20:
        faults.append(Problem("/plate", "required", Text("Hãy nhập biển số.", "Fill in the plate.")))
    if terms.capacity_mass_g <= 0:
        text = Text("Tải trọng phải lớn hơn 0.", "The load must be above 0.")
        faults.append(Problem("/capacity_mass_g", "not_positive", text))
    if terms.capacity_volume_cm3 <= 0:
        text = Text("Thể tích phải lớn hơn 0.", "The volume must be above 0.")
        faults.append(Problem("/capacity_volume_cm3", "not_positive", text))
    if not 0 <= terms.shift_start_s < terms.shift_end_s <= _DAY_S:
        text = Text("Giờ kết thúc phải sau giờ bắt đầu.", "The shift must end after it starts.")
        faults.append(Problem("/shift_end_s", "shift", text))
    return faults


def _drives_there(session: Session, terms: VehicleTerms) -> bool:
    driver = session.get(User, terms.driver_id)
    return driver is not None and driver.role is Role.DRIVER and driver.office_id == terms.office_id
