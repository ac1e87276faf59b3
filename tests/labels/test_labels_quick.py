"""The quick ways say what the plain ways say: fitting with remembered widths, ZPL with remembered fields."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from logistics.cli.bench.label_samples import sample_labels
from logistics.labels.arrange import drawing
from logistics.labels.content import LabelContent
from logistics.labels.designs import design_for
from logistics.labels.faces import advance
from logistics.labels.fitting import MM_PER_POINT, TextBox, fit
from logistics.labels.formats import LabelFormat
from logistics.labels.printable import ALPHABET
from logistics.labels.shapes import Words
from logistics.labels.wrapping import CONTINUED
from logistics.labels.zpl import zpl
from logistics.labels.zpl_fields import FONTS, fields

BOXES = [box for label_format in LabelFormat for box in design_for(label_format).boxes.values()]
WORDS = st.text(st.sampled_from(ALPHABET.replace(" ", "")), min_size=1, max_size=14)


def plainly_wrapped(text: str, box: TextBox, size_pt: float) -> list[str]:
    """The lines of the text at the size, every width measured letter by letter."""
    widest = box.width_mm / (size_pt * MM_PER_POINT)
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if advance(box.face, longer) <= widest:
            lines[-1] = longer
            continue
        lines += [""] if lines[-1] else []
        for letter in word:
            if lines[-1] and advance(box.face, lines[-1] + letter) > widest:
                lines.append("")
            lines[-1] += letter
    return lines


def plainly_fitted(text: str, box: TextBox) -> tuple[float, list[str], bool]:
    """Size, lines and whether cut: one line as large as it can be, else the first size that holds it whole."""
    alone = box.width_mm / (advance(box.face, text) * MM_PER_POINT)
    alone = box.size_pt if alone >= box.size_pt else int(alone * 100) / 100
    if alone >= box.floor_pt and (alone == box.size_pt or room(box, alone) == 1):
        return alone, [text], False
    size = box.size_pt
    while True:
        lines = plainly_wrapped(text, box, size)
        if len(lines) <= room(box, size):
            return size, lines, False
        if size <= box.floor_pt:
            break
        size = max(box.floor_pt, round(size * 0.94, 2))
    last = lines[room(box, size) - 1]
    while last and advance(box.face, last + CONTINUED) * size * MM_PER_POINT > box.width_mm:
        last = last[:-1]
    return size, [*lines[: room(box, size) - 1], last.rstrip() + CONTINUED], True


def room(box: TextBox, size_pt: float) -> int:
    return max(1, int(box.height_mm / (size_pt * MM_PER_POINT * box.leading) + 0.05))


@settings(max_examples=300)
@example("0 001 0111 0111 00000000011 0 011. 000012 00000000001", BOXES[1])
@given(st.lists(WORDS, min_size=1, max_size=14).map(" ".join), st.sampled_from(BOXES))
def test_a_text_is_fitted_as_if_every_width_were_measured_anew(text: str, box: TextBox) -> None:
    found = fit(text, box)

    assert (found.size_pt, [line.text for line in found.lines], found.cut) == plainly_fitted(text, box)


FIELD = re.compile(r"\^FT(\d+),(\d+)\^A([XYZ])N,(\d+)(\^FR)?\^FH\^FD(.*?)\^FS")
LETTERS = {face: letter for face, (letter, _) in FONTS.items()}


def spoken(field: str) -> str:
    return re.sub("_([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), field)


def drawn_words(label: LabelContent, label_format: LabelFormat, dots_per_mm: int) -> list[Words]:
    """The label's words, straight from its drawing."""
    background = design_for(label_format).background(label.cod_amount_vnd)
    own = iter(drawing(label, label_format, dots_per_mm)[len(background) :])
    words = []
    while isinstance(shape := next(own), Words):
        words.append(shape)
    return words


@pytest.mark.parametrize("label_format", LabelFormat)
@pytest.mark.parametrize("dots_per_mm", [8, 12])
def test_remembered_fields_are_those_of_the_drawing(
    label_format: LabelFormat, dots_per_mm: int, a_label: Callable[..., LabelContent]
) -> None:
    hostile = a_label(delivery_note="^XZ~JR_5E \\ ^FS", lot="~DGR:", ocop_stars=0, marks=())
    labels = [*sample_labels(80), hostile, *sample_labels(20, seed=8), hostile]

    for label, commands in zip(labels, zpl(labels, dots_per_mm, label_format), strict=True):
        words, printed = drawn_words(label, label_format, dots_per_mm), FIELD.findall(commands)
        assert [spoken(text) for *_, text in printed] == [word.text for word in words]
        for word, (x, y, letter, size, white, _) in zip(words, printed, strict=True):
            assert (letter, bool(white)) == (LETTERS[word.face], word.white)
            assert abs(int(size) - word.size_pt * MM_PER_POINT * dots_per_mm) < 1.6
            assert abs(int(y) - word.y_mm * dots_per_mm) <= 1
            assert abs(int(x) - word.x_mm * dots_per_mm) <= 3 * dots_per_mm


@settings(max_examples=300)
@given(st.lists(WORDS, min_size=1, max_size=9).map(" ".join), st.sampled_from(BOXES), st.sampled_from([8, 12]))
def test_a_line_in_the_printers_whole_dots_stays_in_its_box(text: str, box: TextBox, dots_per_mm: int) -> None:
    for x, _, _, size, _, line in FIELD.findall(fields(box, dots_per_mm)[text]):
        width = advance(box.face, spoken(line)) * int(size)
        assert int(x) >= box.x_mm * dots_per_mm - 1
        assert int(x) + width <= (box.x_mm + box.width_mm) * dots_per_mm + 1
