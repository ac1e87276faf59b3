"""Deny by default: who may call what, and from where."""

from __future__ import annotations

import pytest
from browser import SignedIn
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule

from logistics.parties.models import Role
from logistics.web.permissions import allow, permission_of, undeclared


def test_every_route_declares_who_may_call_it(app: Flask) -> None:
    assert undeclared(app) == []


def test_a_route_that_declares_nothing_is_refused_even_to_the_administrator(app: Flask, as_role: SignedIn) -> None:
    app.add_url_rule("/forgotten", view_func=lambda: "secret", endpoint="forgotten")

    answer = as_role(Role.ADMINISTRATOR).get("/forgotten")

    assert answer.status_code == 403
    assert b"secret" not in answer.data


def test_no_role_gets_through_a_door_that_is_not_declared_for_it(app: Flask, as_role: SignedIn) -> None:
    browsers = {role: as_role(role) for role in Role}
    for rule in app.url_map.iter_rules():
        permission = permission_of(app, rule.endpoint)
        assert permission is not None
        if permission.everybody:
            continue
        address = _address(app, rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            for role in set(Role) - permission.roles(method):
                status = browsers[role].open(address, method=method).status_code
                assert status in (401, 403), f"{role} came through {method} {rule}"


def _address(app: Flask, rule: Rule) -> str:
    """An address of the route, with the first word or a 1 wherever it takes a value."""
    converters = {name: rule._converters[name] for name in rule.arguments}
    values = {n: min(c.items) if isinstance(c, AnyConverter) else 1 for n, c in converters.items()}
    return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def test_who_did_not_sign_in_is_led_to_the_sign_in_page_and_back(anonymous: FlaskClient) -> None:
    answer = anonymous.get("/home?x=1")

    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/home?x%3D1"


def test_a_program_that_did_not_sign_in_gets_401_as_a_problem(anonymous: FlaskClient) -> None:
    answer = anonymous.get("/home", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
    ],
)
def test_a_form_on_another_site_changes_nothing(as_role: SignedIn, headers: dict[str, str]) -> None:
    browser = as_role(Role.CLERK)

    answer = browser.post("/sign-out", headers=headers)

    assert answer.status_code == 403
    assert browser.get("/home").status_code == 200


def test_an_older_browser_is_believed_by_its_origin(app: Flask) -> None:
    client = app.test_client()

    assert client.post("/sign-out", headers={"Origin": "http://localhost"}).status_code == 302
    assert client.post("/sign-out", headers={"Origin": "http://localhost.evil.example"}).status_code == 403
    assert client.post("/sign-out").status_code == 403


def test_under_api_a_cookie_counts_for_nothing(app: Flask, as_role: SignedIn) -> None:
    app.add_url_rule("/api/probe", view_func=allow(*Role)(lambda: "in"), endpoint="probe")

    assert as_role(Role.ADMINISTRATOR).get("/api/probe").status_code == 401
