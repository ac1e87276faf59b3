"""An invented livestream evening for the benchmark: a TikTok Shop sheet, and the sellers that a sheet names."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from logistics.parties.import_sellers import Record
from logistics.places import communes
from logistics.shipments.rules import standard
from logistics.shipments.sheets.profile import Field, profiles
from logistics.shipments.sheets.write_table import write_csv

_SELLERS = 120
_SECOND_LINE = 0.055
"""Orders with a second line; also the other shares imitate the evening of 2025-11-04."""
_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
_GIVEN = ("Linh", "Giang", "Hương", "Trang", "Hà", "Quỳnh", "Phúc", "Tú", "Hiếu", "Khoa", "Dũng", "Yến")
_HOUSEHOLD = re.compile(rb"\b([A-Z]{2}[0-9]{3})-")


def invented_sheet(orders: int, seed: int = 20251104) -> bytes:
    """A sheet of so many good orders; the same seed gives the same bytes."""
    dice = random.Random(seed)
    headings = {field: names[0] for field, names in profiles()["tiktok"].headings.items()}
    rows = (row for place in range(orders) for row in _order(dice, place))
    return write_csv(headings.values(), ([row.get(field, "") for field in headings] for row in rows))


def _order(dice: random.Random, place: int) -> Iterator[dict[Field, str]]:
    commune = dice.choice(list(communes().values()))
    minute, second = divmod(dice.randrange(3600), 60)
    shared = {
        Field.REFERENCE: f"5972{place:014}",
        Field.STATUS: "Chờ vận chuyển",
        Field.SOLD_AT: f"04/11/2025 21:{minute:02}:{second:02}",
        Field.NAME: f"{dice.choice(_FAMILIES)} {dice.choice(_GIVEN)} {dice.choice(_GIVEN)}",
        Field.PHONE: f"09{dice.randrange(10**6, 9 * 10**6):08}",
        Field.PROVINCE: commune.province.name,
        Field.COMMUNE: commune.full_name,
        Field.ADDRESS: f"Số {dice.randrange(1, 400)} Hai Bà Trưng",
        Field.PAYMENT: dice.choice(("Thanh toán khi nhận hàng", "Thanh toán khi nhận hàng", "Ví điện tử")),
        Field.NOTE: dice.choice(("", "", "Gọi trước khi giao")),
    }
    household = f"LC{dice.randrange(1, _SELLERS + 1):03}"
    for _ in range(1 + (dice.random() < _SECOND_LINE)):
        goods = dice.choice(list(standard().goods.values()))
        quantity = dice.choice((1, 1, 1, 2, 2, 3))
        yield shared | {
            Field.SKU: f"{household}-{goods.code}",
            Field.DESCRIPTION: goods.name.vi,
            Field.QUANTITY: str(quantity),
            Field.LINE_AMOUNT: str(150_000 * quantity),
            Field.ORDER_AMOUNT: str(150_000 * quantity),
            Field.MASS_KG: f"{goods.mass_g * quantity / 1000:.2f}",
        }


def sellers_of(content: bytes) -> Iterator[Record]:
    """An invented seller for every household that the SKUs in the bytes of a CSV sheet name."""
    for place, code in enumerate(sorted(set(_HOUSEHOLD.findall(content)))):
        yield (
            place + 2,
            {
                "seller_code": code.decode(),
                "kind": "household",
                "name": "Giàng Thị Thưởng",
                "phone": f"0863{741_000 + place}",
                "village": "Tam Đường",
                "commune_code": "03390",
                "lat": "22.318",
                "lon": "103.626",
                "access": "van",
            },
        )
