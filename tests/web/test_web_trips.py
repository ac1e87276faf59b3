"""Trips over the API: planned, loaded, sent and received, with what differs named."""

from __future__ import annotations

from collections.abc import Callable

from api_client import Api
from sqlalchemy import select

from logistics import clock
from logistics.db import Database
from logistics.parties.models import Office, Role
from logistics.tracking.models import Bag, BagState


def _a_sealed_bag(world: Database, sscc: str = "389385012300000018") -> str:
    """A bag from the first office to the second."""
    with world.transaction() as session:
        here, there = session.scalars(select(Office).order_by(Office.id)).all()
        session.add(
            Bag(
                sscc=sscc,
                office_id=here.id,
                destination=there.name,
                destination_office_id=there.id,
                created_at=clock.now(),
                state=BagState.SEALED,
            )
        )
    return sscc


def _a_trip(world: Database, api: Callable[..., Api]) -> str:
    with world.reading() as session:
        there = session.scalars(select(Office.code).order_by(Office.id)).all()[1]
    told = {"vehicle": "25C-012.34", "driver": "Lò Văn Páo", "stops": [{"office_code": there}]}
    answer = api(Role.CLERK)("POST", "/trips", json=told)
    assert answer.status_code == 201
    return str(answer.json["code"])


def test_a_trip_goes_from_one_office_to_the_next(api: Callable[..., Api], world: Database) -> None:
    bag, trip = _a_sealed_bag(world), _a_trip(world, api)
    here, there = api(Role.CLERK), api(Role.CLERK, 1)

    loaded = here("POST", f"/trips/{trip}/load", json={"bags": [bag]})
    departed = here("POST", f"/trips/{trip}/depart")
    manifest = here("GET", f"/trips/{trip}/manifest")
    arrived = there("POST", f"/trips/{trip}/arrive", json={"bags": []})

    assert loaded.json["bags"] == [bag]
    assert departed.json["legs"][0]["departed_at"] is not None
    assert manifest.data.startswith(b"%PDF")
    assert arrived.json == {"received": [], "missing": [bag], "surplus": [], "misrouted": [], "unknown": []}


def test_what_a_trip_may_not_do_now_is_a_conflict(api: Callable[..., Api], world: Database) -> None:
    answer = api(Role.CLERK)("POST", f"/trips/{_a_trip(world, api)}/depart")

    assert (answer.status_code, answer.json["code"]) == (409, "trip_empty")


def test_a_stop_is_an_office_or_a_name(api: Callable[..., Api], world: Database) -> None:
    answer = api(Role.CLERK)(
        "POST", "/trips", json={"vehicle": "x", "driver": "y", "stops": [{}, {"office_code": "?"}]}
    )

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == ["/stops/0"]


def test_trips_are_listed_for_the_offices_they_touch(api: Callable[..., Api], world: Database) -> None:
    trip = _a_trip(world, api)

    listed = [api(Role.CLERK, office)("GET", "/trips").json["trips"] for office in (0, 1)]

    assert [[each["code"] for each in page] for page in listed] == [[trip], [trip]]
