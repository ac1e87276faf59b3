"""A key of the API: what is sent twice is done once, and nobody asks without measure. On both databases."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from factories import a_seller, a_user, an_office
from flask import Flask
from sqlalchemy import func, select

from logistics import clock
from logistics.app import create_app
from logistics.db import Database
from logistics.parties.credentials import API_KEY_LIFETIME, issue
from logistics.parties.models import CredentialKind, KeptAnswer, Role, Throttle
from logistics.settings import Settings
from logistics.shipments.models import Shipment
from logistics.tracking.trips.models import Trip
from logistics.tracking.uuid7 import uuid7
from logistics.web.v1 import shipments


@dataclass
class Program:
    """Somebody's program with a key, on a database of its own."""

    app: Flask
    database: Database
    key: str
    seller_code: str

    def post(self, path: str, body: dict[str, Any], idempotency_key: str = "") -> Any:
        headers = {"Authorization": f"Bearer {self.key}"}
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        return self.app.test_client().post(f"/api/v1{path}", json=body, headers=headers)

    def get(self, path: str) -> Any:
        return self.app.test_client().get(f"/api/v1{path}", headers={"Authorization": f"Bearer {self.key}"})

    def shipment(self, **more: Any) -> dict[str, Any]:
        """A body without a reference: nothing but the key can tell that it is the same."""
        return {
            "seller_code": self.seller_code,
            "consignee": {
                "name": "Trần Hồng Linh",
                "phone": "0974305036",
                "address": "Số 329 Hùng Vương",
                "province": "Hà Nội",
                "commune": "Xã Dân Hoà",
            },
            "lines": [{"sku": "TEA-200", "quantity": 2}],
        } | more

    def count(self, model: Any) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def program(own_database_url: str) -> Iterator[Program]:
    database = Database(own_database_url)
    with database.transaction() as session:
        office = an_office(session)
        seller_code = a_seller(session, office).code
        clerk = a_user(session, Role.CLERK, office_id=office.id)
        key = issue(session, clerk, CredentialKind.API_KEY, API_KEY_LIFETIME)
    settings = Settings(environment="test", api_requests_per_minute=40)
    yield Program(create_app(settings, database), database, key, seller_code)
    database.dispose()


def test_a_shipment_sent_twice_with_its_key_is_made_once(program: Program) -> None:
    first, second = (program.post("/shipments", program.shipment(), "k1") for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.data == first.data
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert program.count(Shipment) == 1


def test_without_a_key_it_is_two_shipments(program: Program) -> None:
    for _ in range(2):
        program.post("/shipments", program.shipment())

    assert program.count(Shipment) == 2


def test_another_request_with_the_key_is_refused(program: Program) -> None:
    program.post("/shipments", program.shipment(), "k1")

    answer = program.post("/shipments", program.shipment(lot="L1"), "k1")

    assert answer.status_code == 422
    assert answer.json["code"] == "key_used_for_another_request"
    assert program.count(Shipment) == 1


def test_a_refused_request_leaves_its_key_free(program: Program) -> None:
    refused = program.post("/shipments", program.shipment(seller_code="NOBODY"), "k1")
    mended = program.post("/shipments", program.shipment(), "k1")

    assert (refused.status_code, mended.status_code) == (422, 201)
    assert program.count(KeptAnswer) == 1


def test_events_and_pickups_know_the_key_too(program: Program) -> None:
    event = {"id": str(uuid7()), "code": "collected", "happened_at": "2025-11-05T01:00:00Z"}
    batch = {"sent_at": "2025-11-05T01:00:01Z", "events": [event]}
    tomorrow = clock.service_day(clock.now()) + dt.timedelta(days=1)
    pickup = {"seller_code": program.seller_code, "service_day": tomorrow.isoformat()}

    for path, body in (("/events", batch), ("/pickups", pickup)):
        first, second = (program.post(path, body, f"for {path}".replace(" ", "-")) for _ in range(2))
        assert first.status_code < 300
        assert second.data == first.data
        assert second.headers["Idempotency-Replayed"] == "true"


def test_a_trip_planned_twice_with_its_key_is_one_trip(program: Program) -> None:
    trip = {"vehicle": "25C-012.34", "driver": "Lò Văn Páo", "stops": [{"name": "Hà Nội"}]}

    first, second = (program.post("/trips", trip, "k1") for _ in range(2))

    assert first.status_code == 201
    assert (second.data, second.headers["Idempotency-Replayed"]) == (first.data, "true")
    assert program.count(Trip) == 1


def test_a_sheet_sent_again_is_known_by_its_content_and_not_by_how_its_parts_are_separated(program: Program) -> None:
    def send(content: bytes, key: str) -> Any:
        return program.app.test_client().post(
            "/api/v1/imports",
            data={"file": (BytesIO(content), "evening.csv")},
            headers={"Authorization": f"Bearer {program.key}", "Idempotency-Key": key},
        )

    first, again, other = send(b"a,b\n1,2\n", "k1"), send(b"a,b\n1,2\n", "k1"), send(b"a,b\n3,4\n", "k1")

    assert (first.status_code, again.data, other.status_code) == (202, first.data, 422)
    assert other.json["code"] == "key_used_for_another_request"


WITHOUT_KEY = {
    "/instances": "makes nothing that is kept",
    "/print-jobs/claim": "each claim asks for another job; one that is not settled is given again",
    "/print-jobs/{job_id}/outcome": "its fence lets it count once",
    "/parcels/{item_number}/label": "a label is bytes; each printing is recorded with its reason",
    "/sms": "a text has its id",
    "/carriers/{carrier}/webhook": "a carrier's word counts once by what it says",
}


def test_every_post_of_the_api_takes_a_key_unless_it_needs_none(program: Program) -> None:
    described = json.loads(program.app.test_client().get("/openapi.json").text)["paths"]
    without = {
        path.removeprefix("/api/v1")
        for path, told in described.items()
        if "post" in told and "Idempotency-Key" not in {each["name"] for each in told["post"].get("parameters", [])}
    }

    assert without == set(WITHOUT_KEY)


def test_two_at_once_make_one_shipment_and_the_second_is_told_to_wait(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, go_on = threading.Event(), threading.Event()
    register = shipments.registered

    def register_slowly(*given: Any) -> Any:
        inside.set()
        assert go_on.wait(30)
        return register(*given)

    monkeypatch.setattr(shipments, "registered", register_slowly)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(program.post, "/shipments", program.shipment(), "k1")
        assert inside.wait(30)
        second = program.post("/shipments", program.shipment(), "k1")
        go_on.set()
        made = first.result(30)
    third = program.post("/shipments", program.shipment(), "k1")

    assert (made.status_code, second.status_code, third.status_code) == (201, 409, 201)
    assert second.json["code"] == "request_running"
    assert int(second.headers["Retry-After"]) > 0
    assert third.data == made.data
    assert program.count(Shipment) == 1


def test_many_at_once_with_one_key_make_one_shipment(program: Program) -> None:
    start = threading.Barrier(4)

    def send(_: int) -> int:
        start.wait(30)
        return int(program.post("/shipments", program.shipment(), "k1").status_code)

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(send, range(4)))

    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert program.count(Shipment) == 1


def test_what_is_left_of_the_minute_is_told_and_more_is_refused(program: Program) -> None:
    answers = [program.get("/shipments") for _ in range(41)]

    assert answers[0].headers["RateLimit-Policy"] == '"key";q=40;w=60'
    assert [answer.headers["RateLimit"] for answer in answers[:3]] == [f'"key";r={left};t=60' for left in (39, 38, 37)]
    assert {answer.status_code for answer in answers[:40]} == {200}
    refused = answers[40]
    assert refused.status_code == 429
    assert refused.content_type == "application/problem+json"
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.headers["RateLimit"] == '"key";r=0;t=60'


def test_two_processes_share_one_limit(program: Program) -> None:
    other = create_app(Settings(environment="test", api_requests_per_minute=40), program.database)
    second = Program(other, program.database, program.key, program.seller_code)

    statuses = [who.get("/shipments").status_code for _ in range(30) for who in (program, second)]

    assert 38 <= statuses.count(200) <= 40


def test_a_portion_is_written_once(program: Program) -> None:
    for _ in range(2):
        program.get("/shipments")

    with program.database.reading() as session:
        assert session.scalars(select(Throttle.tries)).all() == [2]


def test_public_tracking_has_no_key_to_count(program: Program) -> None:
    answer = program.app.test_client().get("/api/v1/tracking/HP000000000000")

    assert "RateLimit" not in answer.headers
