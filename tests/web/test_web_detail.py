"""The recipient's detail: four digits or a signed link, five guesses an hour, and nothing for anybody else."""

from __future__ import annotations

import gzip
import re

import pytest
from browser import SignedIn
from flask import Flask
from flask.testing import FlaskClient
from walk import a_registered_parcel

from logistics.db import Database
from logistics.parties.models import Role
from logistics.tracking.detail_access import TRIES, link_token
from logistics.web.tracking.guessing import MISSES
from logistics.web.tracking.pages import EXAMPLE

SECRETS = ("Trần Hồng Linh", "Hùng Vương", "350.000")


@pytest.fixture
def number(world: Database) -> str:
    """A parcel's number, made this moment."""
    return a_registered_parcel(world)


def test_the_last_four_digits_open_name_address_and_amount(anonymous: FlaskClient, number: str) -> None:
    answer = anonymous.post(f"/t/{number}", data={"digits": "5036"})
    page = anonymous.get(answer.location)

    assert answer.status_code == 303
    assert [secret for secret in SECRETS if secret not in page.text] == []
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "private, no-cache"


def test_other_digits_open_nothing_and_say_so(anonymous: FlaskClient, number: str) -> None:
    answer = anonymous.post(f"/t/{number}", data={"digits": "1234"})

    assert answer.status_code == 403
    assert "Bốn số cuối không khớp" in answer.text
    assert [secret for secret in SECRETS if secret in answer.text] == []


def test_five_guesses_an_hour_are_all_from_however_many_addresses(
    app: Flask, number: str, anonymous: FlaskClient
) -> None:
    codes = [
        anonymous.post(
            f"/t/{number}", data={"digits": f"{n:04}"}, environ_base={"REMOTE_ADDR": f"203.0.113.{n}"}
        ).status_code
        for n in range(TRIES + 1)
    ]

    assert codes == [403] * TRIES + [429]
    right = anonymous.post(f"/t/{number}", data={"digits": "5036"}, environ_base={"REMOTE_ADDR": "198.51.100.9"})
    assert right.status_code == 429
    assert int(right.headers["Retry-After"]) > 0


def test_a_number_that_does_not_exist_has_no_detail(anonymous: FlaskClient) -> None:
    assert anonymous.post("/t/HP123456789014", data={"digits": "5036"}).status_code == 404


def test_a_forged_link_or_one_of_another_parcel_leads_to_the_public_story(
    anonymous: FlaskClient, app: Flask, world: Database, number: str
) -> None:
    other = link_token(a_registered_parcel(world), app.config["SECRET_KEY"])

    for token in ("x.y.z", other, link_token(number, "somebody else's key")):
        assert anonymous.get(f"/t/{number}/{token}").location == f"/t/{number}"


def test_the_seller_finds_the_private_link_on_the_parcels_page(
    as_role: SignedIn, anonymous: FlaskClient, number: str
) -> None:
    page = as_role(Role.SELLER).get(f"/seller/parcels/{number}").text
    link = re.search(rf'href="(/t/{number}/[^"]+)"', page)

    assert link is not None
    assert "Trần Hồng Linh" in anonymous.get(link[1]).text


def test_the_detail_is_small_needs_no_script_and_is_not_sent_twice(
    anonymous: FlaskClient, app: Flask, number: str
) -> None:
    address = f"/t/{number}/{link_token(number, app.config['SECRET_KEY'])}"
    first = anonymous.get(address)
    again = anonymous.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert "<script" not in first.text
    assert len(gzip.compress(first.data)) + len(str(first.headers)) <= 10_000
    assert (again.status_code, again.data) == (304, b"")


def test_numbers_are_not_guessed_by_the_form_any_faster_than_by_the_page(anonymous: FlaskClient, number: str) -> None:
    codes = [anonymous.post(f"/t/{EXAMPLE}", data={"digits": "1234"}).status_code for _ in range(MISSES + 2)]

    assert codes == [404] * MISSES + [429] * 2
    assert anonymous.get(f"/t/{EXAMPLE}").status_code == 429
    assert anonymous.post(f"/t/{number}", data={"digits": "1234"}).status_code == 429, "hits stand out no more"
