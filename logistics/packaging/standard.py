"""The packing standard: profiles of goods, cartons and the goods catalogue, versioned as one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from logistics.errors import Invalid, Text
from logistics.packaging.profile import PackagingProfile
from logistics.packaging.size import Size

_HOUSEHOLD = re.compile(r"^[A-Z]{2}[0-9]{3}-")


@dataclass(frozen=True, slots=True)
class Goods:
    """One kind of thing sold, as one unit in its sales packing; `profile` says how it is packed.

    `code` is the seller's SKU without the household before it: LC074-MAC-500 sells MAC-500.
    """

    code: str
    name: Text
    profile: str
    mass_g: int
    size: Size


@dataclass(frozen=True, slots=True)
class Line:
    """So many units of one kind of goods."""

    goods: Goods
    quantity: int


@dataclass(frozen=True, slots=True)
class CartonKind:
    """A carton the post office keeps: room inside, size outside, its own mass, and what it may carry."""

    code: str
    name: Text
    inner: Size
    outer: Size
    tare_g: int
    max_load_g: int
    """Goods, inner packing and filling together, without the carton."""


@dataclass(frozen=True, slots=True)
class Standard:
    """A set of profiles, cartons and goods. `version` grows with every change of any value."""

    version: int
    profiles: Mapping[str, PackagingProfile]
    cartons: Mapping[str, CartonKind]
    goods: Mapping[str, Goods] = field(repr=False)

    def find_goods(self, sku: str) -> Goods | None:
        """The goods behind a seller's SKU, with or without the household code; None where unknown."""
        code = sku.strip().upper()
        return self.goods.get(code) or self.goods.get(_HOUSEHOLD.sub("", code))

    def goods_for(self, sku: str, at: str = "/sku") -> Goods:
        """The goods behind a seller's SKU. Raises Invalid "unknown_goods" at the JSON pointer `at`."""
        if (goods := self.find_goods(sku)) is None:
            raise Invalid.one(
                at,
                "unknown_goods",
                vi=f"Chưa biết mặt hàng {sku!r}. Hỏi người bán đây là hàng gì rồi thêm vào danh mục.",
                en=f"The goods {sku!r} are unknown. Ask the seller what it is, then add it to the catalogue.",
            )
        return goods

    def line(self, sku: str, quantity: int) -> Line:
        """A line of `quantity` units of the SKU's goods. Raises Invalid where unknown or not positive."""
        if quantity < 1:
            raise Invalid.one(
                "/quantity",
                "not_positive",
                vi=f"Số lượng {quantity} phải từ 1 trở lên.",
                en=f"Quantity {quantity} must be at least 1.",
            )
        return Line(self.goods_for(sku), quantity)
