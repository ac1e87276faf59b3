"""XLSX workbooks, read as untrusted archives: measured before they are unpacked, no formula ever computed."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from logistics.errors import Invalid
from logistics.shipments.sheets.table import MAX_COLUMNS, MAX_ROWS, Table, table_of, unreadable
from logistics.text import thousands

_MAX_ENTRIES = 500
_MAX_UNPACKED_BYTES = 200_000_000
_MAX_RATIO = 150
"""An honest sheet of text packs about 10 to 1; a bomb 1000 to 1."""
_CONTENTS = "[Content_Types].xml"
"""The part that every workbook has, and no other archive."""
_EXACT_DIGITS = 15
"""Excel keeps no more digits of a number; the rest of a longer order number is lost already in the file."""

_BROKEN = (KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, OSError, NotImplementedError)


def read_workbook(content: bytes) -> Table:
    """The table on the first sheet. Raises Invalid where the archive is a bomb or no workbook."""
    _refuse_bomb(content)
    try:
        # Styles and extensions that openpyxl does not know are none of our business.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = openpyxl.load_workbook(BytesIO(content), read_only=True, keep_links=False)
            try:
                return table_of(_lines(workbook))
            finally:
                workbook.close()
    except (DefusedXmlException, ParseError, InvalidFileException, zipfile.BadZipFile, *_BROKEN) as error:
        # openpyxl wraps what its parser refuses.
        refused = isinstance(error, DefusedXmlException) or isinstance(error.__cause__, DefusedXmlException)
        raise _unsafe() if refused else damaged() from None


def _refuse_bomb(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, *_BROKEN):
        raise unreadable(
            "workbook_cut_short",
            vi="Tệp XLSX bị cắt hoặc hỏng: thiếu phần cuối. Tải hoặc xuất lại tệp rồi gửi lại.",
            en="The XLSX file is cut short or damaged: its end is missing. Fetch or export it again, then send it.",
        ) from None
    unpacked = sum(entry.file_size for entry in entries)
    swells = any(entry.file_size > _MAX_RATIO * max(entry.compress_size, 1_000) for entry in entries)
    if len(entries) > _MAX_ENTRIES or unpacked > _MAX_UNPACKED_BYTES or swells:
        raise unreadable(
            "archive_bomb",
            vi=f"Tệp XLSX giải nén thành {thousands(unpacked)} byte trong {len(entries)} phần: "
            "không phải bảng đơn hàng. Xuất lại từ sàn, hoặc lưu dạng CSV.",
            en=f"The XLSX file unpacks to {unpacked:,} bytes in {len(entries)} parts: no sheet of orders does. "
            "Export it again, or save it as CSV.",
        )
    if _CONTENTS not in {entry.filename for entry in entries}:
        raise unreadable(
            "not_a_sheet",
            vi="Đây là tệp nén ZIP, không phải bảng tính XLSX. Giải nén rồi gửi tệp CSV hoặc XLSX bên trong.",
            en="This is a ZIP archive, not an XLSX workbook. Unpack it and send the CSV or XLSX file inside.",
        )


def _unsafe() -> Invalid:
    return unreadable(
        "unsafe_workbook",
        vi="Tệp XLSX chứa khai báo XML mà không chương trình bảng tính nào viết ra, nên không được mở. "
        "Mở bằng Excel rồi lưu thành tệp mới, hoặc lưu dạng CSV.",
        en="The XLSX file holds XML declarations that no spreadsheet program writes, so it is not opened. "
        "Open it in Excel and save it as a new file, or save it as CSV.",
    )


def damaged() -> Invalid:
    """The refusal of a workbook that no program can open."""
    return unreadable(
        "broken_workbook",
        vi="Không đọc được tệp XLSX: nội dung bên trong bị hỏng. Mở bằng Excel rồi lưu lại, hoặc xuất lại tệp.",
        en="The XLSX file cannot be read: what is inside is damaged. Open and save it in Excel, or export it again.",
    )


def _lines(workbook: openpyxl.Workbook) -> Iterator[tuple[str, ...]]:
    sheet = workbook.worksheets[0]
    # A single cell far out would make the reader pad a million rows or each row to its width: the bounds stand
    # here, not in the file. One column more than there are headings shows a row that was shifted.
    first = next(sheet.iter_rows(max_row=1, max_col=MAX_COLUMNS + 1, values_only=True), ())
    width = max((place for place, value in enumerate(first, start=1) if value is not None), default=MAX_COLUMNS)
    for row in sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=width + 1, values_only=True):
        yield tuple(map(_text, row))


def _text(value: object) -> str:
    """The cell as its sheet shows it; a formula as "=...", to be refused where it matters."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float() if abs(value) >= 10**_EXACT_DIGITS:
            return f"{value:.5E}"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime():
            return value.strftime("%d/%m/%Y %H:%M:%S")
        case dt.date():
            return value.strftime("%d/%m/%Y")
        case ArrayFormula() | DataTableFormula():
            return "=(formula)"
        case _:
            return str(value)
