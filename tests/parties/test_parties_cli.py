"""`logistics users` as an administrator types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from logistics.cli import cli
from logistics.db import Base, Database, engine_for
from logistics.parties import SignedIn, sign_in
from logistics.parties.credentials import identify
from logistics.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/house.db")
    engine = engine_for(settings.database_url)
    Base.metadata.create_all(engine)
    engine.dispose()
    return settings


def users(settings: Settings, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["users", *arguments, "--json"], obj=settings, catch_exceptions=False)


def test_an_administrator_is_added_given_a_password_and_signs_in(settings: Settings) -> None:
    users(settings, "add", "Lan", "--name", "Lan", "--role", "administrator")
    users(settings, "passwd", "lan", "--password", "chè cổ thụ Tà Mung")

    listed = json.loads(users(settings, "list").stdout)
    assert [(user["login"], user["role"]) for user in listed] == [("lan", "administrator")]
    database = Database(settings.database_url)
    with database.transaction() as session:
        assert isinstance(sign_in(session, "lan", "chè cổ thụ Tà Mung", "::1"), SignedIn)
    database.dispose()


def test_a_key_opens_until_its_user_is_switched_off(settings: Settings) -> None:
    users(settings, "add", "shop", "--name", "Shop", "--role", "administrator")
    secret = json.loads(users(settings, "api-key", "shop", "--label", "till").stdout)["secret"]
    database = Database(settings.database_url)

    with database.reading() as session:
        assert identify(session, secret) is not None
    users(settings, "off", "shop")
    with database.reading() as session:
        assert identify(session, secret) is None
    database.dispose()


def test_an_unknown_user_is_named(settings: Settings) -> None:
    answer = CliRunner().invoke(cli, ["users", "enrol", "ghost"], obj=settings)

    assert answer.exit_code == 1
    assert "ghost" in str(answer.exception)
