"""Shipments with their stories, put into a database to be measured: eight events each, hour by hour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, Uuid, cast, func, insert, literal, select, text
from sqlalchemy.orm import Session

from logistics.codes import item_numbers
from logistics.db import Base, Database
from logistics.parties.credentials import API_KEY_LIFETIME, issue
from logistics.parties.models import CredentialKind, Office, Role, Seller, SellerKind, User, VehicleKind
from logistics.shipments.bulk import insert_rows, next_ids
from logistics.shipments.models import Consignee, Parcel, Shipment
from logistics.shipments.numbers import next_serials
from logistics.tracking.fold import Fact, State, fold
from logistics.tracking.models import ClockConfidence, EventCode, HandlingEvent
from logistics.tracking.stored import stored_turns
from logistics.tracking.uuid7 import uuid7

SELLER = "BENCH"
KEY = "development-only"
_BEGINNING = dt.datetime(2025, 11, 3, 1, 0, tzinfo=dt.UTC)
_STORY = (
    EventCode.PICKUP_ASSIGNED,
    EventCode.COLLECTED,
    EventCode.ACCEPTED,
    EventCode.DEPARTED,
    EventCode.ARRIVED,
    EventCode.DEPARTED,
    EventCode.ARRIVED,
    EventCode.OUT_FOR_DELIVERY,
)
_COMMUNE = "03408"
_SOME = 20_000
"""Shipments put in at once. Their events go in hour by hour, so that no parcel's story lies in one place."""
_APART = 100_000_000
"""Between the ids of one hour and those of the next: more than there are parcels."""
_A_CONSIGNEE: dict[str, Any] = {
    "name": "Trần Hồng Linh",
    "name_folded": "tran hong linh",
    "phone": "+84974305036",
    "address": "Số 329",
    "commune_code": "10126",
    "province_code": "01",
    "note": "",
}
_A_SHIPMENT: dict[str, Any] = {
    "channel": "bench",
    "created_at": _BEGINNING,
    "service": "standard",
    "cod_amount_vnd": 0,
    "goods_value_vnd": 360_000,
    "lot": "",
}
_A_PARCEL: dict[str, Any] = {
    "sequence": 1,
    "profile_code": "tea_dry",
    "profile_version": 1,
    "carton_code": "S",
    "gross_mass_g": 460,
    "chargeable_mass_g": 500,
    "length_mm": 200,
    "width_mm": 150,
    "height_mm": 100,
    "marks": (),
    "labels_printed": 1,
}
_EVENT: Table = HandlingEvent.__table__  # type: ignore[assignment]


def a_clerks_key(session: Session) -> str:
    """The key of a clerk at a new office with one seller, whose code is SELLER."""
    office = Office(code="BENCH", name="Bưu cục Tân Phong", commune_code=_COMMUNE, lat=22.388, lon=103.471)
    session.add(office)
    session.flush()
    seller = Seller(
        code=SELLER,
        office_id=office.id,
        kind=SellerKind.HOUSEHOLD,
        name="Giàng Thị Thưởng",
        name_folded="giang thi thuong",
        contact="Giàng A Dơ",
        phone="+84863740001",
        village="Tam Đường",
        commune_code="03390",
        lat=22.318,
        lon=103.626,
        access=VehicleKind.VAN,
    )
    clerk = User(login="bench", name="Bench", role=Role.CLERK, office_id=office.id)
    session.add_all([seller, clerk])
    session.flush()
    return issue(session, clerk, CredentialKind.API_KEY, API_KEY_LIFETIME)


def tell_stories(database: Database, shipments: int) -> list[str]:
    """The item numbers of so many new shipments of the one seller, each with eight events."""
    numbers: list[str] = []
    while len(numbers) < shipments:
        with database.transaction() as session:
            numbers += _some_stories(session, min(_SOME, shipments - len(numbers)))
    with database.transaction() as session:
        session.execute(text("ANALYZE"))
    return numbers


def _some_stories(session: Session, many: int) -> list[str]:
    seller_id, office_id = session.query(Seller.id, Seller.office_id).filter_by(code=SELLER).one()
    numbers = item_numbers(next_serials(session, many), KEY)
    told = _told()
    consignees, shipments, parcels = (next_ids(session, model, many) for model in (Consignee, Shipment, Parcel))
    _insert_alike(session, Consignee, _A_CONSIGNEE, {"id": consignees})
    _insert_alike(
        session,
        Shipment,
        _A_SHIPMENT | {"office_id": office_id, "seller_id": seller_id},
        {"id": shipments, "consignee_id": consignees, "reference": [f"B{number}" for number in shipments]},
    )
    _insert_alike(
        session,
        Parcel,
        _A_PARCEL
        | {"status": told.status, "status_at": told.since, "turns": tuple(map(tuple, stored_turns(told.turns)))},
        {"id": parcels, "shipment_id": shipments, "item_number": numbers},
    )
    _tell(session, parcels, office_id)
    return numbers


def _insert_alike(
    session: Session, model: type[Base], same: Mapping[str, Any], differing: Mapping[str, Sequence[Any]]
) -> None:
    """Rows that have the same values in some columns and, row by row, these in the others."""
    shared = tuple(same.values())
    rows = ((*each, *shared) for each in zip(*differing.values(), strict=True))
    insert_rows(session, model, (*differing, *same), rows)


def _tell(session: Session, parcels: Sequence[int], office_id: int) -> None:
    """Eight events for each of the parcels, made by the database itself, hour by hour."""
    connection = session.connection()
    for hour, code in enumerate(_STORY):
        told: dict[str, Any] = {
            "event_id": _event_id(connection.dialect.name, Parcel.id + hour * _APART),
            "code": literal(code, _EVENT.c.code.type),
            "happened_at": literal(_hour(hour), _EVENT.c.happened_at.type),
            "recorded_at": literal(_hour(hour), _EVENT.c.recorded_at.type),
            "body_sha256": literal("0" * 64),
            "ordinal": literal(0),
            "parcel_id": Parcel.id,
            "clock_confidence": literal(ClockConfidence.TRUSTED, _EVENT.c.clock_confidence.type),
            "clock_offset_s": literal(0),
            "device": literal("bench"),
            "office_id": literal(office_id),
            "reason": literal(""),
            "note": literal(""),
            "evidence": literal({}, _EVENT.c.evidence.type),
        }
        mine = select(*told.values()).where(Parcel.id.between(parcels[0], parcels[-1]))
        connection.execute(insert(_EVENT).from_select(list(told), mine))


def _event_id(dialect: str, number: ColumnElement[int]) -> ColumnElement[Any]:
    """A UUIDv7 that grows with the number, as ids of one time do."""
    rest = "70008000000000000000"
    if dialect == "sqlite":
        return func.printf(f"%012x{rest}", number)
    return cast(func.lpad(func.to_hex(number), 12, "0").concat(rest), Uuid())


def _told() -> State:
    """What the story of each parcel amounts to."""
    return fold(
        [
            Fact(event_id=uuid7(), code=code, happened_at=_hour(hour), commune_code=_COMMUNE)
            for hour, code in enumerate(_STORY)
        ]
    )


def _hour(number: int) -> dt.datetime:
    return _BEGINNING + dt.timedelta(hours=number)
