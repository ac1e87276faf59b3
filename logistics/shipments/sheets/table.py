"""A sheet as rows of text, whatever file it came in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from logistics.errors import Invalid

MAX_ROWS = 200_000
MAX_COLUMNS = 300


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `number` counts as a spreadsheet does: the headings are row 1.

    There are more cells than headings only where the row is shifted and the last of them says something. Of the
    cells, `written` stand in the file; those after them were filled up.
    """

    number: int
    cells: tuple[str, ...]
    written: int


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, and the rows below them that are not empty, each with a cell for every heading."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row's number and its cells by heading."""
        for row in self.rows:
            yield row.number, dict(zip(self.headings, row.cells, strict=False))


def unreadable(code: str, *, vi: str, en: str) -> Invalid:
    """The refusal of a whole file: nothing of it is taken in."""
    return Invalid.one("/file", code, vi=vi, en=en)


def table_of(lines: Iterator[tuple[str, ...]]) -> Table:
    """The table in lines of cells: the first that is not empty holds the headings.

    Raises Invalid where there are no rows, or more rows or columns than a sheet of orders can have.
    """
    headings: tuple[str, ...] = ()
    rows: list[Row] = []
    for number, cells in enumerate(lines, start=1):
        if not any(map(str.strip, cells)):
            continue
        if not headings:
            headings = _headings(cells)
            continue
        if len(rows) == MAX_ROWS:
            raise unreadable(
                "too_many_rows",
                vi=f"Tệp có hơn {MAX_ROWS} dòng. Chia thành nhiều tệp.",
                en=f"The file has more than {MAX_ROWS} rows. Split it into several files.",
            )
        rows.append(Row(number, _fitted(cells, len(headings)), min(len(cells), len(headings))))
    if not rows:
        raise unreadable(
            "empty_file",
            vi="Tệp trống: không có dòng nào dưới dòng tiêu đề. Xuất lại tệp.",
            en="The file is empty: there is no row below the headings. Export it again.",
        )
    return Table(headings, tuple(rows))


def _fitted(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """The cells, filled up to the width; beyond it only as far as they say something."""
    if len(cells) < width:
        return cells + ("",) * (width - len(cells))
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _headings(cells: tuple[str, ...]) -> tuple[str, ...]:
    headings = tuple(" ".join(cell.split()) for cell in cells)
    while headings and not headings[-1]:
        headings = headings[:-1]
    if len(headings) > MAX_COLUMNS:
        raise unreadable(
            "too_many_columns",
            vi=f"Dòng tiêu đề có {len(headings)} cột, tối đa {MAX_COLUMNS}. Xoá các cột thừa.",
            en=f"The row of headings has {len(headings)} columns, at most {MAX_COLUMNS}. Delete what is not needed.",
        )
    return headings
