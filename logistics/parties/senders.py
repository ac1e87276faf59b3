"""Who stands at the counter: found by telephone, code or name, or taken in as somebody new."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from logistics.db import insert_new
from logistics.errors import Invalid, Problem, Text
from logistics.parties.models import Seller, SellerKind, VehicleKind
from logistics.parties.phones import e164
from logistics.places import communes
from logistics.text import clean, fold

MOST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSender:
    """Somebody who sends for the first time, as told at the counter of an office; `commune_code` is of 2025."""

    office_id: int
    name: str
    phone: str
    village: str
    commune_code: str


def find_senders(session: Session, words: str, seen: ColumnElement[bool], limit: int = MOST) -> list[Seller]:
    """Sellers that the words mean, among those of `seen`: a telephone number, a code, or a part of the name."""
    text = clean(words)
    if len(text) < 2:
        return []
    if phone := e164(text):
        meant = Seller.phone == phone
    else:
        meant = (Seller.code == text.upper()) | Seller.name_folded.contains(fold(text), autoescape=True)
    return list(session.scalars(select(Seller).where(seen, meant).order_by(Seller.name).limit(limit)))


def take_in_sender(session: Session, new: NewSender) -> Seller:
    """The household with that telephone number at the office: the one known already, or made now.

    It stands in the middle of its commune, reached by motorbike, until somebody knows better. Of two clerks who take
    the same household in at once, both get the one that came to be. Raises Invalid with every fault.
    """
    phone, name, village = e164(new.phone), clean(new.name), clean(new.village)
    commune = communes().get(new.commune_code)
    if phone is None or commune is None or not 0 < len(name) <= 120 or not 0 < len(village) <= 120:
        raise Invalid(_faults(phone, name, village, new.commune_code))
    same = select(Seller).where(Seller.phone == phone, Seller.office_id == new.office_id).order_by(Seller.id).limit(1)
    if (known := session.scalar(same)) is not None:
        return known
    row = insert_new(session, Seller).values(
        # The number of the office keeps one family that sends from two places apart.
        code=f"{new.office_id}-{phone[-10:]}",
        office_id=new.office_id,
        kind=SellerKind.HOUSEHOLD,
        name=name,
        name_folded=fold(name),
        contact=name,
        phone=phone,
        village=village,
        commune_code=commune.code,
        lat=commune.lat,
        lon=commune.lon,
        access=VehicleKind.MOTORBIKE,
        language="",
        meeting_point="",
    )
    session.execute(row.on_conflict_do_nothing(index_elements=["code"]))
    return session.scalars(same).one()


def _faults(phone: str | None, name: str, village: str, commune_code: str) -> list[Problem]:
    faults = []
    if not 0 < len(name) <= 120:
        text = Text("Hãy hỏi tên người gửi, tối đa 120 ký tự.", "Ask for the sender's name, at most 120 characters.")
        faults.append(Problem("/sender/name", "required", text))
    if phone is None:
        text = Text("Số điện thoại người gửi không đúng.", "The sender's phone number is wrong.")
        faults.append(Problem("/sender/phone", "bad_phone", text))
    if not 0 < len(village) <= 120:
        text = Text("Hãy hỏi tên bản, tối đa 120 ký tự.", "Ask for the village, at most 120 characters.")
        faults.append(Problem("/sender/village", "required", text))
    if commune_code not in communes():
        text = Text("Hãy chọn xã/phường của người gửi.", "Choose the sender's commune.")
        faults.append(Problem("/sender/commune", "unknown_commune", text))
    return faults
