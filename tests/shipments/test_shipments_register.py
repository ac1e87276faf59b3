"""One shipment, from the counter or the API: everything checked at once, packed, numbered, made once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from order_sheets import STAMP, the_sellers
from sqlalchemy import func, select

from logistics.cod.models import CodEntry
from logistics.codes import check, serial_of
from logistics.db import Database
from logistics.errors import Conflict, Invalid
from logistics.places import communes
from logistics.shipments import NewConsignee, NewLine, NewShipment
from logistics.shipments.models import Consignee, Parcel, Shipment, ShipmentLine
from logistics.shipments.register import prepare, register
from logistics.shipments.register import registered as registering


def a_consignee(**given: Any) -> NewConsignee:
    fields = {
        "name": "Trần Hồng Linh",
        "phone": "0974 305 036",
        "address": "Số 329 Hùng Vương",
        "province": "Hà Nội",
        "commune": "Xã Dân Hoà",
    }
    return NewConsignee(**(fields | given))


def a_new_shipment(**given: Any) -> NewShipment:
    fields: dict[str, Any] = {
        "seller_code": "LC901",
        "consignee": a_consignee(),
        "lines": (NewLine(sku="TEA-200", quantity=2),),
    }
    return NewShipment(**(fields | given))


@pytest.fixture
def house(database: Database) -> Database:
    with database.transaction() as session:
        the_sellers(session)
    return database


def registered(house: Database, new: NewShipment) -> Shipment:
    with house.transaction() as session:
        shipment = register(session, new, STAMP)
        _ = shipment.consignee, [parcel.lines for parcel in shipment.parcels]
    return shipment


def test_a_walk_in_without_a_reference_is_known_by_its_first_number(house: Database) -> None:
    shipment = registered(house, a_new_shipment())

    (parcel,) = shipment.parcels
    assert check(parcel.item_number).valid
    assert shipment.reference == parcel.item_number
    assert shipment.consignee.phone == "+84974305036"
    assert [(line.goods, line.quantity, line.description) for line in parcel.lines] == [
        ("TEA-200", 2, "Trà Shan tuyết cổ thụ 200 g")
    ]


def test_two_walk_ins_alike_are_two_shipments_with_consecutive_serials(house: Database) -> None:
    numbers = [registered(house, a_new_shipment()).parcels[0].item_number for _ in range(2)]

    first, second = (serial_of(number, STAMP.item_number_key) for number in numbers)
    assert second == first + 1


def test_the_same_reference_of_a_seller_and_channel_is_one_shipment(house: Database) -> None:
    new = a_new_shipment(channel="api", reference="A-1")

    first, again = registered(house, new), registered(house, new)
    other_seller = registered(house, replace(new, seller_code="LC902"))
    other_channel = registered(house, replace(new, channel="counter"))

    assert again.id == first.id
    assert len({first.id, other_seller.id, other_channel.id}) == 3


def test_asking_again_for_a_known_shipment_uses_up_no_number(house: Database) -> None:
    known = a_new_shipment(channel="api", reference="A-1")
    first = registered(house, known).parcels[0].item_number

    registered(house, known)
    following = registered(house, a_new_shipment()).parcels[0].item_number

    assert serial_of(following, STAMP.item_number_key) == serial_of(first, STAMP.item_number_key) + 1


@pytest.mark.parametrize("quantity", [1, 5, 40])
def test_what_is_told_of_a_new_shipment_is_what_is_stored(house: Database, quantity: int) -> None:
    new = a_new_shipment(lines=(NewLine(sku="RIC-10K", quantity=quantity, amount_vnd=370_000),), lot="L1")

    with house.transaction() as session:
        rows = registering(session, new, STAMP).rows
    assert rows is not None
    (told,) = rows.told()

    with house.reading() as session:
        stored = session.get_one(Shipment, told["id"])
        parcels = told.pop("parcels")
        assert told == {name: getattr(stored, name) for name in told}
        assert [{name: getattr(parcel, name) for name in parcels[0]} for parcel in stored.parcels] == [
            parcel | {"marks": list(parcel["marks"])} for parcel in parcels
        ]


@pytest.mark.parametrize(
    ("changed", "pointers"),
    [
        ({"consignee": a_consignee(phone="0912345678", note="gọi trước")}, ["/consignee/phone", "/consignee/note"]),
        ({"consignee": a_consignee(commune="Phường Ba Đình")}, ["/consignee/commune"]),
        ({"lines": (NewLine(sku="TEA-200", quantity=3),)}, ["/lines"]),
        ({"lines": (NewLine(sku="TEA-200", quantity=2, amount_vnd=1),)}, ["/lines"]),
        ({"cod_amount_vnd": 5_000, "lot": "L1"}, ["/cod_amount_vnd", "/lot"]),
    ],
)
def test_a_known_reference_with_other_content_is_refused_by_field(
    house: Database, changed: dict[str, Any], pointers: list[str]
) -> None:
    new = a_new_shipment(channel="api", reference="A-1")
    registered(house, new)

    with pytest.raises(Conflict) as refused:
        registered(house, replace(new, **changed))

    assert [problem.at for problem in refused.value.problems] == pointers


def test_the_same_words_written_otherwise_are_the_same_content(house: Database) -> None:
    new = a_new_shipment(reference="A-1", lines=(NewLine(sku="RIC-10K", quantity=5, amount_vnd=1_850_001),))

    first = registered(house, new)
    again = registered(house, replace(new, consignee=a_consignee(phone="+84974305036", commune="xa dan hoa")))

    assert again.id == first.id


def test_an_erased_recipient_is_not_compared(house: Database) -> None:
    new = a_new_shipment(reference="A-1")
    with house.transaction() as session:
        consignee = register(session, new, STAMP).consignee
        consignee.name, consignee.phone, consignee.erased_at = "", "", STAMP.now

    assert registered(house, new).consignee.name == ""


def test_goods_that_fill_several_cartons_become_several_parcels_that_hold_them_all(house: Database) -> None:
    shipment = registered(house, a_new_shipment(lines=(NewLine(sku="RIC-10K", quantity=5, amount_vnd=1_850_001),)))

    lines = [line for parcel in shipment.parcels for line in parcel.lines]
    assert len(shipment.parcels) > 1
    assert [parcel.sequence for parcel in shipment.parcels] == list(range(1, len(shipment.parcels) + 1))
    assert sum(line.quantity for line in lines) == 5
    assert sum(line.amount_vnd for line in lines) == 1_850_001


def test_a_commune_may_be_given_by_its_code(house: Database) -> None:
    code = next(iter(communes()))

    shipment = registered(house, a_new_shipment(consignee=a_consignee(commune=code, province="")))

    assert shipment.consignee.commune_code == code


def test_every_fault_is_told_at_once_at_its_pointer(house: Database) -> None:
    bad = NewShipment(
        seller_code="NOBODY",
        consignee=a_consignee(name="", phone="x", commune="Nowhere", province="Hà Nội", note="n" * 401),
        lines=(NewLine(sku="TEA-200", quantity=0), NewLine(sku="MAC-500", quantity=501, amount_vnd=-1)),
        cod_amount_vnd=-5,
        reference="r" * 65,
        service="teleport",
    )

    with pytest.raises(Invalid) as refused, house.transaction() as session:
        register(session, bad, STAMP)

    assert {problem.at: problem.code for problem in refused.value.problems} == {
        "/lines/0/quantity": "zero_quantity",
        "/lines/1/quantity": "bad_quantity",
        "/lines/1/amount_vnd": "bad_amount",
        "/seller_code": "unknown_seller",
        "/cod_amount_vnd": "bad_amount",
        "/reference": "too_long",
        "/consignee/name": "missing_name",
        "/consignee/note": "too_long",
        "/consignee/phone": "bad_phone",
        "/consignee/commune": "unknown_commune",
        "/service": "unknown_service",
    }


def test_a_shipment_without_goods_is_refused(house: Database) -> None:
    with pytest.raises(Invalid, match="No goods"), house.transaction() as session:
        register(session, a_new_shipment(lines=()), STAMP)


def test_preparing_shows_the_cartons_and_stores_nothing(house: Database) -> None:
    with house.reading() as session:
        ready = prepare(session, a_new_shipment())

    assert [parcel.carton_code for parcel in ready.parcels]
    with house.reading() as session:
        assert session.scalar(select(func.count()).select_from(Consignee)) == 0


def test_a_known_shipment_adds_no_row_of_any_table(house: Database) -> None:
    new = a_new_shipment(channel="api", reference="A-1", cod_amount_vnd=5_000)
    registered(house, new)
    tables = (Consignee, Shipment, Parcel, ShipmentLine, CodEntry)

    def rows() -> list[int]:
        with house.reading() as session:
            return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]

    before = rows()
    registered(house, new)

    assert rows() == before


def test_of_many_who_register_the_same_at_once_one_makes_it(own_database_url: str) -> None:
    database = Database(own_database_url)
    with database.transaction() as session:
        the_sellers(session)
    new = a_new_shipment(channel="api", reference="A-1", lines=(NewLine(sku="RIC-10K", quantity=5),))

    def ask(_number: int) -> tuple[int, bool]:
        with database.transaction() as session:
            answer = registering(session, new, STAMP)
        return answer.shipment_id, answer.made

    with ThreadPoolExecutor(4) as clerks:
        answers = list(clerks.map(ask, range(12)))

    assert len({shipment_id for shipment_id, _ in answers}) == 1
    assert sum(made for _, made in answers) == 1
    database.dispose()
