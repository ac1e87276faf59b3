"""What printers take: every label alone, on sheets and as ZPL, each way by one word."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
import pytest

from logistics.cli.bench.label_samples import sample_labels
from logistics.errors import Invalid
from logistics.labels.outputs import OUTPUTS, output_of
from logistics.shipments.models import LabelPrint


def _written(word: str, count: int, start: int = 1) -> bytes:
    stream = BytesIO()
    output_of(word).starting_at(start).write(sample_labels(count), stream)
    return stream.getvalue()


@pytest.mark.parametrize("word", OUTPUTS)
def test_every_output_prints_and_its_word_can_be_kept(word: str) -> None:
    content = _written(word, 1)

    assert content.startswith(b"%PDF" if OUTPUTS[word].suffix == ".pdf" else b"~DG")
    assert len(word) <= LabelPrint.__table__.c.layout.type.length


def test_a_sheet_begun_before_is_printed_from_its_first_free_place() -> None:
    assert [len(pypdfium2.PdfDocument(_written("A7/A4", 8, start))) for start in (1, 2)] == [1, 2]


def test_a_place_that_is_not_on_the_sheet_is_refused_before_anything_is_written() -> None:
    with pytest.raises(Invalid):
        output_of("A6/A4").starting_at(5)


def test_a_word_that_no_printer_knows_is_refused() -> None:
    with pytest.raises(Invalid):
        output_of("A0")
