"""How far events may be handed out by row: no row may still come in below one that somebody has passed.

PostgreSQL gives a row its number when it is inserted, but shows it when it is committed: row 7 may be seen before
row 6. So whoever inserts events first says, by a shared advisory lock that ends with the transaction, below which
number none of its rows will be; readers stop at the lowest such number. Nobody waits for anybody. SQLite has one
writer at a time: there the numbers are in the order of the commits.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, bindparam, text
from sqlalchemy.orm import Session

_KEY = 0x4850 << 48
"""What our lock's key begins with, to tell it from other advisory locks; its lower 48 bits are a row's number."""

_NEXT = text("SELECT last_value + is_called::int FROM handling_event_id_seq")
_ANNOUNCE = text(
    "SELECT pg_advisory_xact_lock_shared(CAST(:key AS bigint) + last_value + is_called::int) FROM handling_event_id_seq"
)
# The view shows the halves of a key as two numbers.
_LOWEST_OF_OTHERS = text(
    """
    SELECT min((classid::bigint << 32) + objid::bigint - :key)
    FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = :key >> 48 AND pid <> pg_backend_pid()
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    """
).bindparams(bindparam("key", _KEY, type_=BigInteger()))


def announce_rows(session: Session) -> None:
    """Say that this transaction inserts events from the next row on; call it before they are inserted."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_ANNOUNCE, {"key": _KEY})


def horizon(session: Session) -> int | None:
    """The row below which every event is there that ever will be, for the statements that follow; None: no limit.

    The session must read what is committed while it runs (READ COMMITTED, the default), not an older snapshot.
    """
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return None
    # In this order: a writer who is not among the locks yet will insert from here on.
    next_row: int = connection.execute(_NEXT).scalar_one()
    lowest: int | None = connection.execute(_LOWEST_OF_OTHERS).scalar_one()
    return next_row if lowest is None else min(next_row, lowest)
