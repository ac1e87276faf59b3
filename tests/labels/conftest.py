"""A label as the counter makes it, and PDF pages as pixels."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from logistics.labels.content import Address, LabelContent, Mark, Person
from logistics.labels.formats import PrintLayout
from logistics.labels.pdf import write_pdf

A_LABEL = LabelContent(
    item_number="HP482915036617",
    consignor=Person(
        "HTX Chè Tam Đường", "0912345678", Address("Số 12, đường Trần Phú", "xã Bình Lư", "tỉnh Lai Châu", "Bản Thẳm")
    ),
    consignee=Person(
        "Nguyễn Thị Hồng Hạnh",
        "0987654321",
        Address("Số 27, ngõ 86", "phường Khương Đình", "thành phố Hà Nội", landmark="cạnh trường học, cổng xanh"),
    ),
    service="TIÊU CHUẨN",
    sorting_code="HNI-04-TX2",
    gross_mass_g=2450,
    office="Bưu cục Tam Đường",
    cod_amount_vnd=1_285_000,
    marks=(Mark.KEEP_DRY, Mark.AWAY_FROM_ODOUR, Mark.FRAGILE, Mark.THIS_WAY_UP),
    keep_by=dt.date(2027, 5, 30),
    goods=("Trà Shan tuyết cổ thụ 200 g × 6", "Mắc ca sấy 500 g × 2"),
    lot="TS-2611",
    ocop_stars=4,
    delivery_note="Cho xem hàng, không thử",
    channel="TikTok Shop",
    reference="577208816",
    accepted_on=dt.date(2026, 11, 22),
)


@pytest.fixture(scope="session")
def a_label() -> Callable[..., LabelContent]:
    """Makes a label; what is named is changed."""

    def make(**changes: Any) -> LabelContent:
        return replace(A_LABEL, **changes)

    return make


@pytest.fixture(scope="session")
def pdf_of() -> Callable[..., bytes]:
    """The PDF of labels."""

    def make(*labels: LabelContent, layout: PrintLayout | None = None) -> bytes:
        buffer = io.BytesIO()
        write_pdf(labels or (A_LABEL,), buffer, layout or PrintLayout())
        return buffer.getvalue()

    return make


@pytest.fixture(scope="session")
def pixels() -> Callable[..., Image.Image]:
    """A page of a PDF as PDFium paints it, one pixel per dot of the printer."""

    def paint(pdf: bytes, dots_per_mm: float = 8, page: int = 0) -> Image.Image:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return document[page].render(scale=dots_per_mm * 25.4 / 72, grayscale=True).to_pil()
        finally:
            document.close()

    return paint


@pytest.fixture(scope="session")
def words_of() -> Callable[[bytes], str]:
    """All text of a PDF as a reader copies it, lines joined by single spaces."""

    def extract(pdf: bytes) -> str:
        document = pypdfium2.PdfDocument(pdf)
        try:
            pages = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
        finally:
            document.close()
        return " ".join(" ".join(pages).split())

    return extract
