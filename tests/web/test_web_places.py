"""Places on pages: found by any writing, put right by a pin, with everybody's move kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from live import DESK, PHONE, a_browser, accessibility_faults, complaints, served
from playwright.sync_api import Playwright, expect
from sqlalchemy import select

from logistics import clock
from logistics.db import Database
from logistics.parties.credentials import SESSION_LIFETIME, issue
from logistics.parties.models import CredentialKind, Role, Seller, User
from logistics.places.geocoding import Suggestion
from logistics.places.models import MeetingPoint, PinChange, Village
from logistics.travel.closing import NewClosure, close_road
from logistics.travel.models import Anchor
from logistics.travel.points import Point

Enter = Callable[[Role], FlaskClient]

HERE, THERE = {"lat": "22.3602", "lon": "103.5510"}, {"lat": "48.85", "lon": "2.35"}


@pytest.fixture
def village(world: Database) -> Village:
    """Sin Câu as the gazetteer has it."""
    with world.transaction() as session:
        row = Village(
            name="Sin Câu",
            folded="sin cau",
            commune_code="03405",
            lat=22.36,
            lon=103.55,
            source="GeoNames",
            elevation_m=1012,
        )
        session.add(row)
        return row


@pytest.fixture
def meeting_point(world: Database) -> MeetingPoint:
    """Where the first seller meets the van."""
    with world.transaction() as session:
        row = MeetingPoint(name="Ngã ba vào Sin Câu", lat=22.35, lon=103.54)
        session.add(row)
        seller = session.scalars(select(Seller).order_by(Seller.id)).first()
        assert seller is not None
        seller.meeting_point, seller.meeting_lat, seller.meeting_lon = row.name, row.lat, row.lon
        return row


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ban Sin Cau, xa Giang Ma, Lai Chau", "Sin Câu, Xã Tả Lèng"),
        ("xã Mường Than", "Xã Than Uyên"),
        ("Atlantis", "không biết"),
        ("22.36, 103.55", "Tả Lèng"),
    ],
)
def test_an_address_is_understood_on_the_page(as_role: Enter, village: Village, text: str, shown: str) -> None:
    page = as_role(Role.CLERK).get("/places", query_string={"q": text})

    assert page.status_code == 200
    assert shown in page.text


def test_a_pin_moves_the_village_and_the_page_says_who_moved_it(
    as_role: Enter, world: Database, village: Village
) -> None:
    clerk = as_role(Role.CLERK)

    clerk.post(f"/places/villages/{village.id}", data=HERE)

    with world.reading() as session:
        moved = session.get_one(Village, village.id)
        change = session.scalars(select(PinChange)).one()
        mover = session.get_one(User, change.by_id).name
    assert (moved.lat, moved.lon, moved.pinned_at is not None) == (22.3602, 103.551, True)
    assert mover in clerk.get(f"/places/villages/{village.id}").text


def test_a_pin_outside_vietnam_is_refused_at_its_field(as_role: Enter, world: Database, village: Village) -> None:
    answer = as_role(Role.CLERK).post(f"/places/villages/{village.id}", data=THERE)

    assert answer.status_code == 422
    assert 'href="#lat"' in answer.text
    with world.reading() as session:
        assert session.get_one(Village, village.id).pinned_at is None


def test_a_village_that_is_none_is_not_found(as_role: Enter) -> None:
    assert as_role(Role.CLERK).get("/places/villages/99").status_code == 404
    assert as_role(Role.CLERK).post("/places/villages/99", data=HERE).status_code == 404


def test_a_meeting_point_is_kept_once_and_the_map_shows_it(as_role: Enter, world: Database) -> None:
    dispatcher = as_role(Role.DISPATCHER)

    for _ in range(2):
        dispatcher.post("/places/meeting-points", data=HERE | {"name": "Ngã ba Giang Ma"})

    ground = dispatcher.get("/places/ground.json?box=22.3,103.5,22.4,103.6").json
    assert [(point["name"], point["at"]) for point in ground["meeting_points"]] == [
        ("Ngã ba Giang Ma", [22.3602, 103.551])
    ]


def test_a_meeting_point_without_a_name_is_refused(as_role: Enter, world: Database) -> None:
    answer = as_role(Role.DISPATCHER).post("/places/meeting-points", data=HERE)

    assert answer.status_code == 422
    with world.reading() as session:
        assert session.scalars(select(MeetingPoint)).all() == []


def test_households_follow_their_meeting_point(as_role: Enter, world: Database, meeting_point: MeetingPoint) -> None:
    dispatcher = as_role(Role.DISPATCHER)

    dispatcher.post(f"/places/meeting-points/{meeting_point.id}", data=HERE)

    with world.reading() as session:
        sellers = session.execute(select(Seller.meeting_lat, Seller.meeting_lon).order_by(Seller.id)).all()
        change = session.scalars(select(PinChange)).one()
    assert [tuple(row) for row in sellers] == [(22.3602, 103.551), (None, None)]
    assert (change.meeting_point_id, change.from_lat) == (meeting_point.id, 22.35)


def test_sellers_meeting_points_are_taken_over_and_a_removed_one_leaves_the_sellers(
    as_role: Enter, world: Database, meeting_point: MeetingPoint
) -> None:
    dispatcher = as_role(Role.DISPATCHER)
    dispatcher.post(f"/places/meeting-points/{meeting_point.id}/remove")

    dispatcher.post("/places/meeting-points/gather")

    with world.reading() as session:
        assert session.scalars(select(MeetingPoint.name)).all() == ["Ngã ba vào Sin Câu"]


def test_a_clerk_looks_at_meeting_points_and_moves_none(as_role: Enter, meeting_point: MeetingPoint) -> None:
    clerk = as_role(Role.CLERK)

    assert clerk.get(f"/places/meeting-points/{meeting_point.id}").status_code == 200
    assert clerk.post(f"/places/meeting-points/{meeting_point.id}", data=HERE).status_code == 403


def test_a_known_road_counts_both_ways_and_can_be_forgotten(as_role: Enter, world: Database) -> None:
    dispatcher = as_role(Role.DISPATCHER)
    road = {
        "from_code": "03408",
        "to_code": "03478",
        "km": "61,5",
        "minutes": "110",
        "source": "Đội xe",
        "road": "đt129",
    }

    dispatcher.post("/places/roads", data=road)
    dispatcher.post("/places/roads/remove", data={"from_code": "03478", "to_code": "03408"})

    with world.reading() as session:
        kept = session.scalars(select(Anchor).where(Anchor.source == "Đội xe")).one()
    assert (kept.from_code, kept.to_code, kept.distance_m, kept.duration_s) == ("03408", "03478", 61_500, 6_600)
    assert kept.road == "ĐT129"


@pytest.mark.parametrize(
    "wrong", [{"km": "far"}, {"km": "0"}, {"from_code": "99999"}, {"source": ""}, {"minutes": "-3"}]
)
def test_a_road_that_cannot_be_is_refused(as_role: Enter, world: Database, wrong: dict[str, str]) -> None:
    road = {"from_code": "03408", "to_code": "03478", "km": "61", "source": "Đội xe"} | wrong

    assert as_role(Role.DISPATCHER).post("/places/roads", data=road).status_code == 422
    with world.reading() as session:
        assert session.scalars(select(Anchor)).all() == []


def test_the_map_holds_what_lies_in_its_box(as_role: Enter, world: Database, village: Village) -> None:
    with world.transaction() as session:
        close_road(session, NewClosure(since=clock.now(), source="CSGT", at=Point(22.36, 103.56)))
    clerk = as_role(Role.CLERK)

    here = clerk.get("/places/ground.json?box=22.3,103.5,22.4,103.6").json
    elsewhere = clerk.get("/places/ground.json?box=21.3,103.5,21.4,103.6").json

    assert [each["name"] for each in here["villages"]] == ["Sin Câu"]
    assert len(here["closures"]) == 1
    assert elsewhere["villages"] == []


@pytest.mark.parametrize("box", ["", "1,2,3", "a,b,c,d", "22,103,21,104", "0,90,30,120", "nan,1,2,3"])
def test_a_box_that_is_none_is_refused(as_role: Enter, box: str) -> None:
    assert as_role(Role.CLERK).get(f"/places/ground.json?box={box}").status_code == 422


def test_the_geocoder_is_asked_on_a_click_and_its_credit_is_shown(
    app: Flask, as_role: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from logistics.web.places import search

    asked: list[str] = []

    def answer(_database: Database, url: str, text: str, _now: dt.datetime, _wait: object) -> list[Suggestion]:
        asked.append(f"{url} {text}")
        return [Suggestion("Bản Sin Câu, Lai Châu", 22.36, 103.55)]

    monkeypatch.setattr(search, "geocode", answer)
    app.config["SETTINGS"] = _with_geocoder(app)
    clerk = as_role(Role.CLERK)

    clerk.get("/places?q=Sin+Câu")
    piece = clerk.post("/places/online", data={"q": "Sin Câu"}).text

    assert asked == ["photon+http://127.0.0.1:9 Sin Câu"]
    assert "Bản Sin Câu, Lai Châu" in piece
    assert "OpenStreetMap" in piece


def test_a_silent_geocoder_is_a_word_on_the_page(app: Flask, as_role: Enter) -> None:
    app.config["SETTINGS"] = _with_geocoder(app)

    answer = as_role(Role.CLERK).post("/places/online", data={"q": "Sin Câu"})

    assert answer.status_code == 200
    assert "không trả lời" in answer.text


def test_without_a_geocoder_the_page_says_that_none_is_needed(as_role: Enter) -> None:
    assert "GEOCODER_URL" in as_role(Role.CLERK).get("/places?q=Atlantis").text


def _with_geocoder(app: Flask) -> object:
    from dataclasses import replace

    return replace(app.config["SETTINGS"], geocoder_url="photon+http://127.0.0.1:9")


# --- with a real browser ------------------------------------------------------------------------------------


def _cookie(world: Database, role: Role, address: str) -> dict[str, str]:
    with world.transaction() as session:
        user = session.scalars(select(User).where(User.role == role).order_by(User.id)).first()
        assert user is not None
        return {
            "name": "session",
            "value": issue(session, user, CredentialKind.SESSION, SESSION_LIFETIME),
            "url": address,
        }


@pytest.mark.browser
def test_a_dragged_pin_fills_the_form(
    app: Flask, world: Database, village: Village, playwright: Playwright, tmp_path: Path
) -> None:
    with served(app) as address, a_browser(playwright, tmp_path / "p", DESK) as browser:
        browser.add_cookies([_cookie(world, Role.CLERK, address)])  # type: ignore[list-item]
        page = browser.new_page()
        wrong = complaints(page)
        page.goto(f"{address}/places/villages/{village.id}")
        pin = page.locator(".map-pin").first
        expect(pin).to_be_visible()
        box = pin.bounding_box()
        assert box is not None
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

        page.mouse.move(*middle)
        page.mouse.down()
        page.mouse.move(middle[0] + 80, middle[1] + 60, steps=5)
        page.mouse.up()

        expect(page.locator("#lat")).not_to_have_value("22.36000")
        expect(page.locator("#lon")).not_to_have_value("103.55000")
        assert wrong == []


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_of_places_fit_and_are_accessible(
    app: Flask,
    world: Database,
    village: Village,
    meeting_point: MeetingPoint,
    playwright: Playwright,
    tmp_path: Path,
    viewport: dict[str, int],
) -> None:
    paths = [
        "/places",
        "/places?q=xã+Mường+Than",
        f"/places/villages/{village.id}",
        "/places/meeting-points",
        f"/places/meeting-points/{meeting_point.id}",
        "/places/roads",
        "/routes/closures",
    ]
    with served(app) as address, a_browser(playwright, tmp_path / "p", viewport) as browser:
        browser.add_cookies([_cookie(world, Role.DISPATCHER, address)])  # type: ignore[list-item]
        page = browser.new_page()
        wrong = complaints(page)
        for path in paths:
            page.goto(f"{address}{path}")
            if page.locator("#map").count():
                expect(page.locator("#map[data-drawn]")).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path
            assert accessibility_faults(page) == [], path
        assert wrong == []
