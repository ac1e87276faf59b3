"""A route's way on a page: who says how long, how steep, and what is only an estimate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import osmium
import pytest
from factories import a_seller, a_shipment
from flask import Flask
from flask.testing import FlaskClient
from live import DESK, PHONE, a_browser, accessibility_faults, complaints, served
from playwright.sync_api import Playwright, expect
from sqlalchemy import select

from logistics import clock
from logistics.db import Database
from logistics.parties.credentials import SESSION_LIFETIME, issue
from logistics.parties.models import CredentialKind, Office, Role, User, Vehicle
from logistics.pickups import look_up, planning, publishing
from logistics.pickups.models import CollectionRoute
from logistics.pickups.view import RouteView
from logistics.routing import Iterations, solve
from logistics.travel.build_roads import build_roads
from logistics.travel.elevation import Elevation
from logistics.travel.sources import ROADS_FILE

Enter = Callable[[Role], FlaskClient]


@pytest.fixture
def route(world: Database) -> RouteView:
    """A van's route to two households along one parallel."""
    with world.transaction() as session:
        office = session.scalars(select(Office).order_by(Office.id)).first()
        assert office is not None
        van = session.scalars(select(Vehicle).where(Vehicle.office_id == office.id)).one()
        van.driver_id = session.scalar(select(User.id).where(User.role == Role.DRIVER, User.office_id == office.id))
        for lon in (103.50, 103.52):
            a_shipment(session, a_seller(session, office, lat=22.388, lon=lon))
        code = office.code
    draft = planning.prepare(world, code, clock.service_day(clock.now()))
    found = solve(draft.problem, Iterations(20))
    with world.transaction() as session:
        plan = planning.keep(session, draft, found, created_by_id=None)
        return look_up.plan_view(session, plan.id).routes[0]


@pytest.fixture
def with_roads(app: Flask, tmp_path: Path) -> None:
    """A road along the parallel that rises by a tenth to the east."""
    extract, storage = tmp_path / "x.osm.pbf", tmp_path / "roads"
    with osmium.SimpleWriter(str(extract)) as writer:
        for number, lon in enumerate((103.46, 103.48, 103.50, 103.53), start=1):
            writer.add_node(osmium.osm.mutable.Node(id=number, location=(lon, 22.388), version=1))
        writer.add_way(osmium.osm.mutable.Way(id=1, nodes=[1, 2, 3, 4], tags={"highway": "primary"}, version=1))
    heights = np.tile(np.linspace(0, 10_300, 1201), (1201, 1)).astype(">i2")
    (tmp_path / "N22E103.hgt").write_bytes(heights.tobytes())
    build_roads(extract, Elevation(tmp_path)).save(storage / ROADS_FILE)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], storage_dir=storage)


def test_every_leg_says_how_long_how_sure_and_who_says_so(as_role: Enter, route: RouteView) -> None:
    page = as_role(Role.DISPATCHER).get(f"/routes/{route.id}/way").text

    for stop in route.stops:
        assert stop.seller_name in page
    assert page.count("ước tính</td>") == len(route.stops) + 1
    assert "Về bưu cục" in page
    assert "estimate-1 over" in page


def test_without_roads_nothing_is_drawn_as_one(as_role: Enter, route: RouteView) -> None:
    dispatcher = as_role(Role.DISPATCHER)

    legs = dispatcher.get(f"/routes/{route.id}/way.json").json["features"]

    assert [leg["properties"]["drawn"] for leg in legs] == [False] * (len(route.stops) + 1)
    assert "<polyline" not in dispatcher.get(f"/routes/{route.id}/way").text


@pytest.mark.usefixtures("with_roads")
def test_with_a_road_network_the_way_follows_it_and_shows_its_climb(as_role: Enter, route: RouteView) -> None:
    dispatcher = as_role(Role.DISPATCHER)

    legs = dispatcher.get(f"/routes/{route.id}/way.json").json["features"]
    page = dispatcher.get(f"/routes/{route.id}/way").text

    assert all(leg["properties"]["drawn"] for leg in legs)
    assert "<polyline" in page
    assert "+10 %" in page


def test_a_driver_fetches_the_way_of_their_own_route_alone(as_role: Enter, route: RouteView) -> None:
    own = as_role(Role.DRIVER).get(f"/routes/{route.id}/way.json")
    foreign = as_role(Role.DRIVER, 1).get(f"/routes/{route.id}/way.json")  # type: ignore[call-arg]

    assert (own.status_code, foreign.status_code) == (200, 404)


@pytest.mark.usefixtures("with_roads")
def test_the_phone_gets_the_roads_of_its_route_to_keep(as_role: Enter, world: Database, route: RouteView) -> None:
    _put_in_force(world, route)

    (kept,) = as_role(Role.DRIVER).get("/driver/route").json["routes"]

    assert [leg["drawn"] for leg in kept["way"]] == [True] * (len(route.stops) + 1)
    assert all(len(leg["line"]) >= 2 for leg in kept["way"])


def test_without_roads_the_phone_draws_straight_lines_itself(as_role: Enter, world: Database, route: RouteView) -> None:
    _put_in_force(world, route)

    (kept,) = as_role(Role.DRIVER).get("/driver/route").json["routes"]

    assert kept["way"] == []


def _put_in_force(world: Database, route: RouteView) -> None:
    with world.transaction() as session:
        plan_id = session.scalar(select(CollectionRoute.plan_id).where(CollectionRoute.id == route.id))
        assert plan_id is not None
        publishing.publish(session, plan_id, fence=0, by=None)


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("roads", [True, False], ids=["road map", "estimate"])
def test_the_way_fits_is_accessible_and_dashed_where_it_is_a_guess(
    playwright: Playwright,
    app: Flask,
    tmp_path: Path,
    world: Database,
    route: RouteView,
    request: pytest.FixtureRequest,
    viewport: dict[str, int],
    roads: bool,
) -> None:
    if roads:
        request.getfixturevalue("with_roads")
    with world.transaction() as session:
        dispatcher = session.scalars(select(User).where(User.role == Role.DISPATCHER).order_by(User.id)).all()[0]
        secret = issue(session, dispatcher, CredentialKind.SESSION, SESSION_LIFETIME)
    with served(app) as address, a_browser(playwright, tmp_path / "profile", viewport) as context:
        context.add_cookies([{"name": "session", "value": secret, "url": address}])
        page = context.new_page()
        heard = complaints(page)
        page.goto(f"{address}/routes/{route.id}/way")

        expect(page.locator("#map .map-stop")).to_have_text([str(stop.sequence) for stop in route.stops])
        expect(page.locator("#map path.map-way.estimated")).to_have_count(0 if roads else len(route.stops) + 1)
        expect(page.locator("svg.profile")).to_have_count(1 if roads else 0)
        assert accessibility_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        assert heard == []
