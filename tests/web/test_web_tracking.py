"""The public page: live at once, coarse, small, and no help for guessing."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from walk import a_registered_parcel, seller_of

from logistics.codes import check
from logistics.db import Database
from logistics.web.tracking.guessing import MISSES
from logistics.web.tracking.pages import EXAMPLE


@pytest.fixture
def number(world: Database) -> str:
    """A parcel's number, made this moment."""
    return a_registered_parcel(world)


def test_the_page_lives_the_instant_the_number_exists(anonymous: FlaskClient, number: str) -> None:
    answer = anonymous.get(f"/t/{number}")

    assert answer.status_code == 200
    assert "Người gửi đã chuẩn bị hàng" in answer.text


def test_the_number_alone_tells_no_name_no_phone_no_address_no_money(
    anonymous: FlaskClient, world: Database, number: str
) -> None:
    page = anonymous.get(f"/t/{number}").text

    seller = seller_of(world)
    for secret in ("Trần Hồng Linh", "974305036", "Hùng Vương", "350", seller.name, seller.phone[3:], seller.village):
        assert secret not in page


def test_it_needs_no_script_and_no_cookie(anonymous: FlaskClient, number: str) -> None:
    answer = anonymous.get(f"/t/{number}")

    assert "<script" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_all_it_loads_weighs_ten_kilobytes_at_most(anonymous: FlaskClient, number: str) -> None:
    packed = {"Accept-Encoding": "gzip"}
    page = anonymous.get(f"/t/{number}", headers=packed)
    loaded = {*re.findall(r'(?:href|src)="(/static/[^"]+)"', anonymous.get(f"/t/{number}").text)}

    answers = [page, *(anonymous.get(address, headers=packed) for address in loaded)]

    assert len(answers) <= 4
    assert sum(len(answer.data) + len(str(answer.headers)) for answer in answers) <= 10_000


def test_what_has_not_changed_is_not_sent_again(anonymous: FlaskClient, number: str) -> None:
    first = anonymous.get(f"/t/{number}")
    again = anonymous.get(f"/t/{number}", headers={"If-None-Match": first.headers["ETag"]})
    in_english = anonymous.get(f"/t/{number}?lang=en", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert in_english.status_code == 200


def test_a_number_in_any_dress_leads_to_its_one_address(anonymous: FlaskClient, number: str) -> None:
    dressed = f"{number[:2].lower()} {number[2:6]}-{number[6:]}"

    assert anonymous.get("/t", query_string={"number": dressed}).location == f"/t/{number}"
    assert anonymous.get(f"/t/{dressed}").location == f"/t/{number}"


def test_a_slip_of_the_finger_is_told_apart_from_an_unknown_number(anonymous: FlaskClient) -> None:
    slip = anonymous.get(f"/t/{EXAMPLE[:-1]}{(int(EXAMPLE[-1]) + 1) % 10}")
    unknown = anonymous.get(f"/t/{EXAMPLE}")

    assert slip.status_code == unknown.status_code == 404
    assert "Sai số kiểm tra" in slip.text
    assert "Mã đúng dạng" in unknown.text


def test_the_example_on_the_form_is_well_formed() -> None:
    assert check(EXAMPLE).valid


def test_whoever_guesses_too_often_learns_nothing_more(anonymous: FlaskClient, number: str) -> None:
    for _ in range(MISSES):
        assert anonymous.get(f"/t/{EXAMPLE}").status_code == 404

    assert anonymous.get(f"/t/{EXAMPLE}").status_code == 429
    hit = anonymous.get(f"/t/{number}")
    assert hit.status_code == 429
    assert int(hit.headers["Retry-After"]) > 0


def test_a_markup_in_the_number_stays_text(anonymous: FlaskClient) -> None:
    answer = anonymous.get("/t/<script>alert(1)<%2Fscript>", follow_redirects=True)

    assert "<script>alert" not in answer.text
