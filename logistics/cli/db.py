"""`logistics db upgrade | downgrade | status`: the schema of the configured database."""

from __future__ import annotations

from importlib.resources import files

import click
from alembic import command as alembic
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from logistics.cli.output import emit, json_option, say
from logistics.db import engine_for
from logistics.settings import Settings


@click.group("db")
def command() -> None:
    """Migrate the database and show its version."""


@command.command()
@json_option
@click.pass_obj
def upgrade(settings: Settings, as_json: bool) -> None:
    """Bring the schema to the newest version; does nothing where it is there already."""
    before, after = _move(settings, "head")
    emit({"before": before, "after": after}, f"Schema at version {after}.", as_json=as_json)


@command.command()
@click.argument("revision")
@json_option
@click.pass_obj
def downgrade(settings: Settings, revision: str, as_json: bool) -> None:
    """Take the schema back to REVISION ("base" is the empty database)."""
    before, after = _move(settings, revision)
    emit({"before": before, "after": after}, f"Schema at version {after or 'base'}.", as_json=as_json)


@command.command()
@json_option
@click.pass_obj
def status(settings: Settings, as_json: bool) -> None:
    """Show the schema's version; exits with 1 where migrations are waiting."""
    engine = engine_for(settings.database_url)
    with engine.connect() as connection:
        present = _version(connection)
    engine.dispose()
    newest = ScriptDirectory.from_config(_alembic()).get_current_head()
    emit({"present": present, "newest": newest}, f"Schema at {present}, newest is {newest}.", as_json=as_json)
    if present != newest:
        say("Run: logistics db upgrade")
        raise SystemExit(1)


def _move(settings: Settings, target: str) -> tuple[str | None, str | None]:
    config = _alembic()
    engine = engine_for(settings.database_url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        before = _version(connection)
        if target == "head" or before is None:
            alembic.upgrade(config, target)
        else:
            alembic.downgrade(config, target)
        after = _version(connection)
    engine.dispose()
    return before, after


def _alembic() -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(files("migrations")))
    return config


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
