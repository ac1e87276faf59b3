"""Bars as printers paint them: whole dots, no bar wider or narrower, quiet zones white.

PDFium is always there (pypdfium2); where pdftoppm and gs are installed, Poppler and Ghostscript are measured as well.
"""

from __future__ import annotations

import io
import itertools
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from logistics.labels.arrange import symbols
from logistics.labels.content import LabelContent
from logistics.labels.designs import design_for
from logistics.labels.formats import LabelFormat, Paper, PrintLayout
from logistics.labels.shapes import Bars

Pixels = Callable[..., Image.Image]


# What each painter is called with: black and white, without smoothing, the first page of label.pdf to out.png.
PAINTERS = {
    "pdftoppm": "-scale-to-x -1 -scale-to-y -1 -r {dpi} -mono -aa no -aaVector no -singlefile -png label.pdf out",
    "gs": "-q -dSAFER -dBATCH -dNOPAUSE -sDEVICE=pngmono -r{dpi} -dLastPage=1 -sOutputFile=out.png label.pdf",
}


def painted(painter: str, pdf: bytes, dots_per_mm: int, folder: Path) -> Image.Image:
    """The first page as Poppler or Ghostscript paints it."""
    (folder / "label.pdf").write_bytes(pdf)
    options = PAINTERS[painter].format(dpi=dots_per_mm * 25.4).split()
    subprocess.run([painter, *options], cwd=folder, check=True)
    return Image.open(io.BytesIO((folder / "out.png").read_bytes())).convert("L")


def painted_widths(image: Image.Image, bars: Bars, dots_per_mm: int) -> list[int]:
    """The runs of dots along the middle of the symbol, from its first bar."""
    dots = black(image)
    x, y, height = (round(side * dots_per_mm) for side in (bars.x_mm, bars.y_mm, bars.height_mm))
    line = dots[y:, x + height // 2] if bars.turned else dots[y + height // 2, x:]
    changes = np.flatnonzero(np.diff(line.astype(np.int8))) + 1
    edges = [0, *changes.tolist()][: len(bars.widths) + 1]
    assert line[0], "the first bar does not begin where it should"
    return [end - start for start, end in itertools.pairwise(edges)]


def black(image: Image.Image) -> NDArray[np.bool_]:
    return np.asarray(image) < 128


def expected_widths(bars: Bars, dots_per_mm: int) -> list[int]:
    return [width * round(bars.module_mm * dots_per_mm) for width in bars.widths]


@pytest.mark.parametrize("dots_per_mm", [8, 12])
@pytest.mark.parametrize("label_format", LabelFormat)
def test_pdfium_paints_every_bar_exactly_as_wide_as_it_must_be(
    label_format: LabelFormat,
    dots_per_mm: int,
    a_label: Callable[..., LabelContent],
    pdf_of: Callable[..., bytes],
    pixels: Pixels,
) -> None:
    pdf = pdf_of(a_label(), layout=PrintLayout(label_format, dots_per_mm=dots_per_mm))

    image = pixels(pdf, dots_per_mm)

    code, second_code, _ = symbols(a_label(), design_for(label_format), dots_per_mm)
    assert painted_widths(image, code, dots_per_mm) == expected_widths(code, dots_per_mm)
    assert painted_widths(image, second_code, dots_per_mm) == expected_widths(second_code, dots_per_mm)


@pytest.mark.parametrize("dots_per_mm", [8, 12])
@pytest.mark.parametrize("label_format", LabelFormat)
def test_painters_without_smoothing_agree(
    label_format: LabelFormat,
    dots_per_mm: int,
    a_label: Callable[..., LabelContent],
    pdf_of: Callable[..., bytes],
    pixels: Pixels,
    tmp_path: Path,
) -> None:
    pdf = pdf_of(a_label(), layout=PrintLayout(label_format, dots_per_mm=dots_per_mm))

    images = [painted(painter, pdf, dots_per_mm, tmp_path) for painter in PAINTERS if shutil.which(painter)]

    for image in (*images, pixels(pdf, dots_per_mm)):
        for bars in symbols(a_label(), design_for(label_format), dots_per_mm)[:2]:
            assert painted_widths(image, bars, dots_per_mm) == expected_widths(bars, dots_per_mm)


@pytest.mark.parametrize("label_format", LabelFormat)
def test_ten_modules_beside_each_bar_code_and_four_around_the_qr_code_stay_white(
    label_format: LabelFormat,
    a_label: Callable[..., LabelContent],
    pdf_of: Callable[..., bytes],
    pixels: Pixels,
) -> None:
    dots = black(pixels(pdf_of(a_label(), layout=PrintLayout(label_format))))

    code, second_code, square = symbols(a_label(), design_for(label_format), 8)
    for bars in (code, second_code):
        module, length = round(bars.module_mm * 8), sum(bars.widths) * round(bars.module_mm * 8)
        x, y, height = (round(side * 8) for side in (bars.x_mm, bars.y_mm, bars.height_mm))
        area = dots[y : y + height, x - 10 * module : x + length + 10 * module]
        if bars.turned:
            area = dots[y - 10 * module : y + length + 10 * module, x : x + height].T
        assert area.shape[1] == length + 20 * module
        assert not area[:, : 10 * module].any()
        assert not area[:, -10 * module :].any()
    module, side = round(square.module_mm * 8), len(square.rows) * round(square.module_mm * 8)
    x, y = round(square.x_mm * 8), round(square.y_mm * 8)
    around = dots[y - 4 * module : y + side + 4 * module, x - 4 * module : x + side + 4 * module].copy()
    around[4 * module : -4 * module, 4 * module : -4 * module] = False
    assert around.shape == (side + 8 * module, side + 8 * module)
    assert not around.any()


@pytest.mark.parametrize("label_format", LabelFormat)
@pytest.mark.parametrize("dots_per_mm", [8, 12])
def test_the_qr_code_is_at_least_22_mm_wide(
    label_format: LabelFormat, dots_per_mm: int, a_label: Callable[..., LabelContent]
) -> None:
    for text in ("", "HTTPS://POST.EXAMPLE/T/HP482915036617", "https://post.example/t/HP482915036617?from=label"):
        square = symbols(a_label(qr_text=text), design_for(label_format), dots_per_mm)[2]

        assert len(square.rows) * square.module_mm >= 22


def test_bars_on_a_sheet_stand_on_whole_dots_too(
    a_label: Callable[..., LabelContent],
    pdf_of: Callable[..., bytes],
    pixels: Pixels,
) -> None:
    layout = PrintLayout(LabelFormat.A7, Paper.A4, start_position=2)
    image = pixels(pdf_of(a_label(), layout=layout))

    code = symbols(a_label(), design_for(LabelFormat.A7), 8)[0]
    shifted = Bars(code.x_mm + 105, code.y_mm + 0.5, code.height_mm, code.module_mm, code.widths)

    assert painted_widths(image, shifted, 8) == expected_widths(code, 8)
