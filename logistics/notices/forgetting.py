"""Delivered notices are kept as long as somebody may want them replayed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete
from sqlalchemy.orm import Session

from logistics.notices.models import Notice, NoticeState

DELIVERED_D = 30
DEAD_D = 180


def forget(session: Session, now: dt.datetime) -> None:
    """Delete notices delivered more than a month ago, and those given up half a year ago."""
    for state, days in ((NoticeState.DELIVERED, DELIVERED_D), (NoticeState.DEAD, DEAD_D)):
        old = delete(Notice).where(Notice.state == state, Notice.created_at < now - dt.timedelta(days=days))
        session.execute(old, execution_options={"synchronize_session": False})
