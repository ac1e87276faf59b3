"""JSON that programs send: read once, and refused where it is none or where a database could not keep it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

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
_UNSTORABLE = Text(
    "Có ký tự không lưu được (NUL hoặc nửa cặp thay thế). Bỏ ký tự đó rồi gửi lại.",
    "It holds a sign that cannot be kept (NUL or half of a surrogate pair). Take it out and send again.",
)
_UNSTORABLE_SIGN = re.compile("[\x00\ud800-\udfff]")


def read_json(sent: bytes) -> Any:
    """What the JSON says. Raises Invalid where it is none, or naming each text that no database could keep."""
    try:
        told = json.loads(sent, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Invalid([Problem("/", "not_json", _NOT_JSON)]) from None
    require_storable(_texts(told))
    return told


def require_storable(texts: Iterable[tuple[str, str]]) -> None:
    """Raises Invalid naming the pointer of each text with a sign that no database could keep."""
    if places := [where for where, text in texts if not storable(text)]:
        raise Invalid([Problem(where or "/", "unstorable_text", _UNSTORABLE) for where in places])


def storable(text: str) -> bool:
    """Whether every database keeps it: PostgreSQL knows no NUL, and UTF-8 no half of a surrogate pair."""
    return _UNSTORABLE_SIGN.search(text) is None


def _texts(told: Any) -> Iterator[tuple[str, str]]:
    """Every text with its JSON pointer; a name counts at the object that bears it."""
    waiting = [("", told, 1)]
    while waiting:
        where, value, depth = waiting.pop()
        if isinstance(value, str):
            yield where, value
        elif isinstance(value, dict | list):
            if depth > DEEPEST:
                raise Invalid([Problem("/", "json_too_deep", _TOO_DEEP)])
            if isinstance(value, dict):
                yield from ((where, name) for name in value)
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            waiting += [(f"{where}/{escaped(name)}", each, depth + 1) for name, each in inner]


def escaped(part: int | str) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    return str(part).replace("~", "~0").replace("/", "~1")


def _no_number(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")
