"""Labels as a livestream leaves them: few senders, goods and services, everybody else different."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from logistics.labels.content import Address, LabelContent, Mark, Person

_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Lò", "Vàng", "Giàng", "Sùng", "Tẩn", "Lý", "Hoàng", "Phùng")
_MIDDLES = ("Thị", "Văn", "A", "Hồng", "Thu", "Minh", "Đức", "Ngọc")
_GIVEN = ("Hạnh", "Mai", "Páo", "Dơ", "Chu", "Sử", "Lan", "Hùng", "Dũng", "Yến", "Phương", "Quỳnh")
_AREAS = (
    ("phường Khương Đình", "thành phố Hà Nội"),
    ("phường Bến Thành", "Thành phố Hồ Chí Minh"),
    ("phường Hải Châu", "thành phố Đà Nẵng"),
    ("xã Bình Lư", "tỉnh Lai Châu"),
    ("xã Mường Tè", "tỉnh Lai Châu"),
)
_LANDMARKS = ("cạnh chợ", "gần trường học", "đối diện ủy ban", "sau nhà văn hóa")
_GOODS = (
    (("Trà Shan tuyết cổ thụ 200 g × 6", "Mắc ca sấy 500 g × 2"), (Mark.KEEP_DRY, Mark.AWAY_FROM_ODOUR)),
    (("Mật ong hoa rừng 500 ml × 4",), (Mark.THIS_WAY_UP, Mark.FRAGILE, Mark.LIQUID, Mark.NOT_BY_AIR)),
    (("Gạo Séng Cù 5 kg × 2",), (Mark.KEEP_DRY,)),
    (("Chuối tiêu 10 kg",), (Mark.THIS_WAY_UP, Mark.PERISHABLE, Mark.VENTILATE)),
)
_SELLERS = tuple(
    Person(f"HTX {name}", f"09120000{number:02d}", Address(f"Số {number}", "xã Bình Lư", "tỉnh Lai Châu", "Bản Thẳm"))
    for number, name in enumerate(("Chè Tam Đường", "Mắc ca Tân Uyên", "Mật ong Mường Tè", "Gạo Than Uyên"))
)


def sample_labels(count: int, seed: int = 7) -> Iterator[LabelContent]:
    """So many labels, the same for the same seed."""
    dice = random.Random(seed)
    return (_label(dice, number) for number in range(count))


def _label(dice: random.Random, number: int) -> LabelContent:
    commune, province = dice.choice(_AREAS)
    goods, marks = dice.choice(_GOODS)
    name = f"{dice.choice(_FAMILIES)} {dice.choice(_MIDDLES)} {dice.choice(_GIVEN)}"
    line = f"Số {dice.randrange(300)}, ngõ {dice.randrange(200)}, phố {dice.choice(_GIVEN)} {dice.choice(_MIDDLES)}"
    landmark = f"{dice.choice(_LANDMARKS)} số {dice.randrange(20)}"
    return LabelContent(
        item_number=f"HP{dice.randrange(10**12):012d}",
        consignor=dice.choice(_SELLERS),
        consignee=Person(name, f"09{dice.randrange(10**8):08d}", Address(line, commune, province, landmark=landmark)),
        service="TIÊU CHUẨN",
        sorting_code=f"HNI-{dice.randrange(20):02d}-TX{dice.randrange(9)}",
        gross_mass_g=dice.randrange(200, 20000, 10),
        office="Bưu cục Tam Đường",
        cod_amount_vnd=dice.choice((0, dice.randrange(50, 3000) * 1000)),
        marks=marks,
        keep_by=dt.date(2027, 5, 30),
        goods=goods,
        lot=f"TS-{dice.randrange(9999):04d}",
        ocop_stars=dice.choice((0, 3, 4)),
        delivery_note="Cho xem hàng, không thử",
        channel="TikTok Shop",
        reference=f"5772{number:08d}",
        accepted_on=dt.date(2026, 11, 22),
    )
