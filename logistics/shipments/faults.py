"""What can be wrong with a new shipment, collected at JSON pointers; the sentences that several checks share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from logistics.errors import Problem, Text
from logistics.text import counted, thousands

MOST_UNITS = 500
"""Of one line; more is a slip of the keyboard, or belongs on a truck and not in parcels."""
MOST_VND = 1_000_000_000
_DIGITS = 24
"""Of a number in a sentence; what follows them is cut."""


@dataclass(slots=True)
class Faults:
    """The problems found so far, at most one at each JSON pointer: the first says it best."""

    by_pointer: dict[str, Problem] = field(default_factory=dict)

    def add(self, at: str, code: str, text: Text) -> None:
        """Note a problem, unless there is one at this pointer already."""
        self.by_pointer.setdefault(at, Problem(at, code, text))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.by_pointer.values())

    def __bool__(self) -> bool:
        return bool(self.by_pointer)


def unknown_seller(code: str) -> Text:
    """No seller has this code."""
    return Text(
        f"Chưa có người bán {code!r}. Nhập danh sách người bán trước, hoặc sửa mã.",
        f"There is no seller {code!r}. Import the sellers first, or correct the code.",
    )


def unknown_sku(sku: str) -> Text:
    """The packing standard has no such goods, or none are named at all."""
    if not sku.strip():
        return Text("Chưa có mặt hàng. Chọn hoặc ghi mặt hàng.", "No goods are named. Choose or name them.")
    return Text(
        f"Chưa biết mặt hàng {sku[:40]!r}. Sửa mã hàng, hoặc thêm hàng vào danh mục.",
        f"The goods {sku[:40]!r} are unknown. Correct the SKU, or add the goods to the catalogue.",
    )


def bad_quantity(quantity: str) -> Text:
    """A quantity out of its bounds."""
    quantity = _shown(quantity)
    return Text(
        f"Số lượng {quantity} phải từ 1 đến {MOST_UNITS}. Hỏi người mua rồi sửa.",
        f"Quantity {quantity} must be 1 to {MOST_UNITS}. Ask the buyer and correct it.",
    )


def bad_amount(amount_vnd: int) -> Text:
    """An amount out of its bounds."""
    return Text(
        f"Số tiền {_shown(thousands(amount_vnd))} đ phải từ 0 đến {thousands(MOST_VND)} đ. Sửa lại.",
        f"The amount {_shown(f'{amount_vnd:,}')} VND must be 0 to {MOST_VND:,} VND. Correct it.",
    )


def _shown(number: str) -> str:
    return number if len(number) <= _DIGITS else f"{number[:_DIGITS]}…"


def unprintable(letters: str) -> Text:
    """Letters of a script that the label's typeface does not have; none where nothing but pictures is written."""
    shown = repr(letters[:_DIGITS])
    lost = Text(f"Nhãn không in được chữ {shown}.", f"The label cannot show the letters {shown}.")
    if not letters:
        lost = Text("Không có chữ nào in được lên nhãn.", "Nothing of it can be printed on the label.")
    return Text(
        f"{lost.vi} Viết bằng chữ Latinh như trên căn cước.",
        f"{lost.en} Write it in Latin letters, as on the identity card.",
    )


def too_heavy(mass_g: int, units: int, most_g: int) -> Text:
    """More than so many units could weigh if each filled the heaviest carton of the packing standard."""
    mass, most = f"{mass_g / 1000:.10g}", f"{most_g / 1000:g}"
    return Text(
        f"Khối lượng {mass} kg cho {units} món: một thùng theo tiêu chuẩn nặng tối đa {most} kg. "
        "Kiểm tra đơn vị (kg) rồi sửa.",
        f"A mass of {mass} kg for {counted(units, 'piece')}: a carton of the standard weighs at most {most} kg. "
        "Check the unit (kg) and correct it.",
    )


def too_long(most: int) -> Text:
    """More characters than are kept."""
    return Text(
        f"Quá dài: tối đa {most} ký tự. Rút ngắn lại.",
        f"Too long: at most {most} characters. Shorten it.",
    )
