"""Meanings become status codes; nothing of our inside leaves the house; every page is guarded by headers."""

from __future__ import annotations

import pytest
from browser import SignedIn
from flask import Flask
from flask.testing import FlaskClient

from logistics.errors import Conflict, Denied, Failure, Invalid, NotFound, Problem, Text, TooMany, Unavailable
from logistics.parties.models import Role
from logistics.web.permissions import public, undeclared

MEANINGS: list[tuple[Failure, int]] = [
    (Invalid.one("/mass_g", "too_heavy", vi="Quá nặng", en="Too heavy"), 422),
    (NotFound("parcel"), 404),
    (Conflict("changed", vi="Đã đổi", en="Changed"), 409),
    (Denied(), 403),
    (TooMany(17), 429),
    (Unavailable("away", vi="Không trả lời", en="Away"), 503),
]


def _raising(app: Flask, failure: Exception, path: str = "/probe") -> None:
    def view() -> str:
        raise failure

    app.add_url_rule(path, view_func=public(view), endpoint=path)


@pytest.mark.parametrize(("failure", "status"), MEANINGS)
def test_each_meaning_has_its_status(app: Flask, anonymous: FlaskClient, failure: Failure, status: int) -> None:
    _raising(app, failure)

    page = anonymous.get("/probe")

    assert page.status_code == status
    assert failure.text.vi in page.text


def test_a_program_gets_every_fault_with_its_pointer_in_both_languages(app: Flask, anonymous: FlaskClient) -> None:
    problems = [
        Problem("/lines/0/sku", "unknown_sku", Text("Không rõ hàng", "Unknown goods")),
        Problem("/mass_g", "too_heavy", Text("Quá nặng", "Too heavy")),
    ]
    _raising(app, Invalid(problems), "/api/probe")

    answer = anonymous.get("/api/probe", headers={"Accept-Language": "en"})

    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json["detail"] == "Unknown goods"
    assert [error["pointer"] for error in answer.json["errors"]] == ["/lines/0/sku", "/mass_g"]
    assert answer.json["errors"][1]["text"] == {"vi": "Quá nặng", "en": "Too heavy"}


def test_who_tried_too_often_is_told_when_to_come_back(app: Flask, anonymous: FlaskClient) -> None:
    _raising(app, TooMany(17))

    assert anonymous.get("/probe").headers["Retry-After"] == "17"


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_our_own_fault_shows_a_number_and_nothing_inside(app: Flask, anonymous: FlaskClient, accept: str) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    _raising(app, RuntimeError("SELECT secret FROM inside"))

    answer = anonymous.get("/probe", headers={"Accept": accept})

    assert answer.status_code == 500
    assert "inside" not in answer.text
    assert "RuntimeError" not in answer.text


def test_an_unknown_address_is_a_page_in_the_language_asked_for(anonymous: FlaskClient) -> None:
    answer = anonymous.get("/nowhere?lang=en")

    assert answer.status_code == 404
    assert "There is no such page." in answer.text


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(as_role: SignedIn) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="large.csv"\r\n\r\n' + b"x" * 2_200_000

    answer = as_role(Role.CLERK).post("/imports", data=body, content_type="multipart/form-data; boundary=x")

    assert answer.status_code == 413
    assert "2 MB" in answer.text


def test_every_answer_carries_the_policy_and_forbids_being_framed(anonymous: FlaskClient) -> None:
    for path in ("/sign-in", "/t", "/nowhere", "/healthz"):
        answer = anonymous.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_webassembly_is_allowed_to_the_drivers_pages_alone(anonymous: FlaskClient) -> None:
    def policy(path: str) -> str:
        return anonymous.get(path).headers["Content-Security-Policy"]

    assert "'wasm-unsafe-eval'" in policy("/driver/")
    assert "wasm" not in policy("/drivers")
    assert "wasm" not in policy("/counter")


def test_no_page_that_knows_the_asker_is_kept_by_the_browser(as_role: SignedIn) -> None:
    assert as_role(Role.CLERK).get("/counter").headers["Cache-Control"] == "no-store"


def test_a_static_address_changes_with_its_file_and_may_be_kept_for_a_year(anonymous: FlaskClient) -> None:
    page = anonymous.get("/sign-in").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]

    answer = anonymous.get(address, headers={"Accept-Encoding": "gzip"})

    assert "?v=" in address
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"


def test_the_process_says_that_it_is_alive_and_ready(anonymous: FlaskClient) -> None:
    assert anonymous.get("/healthz").json == {"status": "ok"}
    assert anonymous.get("/readyz").json == {"status": "ok"}


def test_the_probes_above_are_declared_too(app: Flask) -> None:
    _raising(app, NotFound())

    assert undeclared(app) == []
