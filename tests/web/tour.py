"""A published route of today for the first office's driver, and the phone opened on it."""

from __future__ import annotations

from dataclasses import dataclass

from factories import a_seller, a_shipment
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from logistics import clock
from logistics.db import Database
from logistics.parties.credentials import SESSION_LIFETIME, issue
from logistics.parties.models import CredentialKind, Office, Role, User, Vehicle
from logistics.pickups import look_up, planning, publishing
from logistics.pickups.view import StopView
from logistics.routing import Iterations, solve


@dataclass(frozen=True)
class Tour:
    """A published route of the first office's driver, and a way in for that driver."""

    driver_id: int
    secret: str
    stops: tuple[StopView, ...]


def a_tour(world: Database) -> Tour:
    """Three households with two parcels each, today."""
    today = clock.service_day(clock.now())
    with world.transaction() as session:
        office = session.scalars(select(Office).order_by(Office.id)).first()
        assert office is not None
        driver = session.scalars(select(User).where(User.role == Role.DRIVER, User.office_id == office.id)).one()
        van = session.scalars(select(Vehicle).where(Vehicle.office_id == office.id)).one()
        van.driver_id = driver.id
        for n in range(3):
            a_shipment(session, a_seller(session, office, lat=22.35 + n / 60, contact=f"Lò Văn {n}"), parcels=2)
        secret = issue(session, driver, CredentialKind.SESSION, SESSION_LIFETIME)
    draft = planning.prepare(world, office.code, today)
    found = solve(draft.problem, Iterations(20))
    with world.transaction() as session:
        plan = planning.keep(session, draft, found, created_by_id=None)
        publishing.publish(session, plan.id, fence=0, by=None)
        (route,) = look_up.driver_routes(session, driver.id, today)
    return Tour(driver.id, secret, route.stops)


def opened(context: BrowserContext, address: str, tour: Tour) -> Page:
    """The driver's app with the tour on it, ready to work without signal."""
    context.add_cookies([{"name": "session", "value": tour.secret, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/driver/")
    expect(page.locator("#list .list-card")).to_have_count(len(tour.stops))
    page.evaluate("navigator.serviceWorker.ready")
    return page
