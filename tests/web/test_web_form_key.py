"""A form that makes something, sent twice: by an impatient finger, or by two tabs at once. On both databases."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from browser import Browser
from factories import a_seller, a_user, a_vehicle, an_office
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from walk import walk_in_form

from logistics.app import create_app
from logistics.db import Database
from logistics.jobs.models import Job
from logistics.parties.credentials import SESSION_LIFETIME, issue
from logistics.parties.models import CredentialKind, Office, Role, Seller, User, Vehicle
from logistics.settings import Settings
from logistics.shipments.models import Shipment
from logistics.tracking.models import Bag, HandlingEvent
from logistics.travel.models import RouteClosure


@dataclass
class House:
    """An office with its people, on a database of its own."""

    app: Flask
    database: Database
    secrets: dict[Role, str]
    seller_code: str
    office_id: int

    def browser(self, role: Role) -> FlaskClient:
        self.app.test_client_class = Browser
        client = self.app.test_client()
        client.set_cookie("session", self.secrets[role])
        return client

    def count(self, model: Any) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def house(own_database_url: str) -> Iterator[House]:
    database = Database(own_database_url)
    with database.transaction() as session:
        office = an_office(session, code="LCU")
        seller = a_seller(session, office)
        a_vehicle(session, office)
        secrets = {}
        for role in (Role.CLERK, Role.DISPATCHER, Role.ADMINISTRATOR):
            user = a_user(session, role, office_id=office.id)
            secrets[role] = issue(session, user, CredentialKind.SESSION, SESSION_LIFETIME)
        seller_code, office_id = seller.code, office.id
    app = create_app(Settings(environment="test"), database)
    yield House(app, database, secrets, seller_code, office_id)
    database.dispose()


def key_on(page: str) -> str:
    """The key that a page's form carries."""
    found = re.search(r'name="form_key" value="([^"]+)"', page)
    assert found, "the form has no key"
    return found[1]


def test_a_walk_in_form_sent_twice_shows_the_same_shipment(house: House) -> None:
    clerk = house.browser(Role.CLERK)
    form = walk_in_form(house.seller_code, form_key=key_on(clerk.get("/counter/new").text))

    first, second = (clerk.post("/counter/new", data=form) for _ in range(2))

    assert first.status_code == second.status_code == 302
    assert first.location == second.location
    assert (house.count(Shipment), house.count(HandlingEvent)) == (1, 1)


def test_walk_in_forms_sent_at_once_make_one_shipment(house: House) -> None:
    form = walk_in_form(house.seller_code, form_key="k1")
    start = threading.Barrier(4)

    def send(_: int) -> tuple[int, str]:
        start.wait(30)
        answer = house.browser(Role.CLERK).post("/counter/new", data=form)
        return answer.status_code, answer.location

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(send, range(4)))

    assert {status for status, _ in answers} == {302}
    assert len(answers) == 1
    assert house.count(Shipment) == 1


def test_two_clerks_who_take_the_same_household_in_at_once_both_send_for_it(house: House) -> None:
    form = walk_in_form(
        "",
        **{
            "sender-phone": "0972 555 123",
            "sender-name": "Sùng A Páo",
            "sender-village": "Sin Chải",
            "sender-commune": "03408",
        },
    )
    start, before = threading.Barrier(4), house.count(Seller)

    def send(_: int) -> int:
        start.wait(30)
        return house.browser(Role.CLERK).post("/counter/new", data=form).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))

    assert answers == [302] * 4
    assert (house.count(Seller), house.count(Shipment)) == (before + 1, 4)


def test_a_form_changed_after_going_back_is_another_shipment(house: House) -> None:
    clerk = house.browser(Role.CLERK)
    form = walk_in_form(house.seller_code, form_key="k1")

    clerk.post("/counter/new", data=form)
    clerk.post("/counter/new", data=form | {"consignee-name": "Trần Thị Cam"})

    assert house.count(Shipment) == 2


def test_each_form_that_is_opened_has_a_key_of_its_own(house: House) -> None:
    clerk = house.browser(Role.CLERK)

    assert len({key_on(clerk.get("/counter/new").text) for _ in range(2)}) == 2


def test_a_refused_form_leaves_its_key_free(house: House) -> None:
    clerk = house.browser(Role.CLERK)
    form = walk_in_form(house.seller_code, form_key="k1")

    refused = [clerk.post("/counter/new", data=form | {"consignee-phone": "12"}) for _ in range(2)]
    made = clerk.post("/counter/new", data=form)

    assert [answer.status_code for answer in refused] == [422, 422]
    assert made.status_code == 302


_CLOSURE = {"road": "QL4D", "lat": "22.38", "lon": "103.47", "source": "CSGT"}
_OFFICE = {"code": "BC9", "name": "Bưu cục Mường Tè", "commune_code": "03408", "lat": "22.38", "lon": "102.8"}
_USER = {"name": "Vàng A Páo", "login": "pao", "password": "chè shan tuyết trên núi", "role": "clerk"}
_VEHICLE = {
    "plate": "25C-99999",
    "kind": "van",
    "capacity_mass_g": "600",
    "capacity_volume_cm3": "3",
    "shift_start_s": "06:00",
    "shift_end_s": "18:00",
}


@pytest.mark.parametrize(
    ("role", "page", "form", "model"),
    [
        (Role.DISPATCHER, "/routes/closures", _CLOSURE, RouteClosure),
        (Role.CLERK, "/custody/bags", {"destination": "Hà Nội"}, Bag),
        (Role.ADMINISTRATOR, "/admin/offices/new", _OFFICE, Office),
        (Role.ADMINISTRATOR, "/admin/users/new", _USER | {"office_code": "LCU"}, User),
        (Role.ADMINISTRATOR, "/admin/vehicles/new", _VEHICLE, Vehicle),
    ],
)
def test_what_is_made_by_a_form_sent_twice_is_made_once(
    house: House, role: Role, page: str, form: dict[str, str], model: Any
) -> None:
    browser, before = house.browser(role), house.count(model)
    form = form | {"office_id": str(house.office_id), "form_key": key_on(browser.get(page).text)}

    first, second = (browser.post(page, data=form) for _ in range(2))

    assert first.status_code == second.status_code == 302
    assert first.location == second.location
    assert house.count(model) == before + 1


def test_a_plan_asked_for_twice_by_one_form_is_one_job_even_when_the_first_is_done(house: House) -> None:
    dispatcher = house.browser(Role.DISPATCHER)
    form = {"office": "LCU", "form_key": key_on(dispatcher.get("/routes").text)}
    dispatcher.post("/routes/plan", data=form)
    with house.database.transaction() as session:
        session.scalars(select(Job)).one().state = "done"

    again = dispatcher.post("/routes/plan", data=form)

    assert again.status_code == 302
    assert house.count(Job) == 1
