"""Parcels given to line-haul carriers by clerks and by programs, end to end against carriers that misbehave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from api_client import Api
from browser import SignedIn
from carrier_stub import Stub, a_carrier, carrier_settings
from flask.testing import FlaskClient
from sqlalchemy import select, update
from test_web_custody import a_bag
from walk import a_registered_parcel

from logistics import clock
from logistics.carriers import exchange
from logistics.carriers.handing_over import EXCHANGE, ask_for_exchange
from logistics.carriers.models import HandOver
from logistics.db import Database
from logistics.jobs import worker
from logistics.jobs.models import Breaker
from logistics.parties.models import Office, Role
from logistics.settings import Settings
from logistics.shipments.models import Parcel
from logistics.tracking.models import Custody, HolderKind

PAGE = "/custody/hand-overs"


@pytest.fixture
def stub() -> Iterator[Stub]:
    with a_carrier() as made:
        yield made


@pytest.fixture
def settings(stub: Stub, tmp_path: Path) -> Settings:
    """An installation with an account at both carriers."""
    return carrier_settings(stub, storage_dir=tmp_path / "storage", max_upload_bytes=2_000_000)


@pytest.fixture
def clerk(as_role: SignedIn) -> FlaskClient:
    """The first office's clerk."""
    return as_role(Role.CLERK)


@pytest.fixture
def other(as_role: SignedIn, world: Database) -> FlaskClient:
    """The clerk of the second office, which is called Tam Đường."""
    with world.transaction() as session:
        second = session.scalars(select(Office.id).order_by(Office.id)).all()[1]
        session.execute(update(Office).where(Office.id == second).values(name="Bưu cục Tam Đường"))
    return as_role(Role.CLERK, office=1)


def a_parcel_here(world: Database, clerk: FlaskClient) -> str:
    """The number of a parcel that the first office has taken in."""
    number = a_registered_parcel(world)
    clerk.post("/custody/accept", data={"code": number})
    return number


def told(world: Database, settings: Settings) -> None:
    """Let a worker tell the carriers what is due, also one that rests after a failure."""
    with world.transaction() as session:
        past = clock.now() - dt.timedelta(seconds=1)
        session.execute(update(Breaker).values(rest_until=past))
        session.execute(update(HandOver).where(HandOver.last_error != "").values(due_at=past))
        ask_for_exchange(session)
    while worker.run_next(world, settings, {EXCHANGE: exchange.handle}):
        pass


def holder(world: Database, number: str) -> tuple[HolderKind, int | None]:
    with world.reading() as session:
        [held] = session.scalars(select(Custody).join(Parcel).where(Parcel.item_number == number)).all()
        return held.holder, held.holder_id


# --- the page ---


def test_a_ticked_parcel_goes_to_the_carrier_and_its_number_and_label_come_back(
    clerk: FlaskClient,
    world: Database,
    settings: Settings,
    stub: Stub,
) -> None:
    number = a_parcel_here(world, clerk)
    assert number in clerk.get(PAGE).text

    clerk.post(PAGE, data={"carrier": "ghn", "parcels": number})
    waiting = clerk.get(PAGE).text
    told(world, settings)
    confirmed = clerk.get(PAGE).text

    [given] = stub.known
    assert "Đang báo hãng" in waiting
    assert given not in waiting
    assert "Hãng đã nhận đơn" in confirmed
    assert given in confirmed
    label = clerk.get(f"{PAGE}/1/label")
    assert label.location == f"{stub.url}/a5/public-api/printA5?token=print-token"


def test_a_parcel_stays_the_offices_until_the_carrier_fetches_it(
    clerk: FlaskClient,
    world: Database,
    settings: Settings,
    stub: Stub,
) -> None:
    number = a_parcel_here(world, clerk)
    clerk.post(PAGE, data={"carrier": "ghn", "parcels": number})
    told(world, settings)
    before = holder(world, number)

    [given] = stub.known
    fetched = {"ShopID": 885, "OrderCode": given, "Status": "picked", "Time": clock.now().isoformat()}
    clerk.post("/api/v1/carriers/ghn/webhook?secret=agreed", json=fetched)

    assert (before[0], holder(world, number)) == (HolderKind.OFFICE, (HolderKind.LINE_HAUL, None))
    page = clerk.get(PAGE).text
    assert "đã rời bưu cục" in page
    assert "/withdraw" not in page


def test_all_parcels_of_a_bag_go_with_one_scan(
    clerk: FlaskClient,
    other: FlaskClient,
    world: Database,
    settings: Settings,
    stub: Stub,
) -> None:
    sscc = a_bag(clerk, *(a_parcel_here(world, clerk) for _ in range(3)))
    clerk.post(f"/custody/bags/{sscc}/seal", data={"seal": "HL000001", "mass_kg": "4,2"})

    answer = clerk.post(PAGE, data={"carrier": "viettel_post", "inside": f"(00){sscc}"})
    told(world, settings)

    assert answer.status_code == 302
    assert len(stub.known) == 3


def test_a_trip_goes_with_its_code(
    clerk: FlaskClient,
    other: FlaskClient,
    world: Database,
    settings: Settings,
    stub: Stub,
) -> None:
    sscc = a_bag(clerk, *(a_parcel_here(world, clerk) for _ in range(2)))
    clerk.post(f"/custody/bags/{sscc}/seal", data={"seal": "HL000001", "mass_kg": "4,2"})
    trip = clerk.post(
        "/custody/trips", data={"vehicle": "25C-1", "driver": "Páo", "stop-0": "Bưu cục Tam Đường"}
    ).location
    clerk.post(f"{trip}/load", data={"code": sscc})

    clerk.post(PAGE, data={"carrier": "ghn", "inside": trip.rsplit("/", 1)[1]})
    told(world, settings)

    assert len(stub.known) == 2


def test_what_the_carrier_refuses_stands_with_its_reason_and_can_be_tried_again(
    clerk: FlaskClient,
    world: Database,
    settings: Settings,
    stub: Stub,
) -> None:
    stub.refuses = "to_phone is blacklisted"
    clerk.post(PAGE, data={"carrier": "ghn", "parcels": a_parcel_here(world, clerk)})
    told(world, settings)
    page = clerk.get(PAGE).text
    assert "Từ chối" in page
    assert "to_phone is blacklisted" in page

    stub.refuses = ""
    clerk.post(f"{PAGE}/1/again")
    told(world, settings)

    assert "Hãng đã nhận đơn" in clerk.get(PAGE).text
    assert len(stub.known) == 1


def test_a_parcel_is_withdrawn_when_the_carrier_agrees(
    clerk: FlaskClient,
    world: Database,
    settings: Settings,
    stub: Stub,
) -> None:
    clerk.post(PAGE, data={"carrier": "ghn", "parcels": a_parcel_here(world, clerk)})
    told(world, settings)
    clerk.post(f"{PAGE}/1/withdraw")
    stub.trouble = ["500"]
    told(world, settings)
    assert "Đang rút lại" in clerk.get(PAGE).text

    told(world, settings)

    assert "Đã rút lại" in clerk.get(PAGE).text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"carrier": "ghn"}, "Chưa chọn gì"),
        ({"carrier": "pigeon", "parcels": "HP123456789014"}, "Hãy chọn hãng"),
        ({"carrier": "ghn", "inside": "TR99999999"}, "Không có chuyến"),
        ({"carrier": "ghn", "parcels": "HP123456789014"}, "Không có bưu gửi"),
    ],
)
def test_a_form_that_cannot_be_done_says_why(clerk: FlaskClient, form: dict[str, str], said: str) -> None:
    answer = clerk.post(PAGE, data=form)

    assert answer.status_code == 422
    assert said in answer.text


def test_another_office_sees_and_withdraws_nothing_of_ours(
    clerk: FlaskClient,
    other: FlaskClient,
    world: Database,
) -> None:
    number = a_parcel_here(world, clerk)
    clerk.post(PAGE, data={"carrier": "ghn", "parcels": number})

    assert number not in other.get(PAGE).text
    assert other.post(f"{PAGE}/1/withdraw").status_code == 404
    assert other.get(f"{PAGE}/1/label").status_code == 404


class TestWithoutACarrier:
    """An installation that has no account with any."""

    @pytest.fixture
    def settings(self, tmp_path: Path) -> Settings:
        return Settings(environment="test", storage_dir=tmp_path / "storage")

    def test_the_page_says_what_to_set(self, clerk: FlaskClient) -> None:
        page = clerk.get(PAGE).text
        assert "Chưa khai báo hãng vận chuyển nào" in page
        assert "GHN_TOKEN" in page
        assert "VIETTEL_POST_USERNAME" in page


# --- the API ---


@pytest.fixture
def keyed(api: Callable[..., Api]) -> Api:
    return api(Role.CLERK)


@pytest.mark.parametrize("trouble", ["", "500", "lost", "html"])
def test_a_program_hands_over_once_whatever_the_carrier_does(
    clerk: FlaskClient,
    keyed: Api,
    world: Database,
    settings: Settings,
    stub: Stub,
    trouble: str,
) -> None:
    number = a_parcel_here(world, clerk)
    body, once = {"carrier": "ghn", "parcels": [number]}, {"Idempotency-Key": "evening-1"}
    stub.trouble = [trouble]

    first, again = (keyed("POST", "/hand-overs", json=body, headers=once) for _ in range(2))
    for _ in range(2):
        told(world, settings)

    assert (first.status_code, again.json, again.headers["Idempotency-Replayed"]) == (201, first.json, "true")
    [made] = first.json["hand_overs"]
    assert (made["item_number"], made["state"], made["fetched"]) == (number, "waiting", False)
    now = keyed("GET", f"/hand-overs/{made['id']}").json
    assert (now["state"], now["number"], now["next_try_at"]) == ("confirmed", next(iter(stub.known)), None)
    assert len(stub.known) == 1
    assert "printA5" in keyed("GET", f"/hand-overs/{made['id']}/label").json["url"]


def test_every_parcel_that_cannot_go_is_named_and_none_goes(clerk: FlaskClient, keyed: Api, world: Database) -> None:
    numbers = [a_parcel_here(world, clerk), a_registered_parcel(world), "HP000000000000"]

    refused = keyed("POST", "/hand-overs", json={"carrier": "ghn", "parcels": numbers})

    assert (refused.status_code, refused.mimetype) == (422, "application/problem+json")
    assert [(error["pointer"], error["code"]) for error in refused.json["errors"]] == [
        ("/parcels/1", "not_ready_here"),
        ("/parcels/2", "unknown_parcel"),
    ]
    assert keyed("GET", "/hand-overs").json == {"hand_overs": [], "next_cursor": None}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"carrier": "pigeon", "parcels": ["HP123456789014"]}, "/carrier"),
        ({"carrier": "ghn", "parcels": []}, ""),
        ({"carrier": "ghn", "parcels": ["HP123456789014"], "inside": "TR1"}, ""),
    ],
)
def test_a_body_that_names_no_carrier_or_not_one_way_is_refused(keyed: Api, body: Any, pointer: str) -> None:
    refused = keyed("POST", "/hand-overs", json=body)

    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json["errors"]] == [pointer]


def test_a_hand_over_is_listed_by_state_withdrawn_and_announced_anew(
    clerk: FlaskClient,
    keyed: Api,
    world: Database,
    settings: Settings,
) -> None:
    numbers = [a_parcel_here(world, clerk) for _ in range(2)]
    keyed("POST", "/hand-overs", json={"carrier": "viettel_post", "parcels": numbers})
    page = keyed("GET", "/hand-overs?limit=1&state=waiting&carrier=viettel_post").json
    rest = keyed("GET", f"/hand-overs?limit=1&cursor={page['next_cursor']}").json
    assert [each["item_number"] for each in (*page["hand_overs"], *rest["hand_overs"])] == sorted(numbers)
    assert rest["next_cursor"] is None

    first = page["hand_overs"][0]["id"]
    assert [keyed("DELETE", f"/hand-overs/{first}").json["state"] for _ in range(2)] == ["withdrawn"] * 2
    anew = keyed("POST", f"/hand-overs/{first}/retry").json
    told(world, settings)

    assert anew["id"] != first
    assert keyed("GET", f"/hand-overs/{anew['id']}").json["state"] == "confirmed"
    assert keyed("POST", f"/hand-overs/{anew['id']}/retry").status_code == 409


def test_a_label_without_a_number_and_one_of_a_silent_carrier_are_told_apart(
    clerk: FlaskClient,
    keyed: Api,
    world: Database,
    settings: Settings,
    stub: Stub,
) -> None:
    keyed("POST", "/hand-overs", json={"carrier": "ghn", "parcels": [a_parcel_here(world, clerk)]})
    early = keyed("GET", "/hand-overs/1/label")
    told(world, settings)
    stub.trouble = ["500"]
    silent = keyed("GET", "/hand-overs/1/label")

    assert (early.status_code, early.json["code"]) == (409, "no_carrier_number")
    assert (silent.status_code, silent.json["code"]) == (503, "carrier_silent")


def test_sellers_and_drivers_hand_nothing_over(api: Callable[..., Api]) -> None:
    for role in (Role.SELLER, Role.DRIVER, Role.DISPATCHER):
        assert api(role)("POST", "/hand-overs", json={"carrier": "ghn", "inside": "TR1"}).status_code == 403
