"""Databases to measure on: SQLite, and PostgreSQL where one answers, filled with shipments and their stories."""

from __future__ import annotations

import datetime as dt
import secrets
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    Uuid,
    cast,
    create_engine,
    func,
    insert,
    literal,
    make_url,
    select,
    text,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

import logistics.schema  # noqa: F401  every room's tables
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
_LOCAL_POSTGRES = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
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
_EVENT: Table = HandlingEvent.__table__  # type: ignore[assignment]


def empty_databases(database_url: str) -> dict[str, Callable[[], AbstractContextManager[Database]]]:
    """By kind, how to open an empty database that is thrown away: SQLite always, PostgreSQL where one answers."""
    kinds: dict[str, Callable[[], AbstractContextManager[Database]]] = {"sqlite": _sqlite}
    if (server := _postgres_server(database_url)) is not None:
        kinds["postgresql"] = partial(_postgres, server)
    return kinds


def url_of(database: Database) -> str:
    """The URL of the database, password and all."""
    url: URL = database.engine.engine.url
    return url.render_as_string(hide_password=False)


@contextmanager
def _sqlite() -> Iterator[Database]:
    with (
        tempfile.TemporaryDirectory(prefix="highland-bench-") as folder,
        _with_schema(f"sqlite:///{folder}/bench.db") as made,
    ):
        yield made


@contextmanager
def _postgres(server: URL) -> Iterator[Database]:
    name = f"highland_bench_{secrets.token_hex(4)}"
    with _administering(server) as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        with _with_schema(server.set(database=name).render_as_string(hide_password=False)) as made:
            yield made
    finally:
        with _administering(server) as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


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
    turns = tuple(map(tuple, stored_turns(told.turns)))
    consignees, shipments, parcels = (next_ids(session, model, many) for model in (Consignee, Shipment, Parcel))
    insert_rows(
        session,
        Consignee,
        ("id", "name", "name_folded", "phone", "address", "commune_code", "province_code", "note"),
        ((i, "Trần Hồng Linh", "tran hong linh", "+84974305036", "Số 329", "10126", "01", "") for i in consignees),
    )
    insert_rows(
        session,
        Shipment,
        (
            *("id", "office_id", "seller_id", "consignee_id", "channel", "reference", "created_at", "service"),
            *("cod_amount_vnd", "goods_value_vnd", "lot"),
        ),
        (
            (i, office_id, seller_id, consignee, "bench", f"B{i}", _BEGINNING, "standard", 0, 360_000, "")
            for i, consignee in zip(shipments, consignees, strict=True)
        ),
    )
    insert_rows(
        session,
        Parcel,
        (
            *("id", "shipment_id", "sequence", "item_number", "profile_code", "profile_version", "carton_code"),
            *("gross_mass_g", "chargeable_mass_g", "length_mm", "width_mm", "height_mm", "status_at", "marks"),
            *("status", "turns", "labels_printed"),
        ),
        (
            (
                i,
                shipment,
                1,
                number,
                "tea_dry",
                1,
                "S",
                460,
                500,
                200,
                150,
                100,
                told.since,
                (),
                told.status,
                turns,
                1,
            )
            for i, shipment, number in zip(parcels, shipments, numbers, strict=True)
        ),
    )
    _tell(session, parcels, office_id)
    return numbers


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


def _postgres_server(database_url: str) -> URL | None:
    """The configured PostgreSQL, else the one of this machine; None where neither answers."""
    for candidate in (make_url(database_url), make_url(_LOCAL_POSTGRES)):
        if candidate.get_backend_name() == "postgresql":
            with suppress(OperationalError), _administering(candidate):
                return candidate.set(drivername="postgresql+psycopg")
    return None


@contextmanager
def _with_schema(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        Base.metadata.create_all(database.engine)
        yield database
    finally:
        database.dispose()


@contextmanager
def _administering(server: URL) -> Iterator[Connection]:
    engine = create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
