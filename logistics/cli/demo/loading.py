"""Putting the demonstration into an empty database, in one transaction: whole or not at all."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.cli.demo.evening import Evening
from logistics.cli.demo.invented import LAI_CHAU, MARK, InventedSeller, sellers, shipments
from logistics.parties.models import Office, Role, Seller, User, Vehicle, VehicleKind
from logistics.parties.users import NewUser, add_user
from logistics.places.units import communes
from logistics.settings import Settings
from logistics.shipments.models import Parcel, Shipment
from logistics.shipments.register import register
from logistics.shipments.writing import Stamp
from logistics.text import fold
from logistics.tracking.models import EventCode
from logistics.tracking.new_event import NewEvent, Sender
from logistics.tracking.record import record
from logistics.tracking.uuid7 import uuid7
from logistics.web.account.demonstration import LOGINS, PASSWORD

SEED = 20_251_104
OFFICE = "LCU"
_SELLERS = 40
_COOPERATIVE, _HOUSEHOLDS = "DEMO10", 6
_YESTERDAY, _TONIGHT = 25, 90
_FLEET = (
    (VehicleKind.MOTORBIKE, "25B1-333.03", 70_000, 350_000, "Tẩn Minh Dơ"),
    (VehicleKind.MOTORBIKE, "25B1-444.04", 70_000, 350_000, "Lý A Chư"),
    (VehicleKind.VAN, "25C-022.02", 600_000, 3_500_000, "Vàng A Sử"),
    (VehicleKind.TRUCK, "25C-011.01", 1_500_000, 8_000_000, "Lò Văn Sáng"),
)
"""The first is the demonstration's driver: a motorbike, for some of the villages are only for motorbikes."""
_STORY = (
    (EventCode.COLLECTED, 9),
    (EventCode.ACCEPTED, 16),
    (EventCode.DEPARTED, 19),
    (EventCode.ARRIVED, 29),
    (EventCode.OUT_FOR_DELIVERY, 32),
    (EventCode.DELIVERED, 36),
)
"""What becomes of yesterday's parcels, in hours after midnight of that day; each gets some way along it."""


def load(session: Session, settings: Settings) -> bool:
    """Whether the demonstration was loaded now; False where it stood there already."""
    if session.scalar(select(User.id).where(User.login.in_(LOGINS.values())).limit(1)) is not None:
        return False
    dice = random.Random(SEED)
    office = _office(session)
    drivers = _people(session, office)
    _vehicles(session, office, drivers)
    codes = [_seller(session, office, invented) for invented in sellers(dice, (office.lat, office.lon), _SELLERS)]
    add_user(
        session,
        NewUser(
            login=LOGINS[Role.SELLER],
            name="Người bán mẫu",
            role=Role.SELLER,
            password=PASSWORD,
            seller_code=_COOPERATIVE,
        ),
    )
    _join_cooperative(session, codes[:_HOUSEHOLDS])
    stamp = Stamp(now=clock.now(), item_number_key=settings.item_number_key)
    today = clock.service_day(clock.now())
    yesterday = (today - dt.timedelta(days=2)).isoformat()
    sent = [register(session, new, stamp) for new in shipments(dice, codes, yesterday, _YESTERDAY)]
    _tell_stories(session, dice, office, sent)
    for new in shipments(dice, codes, today.isoformat(), _TONIGHT):
        register(session, new, stamp)
    Evening(session, settings, office, drivers).happens(codes[-3:])
    return True


def _office(session: Session) -> Office:
    commune = next(u for u in communes().values() if u.name == "Tân Phong" and u.province.code == LAI_CHAU)
    office = Office(
        code=OFFICE,
        name=f"Bưu cục Lai Châu {MARK}",
        commune_code=commune.code,
        lat=commune.lat,
        lon=commune.lon,
        phone="+842133000000",
        elevation_m=940,
    )
    session.add(office)
    session.flush()
    return office


def _people(session: Session, office: Office) -> list[int]:
    """One login per role, and a driver for every vehicle; the ids of the drivers."""
    for role, name in (
        (Role.CLERK, "Nguyễn Thị Mai"),
        (Role.DISPATCHER, "Hoàng Minh Đức"),
        (Role.ADMINISTRATOR, "Quản trị viên"),
    ):
        belongs = "" if role is Role.ADMINISTRATOR else office.code
        add_user(session, NewUser(login=LOGINS[role], name=name, role=role, password=PASSWORD, office_code=belongs))
    drivers = []
    for n, (*_, name) in enumerate(_FLEET, 1):
        login = LOGINS[Role.DRIVER] if n == 1 else f"{LOGINS[Role.DRIVER]}{n}"
        new = NewUser(
            login=login,
            name=name,
            role=Role.DRIVER,
            password=PASSWORD,
            office_code=office.code,
            phone=f"+8498000000{n}",
        )
        drivers.append(add_user(session, new).id)
    return drivers


def _vehicles(session: Session, office: Office, drivers: Sequence[int]) -> None:
    for (kind, plate, mass_g, volume_cm3, _), driver_id in zip(_FLEET, drivers, strict=True):
        session.add(
            Vehicle(
                office_id=office.id,
                plate=plate,
                kind=kind,
                capacity_mass_g=mass_g,
                capacity_volume_cm3=volume_cm3,
                driver_id=driver_id,
            )
        )


def _seller(session: Session, office: Office, invented: InventedSeller) -> str:
    name, lat, lon, walk_s = invented.meeting_point or ("", None, None, None)
    session.add(
        Seller(
            code=invented.code,
            office_id=office.id,
            kind=invented.kind,
            name=invented.name,
            name_folded=fold(invented.name),
            contact=invented.contact,
            phone=invented.phone,
            village=invented.village,
            commune_code=invented.commune.code,
            lat=invented.lat,
            lon=invented.lon,
            elevation_m=invented.elevation_m,
            access=invented.access,
            meeting_point=name,
            meeting_lat=lat,
            meeting_lon=lon,
            meeting_walk_s=walk_s,
            ocop_stars=invented.ocop_stars,
        )
    )
    session.flush()
    return invented.code


def _join_cooperative(session: Session, codes: Sequence[str]) -> None:
    """Let these households sell under the co-operative whose login the demonstration shows."""
    cooperative = session.scalars(select(Seller.id).where(Seller.code == _COOPERATIVE)).one()
    for household in session.scalars(select(Seller).where(Seller.code.in_(codes))):
        household.cooperative_id = cooperative


def _tell_stories(session: Session, dice: random.Random, office: Office, sent: Sequence[Shipment]) -> None:
    """Give each of the earlier parcels some of the story, so that every page has something to show."""
    midnight = clock.at(clock.service_day(clock.now()) - dt.timedelta(days=2), 0)
    numbers = {
        shipment.id: tuple(session.scalars(select(Parcel.item_number).where(Parcel.shipment_id == shipment.id)))
        for shipment in sent
    }
    events = [
        NewEvent(
            event_id=uuid7(),
            code=code,
            happened_at=midnight + dt.timedelta(hours=hours, minutes=dice.randint(0, 50)),
            parcels=numbers[shipment.id],
            office_id=office.id,
        )
        for shipment in sent
        for code, hours in _STORY[: dice.randint(2, len(_STORY))]
    ]
    record(session, events, Sender(device="demo"))
