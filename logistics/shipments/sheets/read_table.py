"""From the bytes of a file to a table, or one clear word why not."""

from __future__ import annotations

from pathlib import Path

from logistics.shipments.sheets.delimited import is_text, read_delimited
from logistics.shipments.sheets.table import Table, unreadable
from logistics.shipments.sheets.workbook import damaged, read_workbook
from logistics.text import thousands

_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06")
_WORKBOOKS = (".xlsx", ".xlsm")
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_OTHER_KINDS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7-Zip",
    b"\x1f\x8b": "gzip",
}


def load_file(path: Path, max_bytes: int) -> bytes:
    """The bytes of the file at `path`; a larger file is refused before it is opened. Raises Invalid."""
    _refuse_large(path.stat().st_size, max_bytes)
    return path.read_bytes()


def read_table(content: bytes, max_bytes: int, filename: str = "") -> Table:
    """The table in a CSV file (comma, semicolon or tab; UTF-8 or UTF-16) or an XLSX workbook's first sheet.

    What the file is, its first bytes say: names lie. Only where they say nothing does the name tell that it was a
    workbook once. Raises Invalid at "/file" where it is larger than `max_bytes`, something else, broken, or swells
    when unpacked.
    """
    _refuse_large(len(content), max_bytes)
    for signature, kind in _OTHER_KINDS.items():
        if content.startswith(signature):
            raise unreadable(
                "not_a_sheet",
                vi=f"Đây là tệp {kind}, không phải bảng tính. Xuất lại dạng CSV hoặc XLSX.",
                en=f"This is a {kind} file, not a sheet. Export it as CSV or XLSX.",
            )
    if content.startswith(_OLD_OFFICE):
        raise unreadable(
            "old_excel",
            vi="Đây là tệp Excel cũ (.xls) hoặc có mật khẩu. Lưu lại dạng .xlsx không mật khẩu.",
            en="This is an old Excel file (.xls) or one with a password. Save it as .xlsx without a password.",
        )
    if content[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<html", b"<!doctype", b"<?xml", b"<table")):
        raise unreadable(
            "not_a_sheet",
            vi="Đây là trang web hoặc XML, không phải bảng tính. Mở bằng Excel rồi lưu dạng .xlsx.",
            en="This is a web page or XML, not a sheet. Open it in Excel and save it as .xlsx.",
        )
    if content.startswith(_ARCHIVE):
        return read_workbook(content)
    if filename.lower().endswith(_WORKBOOKS) and not is_text(content):
        raise damaged()
    return read_delimited(content)


def _refuse_large(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise unreadable(
            "file_too_large",
            vi=f"Tệp có {thousands(size)} byte, tối đa {thousands(max_bytes)}. Chia thành nhiều tệp.",
            en=f"The file has {size:,} bytes, at most {max_bytes:,} are taken. Split it into several files.",
        )
