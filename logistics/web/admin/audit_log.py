"""The book of who did what to what, newest first."""

from __future__ import annotations

from flask import render_template, request
from sqlalchemy import select

from logistics.parties import visible_to
from logistics.parties.models import AuditEntry, Role, User
from logistics.text import clean
from logistics.web.access import current_principal
from logistics.web.admin.blueprint import blueprint
from logistics.web.permissions import allow
from logistics.web.row_id import row_id
from logistics.web.transactions import current_database

_PAGE = 50


@blueprint.get("/audit-log")
@allow(Role.ADMINISTRATOR)
def audit_log() -> str:
    """One page of entries; `before` continues below the entry of that id, `about` narrows by subject or action."""
    before, about = request.args.get("before", type=row_id), clean(request.args.get("about", ""))
    entries = (
        select(AuditEntry, User.name, User.login)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(visible_to(current_principal(), AuditEntry))
        .order_by(AuditEntry.id.desc())
        .limit(_PAGE + 1)
    )
    if before is not None:
        entries = entries.where(AuditEntry.id < before)
    if about:
        entries = entries.where(
            AuditEntry.subject.icontains(about, autoescape=True) | AuditEntry.action.icontains(about, autoescape=True)
        )
    with current_database().reading() as session:
        rows = session.execute(entries).all()
    more = rows[_PAGE - 1][0].id if len(rows) > _PAGE else None
    return render_template("admin/audit_log.html", rows=rows[:_PAGE], more=more, about=about)
