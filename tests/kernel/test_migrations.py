"""The migrated schema is the models' schema, both ways, on both databases."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from click.testing import CliRunner, Result
from postgres import PostgresServer
from sqlalchemy import CheckConstraint, inspect

from logistics.cli import cli
from logistics.db import Base, engine_for
from logistics.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('empty')}/{secrets.token_hex(4)}.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


def _db(url: str, *words: str) -> Result:
    return CliRunner().invoke(cli, ["db", *words], obj=Settings(environment="test", database_url=url))


def test_the_migrated_schema_is_the_models_schema(empty_url: str) -> None:
    assert _db(empty_url, "upgrade").exit_code == 0

    engine = engine_for(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
        checks = {
            table: {check["name"] for check in inspect(connection).get_check_constraints(table)}
            for table in Base.metadata.tables
        }
    engine.dispose()

    assert differences == []
    for name, table in Base.metadata.tables.items():
        wanted = {c.name for c in table.constraints if isinstance(c, CheckConstraint)}
        assert wanted == checks[name], name


def test_every_migration_can_be_taken_back_and_made_again(empty_url: str) -> None:
    for words in (("upgrade",), ("downgrade", "base"), ("upgrade",), ("status",)):
        assert _db(empty_url, *words).exit_code == 0

    engine = engine_for(empty_url)
    tables = set(inspect(engine).get_table_names())
    engine.dispose()
    assert tables == set(Base.metadata.tables) | {"alembic_version"}


def test_a_database_that_waits_for_migrations_says_so(empty_url: str) -> None:
    told = _db(empty_url, "status")

    assert told.exit_code == 1
    assert "logistics db upgrade" in told.output
