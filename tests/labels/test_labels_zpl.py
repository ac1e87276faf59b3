"""ZPL for thermal printers: pictures once, codes from the same numbers, fields as the PDF has them."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
import zxingcpp
from labels.zpl_printer import ZplPrinter, unpacked
from PIL import Image

from logistics.cli.bench.label_samples import sample_labels
from logistics.labels.arrange import drawing
from logistics.labels.content import LabelContent, Mark
from logistics.labels.formats import LABEL_MM, LabelFormat
from logistics.labels.raster import raster
from logistics.labels.verify import read
from logistics.labels.zpl import font_download, zpl
from logistics.labels.zpl_graphics import graphic, packed, stored_graphic, symbol_field


def test_pictures_are_sent_once_and_recalled_by_every_label() -> None:
    commands = list(zpl(sample_labels(60)))

    stored = [name for label in commands for name in re.findall(r"~DGR:(\w+)\.GRF", label)]
    assert len(stored) == len(set(stored))
    assert all("^XGR:HPF" in label for label in commands)
    assert all(("^XGR:HPC" in label) != ("^XGR:HPN" in label) for label in commands)
    recalled = {name for label in commands for name in re.findall(r"\^XGR:(\w+)\.GRF", label)}
    assert recalled == set(stored)


@pytest.mark.parametrize(("dots_per_mm", "width", "height"), [(8, 800, 1200), (12, 1200, 1800)])
def test_a_label_is_as_large_as_its_paper_in_dots(
    dots_per_mm: int, width: int, height: int, a_label: Callable[..., LabelContent]
) -> None:
    label = next(zpl([a_label()], dots_per_mm))

    assert f"^PW{width}^LL{height}" in label
    places = re.findall(r"\^F[OT](\d+),(\d+)", label)
    assert all(int(x) < width and int(y) < height for x, y in places)


def test_bars_change_to_pairs_of_digits_as_the_pdf_does(a_label: Callable[..., LabelContent]) -> None:
    label = next(zpl([a_label()]))

    assert label.count("^FD>:HP>5482915036617^FS") == 2
    assert "^BY4^BCN" in label
    assert "^BY3^BCR" in label


def test_another_number_is_printed_letter_by_letter(a_label: Callable[..., LabelContent]) -> None:
    label = next(zpl([a_label(item_number="A>1^x_")]))

    assert label.count("^FD>:A>01_5Ex_5F^FS") == 2


def test_the_qr_code_is_drawn_by_the_printer_or_sent_as_our_own_picture(a_label: Callable[..., LabelContent]) -> None:
    small, large = next(zpl([a_label()], 8)), next(zpl([a_label()], 12))

    assert "^BQN,2,9^FH^FDQA,HP482915036617^FS" in small
    found = re.search(r"\^GFA,(\d+),\1,(\d+),([^^]*)\^FS", large)
    assert found
    across = int(found[2])
    rows = unpacked(found[3], across)
    assert len(rows) * across == int(found[1])
    image = Image.frombytes("1", (across * 8, len(rows)), bytes.fromhex("".join(rows))).point(lambda bit: 255 - bit)
    framed = Image.new("L", (image.width + 120, image.height + 120), 255)
    framed.paste(image, (60, 60))
    assert [code.text for code in zxingcpp.read_barcodes(framed)] == ["HP482915036617"]


def test_packed_pictures_unpack_to_the_same_rows() -> None:
    rows = ["0" * 200, "0" * 200, "F" * 1 + "0" * 199, "AB" * 100, "AB" * 100, "7" * 20 + "0" * 21 + "1" * 159]

    assert unpacked("".join(packed(rows)), 100) == rows


def test_a_scaled_symbol_keeps_every_module() -> None:
    field = symbol_field(["101", "010", "111"], 4)

    header, _, body = field.removesuffix("^FS").rpartition(",")
    assert header == "^GFA,48,48,4"
    assert unpacked(body, 4) == ["F0F00000"] * 4 + ["0F000000"] * 4 + ["FFF00000"] * 4


def test_a_stored_picture_says_its_size() -> None:
    command = stored_graphic("HPX", graphic(Image.new("L", (20, 2), 0)))

    assert command == "~DGR:HPX.GRF,6,3,JFF0F0:\n".replace("JFF0F0", "KF0")


def test_the_faces_can_be_put_into_the_printer() -> None:
    commands = list(font_download())

    assert [command.split(b",", 1)[0] for command in commands] == [b"~DYE:HPR", b"~DYE:HPS", b"~DYE:HPB"]
    assert all(int(command.split(b",")[3]) * 2 == len(command.split(b",")[5].strip()) for command in commands)


@pytest.mark.parametrize("label_format", LabelFormat)
def test_every_format_prints(label_format: LabelFormat, a_label: Callable[..., LabelContent]) -> None:
    label = next(zpl([a_label()], 8, label_format))

    assert "Nguyễn Thị Hồng Hạnh" in label
    assert label.endswith("^XZ\n")


def test_a_mark_whose_name_was_given_anew_is_sent_again(a_label: Callable[..., LabelContent]) -> None:
    labels = [
        a_label(marks=(Mark.KEEP_DRY, Mark.TEMPERATURE_LIMITS), temperature_c=(-number, number), ocop_stars=0)
        for number in (*range(70), *range(70))
    ]

    kept: dict[str, str] = {}
    printed: dict[int, set[str]] = {}
    for number, commands in enumerate(zpl(labels)):
        kept |= re.findall(r"~DGR:(\w+)\.GRF,([^~^]+)\n", commands)
        *_, thermometer = re.findall(r"\^XGR:(HPM\d+)\.GRF", commands)
        printed.setdefault(number % 70, set()).add(kept[thermometer])

    assert all(len(pictures) == 1 for pictures in printed.values())
    assert len(set.union(*printed.values())) == 70


@pytest.mark.parametrize("label_format", LabelFormat)
@pytest.mark.parametrize("dots_per_mm", [8, 12])
def test_what_comes_out_of_the_printer_reads_and_looks_like_the_drawing(
    label_format: LabelFormat, dots_per_mm: int, a_label: Callable[..., LabelContent]
) -> None:
    printer = ZplPrinter()
    labels = [a_label(), a_label(cod_amount_vnd=0, marks=(Mark.KEEP_DRY,)), a_label(delivery_note="^XZ ~JR _5E")]

    for label, commands in zip(labels, zpl(labels, dots_per_mm, label_format), strict=True):
        paper = printer.paper(commands)
        drawn = raster(drawing(label, label_format, dots_per_mm), *LABEL_MM[label_format], dots_per_mm)

        assert read(paper).says(label.item_number)
        # Patches of eight millimetres: the printer's letters are whole dots high, so the end of a line may shift.
        patches = [np.asarray(image.reduce(8 * dots_per_mm), dtype=int) for image in (paper, drawn)]
        assert np.abs(patches[0] - patches[1]).max() <= 40
