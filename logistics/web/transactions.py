"""How views reach the database: each view opens its own transaction, and none stays open while others work."""

from __future__ import annotations

from flask import Flask, current_app

from logistics.db import Database

_EXTENSION = "logistics.database"


def install(app: Flask, database: Database) -> None:
    """Let the views of this application use `database`."""
    app.extensions[_EXTENSION] = database


def current_database() -> Database:
    """The application's database.

    Use `.reading()` to look and `.transaction()` to change; leave it before the solver or the network works.
    """
    database: Database = current_app.extensions[_EXTENSION]
    return database
