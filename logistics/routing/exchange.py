"""Problems and plans as JSON, both ways, and the schema of each.

Reading takes nothing for something else: no unknown names, no truth for a number, no words for numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from logistics.errors import Invalid, Text
from logistics.errors import Problem as Fault
from logistics.routing.plan import Plan
from logistics.routing.problem import Problem

Thing = TypeVar("Thing")

UNKNOWN_NAME = "unexpected_keyword_argument"


@cache
def _problems() -> TypeAdapter[Problem]:
    return TypeAdapter(Problem)


@cache
def _plans() -> TypeAdapter[Plan]:
    return TypeAdapter(Plan)


def to_json(thing: Problem | Plan, *, indent: int | None = None) -> str:
    """The problem or plan as JSON text; reading it back gives an equal one."""
    written = (
        _problems().dump_json(thing, indent=indent)
        if isinstance(thing, Problem)
        else _plans().dump_json(thing, indent=indent)
    )
    return written.decode()


def problem_from_json(text: str | bytes) -> Problem:
    """The problem that `to_json` wrote, or a person. Raises Invalid with every fault."""
    return _read(_problems(), text)


def plan_from_json(text: str | bytes) -> Plan:
    """The plan that `to_json` wrote. Raises Invalid with every fault."""
    return _read(_plans(), text)


def schema(kind: type[Problem] | type[Plan]) -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of problems or plans, closed: it knows no names beyond those it states."""
    stated = (_problems() if kind is Problem else _plans()).json_schema()
    for thing in (stated, *stated["$defs"].values()):
        if "properties" in thing:
            thing["additionalProperties"] = False
    return stated


def _read(adapter: TypeAdapter[Thing], text: str | bytes) -> Thing:
    try:
        return adapter.validate_json(text, strict=True, extra="forbid")
    except ValidationError as broken:
        stated = adapter.json_schema()
        raise Invalid([_fault(error, stated) for error in broken.errors(include_url=False)]) from None


def _fault(error: ErrorDetails, stated: Mapping[str, Any]) -> Fault:
    location, kind = error["loc"], error["type"]
    at = "".join(f"/{part}" for part in location)
    if kind == UNKNOWN_NAME:
        return Fault(at, "unknown_name", _unknown(str(location[-1]), _names_at(location[:-1], stated)))
    if kind == "missing":
        return Fault(at, kind, Text("Thiếu giá trị này.", "This is missing; give it."))
    if not location and kind != "json_invalid":
        en = 'A JSON object is expected: {"stops": [...], "vehicles": [...], "travel": [...]}.'
        return Fault(at, kind, Text(f"Cần một đối tượng JSON: {en.partition(': ')[2]}", en))
    what = error["msg"]
    return Fault(at, kind, Text(f"Không đọc được: {what}.", f"This cannot be read: {what}."))


def _unknown(name: str, known: list[str]) -> Text:
    near = get_close_matches(name, known, 1)
    if near:
        return Text(f"Không có mục “{name}”; có phải “{near[0]}”?", f"There is no {name}; did you mean {near[0]}?")
    return Text(f"Không có mục “{name}”. Có: {', '.join(known)}.", f"There is no {name}; known are {', '.join(known)}.")


def _names_at(location: tuple[int | str, ...], stated: Mapping[str, Any]) -> list[str]:
    """The names that the object at this place may have."""
    here: Mapping[str, Any] = stated
    for part in location:
        steps = (_step(one, part) for one in _meant(here, stated))
        here = next((one for one in steps if one is not None), {})
    return sorted({name for one in _meant(here, stated) for name in one.get("properties", {})})


def _step(here: Mapping[str, Any], part: int | str) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = (
        here.get("items") if isinstance(part, int) else here.get("properties", {}).get(part)
    )
    return found


def _meant(here: Mapping[str, Any], stated: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What a part of a schema stands for: itself, what it refers to, or one of several."""
    if "$ref" in here:
        yield from _meant(stated["$defs"][here["$ref"].rpartition("/")[2]], stated)
    for one in here.get("anyOf", ()):
        yield from _meant(one, stated)
    yield here
