"""Golden pages: what was looked at and found good. UPDATE_GOLDEN=1 writes them anew; look at them then.

They are grey, two pixels per millimetre, and compared within a tolerance, so that another version of PDFium
does not fail them, while a moved or missing box does.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from labels.papers import DOCUMENTS
from PIL import Image

from logistics.labels.content import LabelContent
from logistics.labels.formats import LabelFormat, Paper, PrintLayout

GOLDEN = Path(__file__).parent / "golden"
DOTS_PER_MM = 2
GREYS = 16
"""Levels of grey that a golden page keeps: files of a few kilobytes."""


def compare(name: str, page: Image.Image) -> None:
    """Fail where a patch of four millimetres is clearly darker or lighter than in the golden page."""
    path = GOLDEN / f"{name}.png"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        page.quantize(GREYS).save(path, optimize=True)
    golden = Image.open(path).convert("L")
    assert page.size == golden.size
    patches = [
        np.asarray(image.resize((image.width // 8, image.height // 8), Image.Resampling.BOX), dtype=int)
        for image in (page, golden)
    ]
    difference = np.abs(patches[0] - patches[1])
    assert difference.max() <= 24, f"{name}: a patch differs by {difference.max()} of 255"
    assert difference.mean() <= 2, f"{name}: the page differs by {difference.mean():.1f} of 255 on average"


@pytest.mark.parametrize("label_format", LabelFormat)
def test_a_label_looks_as_it_was_found_good(
    label_format: LabelFormat,
    a_label: Callable[..., LabelContent],
    pdf_of: Callable[..., bytes],
    pixels: Callable[..., Image.Image],
) -> None:
    compare(f"label-{label_format}", pixels(pdf_of(a_label(), layout=PrintLayout(label_format)), DOTS_PER_MM))


def test_a_label_without_money_looks_as_it_was_found_good(
    a_label: Callable[..., LabelContent], pdf_of: Callable[..., bytes], pixels: Callable[..., Image.Image]
) -> None:
    compare("label-without-cod", pixels(pdf_of(a_label(cod_amount_vnd=0)), DOTS_PER_MM))


def test_a_sheet_looks_as_it_was_found_good(
    a_label: Callable[..., LabelContent], pdf_of: Callable[..., bytes], pixels: Callable[..., Image.Image]
) -> None:
    layout = PrintLayout(LabelFormat.A7, Paper.A4, start_position=4)

    compare("sheet-A7-on-A4", pixels(pdf_of(a_label(), a_label(), layout=layout), DOTS_PER_MM))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_paper_looks_as_it_was_found_good(
    name: str, a_label: Callable[..., LabelContent], pixels: Callable[..., Image.Image]
) -> None:
    compare(name, pixels(DOCUMENTS[name](a_label()), DOTS_PER_MM))
