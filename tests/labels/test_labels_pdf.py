"""Print runs as PDF: exact page sizes, sheets, every text there, memory flat, golden pages."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from itertools import islice

import pypdfium2
import pytest
from PIL import Image

from logistics.cli.bench.label_samples import sample_labels
from logistics.errors import Invalid
from logistics.labels.arrange import shortened
from logistics.labels.content import LabelContent, LabelKind
from logistics.labels.formats import LABEL_MM, LabelFormat, Paper, PrintLayout
from logistics.labels.pdf import write_pdf
from logistics.labels.preview import png, svg
from logistics.labels.sheets import sheet_for


class Counted(io.RawIOBase):
    """A stream that counts and forgets."""

    def __init__(self) -> None:
        self.size_bytes = 0

    def writable(self) -> bool:
        return True

    def write(self, chunk: bytes) -> int:  # type: ignore[override]
        self.size_bytes += len(chunk)
        return len(chunk)


@pytest.mark.parametrize("label_format", LabelFormat)
def test_each_label_has_a_page_of_exactly_its_size(label_format: LabelFormat, pdf_of: Callable[..., bytes]) -> None:
    document = pypdfium2.PdfDocument(pdf_of(*sample_labels(3), layout=PrintLayout(label_format)))

    sizes = [document.get_page_size(page) for page in range(len(document))]
    document.close()

    expected = tuple(side / 25.4 * 72 for side in LABEL_MM[label_format])
    assert len(sizes) == 3
    assert all(size == pytest.approx(expected, abs=0.01) for size in sizes)


@pytest.mark.parametrize(
    ("label_format", "paper", "per_sheet"),
    [
        (LabelFormat.MM_100X150, Paper.A4, 2),
        (LabelFormat.MM_100X75, Paper.A4, 6),
        (LabelFormat.MM_80X80, Paper.A4, 6),
        (LabelFormat.A6, Paper.A4, 4),
        (LabelFormat.A7, Paper.A4, 8),
        (LabelFormat.A6, Paper.A5, 2),
        (LabelFormat.A7, Paper.A5, 4),
    ],
)
def test_a_sheet_holds_as_many_labels_as_fit_and_none_overlap(
    label_format: LabelFormat, paper: Paper, per_sheet: int
) -> None:
    sheet = sheet_for(PrintLayout(label_format, paper))

    width, height = LABEL_MM[label_format]
    assert len(sheet.corners_mm) == per_sheet
    assert all(0 <= x <= sheet.width_mm - width and 0 <= y <= sheet.height_mm - height for x, y in sheet.corners_mm)
    assert len({(x // width, y // height) for x, y in sheet.corners_mm}) == per_sheet


def test_a_sheet_begun_before_goes_on_at_its_start_position(
    pdf_of: Callable[..., bytes], pixels: Callable[..., Image.Image]
) -> None:
    pdf = pdf_of(*sample_labels(7), layout=PrintLayout(LabelFormat.A7, Paper.A4, start_position=3))

    first, second = pixels(pdf, 2), pixels(pdf, 2, page=1)

    assert first.crop((0, 0, 420, 147)).getextrema() == (255, 255)
    assert first.crop((0, 149, 210, 296)).getextrema()[0] < 128
    assert second.crop((0, 0, 210, 147)).getextrema()[0] < 128
    assert second.crop((211, 0, 420, 147)).getextrema() == (255, 255)


@pytest.mark.parametrize("position", [0, 9, -1])
def test_a_start_position_that_is_not_on_the_sheet_is_refused(position: int) -> None:
    with pytest.raises(Invalid, match="position"):
        write_pdf(sample_labels(1), io.BytesIO(), PrintLayout(LabelFormat.A7, Paper.A4, position))


def test_an_empty_print_run_is_refused() -> None:
    with pytest.raises(Invalid, match="no label"):
        write_pdf([], io.BytesIO())


def test_the_large_label_says_everything(
    a_label: Callable[..., LabelContent], pdf_of: Callable[..., bytes], words_of: Callable[[bytes], str]
) -> None:
    label = a_label(parcel=2, parcels=3, reprints=1)

    text = words_of(pdf_of(label))

    for expected in (
        "HNI-04-TX2",
        "TIÊU CHUẨN",
        "Kiện 2/3 · 2,45 kg",
        "IN LẠI 1 · Bưu cục Tam Đường · 22/11/2026",
        "HP 4829 1503 6617",
        "Nguyễn Thị Hồng Hạnh",
        "0987 654 321",
        "Số 27, ngõ 86",
        "Phường Khương Đình, thành phố Hà Nội",
        "cạnh trường học, cổng xanh",
        "1.285.000 ₫",
        "Một triệu hai trăm tám mươi lăm nghìn đồng",
        "Trà Shan tuyết cổ thụ 200 g × 6; Mắc ca sấy 500 g × 2",
        "Giao trước 30/05/2027",
        "Lô TS-2611 · TikTok Shop · 577208816",
        "Cho xem hàng, không thử",
        "HTX Chè Tam Đường · 0912 345 678",
        "Số 12, đường Trần Phú, Bản Thẳm, xã Bình Lư, tỉnh Lai Châu",
    ):
        assert expected in text


def test_a_label_without_money_to_collect_says_so(
    a_label: Callable[..., LabelContent], pdf_of: Callable[..., bytes], words_of: Callable[[bytes], str]
) -> None:
    text = words_of(pdf_of(a_label(cod_amount_vnd=0, kind=LabelKind.RETURN)))

    assert "KHÔNG THU TIỀN" in text
    assert "THU HỘ" not in text
    assert "CHUYỂN HOÀN" in text


def test_a_second_carton_without_money_to_collect_does_not_call_the_shipment_paid(
    a_label: Callable[..., LabelContent], pdf_of: Callable[..., bytes], words_of: Callable[[bytes], str]
) -> None:
    text = words_of(pdf_of(a_label(cod_amount_vnd=0, parcel=2, parcels=2)))

    assert "KHÔNG THU TIỀN" in text
    assert "thanh toán" not in text


def test_a_text_that_does_not_fit_is_named_so_that_the_slip_carries_it(a_label: Callable[..., LabelContent]) -> None:
    assert shortened(a_label(), LabelFormat.MM_100X150) == ()
    assert shortened(a_label(goods=("Mật ong hoa rừng " * 30,)), LabelFormat.MM_100X150) == ("goods",)


def test_memory_stays_flat_as_the_print_run_grows() -> None:
    write_pdf(sample_labels(200), Counted())
    peaks = []
    for count in (200, 600):
        tracemalloc.start()
        write_pdf(sample_labels(count), Counted())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < peaks[0] + 4_000_000


def test_a_print_run_costs_at_most_1680_bytes_a_label() -> None:
    stream = Counted()

    count = write_pdf(islice(sample_labels(1000), 500), stream)

    fonts_bytes = 100_000
    assert stream.size_bytes - fonts_bytes <= 1680 * count


def test_labels_are_drawn_while_they_come() -> None:
    stream, sizes = Counted(), []

    def watched():  # type: ignore[no-untyped-def]
        for label in sample_labels(20):
            sizes.append(stream.size_bytes)
            yield label

    write_pdf(watched(), stream)

    assert sizes == sorted(set(sizes))


def test_the_preview_is_the_same_label(
    a_label: Callable[..., LabelContent], pdf_of: Callable[..., bytes], pixels: Callable[..., Image.Image]
) -> None:
    preview = Image.open(io.BytesIO(png(a_label()))).convert("L")

    assert preview.size == (800, 1200)
    assert difference(preview, pixels(pdf_of(a_label()))) < 5
    assert svg(a_label()).count("<text") >= 18


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of grey after the finest detail is blurred away."""
    small = [image.resize((image.width // 8, image.height // 8), Image.Resampling.BOX) for image in (one, other)]
    pairs = zip(small[0].tobytes(), small[1].tobytes(), strict=True)
    return sum(abs(a - b) for a, b in pairs) / (small[0].width * small[0].height)


@pytest.mark.parametrize("label_format", LabelFormat)
def test_a_reprint_says_so_in_every_format_and_a_first_print_does_not(
    label_format: LabelFormat,
    a_label: Callable[..., LabelContent],
    pdf_of: Callable[..., bytes],
    words_of: Callable[[bytes], str],
) -> None:
    layout = PrintLayout(label_format)

    assert "IN LẠI 12" in words_of(pdf_of(a_label(reprints=12), layout=layout))
    assert "IN LẠI" not in words_of(pdf_of(a_label(), layout=layout))
    assert not {"again", "office"} & set(shortened(a_label(reprints=99), label_format))
