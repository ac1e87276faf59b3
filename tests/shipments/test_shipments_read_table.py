"""Files as people send them: what is read, and what is refused with a clear word."""

from __future__ import annotations

import csv
import struct
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from order_sheets import as_csv, as_xlsx, tiktok

from logistics.errors import Invalid
from logistics.shipments.sheets.read_table import load_file, read_table
from logistics.shipments.sheets.table import Table
from logistics.shipments.sheets.write_table import write_csv

MOST = 5_000_000


def refusal(content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        read_table(content, MOST)
    (problem,) = refused.value.problems
    assert problem.at.startswith("/file")
    assert problem.text.vi != problem.text.en
    return problem.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_in_every_encoding_and_separator(encoding: str, separator: str) -> None:
    table = read_table(as_csv(tiktok(), separator=separator, encoding=encoding), MOST)

    assert table.headings[0] == "Order ID"
    assert dict(table.records())[2]["Recipient"] == "Trần Hồng Linh"


def test_an_excel_workbook_reads_as_the_same_table_as_its_csv() -> None:
    assert read_table(as_xlsx(tiktok()), MOST) == read_table(as_csv(tiktok()), MOST)


def test_excels_separator_hint_is_followed() -> None:
    table = read_table(b"sep=|\r\na|b\r\n1|2\r\n", MOST)

    assert table.headings == ("a", "b")


def test_a_line_break_in_quotes_belongs_to_its_cell_and_rows_count_as_in_a_spreadsheet() -> None:
    table = read_table(b'a,b\n"one\ntwo",x\n\n3,4\n', MOST)

    assert [(row.number, row.cells) for row in table.rows] == [(2, ("one\ntwo", "x")), (4, ("3", "4"))]


def test_a_short_row_is_filled_up() -> None:
    assert read_table(b"a,b,c\n1\n", MOST).rows[0].cells == ("1", "", "")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 ...", "not_a_sheet"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "not_a_sheet"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 100, "old_excel"),
        ("Mã,Tên\n1,Trần Hồng Linh\n".encode("cp1258", "replace") + b"\xff\xd0", "wrong_encoding"),
        (b'a,b\n"never closed,1\n', "broken_csv"),
        (b'a,b\n"closed"too early,1\n', "broken_csv"),
        (b"a,b\n1,\x002\n3,4\n5,6\n7,8\n", "not_text"),
        (b"", "empty_file"),
        (b"a,b,c\n", "empty_file"),
        (b"\n\n ,\n", "empty_file"),
        (b",".join([b"h"] * 400) + b"\n1\n", "too_many_columns"),
        (b"PK\x03\x04 not really a zip", "workbook_cut_short"),
    ],
)
def test_what_is_no_sheet_is_refused_with_one_clear_word(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_a_large_file_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as stream:
        stream.truncate(200_000_000)

    with pytest.raises(Invalid, match="200,000,000 bytes") as refused:
        load_file(large, MOST)
    assert "200.000.000 byte, tối đa 5.000.000" in refused.value.problems[0].text.vi


def zipped(**entries: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_a_workbook_that_swells_when_unpacked_is_refused() -> None:
    assert refusal(zipped(sheet=b"0" * 40_000_000)) == "archive_bomb"


def test_a_workbook_of_a_thousand_parts_is_refused() -> None:
    assert refusal(zipped(**{f"part{n}": b"x" for n in range(1000)})) == "archive_bomb"


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(as_xlsx(tiktok()))
    directory = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, directory + 24, 3_000_000_000)

    assert refusal(bytes(content)) in {"archive_bomb", "broken_workbook"}


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    assert refusal(zipped(readme=b"hello")) == "not_a_sheet"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_workbook_that_was_cut_short_is_called_that(share: float) -> None:
    whole = as_xlsx(tiktok())

    assert refusal(whole[: int(len(whole) * share)]) == "workbook_cut_short"


@pytest.mark.parametrize("content", [bytes(range(128, 256)) * 40, b"\x8f\x00\x12" * 200])
def test_a_damaged_workbook_is_called_that_and_not_text_in_a_wrong_encoding(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        read_table(content, MOST, "Don hang.XLSX")

    assert refused.value.code == "broken_workbook"


def test_a_csv_that_is_called_a_workbook_is_read_all_the_same() -> None:
    assert read_table(as_csv(tiktok()), MOST, "orders.xlsx").rows


def test_a_workbook_with_an_entity_bomb_is_refused() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(as_xlsx(tiktok()))) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                content = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'
            new.writestr(name, content)

    assert refusal(stream.getvalue()) == "unsafe_workbook"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'a,b\n1,2\n"never closed,1\n', 'Row 3: a quotation mark (") is never closed'),
        (b'a,b\n"closed"too early,1\n', 'Row 2: a quotation mark (") inside a cell must be doubled'),
        (b"a,b\n1," + b"x" * 140_000, "Row 2: a cell is longer than 131,072 characters"),
    ],
)
def test_broken_quoting_is_told_with_its_row_and_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_table(content, MOST)

    assert words in refused.value.problems[0].text.en
    assert "Dòng" in refused.value.problems[0].text.vi


@pytest.mark.parametrize("content", [b"PK\x03\x04 no zip", zipped(readme=b"x"), zipped(sheet=b"0" * 40_000_000)])
def test_no_refusal_speaks_of_our_own_insides(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        read_table(content, MOST)

    text = refused.value.problems[0].text
    assert "Error" not in text.vi + text.en
    assert "Exception" not in text.vi + text.en


def test_one_cell_far_away_does_not_make_a_million_rows() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["a", "b"])
    sheet.append(["1", "2"])
    sheet.cell(1_000_000, 2, "far")
    stream = BytesIO()
    book.save(stream)

    assert len(read_table(stream.getvalue(), MOST).rows) == 1


def test_a_number_that_excel_has_rounded_is_shown_as_excel_shows_it() -> None:
    table = read_table(as_xlsx({"Order ID": 597251104000000088}), MOST)

    assert table.rows[0].cells == ("5.97251E+17",)


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@given(st.lists(st.lists(cells, min_size=2, max_size=2).filter(lambda row: any(map(str.strip, row))), min_size=1))
def test_what_we_write_we_read(rows: list[list[str]]) -> None:
    table: Table = read_table(write_csv(["a", "b"], rows), MOST)

    read = [[cell.removeprefix("'") for cell in row.cells] for row in table.rows]
    assert read == [[cell.removeprefix("'") for cell in row] for row in rows]


def test_no_cell_that_we_write_starts_a_formula() -> None:
    written = write_csv(["=h"], [['=HYPERLINK("http://x")'], ["@SUM(A1)"], ["+cmd|x"], ["-1"], ["+84974305036"]])

    cells = [row[0] for row in csv.reader(written.decode("utf-8-sig").splitlines())]
    assert cells == ["'=h", '\'=HYPERLINK("http://x")', "'@SUM(A1)", "'+cmd|x", "-1", "+84974305036"]
