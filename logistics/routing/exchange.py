"""Problems and plans as JSON, both ways, and the schema of each."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from logistics.errors import Invalid, Text
from logistics.errors import Problem as Fault
from logistics.routing.plan import Plan
from logistics.routing.problem import Problem

Thing = TypeVar("Thing")


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
    """The JSON schema (draft 2020-12) of problems or plans."""
    return (_problems() if kind is Problem else _plans()).json_schema()


def _read(adapter: TypeAdapter[Thing], text: str | bytes) -> Thing:
    try:
        return adapter.validate_json(text)
    except ValidationError as broken:
        raise Invalid([_fault(error["loc"], error["type"], error["msg"]) for error in broken.errors()]) from None


def _fault(location: tuple[int | str, ...], code: str, message: str) -> Fault:
    at = "".join(f"/{part}" for part in location)
    return Fault(
        at, code, Text(f"Không đọc được {at or 'tệp'}: {message}.", f"Cannot read {at or 'the text'}: {message}.")
    )
