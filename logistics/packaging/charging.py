"""What is charged for a parcel: the larger of its mass and its volume as mass, rounded up, priced by a table."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal

from logistics.errors import Invalid, Text
from logistics.packaging.profile import Evidence
from logistics.packaging.size import Size

Zone = Literal["province", "region", "nation"]


@dataclass(frozen=True, slots=True)
class Step:
    """Masses up to `up_to_g` (None: without end) are rounded up to whole steps."""

    step_g: int
    up_to_g: int | None = None


@dataclass(frozen=True, slots=True)
class Bracket:
    """Parcels up to `up_to_g` cost this."""

    up_to_g: int
    amount_vnd: int


@dataclass(frozen=True, slots=True)
class Tariff:
    """Brackets, ascending; above the last, each begun `step_g` costs `step_vnd` more."""

    brackets: tuple[Bracket, ...]
    step_g: int
    step_vnd: int


@dataclass(frozen=True, slots=True)
class Service:
    """A way to send: the divisor in cm3 per kg, the rounding, the tariff per zone, and where each comes from."""

    code: str
    name: Text
    divisor: int
    rounding: tuple[Step, ...]
    tariffs: Mapping[str, Tariff]
    evidence: Mapping[str, Evidence] = field(repr=False)


def volumetric_mass_g(outer: Size, divisor: int) -> int:
    """The outer volume as mass, rounded up: 100x100x100 mm at 5000 cm3/kg is 200 g."""
    return -(-outer.volume_mm3 // divisor)


def chargeable_mass_g(gross_mass_g: int, outer: Size, service: Service) -> int:
    """The larger of gross and volumetric mass, rounded up by the service's steps."""
    mass_g = max(gross_mass_g, volumetric_mass_g(outer, service.divisor))
    for step in service.rounding:
        if step.up_to_g is None or mass_g <= step.up_to_g:
            return -(-mass_g // step.step_g) * step.step_g
    return mass_g


def charge_vnd(mass_g: int, service: Service, zone: Zone) -> int:
    """The charge for a chargeable mass into the zone. Raises Invalid where the service has no such tariff."""
    if (tariff := service.tariffs.get(zone)) is None:
        raise Invalid.one(
            "/service",
            "no_tariff",
            vi=f"Dịch vụ {service.code} không có bảng giá cho vùng {zone}. Chọn dịch vụ khác hoặc nhập bảng giá.",
            en=f"Service {service.code} has no tariff for zone {zone}. Choose another or enter its table.",
        )
    for bracket in tariff.brackets:
        if mass_g <= bracket.up_to_g:
            return bracket.amount_vnd
    last = tariff.brackets[-1]
    return last.amount_vnd + -(-(mass_g - last.up_to_g) // tariff.step_g) * tariff.step_vnd


def load_services(file: Traversable | None = None) -> dict[str, Service]:
    """The services in the file; without one, those that come with the product, by code."""
    file = file or resources.files("logistics.packaging").joinpath("services.toml")
    tables = tomllib.loads(file.read_text(encoding="utf-8"))["services"]
    return {code: _service(code, table) for code, table in tables.items()}


def _service(code: str, table: Mapping[str, Any]) -> Service:
    tariffs = dict(table.get("tariff", {}))
    evidence = {name: Evidence(table[name]["evidence"], table[name]["date"]) for name in ("divisor", "rounding")}
    if tariffs:
        evidence["tariff"] = Evidence(tariffs.pop("evidence"), tariffs.pop("date"))
    service = Service(
        code=code,
        name=Text(**table["name"]),
        divisor=table["divisor"]["value"],
        rounding=tuple(Step(**step) for step in table["rounding"]["value"]),
        tariffs={zone: _tariff(rows) for zone, rows in tariffs.items()},
        evidence=evidence,
    )
    if service.divisor < 1 or any(step.step_g < 1 for step in service.rounding):
        raise ValueError(f"{code}: divisor and steps must be positive")
    return service


def _tariff(rows: Mapping[str, Any]) -> Tariff:
    brackets = tuple(Bracket(**row) for row in rows["brackets"])
    if not brackets or list(brackets) != sorted(brackets, key=lambda bracket: bracket.up_to_g):
        raise ValueError("a tariff needs brackets in ascending order")
    return Tariff(brackets, rows["step_g"], rows["step_vnd"])
