"""What the columns of a sheet mean: asked for where headings are unknown, never guessed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from logistics.errors import Problem
from logistics.shipments.sheets.storage import keep_sheet
from logistics.shipments.sheets.table import Table
from logistics.web.settings import current_settings

_SAMPLES = 3


class Asked(NamedTuple):
    """A heading to be explained, with the first values under it."""

    place: int
    heading: str
    samples: list[str]
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which fields a sheet may have, which it must, and what is known of its columns by their place.

    The answer goes to the endpoint `answered`, with `kept` as it is; `back` leads to where the file was chosen.
    """

    fields: Mapping[str, str]
    required: Collection[str]
    known: Mapping[int, str]
    answered: str
    back: str
    kept: Mapping[str, str]
    alike: str = ""
    problems: Sequence[Problem] = ()


def ask(content: bytes, table: Table, question: Question) -> ResponseReturnValue:
    """The page that asks what each heading means; the file is kept until it is answered."""
    asked = [
        Asked(place, heading, _samples(table, place), question.known.get(place, ""))
        for place, heading in enumerate(table.headings)
        if heading
    ]
    page = render_template(
        "imports/map.html",
        asked=asked,
        question=question,
        missing=[words for field, words in question.fields.items() if field in _missing(question)],
        sha256=keep_sheet(current_settings().storage_dir, content),
    )
    return make_response(page, 422)


def told_columns(table: Table, fields: Collection[str]) -> dict[int, str]:
    """What the form says that the columns mean, by their place."""
    told = {place: request.form.get(f"column-{place}", "") for place in range(len(table.headings))}
    return {place: field for place, field in told.items() if field in fields}


def _missing(question: Question) -> set[str]:
    return set(question.required) - set(question.known.values())


def _samples(table: Table, place: int) -> list[str]:
    values = (row.cells[place] for row in table.rows[:50] if row.cells[place].strip())
    return [value[:40] for value in dict.fromkeys(values)][:_SAMPLES]
