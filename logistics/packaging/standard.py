"""The packing standard: profiles of goods, cartons and the goods catalogue, versioned as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from logistics.errors import Invalid, Text
from logistics.packaging.profile import PackagingProfile
from logistics.packaging.size import Size


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

    def read_sku(self, sku: str) -> tuple[str, Goods] | None:
        """The seller's code that stands before the goods, empty where none does, and the goods; None where unknown.

        Codes and goods may both hold hyphens: the goods are the longest ending that is known. Whether there is such
        a seller, the standard cannot say.
        """
        code = sku.strip().upper()
        if goods := self.goods.get(code):
            return "", goods
        at = code.find("-", 1)
        while at > 0:
            if goods := self.goods.get(code[at + 1 :]):
                return code[:at], goods
            at = code.find("-", at + 1)
        return None

    def find_goods(self, sku: str) -> Goods | None:
        """The goods behind a seller's SKU, with or without the seller's code; None where unknown."""
        found = self.read_sku(sku)
        return found[1] if found else None

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
