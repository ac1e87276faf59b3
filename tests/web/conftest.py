"""An application on a database of its own, and browsers signed in as each role."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from api_client import Api
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from browser import Browser, SignedIn
from factories import a_seller, a_user, a_vehicle, an_office
from flask import Flask
from flask.testing import FlaskClient
from live import needs_chromium, served
from playwright.sync_api import Playwright, sync_playwright
from sqlalchemy import select

import logistics.web
from logistics import clock
from logistics.app import create_app
from logistics.db import Base, Database
from logistics.parties.credentials import API_KEY_LIFETIME, SESSION_LIFETIME, issue
from logistics.parties.models import CredentialKind, Role, User
from logistics.settings import Settings

TRANSLATIONS = Path(logistics.web.__file__).parent / "translations"


@pytest.fixture(scope="session", autouse=True)
def translations() -> None:
    """Compiled translations, as the set-up makes them."""
    for po in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            with po.open("rb") as source, mo.open("wb") as target:
                write_mo(target, read_po(source, locale=po.parts[-3]))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation in a folder that is thrown away."""
    return Settings(environment="test", storage_dir=tmp_path / "storage", max_upload_bytes=2_000_000)


@pytest.fixture(scope="session")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with two offices, each with a seller, a van, and one user of every role."""
    path = tmp_path_factory.mktemp("web") / "first_day.db"
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    with database.transaction() as session:
        for _ in range(2):
            office = an_office(session)
            seller = a_seller(session, office)
            a_vehicle(session, office)
            for role in Role:
                belongs = {"seller_id": seller.id} if role is Role.SELLER else {"office_id": office.id}
                a_user(session, role, **({} if role is Role.ADMINISTRATOR else belongs))
    database.dispose()
    return path


@pytest.fixture
def world(first_day: Path, tmp_path: Path) -> Iterator[Database]:
    """A copy of that database, for one test alone."""
    shutil.copyfile(first_day, tmp_path / "web.db")
    database = Database(f"sqlite:///{tmp_path}/web.db")
    yield database
    database.dispose()


@pytest.fixture
def app(settings: Settings, world: Database) -> Flask:
    """The application on that database."""
    return create_app(settings, world)


@pytest.fixture
def anonymous(app: Flask) -> FlaskClient:
    """A browser that has not signed in."""
    app.test_client_class = Browser
    return app.test_client()


@pytest.fixture
def as_role(app: Flask, world: Database) -> SignedIn:
    """A browser signed in as a role's user: `as_role(Role.CLERK)`; the second office's with `office=1`."""

    def signed_in(role: Role, office: int = 0) -> FlaskClient:
        with world.transaction() as session:
            user = session.scalars(select(User).where(User.role == role).order_by(User.id)).all()[office]
            secret = issue(session, user, CredentialKind.SESSION, SESSION_LIFETIME)
        app.test_client_class = Browser
        client = app.test_client()
        client.set_cookie("session", secret)
        return client

    return signed_in


@pytest.fixture
def api(app: Flask, world: Database) -> Callable[[Role], Api]:
    """A program that holds a key of the first office's user of a role."""

    def keyed(role: Role, number: int = 0) -> Api:
        with world.transaction() as session:
            user = session.scalars(select(User).where(User.role == role).order_by(User.id)).all()[number]
            return Api(app.test_client(), issue(session, user, CredentialKind.API_KEY, API_KEY_LIFETIME))

    return keyed


@pytest.fixture
def before_dawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that goes on from five in the morning: today's routes are still to come, whenever the test runs."""
    started = clock.now()
    five = clock.at(clock.service_day(started), 5 * 3600)
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: five + (real() - started))


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright, where there is a browser for it."""
    needs_chromium()
    with sync_playwright() as started:
        yield started


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application on a real port."""
    with served(app) as url:
        yield url
