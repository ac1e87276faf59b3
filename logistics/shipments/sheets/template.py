"""Our own sheet to fill in, as CSV or XLSX: the headings of the profile "highland", required ones with a star."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from logistics.shipments.sheets.profile import REQUIRED, Field, profiles
from logistics.shipments.sheets.write_table import write_csv

Language = Literal["vi", "en"]

_MEANINGS: dict[Field, tuple[str, str]] = {
    Field.REFERENCE: (
        "Mã đơn của người bán; các dòng cùng mã là một đơn.",
        "The seller's own order number; rows that share it are one order.",
    ),
    Field.SELLER: ("Mã hộ hoặc hợp tác xã, nếu mã hàng không có.", "Code of the seller, where the SKU has none."),
    Field.SKU: ("Ví dụ LC074-MAC-500, hoặc MAC-500.", "Such as LC074-MAC-500, or MAC-500."),
    Field.QUANTITY: ("Số nguyên từ 1.", "A whole number from 1."),
    Field.LINE_AMOUNT: ("Đồng, của cả dòng.", "Dong, of the whole line."),
    Field.COD_AMOUNT: ("Đồng, thu của người nhận cho cả đơn; trống: không thu.", "Dong for the order; empty: none."),
    Field.PHONE: ("Định dạng ô là Văn bản để giữ số 0.", "Keep the cell as text, so that the zero stays."),
    Field.PROVINCE: ("Theo tên từ 01/07/2025.", "As named since 1 July 2025."),
    Field.COMMUNE: ("Theo tên từ 01/07/2025.", "As named since 1 July 2025."),
    Field.STATUS: ('Trống, hoặc "Đã hủy".', 'Empty, or "Cancelled".'),
}


def template_csv(language: Language = "vi") -> bytes:
    """The sheet with its row of headings only."""
    return write_csv(_headings(language).values(), ())


def template_xlsx(language: Language = "vi") -> bytes:
    """The same as a workbook: its columns are text, so that no digit is lost; a second sheet explains them."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Đơn hàng" if language == "vi" else "Orders"
    help_sheet = book.create_sheet("Giải thích" if language == "vi" else "Explanations")
    for place, (field, heading) in enumerate(_headings(language).items(), start=1):
        sheet.cell(1, place, heading).font = Font(bold=True)
        column = sheet.column_dimensions[get_column_letter(place)]
        column.number_format, column.width = "@", max(14, len(heading) + 4)
        meaning = _MEANINGS.get(field, ("", ""))
        help_sheet.append([heading, meaning[0] if language == "vi" else meaning[1]])
    sheet.freeze_panes = "A2"
    help_sheet.column_dimensions["A"].width, help_sheet.column_dimensions["B"].width = 24, 70
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _headings(language: Language) -> dict[Field, str]:
    place = 0 if language == "vi" else 1
    return {
        field: f"*{names[place]}" if field in REQUIRED else names[place]
        for field, names in profiles()["highland"].headings.items()
    }
