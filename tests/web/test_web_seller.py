"""The seller's pages: own parcels and visits, and nobody else's."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from browser import SignedIn
from factories import a_seller
from flask.testing import FlaskClient
from sqlalchemy import select, update
from tour import a_tour
from walk import a_registered_parcel, seller_of

from logistics import clock
from logistics.db import Database
from logistics.parties.models import Office, Role, Seller
from logistics.pickups.models import PickupRequest, Stop


@pytest.fixture
def seller(as_role: SignedIn) -> FlaskClient:
    """The first office's seller."""
    return as_role(Role.SELLER)


def test_a_seller_sees_own_parcels_with_state_and_cash(seller: FlaskClient, world: Database) -> None:
    own, foreign = a_registered_parcel(world), a_registered_parcel(world, office=1)

    page = seller.get("/seller").text

    assert own in page
    assert "350.000\xa0₫" in page or "350.000 ₫" in page
    assert foreign not in page


def test_a_group_of_states_narrows_the_list(seller: FlaskClient, world: Database) -> None:
    number = a_registered_parcel(world)

    assert number in seller.get("/seller?state=waiting").text
    assert number not in seller.get("/seller?state=delivered").text


def test_a_day_narrows_the_list(seller: FlaskClient, world: Database) -> None:
    number, today = a_registered_parcel(world), clock.service_day(clock.now())

    assert number in seller.get(f"/seller?day={today}").text
    assert number not in seller.get(f"/seller?day={today - dt.timedelta(days=1)}").text


def test_a_search_without_marks_finds_the_recipient(seller: FlaskClient, world: Database) -> None:
    number = a_registered_parcel(world)

    assert number in seller.get("/seller?q=tran hong").text
    assert number not in seller.get("/seller?q=nguyen").text


def test_a_parcel_of_another_seller_does_not_exist(seller: FlaskClient, world: Database) -> None:
    own, foreign = a_registered_parcel(world), a_registered_parcel(world, office=1)

    assert seller.get(f"/seller/parcels/{own}").status_code == 200
    assert seller.get(f"/seller/parcels/{foreign}").status_code == 404


def test_a_seller_asks_for_a_visit(seller: FlaskClient, as_role: SignedIn, world: Database) -> None:
    day = clock.service_day(clock.now()) + dt.timedelta(days=2)
    wish = {"service_day": day.isoformat(), "window_start_s": "07:30", "window_end_s": "11:00"}

    page = seller.post("/seller/pickups", data=wish, follow_redirects=True)

    assert "07:30 đến 11:00" in page.text
    assert "Chưa có bưu gửi" in page.text
    assert "Theo lịch" not in page.text
    with world.reading() as session:
        request = session.scalars(select(PickupRequest)).one()
    assert (request.service_day, request.window_start_s, request.window_end_s) == (day, 27_000, 39_600)
    assert "07:30" not in as_role(Role.SELLER, office=1).get("/seller/pickups").text.split("<form")[0]


def test_a_visit_is_changed_and_withdrawn(seller: FlaskClient, as_role: SignedIn, world: Database) -> None:
    day = clock.service_day(clock.now()) + dt.timedelta(days=2)
    wish = {"service_day": day.isoformat(), "window_start_s": "07:30", "window_end_s": "11:00"}
    seller.post("/seller/pickups", data=wish)
    with world.reading() as session:
        request_id = session.scalars(select(PickupRequest.id)).one()

    form = seller.get(f"/seller/pickups?change={request_id}").text
    seller.post("/seller/pickups", data=wish | {"window_end_s": "15:00"})
    changed = seller.get("/seller/pickups").text
    foreign = as_role(Role.SELLER, office=1).post(f"/seller/pickups/{request_id}/withdraw")
    withdrawn = seller.post(f"/seller/pickups/{request_id}/withdraw", follow_redirects=True).text

    assert 'value="07:30"' in form
    assert "07:30 đến 15:00" in changed
    assert foreign.status_code == 404
    assert "Đã rút yêu cầu lấy hàng." in withdrawn
    assert "Đã hủy" in withdrawn


def test_a_cooperative_asks_for_a_household(seller: FlaskClient, world: Database) -> None:
    day = clock.service_day(clock.now()) + dt.timedelta(days=2)
    household = seller_of(world, office=1)
    wish = {"service_day": day.isoformat(), "window_start_s": "07:30", "window_end_s": "11:00"}
    with world.transaction() as session:
        session.get_one(Seller, household.id).cooperative_id = seller_of(world).id
        stranger = a_seller(session, session.scalars(select(Office)).all()[0]).id

    asked = seller.post("/seller/pickups", data=wish | {"seller_id": household.id})
    refused = seller.post("/seller/pickups", data=wish | {"seller_id": stranger})

    assert (asked.status_code, refused.status_code) == (302, 403)
    with world.reading() as session:
        assert session.scalars(select(PickupRequest.seller_id)).all() == [household.id]


@pytest.mark.parametrize(
    "wish",
    [
        {"service_day": "2020-01-01", "window_start_s": "07:00", "window_end_s": "11:00"},
        {"service_day": "soon", "window_start_s": "07:00", "window_end_s": "11:00"},
        {"service_day": "2099-01-01", "window_start_s": "11:00", "window_end_s": "07:00"},
    ],
)
def test_an_impossible_wish_is_explained_on_the_form(
    seller: FlaskClient, world: Database, wish: dict[str, str]
) -> None:
    answer = seller.post("/seller/pickups", data=wish)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    with world.reading() as session:
        assert session.scalars(select(PickupRequest)).all() == []


def test_a_cooperatives_visits_of_a_day_stand_by_the_clock(seller: FlaskClient, world: Database) -> None:
    tour, cooperative = a_tour(world), seller_of(world)
    with world.transaction() as session:
        households = select(PickupRequest.seller_id)
        session.execute(update(Seller).where(Seller.id.in_(households)).values(cooperative_id=cooperative.id))

    page = seller.get("/seller/pickups").text

    told = re.findall(r"khoảng (\d\d:\d\d)", page)
    assert page.count("Theo lịch") == len(tour.stops)
    assert len(told) == len(tour.stops)
    assert told == sorted(told)


def test_a_visit_whose_hour_is_past_is_told_as_not_fetched_yet(seller: FlaskClient, world: Database) -> None:
    tour, cooperative, hour = a_tour(world), seller_of(world), dt.timedelta(hours=1)
    with world.transaction() as session:
        households = select(PickupRequest.seller_id)
        session.execute(update(Seller).where(Seller.id.in_(households)).values(cooperative_id=cooperative.id))

    told = []
    for arrives_at in (clock.now() + hour, clock.now() - hour):
        with world.transaction() as session:
            session.execute(update(Stop).values(arrives_at=arrives_at, departs_at=arrives_at))
        told.append(seller.get("/seller/pickups").text.count("chưa lấy"))

    assert told == [0, len(tour.stops)]
