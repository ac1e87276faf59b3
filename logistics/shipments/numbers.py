"""Item numbers, taken inside the caller's transaction: a number is out only when its parcel is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from logistics.codes import item_numbers
from logistics.db import Base
from logistics.prebuilt import rows_of
from logistics.shipments.bulk import next_ids_of

ITEM = "item"

_RAISE = """
INSERT INTO serial (kind, next_value) VALUES ({0}, {0})
ON CONFLICT (kind) DO UPDATE SET next_value = serial.next_value + {0} RETURNING next_value
"""
_RAISED = {"sqlite": _RAISE.format("?"), "postgresql": _RAISE.format("%s")}
_TAKE = f"""
WITH turn AS ({_RAISED["postgresql"]})
SELECT turn.next_value, wanted.name, nextval(pg_get_serial_sequence(quote_ident(wanted.name), 'id'))
FROM turn, unnest(%s::text[], %s::int[]) AS wanted (name, count), generate_series(1, wanted.count)
"""  # noqa: S608  nothing but our own words


def next_item_numbers(session: Session, count: int, key: str) -> list[str]:
    """`count` item numbers that nobody else gets, under the installation's `item_number_key`."""
    return item_numbers(next_serials(session, count), key)


def numbers_and_ids(
    session: Session, count: int, key: str, rows: Mapping[type[Base], int]
) -> tuple[list[str], Mapping[type[Base], Sequence[int]]]:
    """What `next_item_numbers` and `next_ids_of` give, on PostgreSQL in one exchange."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return next_item_numbers(session, count, key), next_ids_of(session, rows)
    # Arrays in the server's own words: the driver takes longer for a list than the server for the rest.
    names, counts = ",".join(model.__tablename__ for model in rows), ",".join(map(str, rows.values()))
    found = rows_of(connection, _TAKE, (ITEM, 1 + count, count, f"{{{names}}}", f"{{{counts}}}"))
    ids: dict[str, list[int]] = defaultdict(list)
    for _, name, row_id in found:
        ids[name].append(row_id)
    end: int = found[0][0]
    return item_numbers(range(end - count, end), key), {model: ids[model.__tablename__] for model in rows}


def next_serials(session: Session, count: int, kind: str = ITEM) -> range:
    """`count` serials of this kind that nobody else gets, however many ask at once.

    The row stays locked until the caller's transaction ends, so that one that fails gives its serials back.
    """
    connection = session.connection()
    ((end,),) = rows_of(connection, _RAISED[connection.dialect.name], (kind, 1 + count, count))
    return range(end - count, end)


def give_back(session: Session, count: int) -> None:
    """Undo the last taking of `count` item numbers in this transaction, which has held the serials since."""
    next_serials(session, -count)


def wait_for_turn(session: Session) -> None:
    """Until this transaction ends, nobody else makes shipments: what is known now stays all that is known."""
    next_serials(session, 0)
