"""A sheet of sellers whose headings we do not know: somebody says what they mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from flask import request
from flask.typing import ResponseReturnValue

from logistics.errors import Invalid, Problem
from logistics.parties.seller_row import HEADINGS, REQUIRED, field_of
from logistics.shipments.sheets.table import Row, Table
from logistics.shipments.sheets.write_table import write_csv
from logistics.web.imports.mapping import Question, ask, told_columns
from logistics.web.language import say


def may_be_explained(table: Table) -> bool:
    """Whether required columns are missing, and as many headings say nothing yet, so that these may be they."""
    known = _known(table).values()
    missing = [field for field in REQUIRED if field not in known]
    return 0 < len(missing) <= sum(map(bool, table.headings)) - len(known)


def ask_headings(content: bytes, table: Table, filename: str, problems: Sequence[Problem] = ()) -> ResponseReturnValue:
    """The page that asks what the headings mean; what was said before stands there again."""
    question = Question(
        fields={field: say(name) for field, name in HEADINGS.items()},
        required=REQUIRED,
        known=_known(table) | told_columns(table, HEADINGS),
        answered="imports.sellers_mapped",
        back="imports.sellers",
        kept={"filename": filename, "office": request.form.get("office", "")},
        problems=problems,
    )
    return ask(content, table, question)


def renamed(table: Table) -> bytes:
    """The sheet as CSV with our own headings, so that its refused rows can be uploaded as they come back.

    Each row keeps its number: what is refused is told by the row of the sheet that somebody has open.
    Raises Invalid where a required field has no column, or one field has two.
    """
    told = told_columns(table, HEADINGS)
    counts = Counter(told.values())
    wrong = [field for field in HEADINGS if counts[field] > 1 or (field in REQUIRED and not counts[field])]
    if wrong:
        raise Invalid.one(
            "/map",
            "one_column_each",
            vi=f"Mỗi mục cần đúng một cột: {', '.join(HEADINGS[field].vi for field in wrong)}.",
            en=f"Each of these needs exactly one column: {', '.join(HEADINGS[field].en for field in wrong)}.",
        )
    headings = [
        HEADINGS[told[place]].vi if place in told else f"({heading})" for place, heading in enumerate(table.headings)
    ]
    return write_csv(headings, _in_their_places(table.rows))


def _in_their_places(rows: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    """The rows' cells below headings in row 1, with an empty row for each that the sheet had."""
    written = 1
    for row in rows:
        yield from [()] * (row.number - written - 1)
        yield row.cells
        written = row.number


def _known(table: Table) -> dict[int, str]:
    """The columns whose headings we know, by their place."""
    meant = {place: field_of(heading) for place, heading in enumerate(table.headings) if heading}
    return {place: field for place, field in meant.items() if field in HEADINGS}
