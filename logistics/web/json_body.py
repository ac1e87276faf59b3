"""JSON that programs send: read once, and refused where it is none or where a database could not keep it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn, Self

from pydantic import BaseModel, ConfigDict

from logistics.errors import Invalid, Problem, Text

DEEPEST = 32
"""Lists and objects within each other; what we understand has five."""

_NOT_JSON = Text(
    "Nội dung gửi lên không phải JSON đọc được. Kiểm tra dấu ngoặc, dấu phẩy và mã hoá UTF-8.",
    "What was sent is not JSON that can be read. Check its brackets, commas and UTF-8.",
)
_TOO_DEEP = Text(
    f"JSON lồng quá sâu: tối đa {DEEPEST} lớp.",
    f"The JSON is nested too deeply: at most {DEEPEST} levels.",
)
_TOO_LARGE = Text(
    "Số quá lớn, không lưu được: số nguyên tối đa 64 bit.",
    "The number is too large to be kept: integers have 64 bits at most.",
)
_UNSTORABLE = Text(
    "Có ký tự không lưu được (NUL hoặc nửa cặp thay thế). Bỏ ký tự đó rồi gửi lại.",
    "It holds a sign that cannot be kept (NUL or half of a surrogate pair). Take it out and send again.",
)
_UNSTORABLE_SIGN = re.compile("[\x00\ud800-\udfff]")
_BEYOND_64_BITS = 2**63


class JsonBody(BaseModel):
    """An object that a program sends: no unknown field, and each value of its own type ("5" and true are no integer).

    What JSON can only say as text (ids, words of a closed set, days, moments) is a field with `strict=False`.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Refuses a text: flask-openapi3 would read JSON within a JSON text, past all that `read_json` refuses."""
        return cls.model_validate(json_data, **options)


def read_json(sent: bytes, apart: str = "") -> Any:
    """What the JSON says. Raises Invalid where it is none, or naming each value that no database could keep.

    What is inside the list of that name in `apart` is left to whoever takes its entries one by one, see `unkept`.
    """
    try:
        told = json.loads(sent, parse_constant=_no_number)
    except RecursionError:
        raise Invalid([Problem("", "json_too_deep", _TOO_DEEP)]) from None
    except ValueError:
        raise Invalid([Problem("", "not_json", _NOT_JSON)]) from None
    problems = unkept(told)
    if apart:
        problems = [each for each in problems if not each.at.startswith(f"/{apart}/")]
    if problems:
        raise Invalid(problems)
    return told


def unkept(told: Any, within: str = "") -> list[Problem]:
    """What no database could keep of the JSON that stands at the pointer `within`, each with its own pointer."""
    return [_problem(within + where, value) for where, value in _unkept(told)]


def require_storable(texts: Iterable[tuple[str, str]]) -> None:
    """Raises Invalid naming the pointer of each text with a sign that no database could keep."""
    _refuse((where, text) for where, text in texts if not storable(text))


def storable(text: str) -> bool:
    """Whether every database keeps it: PostgreSQL knows no NUL, and UTF-8 no half of a surrogate pair."""
    return _UNSTORABLE_SIGN.search(text) is None


def _refuse(unkept: Iterable[tuple[str, str | float]]) -> None:
    if problems := [_problem(where, value) for where, value in unkept]:
        raise Invalid(problems)


def _problem(where: str, value: str | float) -> Problem:
    if isinstance(value, str):
        return Problem(where, "unstorable_text", _UNSTORABLE)
    return Problem(where, "number_too_large", _TOO_LARGE)


def _unkept(told: Any) -> Iterator[tuple[str, str | float]]:
    """What no database keeps, each with its JSON pointer; a name counts at the object that bears it."""
    waiting = [("", told, 1)]
    while waiting:
        where, value, depth = waiting.pop()
        if isinstance(value, dict | list):
            if depth > DEEPEST:
                raise Invalid([Problem("", "json_too_deep", _TOO_DEEP)])
            if isinstance(value, dict):
                yield from ((where, name) for name in value if not storable(name))
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            waiting += [(f"{where}/{escaped(name)}", each, depth + 1) for name, each in inner]
        elif not _kept(value):
            yield where, value


def _kept(value: str | float | None) -> bool:
    match value:
        case str():
            return storable(value)
        case int():
            return -_BEYOND_64_BITS <= value < _BEYOND_64_BITS
        case float():
            return math.isfinite(value)  # 1e999 is read as infinity.
        case None:
            return True


def escaped(part: int | str) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    return str(part).replace("~", "~0").replace("/", "~1")


def _no_number(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")
