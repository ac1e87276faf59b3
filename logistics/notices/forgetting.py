"""Delivered notices are kept as long as somebody may want them replayed, texts as long as they may be repeated."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete
from sqlalchemy.orm import Session

from logistics.notices.models import InboundText, Notice, NoticeState

DELIVERED_D = 30
DEAD_D = 180
HEARD_D = 30


def forget(session: Session, now: dt.datetime) -> None:
    """Delete notices delivered a month ago, those given up half a year ago, and the ids of texts a month old."""
    for state, days in ((NoticeState.DELIVERED, DELIVERED_D), (NoticeState.DEAD, DEAD_D)):
        old = delete(Notice).where(Notice.state == state, Notice.created_at < now - dt.timedelta(days=days))
        session.execute(old, execution_options={"synchronize_session": False})
    heard = delete(InboundText).where(InboundText.received_at < now - dt.timedelta(days=HEARD_D))
    session.execute(heard, execution_options={"synchronize_session": False})
