"""Alembic's entry: runs the migrations on the connection it is given, or on DATABASE_URL."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, Enum

from config import Config
from logistics.db import UTCDateTime, engine_for
from logistics.schema import metadata


def plain(kind: str, value: Any, _context: Any) -> str | Literal[False]:
    """Types of ours written as the plain ones they are in the database: a migration must not change with the code."""
    if kind == "type" and isinstance(value, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(value, Enum):
        return f"sa.String(length={value.length})"
    if kind == "type" and repr(value).startswith("JSON"):
        return "JSON"
    return False


def migrate(connection: Connection) -> None:
    """Bring the schema to the asked version in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        render_item=plain,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    engine = engine_for(Config.from_env().database_url)
    with engine.begin() as opened:
        migrate(opened)
    engine.dispose()
