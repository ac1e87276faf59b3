"""Goods to be packed, counted: what a carton, or a whole shipment, holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from logistics.errors import Invalid, Problem, Text
from logistics.packaging.fitting import Kind
from logistics.packaging.mixing import Mix
from logistics.packaging.profile import PackagingProfile
from logistics.packaging.standard import CartonKind, Goods, Line, Standard

MOST_UNITS = 1000

Counts = tuple[int, ...]
"""How many units of each of the goods, in the order of Contents.goods."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Different goods, the most voluminous first, and how many of each there are in all."""

    goods: tuple[Goods, ...]
    counts: Counts
    standard: Standard

    def profiles(self, counts: Counts) -> tuple[PackagingProfile, ...]:
        """The profiles of the goods counted, the heaviest share first."""
        shares: dict[str, int] = {}
        for goods, count in zip(self.goods, counts, strict=True):
            if count:
                shares[goods.profile] = shares.get(goods.profile, 0) + count * goods.mass_g
        ranked = sorted(shares, key=lambda code: (-shares[code], code))
        return tuple(self.standard.profiles[code] for code in ranked)

    def kinds(self, counts: Counts) -> tuple[Kind, ...]:
        """The units as boxes with their wrap; zero counts keep their index."""
        return tuple(self._kind(goods, count) for goods, count in zip(self.goods, counts, strict=True))

    def _kind(self, goods: Goods, count: int) -> Kind:
        profile = self.standard.profiles[goods.profile]
        wrapped = goods.size.grown(profile.wrap_mm)
        return Kind(count, wrapped.turned(profile.orientation), goods.mass_g + profile.inner_tare_g)

    def lines(self, counts: Counts) -> tuple[Line, ...]:
        """The goods counted, without zeros."""
        return tuple(Line(goods, count) for goods, count in zip(self.goods, counts, strict=True) if count)


@dataclass(frozen=True, slots=True)
class Masses:
    """What a closed carton weighs, part by part."""

    goods_g: int
    load_g: int
    """Goods, inner packing and filling."""
    gross_g: int
    void_cm3: int


def masses(kinds: Sequence[Kind], lines: Iterable[Line], carton: CartonKind, rules: Mix) -> Masses:
    """What the carton weighs with these units in it and the rest of it filled."""
    taken_mm3 = sum(kind.quantity * kind.volume for kind in kinds)
    void_cm3 = -(-max(0, carton.inner.volume_mm3 - taken_mm3) // 1000)
    load_g = sum(kind.quantity * kind.mass_g for kind in kinds) + -(-void_cm3 * rules.fill_g_per_l // 1000)
    goods_g = sum(line.quantity * line.goods.mass_g for line in lines)
    return Masses(goods_g, load_g, load_g + carton.tare_g, void_cm3)


def gathered(lines: Sequence[Line], standard: Standard) -> Contents:
    """The lines as contents, equal goods together. Raises Invalid, naming every line that cannot be packed."""
    problems = [problem for at, line in enumerate(lines) if (problem := _problem(at, line, standard))]
    total = sum(max(line.quantity, 0) for line in lines)
    if not lines or total > MOST_UNITS:
        problems.append(
            Problem(
                "/lines",
                "unit_count",
                Text(
                    f"{total} đơn vị hàng; mỗi lần đóng từ 1 đến {MOST_UNITS}. Chia nhỏ ra.",
                    f"{total} units; from 1 to {MOST_UNITS} are packed at a time. Split them.",
                ),
            )
        )
    if problems:
        raise Invalid(problems)
    counted: dict[Goods, int] = {}
    for line in lines:
        counted[line.goods] = counted.get(line.goods, 0) + line.quantity
    ranked = sorted(counted, key=lambda goods: (-goods.size.volume_mm3, goods.code, goods.size, goods.mass_g))
    return Contents(tuple(ranked), tuple(counted[goods] for goods in ranked), standard)


def _problem(at: int, line: Line, standard: Standard) -> Problem | None:
    goods = line.goods
    if goods.profile not in standard.profiles:
        text = Text(
            f"{goods.code}: không có tiêu chuẩn đóng gói {goods.profile!r}.",
            f"{goods.code}: there is no packaging profile {goods.profile!r}.",
        )
        return Problem(f"/lines/{at}/goods", "unknown_profile", text)
    if line.quantity < 1:
        text = Text(f"Số lượng {line.quantity} phải từ 1.", f"Quantity {line.quantity} must be at least 1.")
        return Problem(f"/lines/{at}/quantity", "not_positive", text)
    if goods.mass_g < 1 or min(goods.size.extents) < 1:
        text = Text(
            f"{goods.code}: khối lượng và kích thước phải lớn hơn 0. Cân và đo lại.",
            f"{goods.code}: mass and size must be above 0. Weigh and measure it.",
        )
        return Problem(f"/lines/{at}/goods", "not_positive", text)
    return None
