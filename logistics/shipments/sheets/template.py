"""Our own sheets to fill in, as CSV or XLSX: orders and sellers, the required headings with a star."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Literal

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from logistics.errors import Text
from logistics.parties import seller_row
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
_OF_SELLERS = {
    "seller_code": Text("Mã của bưu cục cho hộ hoặc hợp tác xã, ví dụ LC074.", "The office's code, such as LC074."),
    "kind": Text("Hộ, hoặc HTX.", "Household, or co-operative."),
    "phone": Text("Định dạng ô là Văn bản để giữ số 0.", "Keep the cell as text, so that the zero stays."),
    "commune_code": Text("Năm chữ số, theo năm 2025; hoặc chỉ điền tên xã.", "Five digits, as of 2025; or its name."),
    "lat": Text("Độ thập phân, ví dụ 22,3862.", "Decimal degrees, such as 22.3862."),
    "lon": Text("Độ thập phân, ví dụ 103,4702.", "Decimal degrees, such as 103.4702."),
    "access": Text("Xe lớn nhất vào được: xe tải, xe van, xe máy.", "The largest: truck, van or motorbike."),
    "meeting_point": Text("Nơi xe lớn hơn có thể bốc hàng; có thể để trống.", "Where larger ones load; may be empty."),
    "meeting_walk_min": Text("Số phút đi bộ từ nhà ra điểm hẹn.", "Minutes on foot from the house."),
}


def template_csv(language: Language = "vi") -> bytes:
    """The sheet with its row of headings only."""
    return write_csv(_headings(language).values(), ())


def template_xlsx(language: Language = "vi") -> bytes:
    """The same as a workbook."""
    place = 0 if language == "vi" else 1
    columns = {
        heading: _MEANINGS[field][place] if field in _MEANINGS else "" for field, heading in _headings(language).items()
    }
    return _workbook("Đơn hàng" if language == "vi" else "Orders", columns, language)


def sellers_csv(language: Language = "vi") -> bytes:
    """The sheet of sellers with its row of headings only."""
    return write_csv(_seller_headings(language), ())


def sellers_xlsx(language: Language = "vi") -> bytes:
    """The same as a workbook."""
    return _workbook("Người bán" if language == "vi" else "Sellers", _seller_headings(language), language)


def _workbook(title: str, columns: Mapping[str, str], language: Language) -> bytes:
    """A sheet whose columns are text, so that no digit is lost; a second sheet says what each of them means."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    help_sheet = book.create_sheet("Giải thích" if language == "vi" else "Explanations")
    for place, (heading, meaning) in enumerate(columns.items(), start=1):
        sheet.cell(1, place, heading).font = Font(bold=True)
        column = sheet.column_dimensions[get_column_letter(place)]
        column.number_format, column.width = "@", max(14, len(heading) + 4)
        help_sheet.append([heading, meaning])
    sheet.freeze_panes = "A2"
    help_sheet.column_dimensions["A"].width, help_sheet.column_dimensions["B"].width = 24, 70
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _seller_headings(language: Language) -> dict[str, str]:
    """Each heading of the sheet of sellers with what it means."""
    headings = {}
    for word, name in seller_row.HEADINGS.items():
        meaning = _OF_SELLERS.get(word, Text("", ""))
        star = "*" if word in seller_row.REQUIRED else ""
        headings[star + getattr(name, language)] = str(getattr(meaning, language))
    return headings


def _headings(language: Language) -> dict[Field, str]:
    place = 0 if language == "vi" else 1
    return {
        field: f"*{names[place]}" if field in REQUIRED else names[place]
        for field, names in profiles()["highland"].headings.items()
    }
