"""Papers for packing: the slip with its picture, the sheet for the wall, and what a label had to leave out."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from order_sheets import STAMP, the_sellers

from logistics.db import Database
from logistics.labels.documents import write_packing_instruction, write_packing_slips
from logistics.labels.formats import LabelFormat
from logistics.packaging import Packer
from logistics.shipments import NewConsignee, NewLine, NewShipment
from logistics.shipments.models import Parcel
from logistics.shipments.packing_instruction import packing_instruction
from logistics.shipments.packing_slip import packed_again, packing_slips
from logistics.shipments.register import register
from logistics.shipments.rules import standard

MIXED = (NewLine(sku="TEA-200", quantity=5), NewLine(sku="MAC-500", quantity=3))


HOME = NewConsignee(
    name="Trần Hồng Linh", phone="0974 305 036", address="Số 329 Hùng Vương", province="Hà Nội", commune="Xã Dân Hoà"
)


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()


@pytest.fixture
def parcels(database: Database) -> list[Parcel]:
    """The parcels of five shipments, large and small, of one or of two kinds of goods."""
    contents = [
        MIXED,
        MIXED[:1],
        MIXED[1:],
        (NewLine(sku="RIC-5K", quantity=7),),
        (NewLine(sku="HON-500", quantity=4),),
    ]
    with database.transaction() as session:
        the_sellers(session)
        shipments = [
            register(session, NewShipment(seller_code="LC901", consignee=HOME, lines=lines, lot="L-77"), STAMP)
            for lines in contents
        ]
        found = [parcel for shipment in shipments for parcel in shipment.parcels]
        _ = [parcel.lines for parcel in found]
    return found


def test_goods_are_found_again_where_they_were_packed(parcels: list[Parcel]) -> None:
    packer = Packer(standard())

    for parcel in parcels:
        lying = packed_again(parcel, packer)
        assert lying is not None
        assert lying.carton_code == parcel.carton_code
        assert lying.gross_mass_g == parcel.gross_mass_g
        assert len(lying.placements) == sum(line.quantity for line in parcel.lines)


def test_a_slip_lists_the_goods_and_shows_every_unit(database: Database, parcels: list[Parcel]) -> None:
    with database.reading() as session:
        slips = packing_slips(session, [parcel.id for parcel in parcels])

    for parcel, slip in zip(parcels, slips, strict=True):
        assert slip.label.item_number == parcel.item_number
        assert [line.quantity for line in slip.lines] == [line.quantity for line in parcel.lines]
        names = [goods.name for layer in slip.layers for goods in layer.goods if not goods.name.startswith("(")]
        assert len(names) == sum(line.quantity for line in parcel.lines)
        assert slip.instructions


def test_a_slip_without_its_standard_has_no_picture_and_still_its_goods(
    database: Database, parcels: list[Parcel]
) -> None:
    with database.transaction() as session:
        session.get_one(Parcel, parcels[0].id).profile_version = 99

    with database.reading() as session:
        (slip,) = packing_slips(session, [parcels[0].id])

    assert slip.layers == ()
    assert len(slip.lines) == len(parcels[0].lines)


def test_what_a_small_label_has_no_room_for_stands_on_the_slip_whole(database: Database) -> None:
    address = "Nhà ông Giàng A Páo, sau nhà văn hóa bản, " + "đường đất đỏ " * 12 + "cổng tre"
    new = NewShipment(
        seller_code="LC901",
        consignee=replace(HOME, address=address),
        lines=MIXED[:1],
        channel="api",
        reference="DON-" + "0123456789" * 5,
        lot="LO-DAI-" + "7" * 30,
    )
    with database.transaction() as session:
        the_sellers(session)
        parcel_id = register(session, new, STAMP).parcels[0].id
        slips = packing_slips(session, [parcel_id], LabelFormat.MM_80X80)
    stream = BytesIO()

    write_packing_slips(slips, stream)

    text = words(stream.getvalue()).replace(" ", "")
    for whole in (address, "DON-" + "0123456789" * 5, "LO-DAI-" + "7" * 30):
        assert whole.replace(" ", "") in text


@pytest.mark.parametrize("code", sorted(standard().profiles))
def test_every_profile_has_its_sheet_for_the_wall(code: str) -> None:
    profile = standard().profiles[code]
    stream = BytesIO()

    pages = write_packing_instruction(packing_instruction(profile, standard(), "0213 888 113"), stream)

    text = words(stream.getvalue())
    assert pages == 1
    assert profile.name.vi in text
    assert all(carton in text for carton in profile.cartons)
    assert "0213 888 113" in text
