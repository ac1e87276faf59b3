"""The office's cash on one day: who holds how much, what was counted, and every difference with its explanation."""

from __future__ import annotations

from flask import Response, render_template, request
from sqlalchemy import ColumnElement

from logistics import clock
from logistics.cod import Account
from logistics.cod.export import as_csv, as_xlsx, ledger_rows
from logistics.cod.office_day import counted, office_total, purses
from logistics.parties import visible_to
from logistics.parties.models import Role
from logistics.shipments.models import Shipment
from logistics.web import iso_times
from logistics.web.access import current_principal
from logistics.web.cash.blueprint import blueprint, own_office
from logistics.web.permissions import allow
from logistics.web.transactions import current_database

_MEDIA = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}


@blueprint.get("")
@allow(Role.CLERK, Role.DISPATCHER)
def day() -> str:
    """The purses as they are now, the countings of the day, and where all the office's money stands."""
    today = clock.service_day(clock.now())
    shown = request.args.get("day", today, iso_times.day)
    with current_database().reading() as session:
        money = office_total(session, own_office())
        return render_template(
            "cash/day.html",
            shown=shown,
            today=today,
            purses=purses(session, own_office()),
            counted=counted(session, own_office(), shown),
            money=money,
            collected_vnd=sum(
                money[each] for each in (Account.COLLECTED, Account.HANDED_IN, Account.RECONCILED, Account.PAID_OUT)
            ),
            Account=Account,
        )


@blueprint.get("/ledger.<any(csv, xlsx):kind>")
@allow(Role.CLERK, Role.DISPATCHER)
def ledger(kind: str) -> Response:
    """The office's shipments with money to collect, as a sheet without formulas."""
    return ledger_file(visible_to(current_principal(), Shipment), kind)


def ledger_file(which: ColumnElement[bool], kind: str) -> Response:
    """The shipments under the condition as a file to be saved."""
    media, write = _MEDIA[kind]
    with current_database().reading() as session:
        rows = ledger_rows(session, which)
    response = Response(write(rows), content_type=media)
    response.headers.set("Content-Disposition", "attachment", filename=f"cod-{clock.service_day(clock.now())}.{kind}")
    return response
