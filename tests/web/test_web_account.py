"""Signing in and out."""

from __future__ import annotations

import dataclasses

import pytest
from browser import Browser, SignedIn
from flask.testing import FlaskClient
from sqlalchemy import select

from logistics.app import create_app
from logistics.db import Database
from logistics.parties.models import Role, User
from logistics.parties.users import set_password
from logistics.settings import Settings
from logistics.web.account.demonstration import LOGINS

PASSWORD = "ruộng bậc thang mùa nước đổ"


@pytest.fixture
def login(world: Database) -> str:
    """The login of a clerk who has that password."""
    with world.transaction() as session:
        user = session.scalars(select(User).where(User.role == Role.CLERK)).all()[0]
        set_password(session, user, PASSWORD)
        return user.login


def test_the_right_password_leads_to_the_page_that_was_asked_for(anonymous: FlaskClient, login: str) -> None:
    answer = anonymous.post("/sign-in", data={"login": login, "password": PASSWORD, "next": "/imports"})

    assert (answer.status_code, answer.location) == (302, "/imports")
    assert anonymous.get("/imports").status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_signing_in_never_leads_to_another_site(anonymous: FlaskClient, login: str, elsewhere: str) -> None:
    answer = anonymous.post("/sign-in", data={"login": login, "password": PASSWORD, "next": elsewhere})

    assert answer.location == "/"


def test_a_wrong_password_and_an_unknown_login_look_alike(anonymous: FlaskClient, login: str) -> None:
    wrong = anonymous.post("/sign-in", data={"login": login, "password": "wrong"})
    unknown = anonymous.post("/sign-in", data={"login": "nobody", "password": "wrong"})

    assert wrong.status_code == unknown.status_code == 403
    assert wrong.text.replace(login, "") == unknown.text.replace("nobody", "")


def test_the_eleventh_try_has_to_wait(anonymous: FlaskClient, login: str) -> None:
    tries = [anonymous.post("/sign-in", data={"login": login, "password": "wrong"}) for _ in range(11)]

    assert [answer.status_code for answer in tries] == [403] * 10 + [429]


def test_signing_out_ends_the_session_in_the_database_too(anonymous: FlaskClient, login: str) -> None:
    anonymous.post("/sign-in", data={"login": login, "password": PASSWORD})
    cookie = anonymous.get_cookie("session")
    assert cookie is not None

    anonymous.post("/sign-out")
    anonymous.set_cookie("session", cookie.value)

    assert anonymous.get("/home").status_code == 302


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(anonymous: FlaskClient, login: str) -> None:
    answer = anonymous.post("/sign-in", data={"login": login, "password": PASSWORD})

    (cookie,) = (value for value in answer.headers.getlist("Set-Cookie") if value.startswith("session="))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_over_https_the_cookie_belongs_to_this_host_alone(settings: Settings, world: Database, login: str) -> None:
    app = create_app(dataclasses.replace(settings, base_url="https://post.example"), world)
    app.test_client_class = Browser

    answer = app.test_client().post(
        "/sign-in", data={"login": login, "password": PASSWORD}, base_url="https://post.example"
    )

    cookie = next(v for v in answer.headers.getlist("Set-Cookie") if v.startswith("__Host-session="))
    assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.parametrize(("environment", "shown"), [("development", True), ("production", False), ("test", False)])
def test_demonstration_logins_are_offered_in_development_only(
    settings: Settings, world: Database, environment: str, shown: bool
) -> None:
    with world.transaction() as session:
        user = session.scalars(select(User).where(User.role == Role.CLERK)).all()[0]
        user.login = LOGINS[Role.CLERK]
    app = create_app(dataclasses.replace(settings, environment=environment), world)

    page = app.test_client().get("/sign-in").text

    assert (f'name="login" value="{LOGINS[Role.CLERK]}"' in page) is shown


def test_a_development_machine_without_demonstration_offers_no_logins(settings: Settings, world: Database) -> None:
    app = create_app(dataclasses.replace(settings, environment="development"), world)

    assert 'id="demonstration"' not in app.test_client().get("/sign-in").text


def test_every_role_starts_at_its_own_page(as_role: SignedIn) -> None:
    starts = {role: as_role(role).get("/").location for role in Role}

    assert starts[Role.CLERK] == "/counter"
    assert starts[Role.SELLER] == "/seller"
    assert starts[Role.ADMINISTRATOR] == "/admin/users"
    assert starts[Role.INTEGRATOR] == "/home"


def test_the_language_switch_is_remembered(anonymous: FlaskClient) -> None:
    vietnamese = anonymous.get("/sign-in").text
    english = anonymous.get("/sign-in?lang=en").text
    later = anonymous.get("/sign-in").text

    assert '<html lang="vi">' in vietnamese
    assert "Đăng nhập" in vietnamese
    assert '<html lang="en">' in english
    assert "Sign in" in later
