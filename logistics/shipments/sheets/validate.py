"""Every order of a sheet checked and packed, or refused with all its reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from logistics.errors import Invalid
from logistics.shipments.check import check
from logistics.shipments.checked import Directory
from logistics.shipments.own_profiles import Packers
from logistics.shipments.rules import directory
from logistics.shipments.sheets.drafts import Draft, drafts
from logistics.shipments.sheets.headings import Columns
from logistics.shipments.sheets.orders import Gathered, MarketOrder
from logistics.shipments.sheets.report import Rejection
from logistics.shipments.sheets.table import Row
from logistics.shipments.writing import PackedShipment, packed

Progress = Callable[[int, int], None]
"""Called with how many orders are done, and of how many."""

_STEP = 250


@dataclass(slots=True)
class Validated:
    """What can be shipped, what cannot and why, and how many orders there is nothing to do for."""

    shipments: list[PackedShipment] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    rejected_rows: list[Row] = field(default_factory=list)
    """Every row of a refused order, as it stood in the sheet."""
    cancelled: int = 0


def validate(
    session: Session, gathered: Gathered, columns: Columns, latest: dt.datetime, progress: Progress
) -> Validated:
    """The orders' shipments. An order is taken whole or not at all: one bad line refuses all its lines."""
    cut = [order for order in gathered.orders if order.cut]
    live = [order for order in gathered.orders if not order.cancelled and not order.cut]
    asked = [drafts(order, columns, latest) for order in live]
    known = directory(session, [draft.new for some in asked for draft in some])
    packers = Packers(session)
    result = Validated(
        rejected=[*gathered.strays, *(rejection for order in cut for rejection in order.cut)],
        rejected_rows=[*gathered.stray_rows, *(row for order in cut for row in order.rows)],
        cancelled=len(gathered.orders) - len(live) - len(cut),
    )
    for done, (order, some) in enumerate(zip(live, asked, strict=True), start=1):
        _judge(order, some, _Bench(known, packers, columns), result)
        if done % _STEP == 0 or done == len(live):
            progress(done, len(live))
    result.rejected.sort(key=lambda rejection: rejection.row)
    result.rejected_rows.sort(key=lambda row: row.number)
    return result


@dataclass(frozen=True, slots=True)
class _Bench:
    """What every order is judged with."""

    directory: Directory
    packers: Packers
    columns: Columns


def _judge(order: MarketOrder, asked: Iterable[Draft], bench: _Bench, result: Validated) -> None:
    good: list[PackedShipment] = []
    reasons: list[Rejection] = []
    for draft in asked:
        checked = check(draft.new, bench.directory, draft.faults)
        problems = tuple(draft.faults)
        if checked is not None:
            try:
                good.append(packed(checked, bench.packers.of(checked.sender)))
            except Invalid as unpackable:
                problems = unpackable.problems
        reasons += [draft.rejection(problem, bench.columns) for problem in problems]
    if reasons:
        # Two households of one order share its recipient, and so its faults.
        result.rejected += dict.fromkeys(reasons)
        result.rejected_rows += order.rows
    else:
        result.shipments += good
