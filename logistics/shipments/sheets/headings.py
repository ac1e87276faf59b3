"""Which column means what: found through a profile or told by a person, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NoReturn

from logistics.errors import Invalid, Problem, Text
from logistics.shipments.sheets.profile import REQUIRED, Field, Profile, heading_key, profiles

_OWN = "highland"
_TOLD = "mapped"


@dataclass(frozen=True, slots=True)
class Columns:
    """The place of each field in a row, and the profile whose habits the sheet follows."""

    profile: Profile
    places: Mapping[Field, int]
    headings: tuple[str, ...]

    @property
    def unused(self) -> tuple[str, ...]:
        """Headings that mean nothing to us: shown to the person, not used."""
        used = set(self.places.values())
        return tuple(heading for place, heading in enumerate(self.headings) if place not in used)

    def heading(self, field: Field) -> str:
        """The sheet's own heading of a field; the profile's where the sheet has no such column."""
        if field in self.places:
            return self.headings[self.places[field]]
        return self.profile.headings.get(field, (field.value,))[0]


def match_headings(headings: tuple[str, ...], code: str = "", told: Mapping[str, Field] | None = None) -> Columns:
    """The columns of a sheet with these headings.

    `code` names a profile; without it the one whose required headings are there. `told` maps headings to fields
    and wins over the profile. Raises Invalid, naming the headings found, the fields still missing and how to map
    them.
    """
    own_words = _told_places(told or {}, headings)
    profile = _named(code) if code else _recognised(headings)
    places = _places(profile, headings) | own_words
    if missing := [field for field in REQUIRED if field not in places]:
        _ask(headings, missing)
    return Columns(profile, places, headings)


def _named(code: str) -> Profile:
    if code in profiles():
        return profiles()[code]
    known = ", ".join(profiles())
    raise Invalid.one(
        "/profile",
        "unknown_profile",
        vi=f"Không có mẫu bảng {code!r}. Chọn một trong: {known}.",
        en=f"There is no profile {code!r}. Choose one of: {known}.",
    )


def _recognised(headings: tuple[str, ...]) -> Profile:
    """The profile that knows the most columns, if it knows half of the required; else one without columns."""
    known = {code: _places(profile, headings).keys() for code, profile in profiles().items()}
    nearest = max(known, key=lambda code: len(known[code]))
    if 2 * len(known[nearest] & set(REQUIRED)) >= len(REQUIRED):
        return profiles()[nearest]
    return replace(profiles()[_OWN], code=_TOLD, channel=_TOLD, headings={})


def _places(profile: Profile, headings: tuple[str, ...]) -> dict[Field, int]:
    wanted = {heading_key(name): field for field, names in profile.headings.items() for name in names}
    places: dict[Field, int] = {}
    for place, heading in enumerate(headings):
        field = wanted.get(heading_key(heading))
        if field is None:
            continue
        if field in places:
            raise Invalid.one(
                "/file/headings",
                "heading_twice",
                vi=f"Cột {heading!r} có hai lần. Xoá hoặc đổi tên một cột.",
                en=f"There are two columns {heading!r}. Delete or rename one.",
            )
        places[field] = place
    return places


def _told_places(told: Mapping[str, Field], headings: tuple[str, ...]) -> dict[Field, int]:
    by_key = {heading_key(heading): place for place, heading in enumerate(headings)}
    problems = [
        Problem(
            "/map",
            "no_such_heading",
            Text(
                f"Không có cột {heading!r}. Các cột trong tệp: {_listed(headings)}.",
                f"There is no column {heading!r}. The file's headings: {_listed(headings)}.",
            ),
        )
        for heading in told
        if heading_key(heading) not in by_key
    ]
    if problems:
        raise Invalid(problems)
    return {field: by_key[heading_key(heading)] for heading, field in told.items()}


def _ask(headings: tuple[str, ...], missing: list[Field]) -> NoReturn:
    fields = ", ".join(missing)
    example = f'--map "{headings[0]}={missing[0]}"'
    raise Invalid.one(
        "/file/headings",
        "unknown_headings",
        vi=f"Chưa biết cột nào là: {fields}. Các cột trong tệp: {_listed(headings)}. "
        f"Chỉ rõ từng cột, ví dụ {example}, hoặc dùng mẫu của bưu cục.",
        en=f"No column is known to be: {fields}. The file's headings: {_listed(headings)}. "
        f"Say which is which, for example {example}, or use the post office's own sheet.",
    )


def _listed(headings: tuple[str, ...]) -> str:
    shown = [repr(heading[:60]) for heading in headings[:40]]
    return ", ".join(shown) + (", ..." if len(headings) > len(shown) else "")
