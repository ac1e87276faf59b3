"""Item numbers, taken inside the caller's transaction: a number is out only when its parcel is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from logistics.codes import item_numbers
from logistics.shipments.models import Serial

ITEM = "item"


def _raise(insert: Any) -> Any:
    statement = insert(Serial.__table__)
    raised = Serial.__table__.c.next_value + bindparam("raised_by")
    return statement.on_conflict_do_update(index_elements=["kind"], set_={"next_value": raised}).returning(
        Serial.__table__.c.next_value
    )


_RAISE = {"sqlite": _raise(sqlite.insert), "postgresql": _raise(postgresql.insert)}


def next_item_numbers(session: Session, count: int, key: str) -> list[str]:
    """`count` item numbers that nobody else gets, under the installation's `item_number_key`."""
    return item_numbers(next_serials(session, count), key)


def next_serials(session: Session, count: int, kind: str = ITEM) -> range:
    """`count` serials of this kind that nobody else gets, however many ask at once.

    The row stays locked until the caller's transaction ends, so that one that fails gives its serials back.
    """
    connection = session.connection()
    row = {"kind": kind, "next_value": 1 + count, "raised_by": count}
    end: int = connection.execute(_RAISE[connection.dialect.name], row).scalar_one()
    return range(end - count, end)


def wait_for_turn(session: Session) -> None:
    """Until this transaction ends, nobody else makes shipments: what is known now stays all that is known."""
    next_serials(session, 0)
