"""What every test may ask for: both databases, and the shared folder of real inputs."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from postgres import PostgresServer, a_postgres
from sqlalchemy import Engine

import logistics.schema  # noqa: F401  every room's tables
from logistics.db import Base, Database, engine_for

# The same examples each time, however slow the machine: dice belong in `make fuzz`, which searches longer (a test that
# says its own number of examples keeps it).
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("fuzz", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

SHARED_DATA = Path(os.environ.get("LOGISTICS_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real inputs beside the checkout; a test that needs it is skipped only where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"no shared data folder at {SHARED_DATA} (set LOGISTICS_SHARED_DATA)")
    return SHARED_DATA


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL: TEST_DATABASE_URL, else 127.0.0.1:5432, else the embedded one. Never skipped."""
    with a_postgres() as server:
        yield server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine on an empty schema, once for each kind of database."""
    if request.param == "sqlite":
        engine = engine_for(f"sqlite:///{tmp_path_factory.mktemp('db')}/test.db")
        Base.metadata.create_all(engine)
        yield engine
        engine.dispose()
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database() as url:
        engine = engine_for(url)
        Base.metadata.create_all(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def database(engine: Engine) -> Iterator[Database]:
    """A database whose every commit is undone after the test."""
    with engine.connect() as connection:
        outer = connection.begin()
        yield Database("", engine=connection)
        outer.rollback()


@pytest.fixture(params=["sqlite", "postgresql"])
def own_database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database of this test's own, with the schema in it: for several connections or processes."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('own')}/{secrets.token_hex(4)}.db"
        _create_schema(url)
        yield url
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database() as url:
        _create_schema(url)
        yield url


def _create_schema(url: str) -> None:
    engine = engine_for(url)
    Base.metadata.create_all(engine)
    engine.dispose()
