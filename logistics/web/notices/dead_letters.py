"""The notices that were given up, each with why, and sending them once more."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from logistics.errors import Conflict
from logistics.notices.dead_letters import dead_letters, replay
from logistics.notices.models import Channel, Notice
from logistics.parties.models import Role
from logistics.web.access import current_principal
from logistics.web.permissions import allow
from logistics.web.row_id import row_id
from logistics.web.transactions import current_database

blueprint = Blueprint("notices", __name__, url_prefix="/admin/notices")

_PAGE = 50
_SHOWN_DIGITS = 3
_SHOWN_LETTERS = 60


@blueprint.get("")
@allow(Role.ADMINISTRATOR)
def letters() -> str:
    """The dead letters, oldest first; `after` continues below one."""
    after_id = request.args.get("after", default=0, type=row_id)
    with current_database().reading() as session:
        found = dead_letters(session, current_principal(), after_id=after_id, limit=_PAGE + 1)
        rows = [(each, _recipient(each), _about(each)) for each in found[:_PAGE]]
    return render_template(
        "notices/dead_letters.html", rows=rows, more=found[_PAGE - 1].id if len(found) > _PAGE else None
    )


@blueprint.post("/replay")
@allow(Role.ADMINISTRATOR)
def send_again() -> ResponseReturnValue:
    """Send the ticked notices once more, each under its old id; one that waits already is left alone."""
    chosen, again = request.form.getlist("notice", type=row_id), 0
    for notice_id in chosen:
        try:
            with current_database().transaction() as session:
                replay(session, current_principal(), notice_id)
                again += 1
        except Conflict:
            continue
    if again:
        flash(ngettext("One message is sent again.", "%(num)d messages are sent again.", again), "good")
    else:
        flash(gettext("Tick the messages to send again."), "warn")
    return redirect(url_for("notices.letters"))


def _recipient(notice: Notice) -> str:
    """Whom it was for: a program's address, or the end of a phone number, which is enough to know it by."""
    if notice.channel is Channel.SMS:
        return f"… {notice.recipient[-_SHOWN_DIGITS:]}"
    return notice.recipient


def _about(notice: Notice) -> str:
    """How a text message begins, and what kind of event a program is told of."""
    if notice.channel is Channel.SMS:
        return str(notice.body.get("text", ""))[:_SHOWN_LETTERS]
    return str(notice.body.get("type") or notice.key)
