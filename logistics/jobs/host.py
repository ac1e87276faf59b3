"""SQLite serves one machine: a second one is told so before it can do harm."""

from __future__ import annotations

import datetime as dt
import socket
import uuid

from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import Database
from logistics.errors import Conflict
from logistics.jobs.models import Host

_ALIVE_FOR = dt.timedelta(minutes=10)


def this_machine() -> str:
    """A name that tells this machine from others: its host name and hardware address."""
    return f"{socket.gethostname()}-{uuid.getnode():012x}"


def hold(database: Database, *, machine: str | None = None, now: dt.datetime | None = None) -> None:
    """Say that this machine uses the database; call it at start and every few minutes.

    Does nothing on PostgreSQL. Raises Conflict on SQLite where another machine said so within ten minutes.
    """
    if database.dialect != "sqlite":
        return
    with database.transaction() as session:
        _hold(session, machine or this_machine(), now or clock.now())


def _hold(session: Session, machine: str, moment: dt.datetime) -> None:
    holder = session.get(Host, 1)
    if holder is None:
        session.add(Host(id=1, name=machine, seen_at=moment))
        return
    if holder.name != machine and moment - holder.seen_at < _ALIVE_FOR:
        raise Conflict(
            "sqlite_serves_one_machine",
            vi=f"Máy {holder.name} đang dùng cơ sở dữ liệu SQLite này. Muốn chạy nhiều máy, "
            "hãy đặt DATABASE_URL=postgresql://...",
            en=f"The machine {holder.name} is using this SQLite database. To run several machines, "
            "set DATABASE_URL=postgresql://...",
        )
    holder.name, holder.seen_at = machine, moment
