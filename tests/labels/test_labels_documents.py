"""Bag labels, manifests, packing slips, route sheets and instructions: complete, readable, page after page."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pypdfium2
import pytest
from labels.papers import BAG, SSCC, STOP, a_manifest, a_route_sheet, a_slip, an_instruction, written
from PIL import Image

from logistics.errors import Invalid
from logistics.labels.content import LabelContent
from logistics.labels.document_content import ManifestBag
from logistics.labels.documents import (
    write_bag_labels,
    write_manifest,
    write_packing_instruction,
    write_packing_slips,
    write_route_sheet,
)
from logistics.labels.documents.bag_label import bag_label
from logistics.labels.documents.packing_instruction import packing_instruction_pages
from logistics.labels.shapes import Bars, Words
from logistics.labels.verify import read
from logistics.labels.wording import grouped


def pages_in(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


@pytest.mark.parametrize("dots_per_mm", [8, 12])
def test_a_bag_label_reads_as_its_sscc_within_the_sizes_of_gs1(
    dots_per_mm: int, pixels: Callable[..., Image.Image]
) -> None:
    buffer = io.BytesIO()
    write_bag_labels([BAG], buffer, dots_per_mm)

    reading = read(pixels(buffer.getvalue(), dots_per_mm))

    bars = next(shape for shape in bag_label(BAG, dots_per_mm) if isinstance(shape, Bars))
    assert {text.lstrip("\x1d") for text in reading.code128} == {"00" + SSCC}
    assert reading.qr == ("00" + SSCC,)
    assert 0.495 <= bars.module_mm <= 0.940
    assert bars.height_mm >= 31.75
    assert sum(bars.widths) * bars.module_mm <= 165.1


def test_a_bag_label_says_where_it_goes_in_local_time(words_of: Callable[[bytes], str]) -> None:
    text = words_of(written(write_bag_labels, [BAG])[0])

    for expected in ("HNI-HUB-1", "Trung tâm khai thác Hà Nội", "48 bưu gửi", "18:30 22/11/2026", "NP-00817"):
        assert expected in text
    assert f"(00) {grouped(SSCC)}" in text


def test_a_bag_without_a_proper_sscc_is_refused() -> None:
    with pytest.raises(Invalid):
        written(write_bag_labels, [replace(BAG, sscc="(00)12")])


@pytest.mark.parametrize("count", [0, 1, 22, 23, 27, 28, 60])
def test_a_manifest_names_every_parcel_once_and_is_signed_at_its_end(
    count: int, words_of: Callable[[bytes], str]
) -> None:
    manifest = a_manifest(count)

    pdf, pages = written(write_manifest, manifest)

    text = words_of(pdf)
    assert pages == pages_in(pdf)
    assert [text.count(grouped(line.item_number)) for line in manifest.lines] == [1] * count
    assert text.count("BÊN NHẬN") == 1
    assert f"Trang {pages}/{pages}" in text
    assert f"Cộng {count} bưu gửi" in text


def test_a_manifest_of_bags_names_each_over_its_parcels(words_of: Callable[[bytes], str]) -> None:
    whole = a_manifest(30)
    bags = tuple(
        ManifestBag(sscc, "Hà Nội", count, 27_100, f"HL00000{count}", photo_kept=count == 18)
        for sscc, count in ((SSCC, 12), ("952123400000000020", 18))
    )

    text = words_of(written(write_manifest, replace(whole, bags=bags))[0])

    first, second = (text.index(f"niêm phong {bag.seal}") for bag in bags)
    places = [text.index(grouped(line.item_number)) for line in whole.lines]
    assert first < min(places[:12]) <= max(places[:12]) < second < min(places[12:])
    assert (text.count("có ảnh"), text.count("cân 27,1 kg")) == (1, 2)
    assert "Cộng 30 bưu gửi" in text


def test_a_sealed_bags_manifest_says_what_it_weighs_and_that_there_is_a_photo(words_of: Callable[[bytes], str]) -> None:
    sealed = replace(a_manifest(3), seal="HL000001", sealed_mass_g=27_100, photo_kept=True)

    text = words_of(written(write_manifest, sealed)[0])

    assert all(words in text for words in ("HL000001", "27,1 kg", "có lưu"))


def test_a_manifest_opens_with_its_code(pixels: Callable[..., Image.Image]) -> None:
    reading = read(pixels(written(write_manifest, a_manifest(3))[0]))

    assert {text.lstrip("\x1d") for text in reading.code128} == {"00" + SSCC}
    assert reading.qr == ("00" + SSCC,)


@pytest.mark.parametrize("count", [0, 1, 6, 7, 8, 16, 30])
def test_a_route_sheet_has_every_stop_with_its_own_qr_code(
    count: int, words_of: Callable[[bytes], str], pixels: Callable[..., Image.Image]
) -> None:
    pdf, pages = written(write_route_sheet, a_route_sheet(count))

    read_codes = [code for page in range(pages) for code in read(pixels(pdf, 8, page)).qr]
    text = words_of(pdf)
    assert sorted(read_codes) == sorted(["PLAN-20261123-V2", *(f"STOP-{number:03d}" for number in range(1, count + 1))])
    assert text.count("0213 888 113") == 1
    assert text.count("LÁI XE") == 1
    assert text.count("Đã lấy đủ") == count


def test_a_route_sheet_counts_the_people_it_has_no_room_for(words_of: Callable[[bytes], str]) -> None:
    people = tuple((f"Người {number}", f"091234567{number}") for number in range(7))
    sheet = replace(a_route_sheet(1), stops=(replace(STOP, people=people),))

    text = words_of(written(write_route_sheet, sheet)[0])

    assert "Người 2" in text
    assert "và 4 người nữa" in text


def test_a_packing_slip_carries_in_full_what_the_label_shortened(
    a_label: Callable[..., LabelContent], words_of: Callable[[bytes], str]
) -> None:
    goods = " ".join(f"món{number}" for number in range(120))
    landmark = " ".join(f"mốc{number}" for number in range(40))
    label = a_label(goods=(goods,))
    label = replace(
        label,
        consignee=replace(label.consignee, address=replace(label.consignee.address, landmark=landmark)),
    )

    text = words_of(written(write_packing_slips, [a_slip(label)])[0])

    assert goods in text
    assert landmark in text
    assert "»" not in text


def test_a_packing_slip_shows_what_lies_where(
    a_label: Callable[..., LabelContent], words_of: Callable[[bytes], str]
) -> None:
    text = words_of(written(write_packing_slips, [a_slip(a_label())])[0])

    for expected in ("Lớp 1", "Mắc ca", "6 hộp", "TS-2611", "Thùng C3", "1. Dán kín băng keo chữ H."):
        assert expected in text


def test_the_offices_number_stands_on_one_line() -> None:
    (page,) = packing_instruction_pages(replace(an_instruction(6), office_phone="0213 3876 543"))

    assert "0213 3876 543" in [shape.text for shape in page if isinstance(shape, Words)]


@pytest.mark.parametrize("count", [0, 1, 6, 7, 8, 9, 20])
def test_an_instruction_shows_every_step_limits_and_marks(count: int, words_of: Callable[[bytes], str]) -> None:
    pdf, pages = written(write_packing_instruction, an_instruction(count))

    text = words_of(pdf)
    assert pages == pages_in(pdf)
    assert all(text.count(f"Bước số {number}.") == 1 for number in range(1, count + 1))
    for expected in ("10 kg", "≤ 30 °C", "gạo Séng Cù", "KHÔNG ĐÓNG CHUNG VỚI"):
        assert text.count(expected) == 1
