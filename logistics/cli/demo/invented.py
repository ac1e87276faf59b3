"""Invented people and orders for a demonstration, from a seed. Every name, phone number and order is made up.

Communes and their positions are the real ones of Lai Châu; the villages' names are common ones of the province,
placed at random near the commune's middle.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from logistics.parties.models import SellerKind, VehicleKind
from logistics.places.units import Unit, communes, provinces
from logistics.shipments.new import NewConsignee, NewLine, NewShipment

LAI_CHAU = "12"
MARK = "(dữ liệu giả)"
"""Stands in the name of every invented office, so that nobody takes the demonstration for the real thing."""

_FAMILIES = ("Giàng", "Thào", "Lò", "Vàng", "Hoàng", "Tẩn", "Lý", "Chẻo", "Sùng", "Nguyễn", "Phùng", "Má")
_MIDDLES = ("Thị", "Văn", "A", "Thị Thu", "Minh", "Thị Ngọc", "Đức", "Hồng")
_GIVEN = ("Hoa", "Páo", "Dơ", "Mai", "Sử", "Chư", "Lan", "Dinh", "Thưởng", "Sáng", "Pằng", "Yến", "Tủa", "Nga")
_TOWN_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô")
_VILLAGES = ("Nà Khương", "Sin Câu", "Bản Bo", "Hua Sẳng", "Nậm Dê", "Tả Chải", "Bản Hon", "Chù Lìn", "Nà Đa", "Pa Pe")
_STREETS = ("Nguyễn Trãi", "Trần Phú", "Lê Lợi", "Hùng Vương", "Quang Trung", "Hai Bà Trưng", "Lý Thường Kiệt")
_GOODS = (
    ("TEA-200", "Trà Shan tuyết 200g", 180_000),
    ("TEA-500", "Trà Shan tuyết 500g", 420_000),
    ("MAC-500", "Mắc ca sấy nứt vỏ 500g", 145_000),
    ("MAC-1000", "Mắc ca sấy nứt vỏ 1kg", 280_000),
    ("HON-500", "Mật ong bạc hà chai thuỷ tinh 500ml", 210_000),
    ("RIC-5K", "Gạo Séng Cù 5kg", 190_000),
    ("RIC-10K", "Gạo Séng Cù 10kg", 370_000),
    ("DRY-300", "Măng khô 300g", 120_000),
    ("YAC-5K", "Khoai sâm đất 5kg", 150_000),
    ("BAN-5K", "Chuối tây 5kg", 90_000),
)


@dataclass(frozen=True, slots=True)
class InventedSeller:
    """A household or co-operative that does not exist."""

    code: str
    kind: SellerKind
    name: str
    contact: str
    phone: str
    village: str
    commune: Unit
    lat: float
    lon: float
    elevation_m: int
    access: VehicleKind
    meeting_point: tuple[str, float, float, int] | None
    """Name, position, and seconds on foot."""
    ocop_stars: int | None


def sellers(dice: random.Random, near: tuple[float, float], count: int) -> Iterator[InventedSeller]:
    """`count` sellers in the communes of Lai Châu nearest to a position (lat, lon)."""
    lai_chau = [unit for unit in communes().values() if unit.province.code == LAI_CHAU]
    nearest = sorted(lai_chau, key=lambda u: (u.lat - near[0]) ** 2 + (u.lon - near[1]) ** 2)[:9]
    for n in range(1, count + 1):
        commune = dice.choice(nearest)
        cooperative = n % 10 == 0
        lat, lon = _near(dice, commune.lat, commune.lon, 0.035)
        access = dice.choices(list(VehicleKind), weights=(3, 4, 3))[0]
        village = dice.choice(_VILLAGES)
        meeting = None
        if access is VehicleKind.MOTORBIKE and dice.random() < 0.6:
            meeting = (f"Ngã ba vào {village}", *_near(dice, lat, lon, 0.012), 60 * dice.randint(8, 30))
        person = _person(dice, _FAMILIES)
        yield InventedSeller(
            code=f"DEMO{n:02}",
            kind=SellerKind.COOPERATIVE if cooperative else SellerKind.HOUSEHOLD,
            name=f"HTX nông sản {village}" if cooperative else f"Hộ {person}",
            contact=person,
            phone=f"+8497{dice.randint(1_000_000, 9_999_999)}",
            village=village,
            commune=commune,
            lat=lat,
            lon=lon,
            elevation_m=dice.randint(600, 1500),
            access=access,
            meeting_point=meeting,
            ocop_stars=dice.choice((None, None, 3, 4, 5)),
        )


def shipments(dice: random.Random, seller_codes: Sequence[str], evening: str, count: int) -> Iterator[NewShipment]:
    """`count` orders of one livestream evening, spread over the country."""
    cities = [unit for unit in communes().values() if unit.province.code in provinces() and unit.parent]
    for n in range(1, count + 1):
        goods = dice.sample(_GOODS, dice.choices((1, 2), weights=(4, 1))[0])
        seller_code = dice.choice(seller_codes)
        lines = tuple(
            NewLine(sku=sku, quantity=q, amount_vnd=q * price, description=name)
            for (sku, name, price), q in ((g, dice.choices((1, 2, 3), weights=(6, 2, 1))[0]) for g in goods)
        )
        commune = dice.choice(cities)
        total_vnd = sum(line.amount_vnd for line in lines)
        yield NewShipment(
            seller_code=seller_code,
            consignee=NewConsignee(
                name=_person(dice, _TOWN_FAMILIES),
                phone=f"097{dice.randint(1_000_000, 9_999_999)}",
                address=f"Số {dice.randint(1, 400)} {dice.choice(_STREETS)}",
                province=commune.province.name,
                commune=commune.code,
            ),
            lines=lines,
            channel="demo",
            reference=f"{evening}-{n:04}",
            cod_amount_vnd=total_vnd if dice.random() < 0.5 else 0,
        )


def _person(dice: random.Random, families: Sequence[str]) -> str:
    return f"{dice.choice(families)} {dice.choice(_MIDDLES)} {dice.choice(_GIVEN)}"


def _near(dice: random.Random, lat: float, lon: float, degrees: float) -> tuple[float, float]:
    return (
        round(lat + dice.uniform(-degrees, degrees), 5),
        round(lon + dice.uniform(-degrees, degrees), 5),
    )
