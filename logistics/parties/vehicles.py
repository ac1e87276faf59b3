"""Vehicles of the offices: taking one in, changing what it carries and who drives it."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import Conflict, Invalid, Problem, Text
from logistics.parties.models import Office, Role, User, Vehicle, VehicleKind

_DAY_S = 24 * 3600
_PLATE = re.compile(r"[0-9A-ZĐ][0-9A-ZĐ .-]{0,19}")
_MOST_G = 40_000_000
_MOST_CM3 = 100_000_000
"""An articulated lorry; more is grams typed for kilograms."""


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
    if not terms.plate:
        faults.append(Problem("/plate", "required", Text("Hãy nhập biển số.", "Fill in the plate.")))
    elif not _PLATE.fullmatch(terms.plate):
        text = Text(
            "Biển số gồm chữ, số, dấu chấm hoặc gạch, tối đa 20 ký tự, ví dụ 25C-123.45.",
            "A plate has letters, digits, dots or dashes, at most 20 signs, such as 25C-123.45.",
        )
        faults.append(Problem("/plate", "bad_plate", text))
    if not 0 < terms.capacity_mass_g <= _MOST_G:
        most_kg = _MOST_G // 1000
        text = Text(
            f"Tải trọng phải lớn hơn 0 và tối đa {most_kg} kg.", f"The load must be above 0, at most {most_kg} kg."
        )
        faults.append(Problem("/capacity_mass_g", "out_of_range", text))
    if not 0 < terms.capacity_volume_cm3 <= _MOST_CM3:
        most_m3 = _MOST_CM3 // 1_000_000
        text = Text(
            f"Thể tích phải lớn hơn 0 và tối đa {most_m3} m³.", f"The volume must be above 0, at most {most_m3} m³."
        )
        faults.append(Problem("/capacity_volume_cm3", "out_of_range", text))
    if not 0 <= terms.shift_start_s < terms.shift_end_s <= _DAY_S:
        text = Text("Giờ kết thúc phải sau giờ bắt đầu.", "The shift must end after it starts.")
        faults.append(Problem("/shift_end_s", "shift", text))
    return faults


def _drives_there(session: Session, terms: VehicleTerms) -> bool:
    driver = session.get(User, terms.driver_id)
    return driver is not None and driver.role is Role.DRIVER and driver.office_id == terms.office_id
