"""Labels read back by an independent reader: from the PDF's pixels, turned, and damaged."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw

from logistics.cli.bench.label_samples import sample_labels
from logistics.labels.arrange import symbols
from logistics.labels.content import LabelContent
from logistics.labels.designs import design_for
from logistics.labels.formats import LabelFormat, PrintLayout
from logistics.labels.verify import read, readable

DAMAGED = 60


@pytest.mark.parametrize("dots_per_mm", [8, 12])
@pytest.mark.parametrize("label_format", LabelFormat)
def test_each_symbol_of_each_format_reads_at_both_resolutions(
    label_format: LabelFormat,
    dots_per_mm: int,
    pdf_of: Callable[..., bytes],
    pixels: Callable[..., Image.Image],
) -> None:
    labels = list(sample_labels(3))
    pdf = pdf_of(*labels, layout=PrintLayout(label_format, dots_per_mm=dots_per_mm))

    for page, label in enumerate(labels):
        reading = read(pixels(pdf, dots_per_mm, page))

        assert reading.says(label.item_number)
        assert len(reading.code128) == 2


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("dots_per_mm", [8, 12])
def test_a_label_reads_from_every_side(
    turn: int,
    dots_per_mm: int,
    a_label: Callable[..., LabelContent],
    pdf_of: Callable[..., bytes],
    pixels: Callable[..., Image.Image],
) -> None:
    pdf = pdf_of(a_label(), layout=PrintLayout(dots_per_mm=dots_per_mm))

    reading = read(pixels(pdf, dots_per_mm).rotate(turn, expand=True, fillcolor=255))

    assert reading.says("HP482915036617")


@pytest.mark.parametrize("dots_per_mm", [8, 12])
def test_of_labels_a_tenth_covered_by_blobs_three_of_four_still_read(
    dots_per_mm: int,
    pdf_of: Callable[..., bytes],
    pixels: Callable[..., Image.Image],
) -> None:
    labels = list(sample_labels(DAMAGED))
    pdf = pdf_of(*labels, layout=PrintLayout(dots_per_mm=dots_per_mm))

    readable_labels = 0
    for page, label in enumerate(labels):
        image = pixels(pdf, dots_per_mm, page)
        with_blobs(image, label, dots_per_mm, random.Random(page))
        reading = read(image)
        readable_labels += label.item_number in {*reading.code128, *reading.qr}

    assert readable_labels >= 0.75 * DAMAGED


def test_a_label_with_a_dead_dot_of_the_print_head_still_reads(
    a_label: Callable[..., LabelContent],
    pdf_of: Callable[..., bytes],
    pixels: Callable[..., Image.Image],
) -> None:
    image = pixels(pdf_of(a_label()))
    pen = ImageDraw.Draw(image)
    for x in (210, 333, 478):
        pen.line((x, 0, x, image.height), fill=255)

    reading = read(image)

    assert "HP482915036617" in {*reading.code128, *reading.qr}


def test_the_own_raster_reads_like_the_pdf(a_label: Callable[..., LabelContent]) -> None:
    assert readable(a_label())
    assert readable(a_label(qr_text="HTTPS://POST.EXAMPLE/T/HP482915036617"), LabelFormat.MM_80X80, 12)


def with_blobs(image: Image.Image, label: LabelContent, dots_per_mm: int, dice: random.Random) -> None:
    """Black and white blobs of 1 to 3 mm over each symbol until a tenth of its area is covered."""
    code, second_code, square = symbols(label, design_for(LabelFormat.MM_100X150), dots_per_mm)
    length, second_length = (sum(bars.widths) * bars.module_mm for bars in (code, second_code))
    side = len(square.rows) * square.module_mm
    areas = (
        (code.x_mm, code.y_mm, length, code.height_mm),
        (second_code.x_mm, second_code.y_mm, second_code.height_mm, second_length),
        (square.x_mm, square.y_mm, side, side),
    )
    pen = ImageDraw.Draw(image)
    for x, y, width, height in areas:
        covered = 0.0
        while covered < 0.1 * width * height:
            radius = dice.uniform(0.5, 1.5)
            middle_x, middle_y = dice.uniform(x, x + width), dice.uniform(y, y + height)
            box = (middle_x - radius, middle_y - radius, middle_x + radius, middle_y + radius)
            pen.ellipse(tuple(edge * dots_per_mm for edge in box), fill=dice.choice((0, 255)))
            covered += 3.14 * radius * radius
