"""CSV as it really comes: three separators, two encodings, Excel's habits."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from logistics.errors import Invalid
from logistics.shipments.sheets.table import Table, table_of, unreadable
from logistics.text import thousands

_SEPARATORS = ",;\t"
_EXCEL_HINT = re.compile(r'"?sep=(.)"?\r?\n')
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def read_delimited(content: bytes) -> Table:
    """The table in the bytes of a CSV file. Raises Invalid where its text or its quoting is broken."""
    text = decoded(content)
    hint = _EXCEL_HINT.match(text)
    separator = hint[1] if hint else _separator(text)
    body = text[hint.end() :] if hint else text
    return table_of(_lines(body, separator))


def decoded(content: bytes) -> str:
    """The text of UTF-8 or UTF-16 bytes. A legacy encoding is refused: guessing it would spoil names silently."""
    for bom, encoding in _BOMS.items():
        if content.startswith(bom):
            return _decode(content[len(bom) :], encoding)
    # Text in our alphabet has a zero in every second byte of UTF-16, and none in UTF-8.
    odd, even = content[1:400:2].count(0), content[0:400:2].count(0)
    if max(odd, even) * 4 > len(content[:400]):
        return _decode(content, "utf-16-le" if odd > even else "utf-16-be")
    return _decode(content, "utf-8")


def is_text(content: bytes) -> bool:
    """Whether the bytes can be read as text."""
    try:
        decoded(content)
    except Invalid:
        return False
    return True


def _decode(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise unreadable(
            "wrong_encoding",
            vi=f"Dòng {row}: chữ không phải UTF-8 hay UTF-16 (có thể là bảng mã cũ như TCVN3, VNI, Windows-1258). "
            "Trong Excel chọn Lưu thành: CSV UTF-8, hoặc lưu dạng .xlsx.",
            en=f"Row {row}: the text is neither UTF-8 nor UTF-16 (an old encoding such as TCVN3, VNI or "
            "Windows-1258?). In Excel choose Save as: CSV UTF-8, or save it as .xlsx.",
        ) from None
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise unreadable(
            "not_text",
            vi=f"Dòng {row}: có byte 0, đây không phải tệp văn bản hoặc tệp đã hỏng. Xuất lại tệp.",
            en=f"Row {row}: there is a zero byte, so this is no text file or it is damaged. Export it again.",
        )
    return text


def _separator(text: str) -> str:
    """The separator that parts the headings into the most columns."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=lambda separator: len(next(csv.reader([first], delimiter=separator), [])))


def _lines(text: str, separator: str) -> Iterator[tuple[str, ...]]:
    # newline="": a line break inside quotes belongs to its cell. (str.splitlines would break at rarer signs too.)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    row = 1
    try:
        for cells in reader:
            yield tuple(cells)
            row = reader.line_num + 1
    except csv.Error as error:
        raise _broken(row, str(error)) from None


def _broken(row: int, error: str) -> Invalid:
    """Why the row that begins in this line cannot be read, told from the csv module's words."""
    if "unexpected end" in error:
        return unreadable(
            "broken_csv",
            vi=f'Dòng {row}: dấu ngoặc kép (") mở ra mà không đóng, hoặc tệp bị cắt. Xuất lại tệp từ sàn.',
            en=f'Row {row}: a quotation mark (") is never closed, or the file is cut short. Export it again.',
        )
    if "field larger" in error:
        return unreadable(
            "broken_csv",
            vi=f"Dòng {row}: có ô dài quá {thousands(csv.field_size_limit())} ký tự. Xuất lại tệp từ sàn.",
            en=f"Row {row}: a cell is longer than {csv.field_size_limit():,} characters. Export the file again.",
        )
    return unreadable(
        "broken_csv",
        vi=f'Dòng {row}: dấu ngoặc kép (") trong ô phải viết hai lần (""). Sửa dòng này, hoặc xuất lại tệp.',
        en=f'Row {row}: a quotation mark (") inside a cell must be doubled (""). Correct it, or export the file again.',
    )
