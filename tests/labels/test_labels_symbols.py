"""Code 128, GS1-128 and QR: right, also where python-barcode is wrong."""

from __future__ import annotations

import re

import numpy as np
import pytest
import zxingcpp
from barcode.codex import Code128
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.codes import sscc
from logistics.errors import Invalid
from logistics.labels.symbols import code128, gs1_128, qr
from logistics.labels.symbols.code128 import LinearSymbol, read_modules
from logistics.labels.symbols.qr import read_rows
from logistics.labels.symbols.qr_frame import VERSIONS, Level
from logistics.labels.symbols.qr_penalty import penalties

ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=30)


def modules_of(symbol: LinearSymbol) -> str:
    return "".join("10"[place % 2] * width for place, width in enumerate(symbol.widths))


def scanned(symbol: LinearSymbol) -> zxingcpp.Barcode:
    row = np.array([0 if module == "1" else 255 for module in modules_of(symbol)], dtype=np.uint8)
    image = np.tile(np.pad(row, 10, constant_values=255).repeat(3), (40, 1))
    return zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.Code128, text_mode=zxingcpp.TextMode.Plain)[0]


@pytest.mark.parametrize("text", ["999999", "9912345678", "99ABC", "99"])
def test_a_leading_99_is_kept_although_python_barcode_drops_it(text: str) -> None:
    assert read_or_none(Code128(text).build()[0]) != text

    assert scanned(code128(text)).text == text


@pytest.mark.parametrize("text", ["123", "12A"])
def test_a_symbol_made_twice_is_the_same_although_python_barcode_builds_another(text: str) -> None:
    library = Code128(text)
    assert library.build() != library.build()

    assert code128(text) == code128(text)
    assert scanned(code128(text)).text == text


def test_an_sscc_takes_156_modules_and_reads_as_gs1() -> None:
    number = "00" + sscc("8931234", 1, 42)

    symbol = gs1_128(number)

    assert symbol.modules == 156
    assert scanned(symbol).symbology_identifier == "]C1"
    assert scanned(symbol).text.lstrip("\x1d") == number


@settings(max_examples=150, deadline=None)
@given(ASCII)
def test_every_ascii_text_is_read_back_by_an_independent_reader(text: str) -> None:
    symbol = code128(text)

    assert read_modules(modules_of(symbol)) == text
    assert scanned(symbol).text == text


@pytest.mark.parametrize("text", ["", "mã", "HP１２３", "HP٣", "tab\t", "x" * 49])
def test_a_text_that_is_not_short_ascii_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        code128(text)


@pytest.mark.parametrize("digits", ["(00)189312345678901234", "0", "12A", "１２"])
def test_gs1_takes_bare_digits_only(digits: str) -> None:
    with pytest.raises(Invalid):
        gs1_128(digits)


def test_a_bar_that_is_wrong_is_noticed() -> None:
    modules = modules_of(code128("HP482915036617"))
    for at in range(0, len(modules) - 13, 11):
        damaged = modules[:at] + modules[at + 11 : at + 22] + modules[at + 11 :]
        if damaged != modules:
            with pytest.raises(ValueError, match=r"pattern|check|start|stop"):
                read_modules(damaged)


@settings(max_examples=80, deadline=None)
@given(
    st.one_of(ASCII, st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)), st.sampled_from(Level)
)
def test_every_text_in_a_qr_code_is_read_back(text: str, level: Level) -> None:
    symbol = qr(text, level)

    assert read_rows(symbol.rows) == text


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("level", Level)
def test_each_version_and_level_is_read_by_an_independent_reader(version: int, level: Level) -> None:
    symbol = next(found for length in range(1, 700) if (found := qr("7" * length, level)).version == version)

    found = zxingcpp.read_barcodes(picture(symbol.rows), formats=zxingcpp.BarcodeFormat.QRCode)

    assert found[0].text == symbol.text
    assert found[0].ec_level == symbol.level


def test_an_item_number_takes_the_smallest_qr_code_at_the_level_it_still_allows() -> None:
    symbol = qr("HP482915036617")

    assert (symbol.version, symbol.level) == (1, Level.Q)


def test_a_qr_code_outlives_the_loss_its_level_promises() -> None:
    rows = [list(row) for row in qr("HP482915036617", Level.H).rows]
    for row in range(10, 15):
        for column in range(12, 18):
            rows[row][column] = "1" if rows[row][column] == "0" else "0"

    found = zxingcpp.read_barcodes(picture(tuple("".join(row) for row in rows)))

    assert [code.text for code in found] == ["HP482915036617"]


@pytest.mark.parametrize("text", ["x" * 300, "\ud800"])
def test_what_no_qr_code_of_ours_holds_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        qr(text)


def read_or_none(modules: str) -> str | None:
    try:
        return read_modules(modules)
    except ValueError:
        return None


def picture(rows: tuple[str, ...]) -> np.ndarray:
    modules = np.array([[0 if module == "1" else 255 for module in row] for row in rows], dtype=np.uint8)
    return np.pad(modules, 4, constant_values=255).repeat(4, 0).repeat(4, 1)


def plain_penalty(symbol: int, side: int) -> int:
    """The four penalties of ISO/IEC 18004, counted line by line."""
    bits = f"{symbol:0{side * side}b}"
    rows = [bits[at : at + side] for at in range(0, side * side, side)]
    lines = [*rows, *("".join(column) for column in zip(*rows, strict=True))]
    runs = sum(len(run) - 2 for line in lines for run in re.findall("0{5,}|1{5,}", line))
    squares = sum(
        len({rows[y][x], rows[y][x + 1], rows[y + 1][x], rows[y + 1][x + 1]}) == 1
        for y in range(side - 1)
        for x in range(side - 1)
    )
    finders = sum(len(re.findall("(?=10111010000|00001011101)", line)) for line in lines)
    return runs + 3 * squares + 40 * finders + 10 * (abs(bits.count("1") * 20 - side * side * 10) // (side * side))


@settings(max_examples=60)
@given(st.lists(st.integers(0, (1 << 21 * 21) - 1), min_size=1, max_size=8), st.integers(0, 3))
def test_symbols_are_penalised_together_as_line_by_line(symbols: list[int], emptier: int) -> None:
    for _ in range(emptier):
        symbols = [symbol & symbol >> 1 for symbol in symbols]

    assert penalties(symbols, 21) == [plain_penalty(symbol, 21) for symbol in symbols]
