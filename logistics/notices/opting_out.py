"""Phones that want no messages."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import insert_new
from logistics.notices.models import Channel, Notice, NoticeState, OptOut


def opt_out(session: Session, phone: str) -> None:
    """Send this phone (E.164) no messages from now on, also not those that wait for the morning."""
    row = insert_new(session, OptOut).values(phone=phone, since=clock.now())
    session.execute(row.on_conflict_do_nothing())
    waiting = (Notice.channel == Channel.SMS, Notice.recipient == phone, Notice.state == NoticeState.WAITING)
    session.execute(delete(Notice).where(*waiting), execution_options={"synchronize_session": "fetch"})


def opt_in(session: Session, phone: str) -> None:
    """Send this phone messages again."""
    session.execute(delete(OptOut).where(OptOut.phone == phone), execution_options={"synchronize_session": "fetch"})
