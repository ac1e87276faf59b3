"""Strangers' texts on labels: printed as text, whole or visibly continued, and nothing else happens."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.labels.amount_words import amount_in_words
from logistics.labels.faces import CODES, Face, advance
from logistics.labels.fitting import MM_PER_POINT, TextBox, fit
from logistics.labels.printable import ALPHABET, legible, printable
from logistics.labels.wording import grouped, kilograms, phone
from logistics.labels.wrapping import CONTINUED
from logistics.text import dong

ANY_TEXT = st.text(max_size=320)


@given(ANY_TEXT)
def test_printable_text_holds_only_letters_the_fonts_have(text: str) -> None:
    shown = printable(text)

    assert set(shown) <= set(ALPHABET)
    assert unicodedata.is_normalized("NFC", shown)
    assert printable(shown) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (unicodedata.normalize("NFD", "Nguyễn Thị Hồng Hạnh"), "Nguyễn Thị Hồng Hạnh"),
        ("Lò\u200b Thị\u202e Mai\ufeff", "Lò Thị Mai"),
        ("Chị 🍌🍌👩‍🌾 Chuối", "Chị ? Chuối"),
        ("  hai\n\tdòng  ", "hai dòng"),
        ("<b>^XZ~JR(\\)", "<b>^XZ~JR(\\)"),
        ("Ｆｕｌｌ １２", "Full 12"),
        ("Łódź", "?ódz"),
        ("שלום", "?"),
        ("\ud800", "?"),
    ],
)
def test_hostile_text_becomes_what_can_be_printed(raw: str, shown: str) -> None:
    assert printable(raw) == shown


def test_each_letter_has_its_own_byte_and_no_byte_ends_a_line() -> None:
    assert len(set(CODES.values())) == len(ALPHABET)
    assert not {0, 10, 13} & set(CODES.values())


@settings(deadline=None)
@given(ANY_TEXT, st.floats(4, 90), st.floats(2, 20), st.floats(6, 30), st.sampled_from(Face))
def test_fitted_text_stays_in_its_box_and_is_whole_or_says_that_it_goes_on(
    text: str, width_mm: float, height_mm: float, size_pt: float, face: Face
) -> None:
    box = TextBox(0, 0, width_mm, height_mm, size_pt, 5, face)

    found = fit(text, box)

    widest = max((advance(face, line.text) * found.size_pt * MM_PER_POINT for line in found.lines), default=0)
    assert widest <= max(width_mm, advance(face, CONTINUED) * found.size_pt * MM_PER_POINT) + 0.01
    joined = "".join(line.text for line in found.lines).replace(" ", "")
    if found.cut:
        assert joined.endswith(CONTINUED.replace(" ", ""))
    else:
        assert joined == printable(text).replace(" ", "")


def test_a_long_name_first_shrinks_then_wraps_then_says_that_it_goes_on() -> None:
    box = TextBox(0, 0, 60, 8, 20, 7)

    sizes = [fit("Nguyễn Thị " * times, box) for times in (1, 3, 5, 40)]

    assert sizes[0].size_pt == 20
    assert sizes[1].size_pt < 20
    assert len(sizes[2].lines) == 2
    assert [found.cut for found in sizes] == [False, False, False, True]


@pytest.mark.parametrize(
    ("amount_vnd", "text"),
    [
        (0, "Không đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (105, "Một trăm linh năm đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (350_000, "Ba trăm năm mươi nghìn đồng"),
        (1_234_567, "Một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy đồng"),
        (2_000_001, "Hai triệu không trăm linh một đồng"),
        (5_000_000_000, "Năm tỷ đồng"),
    ],
)
def test_amounts_are_said_as_people_say_them(amount_vnd: int, text: str) -> None:
    assert amount_in_words(amount_vnd) == text


def test_no_two_amounts_sound_alike() -> None:
    said = [amount_in_words(amount) for amount in range(20_000)]

    assert len(set(said)) == len(said)


def test_figures_are_written_as_in_vietnam() -> None:
    assert kilograms(2450) == "2,45 kg"
    assert dong(1_285_000) == "1.285.000 ₫"
    assert phone("0987654321") == "0987 654 321"
    assert grouped("HP482915036617") == "HP 4829 1503 6617"
    assert grouped("RR123456785VN") == "RR123456785VN"


@pytest.mark.parametrize(
    ("text", "kept", "lost"),
    [
        ("Nguyễn Đức Ú", "Nguyễn Đức Ú", ""),
        ("José Şahin", "José Şahin", ""),
        ("Linh 🌸👩🏽‍🌾", "Linh", ""),
        ("🌸", "", ""),
        ("陳大文 Tran", "陳大文 Tran", "陳大文"),
        ("Анна", "Анна", "Ана"),
    ],
)
def test_letters_that_no_font_has_are_named_and_pictures_left_out(text: str, kept: str, lost: str) -> None:
    assert legible(text) == (kept, lost)
