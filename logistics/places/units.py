"""The administrative units of Vietnam: the two levels of 2025-07-01, and the three levels before it.

The facts lie in units.json.gz beside this file (extract_units.py made it and names its source). They are
read once, when first asked for; the former units only when an old address comes by.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from logistics.errors import NotFound
from logistics.text import fold

_FILE = Path(__file__).with_name("units.json.gz")


class Kind(StrEnum):
    """What a unit calls itself; towns (thị trấn), districts and district-level cities ended in 2025."""

    PROVINCE = "tỉnh"
    CITY = "thành phố"
    DISTRICT = "huyện"
    URBAN_DISTRICT = "quận"
    DISTRICT_TOWN = "thị xã"
    COMMUNE = "xã"
    WARD = "phường"
    TOWN = "thị trấn"
    SPECIAL_ZONE = "đặc khu"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: a province, a former district, or a commune.

    `now` is empty for a unit of 2025; a former commune names there the communes it went into, the one that
    took most of it first. Codes were reused: 03388 is a ward of 2025 and was another ward before.
    """

    code: str
    kind: Kind
    name: str
    lat: float
    lon: float
    parent: Unit | None = field(default=None, repr=False)
    now: tuple[Unit, ...] = field(default=(), repr=False)
    aliases: tuple[str, ...] = field(default=(), repr=False)

    @property
    def full_name(self) -> str:
        """ "Xã Bình Lư"."""
        return f"{self.kind.capitalize()} {self.name}"

    @property
    def address(self) -> str:
        """ "Xã Bình Lư, Tỉnh Lai Châu": the unit and those above it."""
        return self.full_name if self.parent is None else f"{self.full_name}, {self.parent.address}"

    @property
    def province(self) -> Unit:
        """The unit at the top: the province itself, or the province around a commune."""
        return self if self.parent is None else self.parent.province


def unit(code: str) -> Unit:
    """The unit of 2025 with this code: five digits for a commune, two for a province. Raises NotFound."""
    found = communes().get(code) or provinces().get(code)
    if found is None:
        raise NotFound("unit", vi=f"Không có đơn vị hành chính mã {code}.", en=f"There is no unit with code {code}.")
    return found


@cache
def provinces() -> Mapping[str, Unit]:
    """The 34 provinces of 2025 by code."""
    return {code: Unit(code, Kind(kind), name, lat, lon) for code, kind, name, lat, lon in _facts()["provinces"]}


@cache
def communes() -> Mapping[str, Unit]:
    """The 3,321 communes, wards and special zones of 2025 by code."""
    above = provinces()
    return {
        code: Unit(code, Kind(kind), name, lat, lon, above[province])
        for code, province, kind, name, lat, lon in _facts()["communes"]
    }


@cache
def former_provinces() -> Mapping[str, Unit]:
    """The 63 provinces before 2025-07-01 by their code of then."""
    today = provinces()
    return {
        code: Unit(code, Kind(kind), name, lat, lon, now=(today[now],))
        for code, kind, name, lat, lon, now in _facts()["former_provinces"]
    }


@cache
def former_districts() -> Mapping[str, Unit]:
    """The districts, towns and district-level cities before 2025-07-01 by their code of then."""
    above = former_provinces()
    return {
        code: Unit(code, Kind(kind), name, lat, lon, above[province], aliases=tuple(aliases))
        for code, province, kind, name, lat, lon, aliases in _facts()["former_districts"]
    }


@cache
def former_communes() -> tuple[Unit, ...]:
    """The 10,035 communes, wards and towns before 2025-07-01, and five island districts that had none."""
    above, today = former_districts(), communes()
    units = []
    for code, district, kind, name, lat, lon, now, aliases in _facts()["former_communes"]:
        parent = above[district]
        became = tuple(today[successor] for successor in now)
        if not code:
            units.append(Unit(district, parent.kind, parent.name, lat, lon, parent, became))
            continue
        units.append(Unit(code, Kind(kind), name, lat, lon, parent, became, tuple(aliases)))
    return tuple(units)


@lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """A name for looking up: folded, letters and digits only, so that spacing and hyphens do not matter.

    "Phường 01" and "Phường 1" are the same ward.
    """
    return "".join(c for c in fold(name) if c.isalnum()).lstrip("0")


def credit() -> str:
    """Where the facts come from and under which licence, to be shown beside them."""
    return str(_facts()["credit"])


@cache
def _facts() -> dict[str, Any]:
    return dict(json.loads(gzip.decompress(_FILE.read_bytes())))
