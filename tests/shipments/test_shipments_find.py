"""Parcels are found by whatever the person at the counter has, and only by those who may see them."""

from __future__ import annotations

import pytest
from factories import a_seller, a_shipment, a_user, an_office
from order_sheets import NOW
from sqlalchemy import select, true

from logistics.codes import item_number
from logistics.db import Base, Database
from logistics.parties import Principal, principal_of, visible_to
from logistics.parties.models import Role
from logistics.shipments.find import find_parcels, recent_parcels
from logistics.shipments.models import Consignee, ImportState, LabelPrint, Parcel, Sheet, Shipment, ShipmentLine

NUMBER = item_number(1, "tests")


@pytest.fixture
def here(database: Database) -> dict[str, int]:
    """Two offices with one shipment each; ids by word."""
    with database.transaction() as session:
        near, far = an_office(session), an_office(session)
        household = a_seller(session, near, name="Chẻo A Dơ")
        ours = a_shipment(session, household, reference="DON-1")
        a_shipment(session, a_seller(session, far), reference="DON-2")
        parcel = session.scalars(select(Parcel).where(Parcel.shipment_id == ours.id)).one()
        parcel.item_number = NUMBER
        sheet = Sheet(
            office_id=near.id,
            sha256="0" * 64,
            filename="x.csv",
            profile="tiktok",
            created_at=NOW,
            created_by_id=None,
            state=ImportState.DONE,
        )
        printing = LabelPrint(parcel_id=parcel.id, printed_at=NOW, printed_by_id=None, layout="A6")
        session.add_all([sheet, printing])
        return {"near": near.id, "far": far.id, "household": household.id, "parcel": parcel.id}


@pytest.mark.parametrize(
    "words", [NUMBER, f"hp {NUMBER[2:]}", "DON-1", "cheo a do", "CHẺO", f"https://x.vn/t/{NUMBER}"]
)
def test_a_parcel_is_found_by_number_reference_or_sellers_name(
    database: Database, here: dict[str, int], words: str
) -> None:
    with database.reading() as session:
        assert [found.parcel_id for found in find_parcels(session, words, true())] == [here["parcel"]]


@pytest.mark.parametrize("words", ["0974305036", "+84 974 305 036", "hong linh", "Trần Hồng Linh"])
def test_parcels_are_found_by_the_consignees_phone_and_name_newest_first(
    database: Database, here: dict[str, int], words: str
) -> None:
    with database.reading() as session:
        found = find_parcels(session, words, true())

    assert len(found) == 2
    assert found[-1].parcel_id == here["parcel"]
    assert found[-1].seller == "Chẻo A Dơ"


@pytest.mark.parametrize("words", ["", "  ", "%", "_", "khong co ai", "x"])
def test_nothing_is_found_for_nothing(database: Database, here: dict[str, int], words: str) -> None:
    with database.reading() as session:
        assert find_parcels(session, words, true()) == []


def test_only_what_one_may_see_is_found(database: Database, here: dict[str, int]) -> None:
    with database.transaction() as session:
        clerk = principal_of(a_user(session, Role.CLERK, office_id=here["near"]))

        seen = visible_to(clerk, Parcel)

        assert [found.reference for found in find_parcels(session, "linh", seen)] == ["DON-1"]
        assert [found.reference for found in recent_parcels(session, seen)] == ["DON-1"]


@pytest.mark.parametrize("model", [Shipment, Parcel, Consignee, ShipmentLine, LabelPrint, Sheet])
@pytest.mark.parametrize(
    ("role", "place", "sees"),
    [
        (Role.CLERK, "near", True),
        (Role.DISPATCHER, "near", True),
        (Role.CLERK, "far", False),
        (Role.CLERK, None, False),
        (Role.SELLER, "household", True),
        (Role.SELLER, None, False),
        (Role.ADMINISTRATOR, None, True),
    ],
)
def test_the_rows_of_a_shipment_are_seen_by_its_office_and_its_seller(
    database: Database, here: dict[str, int], model: type[Base], role: Role, place: str | None, *, sees: bool
) -> None:
    asker = Principal(
        user_id=-1,
        role=role,
        office_id=here[place] if place in ("near", "far") else None,
        seller_id=here[place] if place == "household" else None,
        name="",
        language="vi",
    )
    shipment, parcel = Shipment.reference == "DON-1", Parcel.item_number == NUMBER
    ours = {
        Shipment: shipment,
        Parcel: parcel,
        Consignee: Consignee.id.in_(select(Shipment.consignee_id).where(shipment)),
        ShipmentLine: ShipmentLine.parcel_id == here["parcel"],
        LabelPrint: LabelPrint.parcel_id == here["parcel"],
        Sheet: Sheet.office_id == here["near"],
    }[model]

    with database.reading() as session:
        rows = session.execute(select(model).where(visible_to(asker, model), ours)).all()

    # A seller has uploaded no sheet here: sheets are the office's.
    assert bool(rows) is (sees and not (model is Sheet and role is Role.SELLER))
