"""Between a form and the meanings of the kernel: which field a problem belongs to, and what was typed."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from flask import Flask

from logistics.errors import Invalid, Problem, Text
from logistics.web.iso_times import day
from logistics.web.language import say

_Word = TypeVar("_Word", bound=StrEnum)
_HOUR = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[., ][0-9]{3}){1,3}")
_NUMBER = re.compile(r"-?[0-9]{1,12}([.,][0-9]{1,9})?")


def install(app: Flask) -> None:
    """Let templates link a problem to its field and offer rows: `problem.at|field_id`, `rows|options("id", "name")`."""
    app.jinja_env.filters.update(field_id=field_id, options=options)


def field_id(pointer: str) -> str:
    """The id of the field that a JSON pointer names: `/consignee/phone` is `consignee-phone`."""
    return pointer.strip("/").replace("/", "-")


def options(rows: Iterable[object], value: str, words: str, none: str | None = None) -> list[tuple[object, object]]:
    """Pairs of value and words for a choice from rows; `none` is what choosing nothing is called."""
    first: list[tuple[object, object]] = [] if none is None else [("", none)]
    return first + [(getattr(row, value), getattr(row, words)) for row in rows]


def faults_by_field(problems: Iterable[Problem]) -> dict[str, str]:
    """The first fault of each field in the language of the page, by the field's id."""
    faults: dict[str, str] = {}
    for problem in problems:
        faults.setdefault(field_id(problem.at), say(problem.text))
    return faults


class Reader:
    """Reads the fields of a form as numbers, hours and words, and keeps every fault until `done()`."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form
        self._problems: list[Problem] = []

    def number(self, name: str, low: float = -math.inf, high: float = math.inf) -> float:
        """The field as a number, with comma or point; 0 and a fault where it is none from `low` to `high`."""
        written = self._form.get(name, "").strip().replace(" ", "")
        if not _NUMBER.fullmatch(written):
            self._fault(name, "not_a_number", Text("Hãy nhập một số.", "Fill in a number."))
            return 0.0
        value = float(written.replace(",", "."))
        if not low <= value <= high:
            text = Text(f"Hãy nhập số từ {low:g} đến {high:g}.", f"Fill in a number from {low:g} to {high:g}.")
            self._fault(name, "out_of_range", text)
            return 0.0
        return value

    def integer(self, name: str, *, grouped: bool = False) -> int:
        """The field as a whole number; 0 and a fault where it is none. `grouped`: 1.250.000 is a million and more."""
        written = self._form.get(name, "")
        if grouped and _GROUPED.fullmatch(written.strip()):
            return int(re.sub(r"[^0-9]", "", written))
        number = self.number(name)
        if not number.is_integer():
            self._fault(name, "not_whole", Text("Hãy nhập số nguyên.", "Fill in a whole number."))
            return 0
        return int(number)

    def second_of_day(self, name: str) -> int:
        """The field "07:30" as seconds of the local day; 0 and a fault where it is no hour."""
        found = _HOUR.fullmatch(self._form.get(name, "").strip())
        if found is None:
            self._fault(name, "not_an_hour", Text("Hãy nhập giờ, ví dụ 07:30.", "Fill in an hour, such as 07:30."))
            return 0
        return int(found[1]) * 3600 + int(found[2]) * 60

    def day(self, name: str) -> dt.date:
        """The field "2026-11-23" as a day; the first of all days and a fault where it is none."""
        try:
            return day(self._form.get(name, ""))
        except ValueError:
            self._fault(name, "not_a_day", Text("Hãy chọn ngày.", "Choose a day."))
            return dt.date.min

    def word(self, name: str, kind: type[_Word], default: _Word) -> _Word:
        """The field as a word of a closed set; the default and a fault where it is none of them."""
        try:
            return kind(self._form.get(name, ""))
        except ValueError:
            self._fault(name, "unknown_word", Text("Hãy chọn một mục.", "Choose one."))
            return default

    def done(self) -> None:
        """Raises Invalid where anything could not be read."""
        if self._problems:
            raise Invalid(self._problems)

    def _fault(self, name: str, code: str, text: Text) -> None:
        self._problems.append(Problem(f"/{name}", code, text))
