"""The driver's phone: every tap is kept, sent once, and works without signal."""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from factories import a_seller, a_shipment
from flask import Flask
from flask.testing import FlaskClient
from live import PHONE, a_browser, accessibility_faults, complaints
from playwright.sync_api import Page, Playwright, Route, expect
from sqlalchemy import func, select
from tour import Tour, a_tour, opened

from logistics import clock
from logistics.db import Database
from logistics.parties.credentials import SESSION_LIFETIME, issue
from logistics.parties.models import CredentialKind, Office, Role, User
from logistics.pickups import planning, publishing
from logistics.routing import Iterations, solve
from logistics.shipments.models import Parcel, Status
from logistics.tracking.models import HandlingEvent
from logistics.tracking.uuid7 import uuid7


@pytest.fixture
def tour(world: Database) -> Tour:
    """Three households with two parcels each, today."""
    return a_tour(world)


@pytest.fixture
def driver(as_role: Callable[[Role], FlaskClient], tour: Tour) -> FlaskClient:
    """The driver's browser without a screen."""
    return as_role(Role.DRIVER)


def _event(tour: Tour, stop: int = 0, **more: object) -> dict[str, object]:
    return {
        "id": str(uuid7()),
        "code": "collected",
        "happened_at": clock.now().isoformat(),
        "parcels": [parcel.item_number for parcel in tour.stops[stop].parcels],
        "sequence": 1,
    } | more


def _batch(*events: dict[str, object]) -> dict[str, object]:
    return {"sent_at": clock.now().isoformat(), "device": "phone", "events": list(events)}


def test_the_phone_gets_its_stops_with_people_and_parcels(driver: FlaskClient, tour: Tour) -> None:
    route = driver.get("/driver/route")

    (vehicle,) = route.json["routes"]
    assert [stop["contact"] for stop in vehicle["stops"]] == [stop.contact for stop in tour.stops]
    assert all(len(stop["parcels"]) == 2 for stop in vehicle["stops"])
    again = driver.get("/driver/route", headers={"If-None-Match": route.headers["ETag"]})
    assert again.status_code == 304


def test_another_driver_sees_none_of_these_stops(app: Flask, world: Database, tour: Tour) -> None:
    with world.transaction() as session:
        other = session.scalars(select(User).where(User.role == Role.DRIVER, User.id != tour.driver_id)).one()
        secret = issue(session, other, CredentialKind.SESSION, SESSION_LIFETIME)
    client = app.test_client()
    client.set_cookie("session", secret)

    assert client.get("/driver/route").json["routes"] == []


def test_a_tap_sent_three_times_counts_once(driver: FlaskClient, world: Database, tour: Tour) -> None:
    batch = _batch(_event(tour))

    outcomes = [driver.post("/driver/events", json=batch).json["verdicts"][0]["outcome"] for _ in range(3)]

    assert outcomes == ["applied", "duplicate", "duplicate"]
    with world.reading() as session:
        collected = session.scalar(select(func.count()).where(Parcel.status == Status.COLLECTED))
    assert collected == 2


def test_one_unknown_parcel_does_not_hold_up_the_other_taps(driver: FlaskClient, tour: Tour) -> None:
    strange = _event(tour, parcels=["HP000000000000"])

    verdicts = driver.post("/driver/events", json=_batch(strange, _event(tour))).json["verdicts"]

    assert [verdict["outcome"] for verdict in verdicts] == ["rejected", "applied"]
    assert verdicts[0]["unknown"] == ["HP000000000000"]


def test_taps_from_another_site_are_refused(driver: FlaskClient, world: Database, tour: Tour) -> None:
    answer = driver.post("/driver/events", json=_batch(_event(tour)), headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    with world.reading() as session:
        assert session.scalar(select(func.count()).where(Parcel.status == Status.COLLECTED)) == 0


def test_the_kept_shell_names_nobody(driver: FlaskClient) -> None:
    page = driver.get("/driver/").text

    assert "driver" in page
    assert "driver 1" not in page.casefold()
    assert "Lò Văn" not in page


def test_without_javascript_the_stops_can_be_read_and_called(driver: FlaskClient, tour: Tour) -> None:
    page = driver.get("/driver/list").text

    for stop in tour.stops:
        assert stop.contact in page
        assert f"tel:{stop.phone}" in page


# --- with a real browser ------------------------------------------------------------------------------------


def _collect_next(page: Page) -> None:
    page.click("#next [data-open]")
    page.click("#choose-all")
    page.click("#take")
    expect(page.locator("#stop")).not_to_be_visible()
    expect(page.locator("#send")).to_be_visible()


def _all_sent(page: Page) -> None:
    """Wait until the phone says that nothing waits any more; it must have said before that something did."""
    expect(page.locator("#send")).to_be_hidden(timeout=60_000)


def _waiting(page: Page) -> int:
    return int(
        page.evaluate(
            "async () => { const all_names = (await indexedDB.databases()).map(each => each.name);"
            " const name = all_names.find(each => /^highland-driver-[0-9]+$/.test(each));"
            " const db = await new Promise(r => { const a = indexedDB.open(name);"
            " a.onsuccess = () => r(a.result); });"
            " const all = await new Promise(r => {"
            " const q = db.transaction('events').objectStore('events').getAll(); q.onsuccess = () => r(q.result); });"
            " db.close(); return all.filter(e => e.state === 'waiting').length; }"
        )
    )


def _recorded(world: Database) -> int:
    with world.reading() as session:
        return len(
            session.scalars(select(HandlingEvent.event_id).where(HandlingEvent.code == "collected").distinct()).all()
        )


@pytest.mark.browser
def test_a_day_without_signal_is_sent_when_it_comes_back(
    playwright: Playwright, address: str, tmp_path: Path, world: Database, tour: Tour
) -> None:
    with a_browser(playwright, tmp_path / "profile", PHONE) as context:
        page = opened(context, address, tour)
        heard = complaints(page)
        context.set_offline(True)
        page.reload()
        expect(page.locator("#net")).to_contain_text(
            "Mất" if page.locator("html").get_attribute("lang") == "vi" else "No"
        )
        for _ in tour.stops:
            _collect_next(page)
        assert _waiting(page) == len(tour.stops)
        assert _recorded(world) == 0

        context.set_offline(False)
        _all_sent(page)

        assert _recorded(world) == len(tour.stops)
        assert heard == []


@pytest.mark.browser
def test_taps_survive_a_killed_browser(playwright: Playwright, address: str, tmp_path: Path, tour: Tour) -> None:
    profile = tmp_path / "profile"
    with a_browser(playwright, profile, PHONE) as context:
        page = opened(context, address, tour)
        context.set_offline(True)
        for _ in tour.stops:
            _collect_next(page)
        _kill(profile)

    for left in profile.glob("Singleton*"):
        left.unlink()
    with a_browser(playwright, profile, PHONE) as context:
        context.set_offline(True)
        page = context.new_page()
        page.goto(f"{address}/driver/")
        expect(page.locator("#list .list-card.collected")).to_have_count(len(tour.stops))
        assert _waiting(page) == len(tour.stops)


def _kill(profile: Path) -> None:
    """SIGKILL to every process of the browser with this profile, as when the battery falls out."""
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            command = (process / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if f"--user-data-dir={profile}" in command:
            os.kill(int(process.name), signal.SIGKILL)


@pytest.mark.browser
def test_answers_lost_on_the_way_back_count_once(
    playwright: Playwright, address: str, tmp_path: Path, world: Database, tour: Tour
) -> None:
    lost = []

    def lose_twice(route: Route) -> None:
        if len(lost) < 2:
            lost.append(route.fetch().status)
            route.abort("connectionreset")
        else:
            route.continue_()

    with a_browser(playwright, tmp_path / "profile", PHONE) as context:
        page = opened(context, address, tour)
        context.route("**/driver/events", lose_twice)
        _collect_next(page)
        _all_sent(page)

        assert lost == [200, 200]
        assert _recorded(world) == 1


@pytest.mark.browser
def test_a_tap_can_be_taken_back_before_it_is_sent(
    playwright: Playwright, address: str, tmp_path: Path, world: Database, tour: Tour
) -> None:
    with a_browser(playwright, tmp_path / "profile", PHONE) as context:
        page = opened(context, address, tour)
        _collect_next(page)
        page.click("#undo button")

        expect(page.locator("#list .list-card.collected")).to_have_count(0)
        assert _waiting(page) == 0
        assert _recorded(world) == 0


@pytest.mark.browser
def test_a_stop_that_failed_says_why_to_the_office(
    playwright: Playwright, address: str, tmp_path: Path, world: Database, tour: Tour
) -> None:
    with a_browser(playwright, tmp_path / "profile", PHONE) as context:
        page = opened(context, address, tour)
        page.click("#next [data-open]")
        page.click("#fail")
        page.click("[data-reason=road_blocked]")
        expect(page.locator("#list .list-card.failed")).to_have_count(1)
        expect(page.locator("#send")).to_be_visible()
        _all_sent(page)

    with world.reading() as session:
        assert set(session.scalars(select(HandlingEvent.reason).where(HandlingEvent.code == "pickup_failed"))) == {
            "road_blocked"
        }


@pytest.mark.browser
def test_the_end_of_a_route_counts_what_was_collected_and_what_was_not(
    playwright: Playwright, address: str, tmp_path: Path, tour: Tour
) -> None:
    with a_browser(playwright, tmp_path / "profile", PHONE) as context:
        page = opened(context, address, tour)
        for collected in range(len(tour.stops) - 1):
            _collect_next(page)
            expect(page.locator("#list .list-card.collected")).to_have_count(collected + 1)
        page.click("#next [data-open]")
        page.click("#fail")
        page.click("[data-reason=sender_absent]")

        expect(page.locator("#all-done")).to_contain_text("lấy đủ 2 điểm, 1 điểm không lấy được")
        expect(page.locator("#summary [data-text=collected]")).to_have_text("2")
        expect(page.locator("#summary [data-text=failed]")).to_have_text("1")


@pytest.mark.browser
def test_another_version_of_the_day_comes_to_the_phone_and_no_tap_is_lost(
    playwright: Playwright, address: str, tmp_path: Path, world: Database, tour: Tour
) -> None:
    with a_browser(playwright, tmp_path / "profile", PHONE) as context:
        page = opened(context, address, tour)
        context.set_offline(True)
        _collect_next(page)
        _a_further_version(world)

        context.set_offline(False)

        expect(page.locator("#changed")).to_be_visible(timeout=60_000)
        expect(page.locator("#list .list-card")).to_have_count(len(tour.stops) + 1)
        expect(page.locator("#list .list-card.collected")).to_have_count(1)
        _all_sent(page)

    assert _recorded(world) == 1


def _a_further_version(world: Database) -> None:
    """Another household has rung, and the dispatcher has put the version that visits it in force."""
    today = clock.service_day(clock.now())
    with world.transaction() as session:
        office = session.scalars(select(Office).order_by(Office.id)).first()
        assert office is not None
        a_shipment(session, a_seller(session, office, lat=22.36, contact="Lò Văn Mới"), parcels=2)
    draft = planning.prepare(world, office.code, today)
    found = solve(draft.problem, Iterations(20))
    with world.transaction() as session:
        plan = planning.keep(session, draft, found, created_by_id=None)
        publishing.publish(session, plan.id, fence=1, by=None)


@pytest.mark.browser
def test_a_typed_number_is_chosen_and_a_foreign_one_is_named(
    playwright: Playwright, address: str, tmp_path: Path, tour: Tour
) -> None:
    with a_browser(playwright, tmp_path / "profile", PHONE) as context:
        page = opened(context, address, tour)
        page.click("#next [data-open]")
        page.fill("#typed", tour.stops[0].parcels[0].item_number.lower())
        page.press("#typed", "Enter")
        expect(page.locator("#parcels input:checked")).to_have_count(1)
        page.fill("#typed", tour.stops[1].parcels[0].item_number)
        page.press("#typed", "Enter")
        expect(page.locator("#scan-message")).to_have_class("bad")


@pytest.mark.browser
def test_the_drivers_pages_are_accessible_and_quiet(
    playwright: Playwright, address: str, tmp_path: Path, tour: Tour
) -> None:
    with a_browser(playwright, tmp_path / "profile", PHONE) as context:
        page = opened(context, address, tour)
        heard = complaints(page)
        assert accessibility_faults(page) == []
        page.click("#next [data-open]")
        page.click("#fail")
        assert accessibility_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert heard == []


def test_today_is_the_day_in_vietnam(driver: FlaskClient) -> None:
    assert dt.date.fromisoformat(driver.get("/driver/route").json["day"]) == clock.service_day(clock.now())
