"""Which column means what: found through a profile or told by a person, never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from logistics.errors import Invalid, Problem, Text
from logistics.shipments.sheets.profile import REQUIRED, Field, Profile, heading_key, profiles

_OWN = "highland"
_TOLD = "mapped"
_ALIKE = 3
"""Headings in common with a profile from which on a sheet looks like its kind."""


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

    Raises Invalid as `known_columns` does, and where a required field has no column: "other_kind" where the sheet
    looks like another profile than the one named, "unknown_headings" where a heading that means nothing yet may be
    it, else "missing_columns".
    """
    columns = known_columns(headings, code, told)
    if columns.places.keys() >= set(REQUIRED):
        return columns
    alike = looks_like(headings, code)
    if code and alike:
        raise _other_kind(profiles()[code], alike)
    raise _missing(columns, alike)


def known_columns(headings: tuple[str, ...], code: str = "", told: Mapping[str, Field] | None = None) -> Columns:
    """The columns as far as they are known; required ones may still be missing.

    `code` names a profile; without it the one that the sheet looks like. `told` maps headings to fields
    and wins over the profile. Raises Invalid for an unknown profile or heading, and a heading or field named twice.
    """
    own_words = _told_places(told or {}, headings)
    profile = _named(code) if code else _recognised(headings)
    told_at = set(own_words.values())
    places = {field: place for field, place in _places(profile, headings).items() if place not in told_at}
    return Columns(profile, places | own_words, headings)


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
    """The profile that the sheet looks like; else one without columns."""
    return looks_like(headings) or replace(profiles()[_OWN], code=_TOLD, channel=_TOLD, headings={})


def looks_like(headings: tuple[str, ...], code: str = "") -> Profile | None:
    """The kind of sheet that these headings look like, where no kind or another one was told; None: like none.

    One heading in common says nothing: "Quantity" stands everywhere.
    """
    keys = set(map(heading_key, headings))
    common = {
        each: len(keys & {heading_key(name) for names in profile.headings.values() for name in names})
        for each, profile in profiles().items()
    }
    nearest = max(common, key=lambda each: common[each])
    alike = common[nearest] >= _ALIKE and common[nearest] > common.get(code, 0)
    return profiles()[nearest] if alike and nearest != code else None


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
    by_field: dict[Field, list[str]] = {}
    for heading, field in told.items():
        by_field.setdefault(field, []).append(heading)
    problems += [
        Problem(
            "/map",
            "told_twice",
            Text(
                f"Nhiều cột cùng được chỉ là {_named_field(field).vi}: {_listed(two)}. Chọn một cột.",
                f"Several columns are said to be {_named_field(field).en}: {_listed(two)}. Choose one.",
            ),
        )
        for field, two in by_field.items()
        if len(two) > 1
    ]
    if problems:
        raise Invalid(problems)
    return {field: by_key[heading_key(heading)] for heading, field in told.items()}


def _other_kind(named: Profile, alike: Profile) -> Invalid:
    return Invalid.one(
        "/profile",
        "other_kind",
        vi=f"Tệp này giống bảng {alike.name}, không phải {named.name}. Chọn {alike.name}, hoặc để tự nhận.",
        en=f"This looks like {alike.name}, not like {named.name}. Choose {alike.name}, or let the headings tell.",
    )


def _missing(columns: Columns, alike: Profile | None) -> Invalid:
    """Which fields have no column yet. No example names a heading of the sheet: that would be a guess."""
    missing = [field for field in REQUIRED if field not in columns.places]
    unused = [heading for heading in columns.unused if heading]
    lead = _lead(missing, alike) if alike else Text("", "")
    names = [_named_field(field) for field in missing]
    fields = Text(", ".join(name.vi for name in names), ", ".join(name.en for name in names))
    if not unused:
        return Invalid.one(
            "/file/headings",
            "missing_columns",
            vi=f"{lead.vi}Tệp thiếu cột: {fields.vi}. Thêm cột rồi xuất lại tệp, hoặc dùng mẫu của bưu cục.",
            en=f"{lead.en}The file lacks the columns: {fields.en}. Add them and export it again, or use our own sheet.",
        )
    return Invalid.one(
        "/file/headings",
        "unknown_headings",
        vi=f"{lead.vi}Chưa biết cột nào là: {fields.vi}. Các cột chưa rõ nghĩa: {_listed(unused)}. "
        "Nếu một trong số đó đúng là cột cần tìm, hãy chỉ rõ "
        f'(trên dòng lệnh: --map "TÊN CỘT={missing[0]}"); nếu không, thêm cột vào tệp.',
        en=f"{lead.en}No column is known to be: {fields.en}. Headings without a meaning yet: {_listed(unused)}. "
        "If one of them is meant, say so "
        f'(on the command line: --map "HEADING={missing[0]}"); if none is, add the column.',
    )


def _lead(missing: list[Field], alike: Profile) -> Text:
    absent = _listed([alike.headings[field][0] for field in missing if field in alike.headings])
    return Text(
        f"Giống bảng {alike.name}; còn thiếu các cột: {absent}. ",
        f"This looks like {alike.name}; these columns are missing: {absent}. ",
    )


def _named_field(field: Field) -> Text:
    """What our own sheet calls the field, with the word that --map knows it by."""
    vi, en = profiles()[_OWN].headings.get(field, (field.value, field.value))
    return Text(f"{vi} ({field})", f"{en} ({field})")


def _listed(headings: Sequence[str]) -> str:
    shown = [repr(heading[:60]) for heading in headings[:40]]
    return ", ".join(shown) + (", ..." if len(headings) > len(shown) else "")
