"""An office's own values over the packaging standard of the house, each change a version that stays."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from logistics.clock import service_day
from logistics.errors import Invalid, Problem, Text
from logistics.packaging import LEAST, PackagingProfile, Packer, Standard, surviving, with_overrides
from logistics.prebuilt import Prebuilt
from logistics.shipments.checked import Sender
from logistics.shipments.models import OwnProfile
from logistics.shipments.rules import standard

FIRST_OWN_VERSION = 1001
_BOUNDS_C = ("temperature_min_c", "temperature_max_c")

_OWN = Prebuilt(
    select(OwnProfile.profile_code, OwnProfile.version, OwnProfile.changes, OwnProfile.made_at)
    .where(OwnProfile.office_id == bindparam("office_id"))
    .order_by(OwnProfile.version)
)


@dataclass(frozen=True, slots=True)
class _Own:
    """One version of an office's values; the values as JSON, so that equal ones are equal."""

    profile_code: str
    version: int
    changes: str
    made_at: dt.datetime


def office_standard(session: Session, office_id: int) -> Standard:
    """The standard as the office packs to it today."""
    return _with(_own(session, office_id))


def standard_then(session: Session, office_id: int, profile_code: str, version: int) -> Standard | None:
    """The office's standard with the profile in that version, as a parcel was packed to; None where it is gone."""
    today = office_standard(session, office_id)
    for profile in (today.profiles.get(profile_code), standard().profiles.get(profile_code)):
        if profile is not None and profile.version == version:
            return replace(today, profiles={**today.profiles, profile_code: profile})
    for own in _own(session, office_id):
        if (own.profile_code, own.version) == (profile_code, version) and (profile := _profile(own)):
            return replace(today, profiles={**today.profiles, profile_code: profile})
    return None


def change_profile(
    session: Session, at: tuple[int, str], values: Mapping[str, object], now: dt.datetime, user_id: int | None
) -> int:
    """The new version of the profile `at` (office id, profile code): the house's, but for these plain values.

    Without values it is the house's again. Raises Invalid, naming every value that is not sound.
    """
    office_id, code = at
    if problems := value_problems(code, values):
        raise Invalid(problems)
    former = [own.version for own in _own(session, office_id) if own.profile_code == code]
    version = max(former, default=FIRST_OWN_VERSION - 1) + 1
    try:
        with_overrides(standard(), {code: values}, version=version, on=service_day(now))
    except ValueError as unsound:
        name = next((name for name in values if name in str(unsound)), "")
        text = Text(f"Giá trị không hợp lệ: {unsound}", f"The value is not sound: {unsound}")
        raise Invalid([Problem(f"/{name}", "unsound", text)]) from None
    session.add(
        OwnProfile(
            office_id=office_id,
            profile_code=code,
            version=version,
            changes=dict(values),
            made_at=now,
            made_by_id=user_id,
        )
    )
    session.flush()
    return version


def value_problems(profile_code: str, values: Mapping[str, object]) -> list[Problem]:
    """Everything that the plain values would make unsound in the house's profile, each at its value's name."""
    house = standard().profiles.get(profile_code)
    return list(_unsound({name: getattr(house, name, None) for name in _BOUNDS_C} | dict(values)))


def _unsound(values: Mapping[str, object]) -> Iterator[Problem]:
    for name, least in LEAST.items():
        if isinstance(value := values.get(name), int) and value < least:
            text = Text(f"Hãy nhập số từ {least} trở lên.", f"Fill in {least} or more.")
            yield Problem(f"/{name}", "too_small", text)
    if values.get("cartons") == []:
        yield Problem("/cartons", "no_carton", Text("Chọn ít nhất một loại thùng.", "Choose one carton at least."))
    coldest, warmest = (values.get(name) for name in _BOUNDS_C)
    if isinstance(coldest, int) and isinstance(warmest, int) and coldest > warmest:
        text = Text(f"Không được cao hơn mức nóng nhất ({warmest} °C).", f"It is above the warmest, {warmest} °C.")
        yield Problem("/temperature_min_c", "above_the_warmest", text)


def version_words(version: int) -> Text:
    """A profile's version as people say it: the house's 3 is "3 of the house", an office's 1001 "1 of the office"."""
    if version < FIRST_OWN_VERSION:
        return Text(f"{version} chung", f"{version} of the house")
    own = version - FIRST_OWN_VERSION + 1
    return Text(f"{own} của bưu cục", f"{own} of the office")


class Packers:
    """A packer for each office that asks, the same for as long as one registering lasts."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._packers: dict[int, Packer] = {}

    def of(self, sender: Sender) -> Packer:
        """The packer to the own standard of the sender's office."""
        office_id = sender.office_id
        if office_id not in self._packers:
            own = _own(self._session, office_id) if sender.own_packaging else ()
            self._packers[office_id] = _packer(tuple(own))
        return self._packers[office_id]


@lru_cache(maxsize=64)
def _packer(own: tuple[_Own, ...]) -> Packer:
    """The packer to the house's standard with these changes, kept by what they are, not by whose."""
    return Packer(_with(own))


def _own(session: Session, office_id: int) -> list[_Own]:
    """The office's versions, the latest of each profile last."""
    rows = _OWN.all(session.connection(), office_id=office_id)
    return [_Own(row.profile_code, row.version, json.dumps(row.changes), row.made_at) for row in rows]


def _with(own: Iterable[_Own]) -> Standard:
    latest = {each.profile_code: each for each in own}
    changed = {code: profile for code, each in latest.items() if (profile := _profile(each))}
    return replace(standard(), profiles={**standard().profiles, **changed}) if changed else standard()


def _profile(own: _Own) -> PackagingProfile | None:
    """The profile with the office's values; None where the house's standard of today leaves no room for them.

    A carton or a kind of goods that the house gave up since must not stop the office from packing.
    """
    changes = {own.profile_code: surviving(standard(), json.loads(own.changes))}
    try:
        merged = with_overrides(standard(), changes, version=own.version, on=service_day(own.made_at))
    except ValueError:
        return None
    return merged.profiles[own.profile_code]
