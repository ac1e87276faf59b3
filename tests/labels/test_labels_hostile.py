"""Names that try to act: on every format and in every language they print as text and change nothing else."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from logistics.errors import Invalid
from logistics.labels.content import LabelContent
from logistics.labels.formats import LabelFormat, PrintLayout
from logistics.labels.preview import svg
from logistics.labels.printable import printable
from logistics.labels.verify import read
from logistics.labels.zpl import zpl

HOSTILE = (
    "<b>Nguyễn</b> & <script>alert(1)</script>",
    "^XZ^XA^FDfree^FS ~JR ~DG _5E \\",
    ") Tj ET Q (",
    "\u202eevil\u202c \u2066x",
    "Nguye\u0302\u0303n Thi\u0323",
    "a\u200bb\u200d\ufeffc",
    "🍌👩‍🌾🇻🇳",
    "x" * 300,
    "Nguyễn " * 60,
    "\x00\x1b[31m\r\n\x7f",
    "%s {0} ${x}",
    "\u202e" + "\u0e31" * 40,
)
NAMES = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=300), st.text(alphabet="^~_\\()<>&;'\"XZJRFDS \u202e", max_size=40)
)
FIELD = re.compile(r"\^FH\^FD([^\^~]*)\^FS")


def with_everything(label: LabelContent, text: str) -> LabelContent:
    """The label with the text wherever a stranger may write."""
    person = replace(
        label.consignee,
        name=text,
        phone=text,
        address=replace(label.consignee.address, line=text, commune=text, village=text, landmark=text),
    )
    return replace(
        label,
        consignee=person,
        consignor=replace(person),
        goods=(text,),
        lot=text,
        delivery_note=text,
        channel=text,
        reference=text,
        service=text,
        sorting_code=text,
        office=text,
    )


@pytest.mark.parametrize("label_format", LabelFormat)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_symbols_and_pages_are_the_same_whatever_the_name_says(
    text: str,
    label_format: LabelFormat,
    a_label: Callable[..., LabelContent],
    pdf_of: Callable[..., bytes],
    pixels: Callable[..., Image.Image],
) -> None:
    plain, hostile = a_label(), with_everything(a_label(), text)

    reading = read(pixels(pdf_of(hostile, plain, layout=PrintLayout(label_format))))

    assert reading.says(plain.item_number)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES)
def test_a_pdf_says_the_name_as_text(
    name: str, a_label: Callable[..., LabelContent], pdf_of: Callable[..., bytes], words_of: Callable[[bytes], str]
) -> None:
    label = a_label()

    text = words_of(pdf_of(replace(label, consignee=replace(label.consignee, name=name))))

    # PDFium takes a hyphen at the end of a line for a divided word and leaves it out of the text.
    head = printable(name)[:12].strip().rstrip("-‐‑")
    assert "".join(head.split()) in "".join(text.split())
    assert "0987 654 321" in text


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES, label_format=st.sampled_from(LabelFormat), dots_per_mm=st.sampled_from([8, 12]))
def test_zpl_begins_and_ends_once_and_says_the_name_as_text(
    name: str, label_format: LabelFormat, dots_per_mm: int, a_label: Callable[..., LabelContent]
) -> None:
    plain, hostile = (
        "".join(zpl([label], dots_per_mm, label_format)) for label in (a_label(), with_everything(a_label(), name))
    )

    assert hostile.count("^XA") == hostile.count("^XZ") == 1
    assert hostile.count("~") == plain.count("~")
    fields = [re.sub("_([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), field) for field in FIELD.findall(hostile)]
    assert len(fields) == hostile.count("^FD") == hostile.count("^FH")
    head = "".join(printable(name)[:12].split())
    assert head in "".join("".join(fields).split())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES)
def test_svg_stays_well_formed_and_has_no_element_of_a_strangers(
    name: str, a_label: Callable[..., LabelContent]
) -> None:
    root = ElementTree.fromstring(svg(with_everything(a_label(), name)))

    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "rect", "path", "text"}


@pytest.mark.parametrize("number", ["HP12３４", "mã số", "", "x" * 49, "HP\n123", "W" * 40])
def test_a_number_that_cannot_be_bars_is_refused_before_anything_is_printed(
    number: str, a_label: Callable[..., LabelContent], pdf_of: Callable[..., bytes]
) -> None:
    with pytest.raises(Invalid):
        pdf_of(a_label(item_number=number))
    with pytest.raises(Invalid):
        list(zpl([a_label(item_number=number)]))
