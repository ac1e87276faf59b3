"""Bags: opened under an SSCC of our own, filled, sealed, and emptied; one scan moves all inside."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from logistics import clock
from logistics.codes import sscc
from logistics.errors import Conflict, Invalid, NotFound
from logistics.shipments.models import Parcel
from logistics.shipments.numbers import next_serials
from logistics.tracking.models import Bag, BagState, Custody, EventCode, Photo
from logistics.tracking.new_event import NewEvent, Sender, Verdict
from logistics.tracking.record import record
from logistics.tracking.uuid7 import uuid7


def new_bag(
    session: Session, office_id: int, destination: str, gs1_company_prefix: str, to_office_id: int | None = None
) -> Bag:
    """An open, empty bag with a new SSCC. Raises Invalid where the company prefix is not configured."""
    [serial] = next_serials(session, 1, "bag")
    bag = Bag(
        sscc=sscc(gs1_company_prefix, 0, serial),
        office_id=office_id,
        destination=destination,
        destination_office_id=to_office_id,
        created_at=clock.now(),
    )
    session.add(bag)
    session.flush()
    return bag


def find_bag(session: Session, code: str) -> Bag:
    """The bag with this SSCC. Raises NotFound."""
    bag = session.scalar(select(Bag).where(Bag.sscc == code))
    if bag is None:
        raise NotFound("bag", vi=f"Không có túi {code}.", en=f"There is no bag {code}.")
    return bag


def put_in(session: Session, bag: Bag, parcels: Sequence[str], sender: Sender) -> Verdict:
    """Put the parcels in the bag with one event. Raises Conflict where the bag is no longer open."""
    if bag.state is not BagState.OPEN:
        raise _not("open", bag)
    event = NewEvent(
        event_id=uuid7(),
        code=EventCode.BAGGED,
        happened_at=clock.now(),
        parcels=tuple(parcels),
        into=bag.sscc,
        office_id=bag.office_id,
    )
    return record(session, [event], sender)[0]


def seal(session: Session, bag: Bag, seal_number: str, gross_mass_g: int, photo_sha256: str | None = None) -> None:
    """Close the bag with a numbered seal and its weight, and the kept photo of both where one was taken.

    Raises Conflict where it is empty or not open, Invalid where it is lighter than the parcels inside or where the
    photo is not kept.
    """
    inside_g = session.scalar(
        select(func.sum(Parcel.gross_mass_g))
        .join(Custody, Custody.parcel_id == Parcel.id)
        .where(Custody.bag_id == bag.id)
    )
    if inside_g is None:
        raise Conflict(
            "bag_empty",
            vi=f"Túi {bag.sscc} chưa có bưu gửi nào. Quét bưu gửi vào túi trước khi niêm phong.",
            en=f"Bag {bag.sscc} is empty. Scan parcels into it before sealing it.",
        )
    if gross_mass_g < inside_g:
        kg = f"{gross_mass_g / 1000:g}", f"{inside_g / 1000:g}"
        raise Invalid.one(
            "/mass_kg",
            "bag_lighter_than_its_parcels",
            vi=f"Túi cân {kg[0].replace('.', ',')} kg nhưng bưu gửi bên trong nặng {kg[1].replace('.', ',')} kg. "
            "Cân lại và đếm bưu gửi.",
            en=f"The bag weighs {kg[0]} kg, the parcels inside {kg[1]} kg. Weigh again and count them.",
        )
    if photo_sha256 is not None and session.get(Photo, photo_sha256) is None:
        raise Invalid.one(
            "/photo", "no_photo", vi="Ảnh này chưa được lưu. Chụp lại.", en="This photo is not kept. Take it again."
        )
    _turn(session, bag, BagState.OPEN, BagState.SEALED)
    bag.seal, bag.photo_sha256 = seal_number, photo_sha256
    bag.gross_mass_g = gross_mass_g
    bag.sealed_at = clock.now()


def take_out(session: Session, bag: Bag, number: str, sender: Sender) -> Verdict:
    """Take a parcel out of the bag again. Raises Conflict where the bag is no longer open."""
    if bag.state is not BagState.OPEN:
        raise _not("open", bag)
    event = NewEvent(
        event_id=uuid7(), code=EventCode.UNBAGGED, happened_at=clock.now(), parcels=(number,), into=bag.sscc
    )
    return record(session, [event], sender)[0]


def send_off(session: Session, bag: Bag, sender: Sender) -> Verdict:
    """Give the sealed bag to the line-haul: all inside is on the road. Raises Conflict where it is not sealed."""
    if bag.state is not BagState.SEALED:
        raise _not("sealed", bag)
    event = NewEvent(event_id=uuid7(), code=EventCode.DEPARTED, happened_at=clock.now(), bags=(bag.sscc,))
    return record(session, [event], sender)[0]


def empty(session: Session, bag: Bag, sender: Sender) -> Verdict:
    """Open the sealed bag at the sender's office: everything inside is there, and out of the bag."""
    _turn(session, bag, BagState.SEALED, BagState.OPENED)
    event = NewEvent(event_id=uuid7(), code=EventCode.UNBAGGED, happened_at=clock.now(), bags=(bag.sscc,))
    return record(session, [event], sender)[0]


def _turn(session: Session, bag: Bag, start: BagState, end: BagState) -> None:
    # Compare and set: of two people who press at once, one is told that it has happened.
    turned = session.scalar(
        update(Bag).where(Bag.id == bag.id, Bag.state == start).values(state=end).returning(Bag.id),
        execution_options={"synchronize_session": False},
    )
    if turned is None:
        raise _not(start, bag)
    session.refresh(bag)


def _not(state: str, bag: Bag) -> Conflict:
    vi = {"open": "đang mở", "sealed": "đã niêm phong"}[state]
    return Conflict(
        f"bag_not_{state}",
        vi=f"Túi {bag.sscc} không ở trạng thái {vi}. Tải lại trang và kiểm tra.",
        en=f"Bag {bag.sscc} is not {state}. Reload the page and look.",
    )
