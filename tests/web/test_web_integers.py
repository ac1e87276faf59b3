"""Integers that programs send: numbers only, and none that a database cannot hold, wherever they stand."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_client import Api
from factories import a_seller, a_shipment, a_user, an_office
from sqlalchemy import select

from logistics.app import create_app
from logistics.db import Database
from logistics.parties.credentials import API_KEY_LIFETIME, issue
from logistics.parties.models import CredentialKind, Role
from logistics.settings import Settings
from logistics.shipments.models import Parcel
from logistics.web.v1.paging import cursor_of

DESCRIBED = json.loads((Path(__file__).parents[2] / "docs" / "reference" / "openapi.json").read_text(encoding="utf-8"))
BEYOND = [2**63, -(2**63) - 1, 10**30]
EXTREME = [-1, 2**31, 2**32, 2**53, 2**63 - 1, *BEYOND]
NO_INTEGER = [True, "5", "0x5", [5], {"5": 5}]

Step = str | int


def _bodies(number: str, seller_code: str) -> dict[str, dict[str, Any]]:
    """By path, a body of every operation that takes integers."""
    event = {
        "id": "019a52b1-6f1e-7c55-9d8e-3f1b2a4c5d6e",
        "code": "collected",
        "happened_at": "2025-11-05T01:00:00Z",
        "parcels": [number],
        "office_id": 1,
        "accuracy_m": 5,
        "sequence": 5,
        "evidence": {"within_radius_m": 5},
    }
    return {
        "/shipments": {
            "seller_code": seller_code,
            "consignee": {
                "name": "Linh",
                "phone": "0974305036",
                "address": "Số 329 Hùng Vương",
                "province": "Hà Nội",
                "commune": "Xã Dân Hoà",
            },
            "lines": [{"sku": "TEA-200", "quantity": 1, "amount_vnd": 5}],
            "cod_amount_vnd": 5,
        },
        "/events": {"sent_at": "2025-11-05T01:00:01Z", "events": [event]},
        "/pickups": {"seller_code": seller_code, "service_day": "2025-11-05", "window_start_s": 5, "window_end_s": 50},
        "/plans/{plan_id}/publish": {"fence": 1},
        "/plannings": {"office_code": "LCU", "service_day": "2025-11-05", "suppose": {"shift_start_s": 5}},
        "/replannings": {"office_code": "LCU", "service_day": "2025-11-05", "give": {"stop_id": 5, "vehicle_id": 5}},
        "/closures": {"road": "QL4D", "km_from_m": 25_300, "km_to_m": 26_000},
        "/print-jobs/claim": {"dots_per_mm": 8},
        "/print-jobs/{job_id}/outcome": {"fence": 1, "outcome": "printed"},
        "/parcels/{item_number}/label": {"dots_per_mm": 8},
    }


def _integers(told: Any, at: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """Where integers stand in a body."""
    if isinstance(told, int):
        yield at
    elif isinstance(told, dict | list):
        for step, each in told.items() if isinstance(told, dict) else enumerate(told):
            yield from _integers(each, (*at, step))


CASES = [(path, at) for path, body in _bodies("", "").items() for at in _integers(body)]
NAMES = [f"{path} {'/'.join(map(str, at))}" for path, at in CASES]


class Asking:
    """A program of an office with one parcel, that sends one value in the place of an integer."""

    def __init__(self, api: Api, number: str, seller_code: str) -> None:
        self.api, self.number, self.bodies = api, number, _bodies(number, seller_code)

    def send(self, path: str, at: tuple[Step, ...], value: Any) -> Any:
        body = copy.deepcopy(self.bodies[path])
        inner: Any = body
        for step in at[:-1]:
            inner = inner[step]
        inner[at[-1]] = value
        where = path.format(plan_id=1, job_id=1, item_number=self.number)
        return self.api("POST", where, json=body)


@pytest.fixture
def asking(database: Database, settings: Settings) -> Asking:
    with database.transaction() as session:
        office = an_office(session)
        seller = a_seller(session, office)
        shipment = a_shipment(session, seller)
        number = session.scalars(select(Parcel.item_number).where(Parcel.shipment_id == shipment.id)).one()
        user = a_user(session, Role.INTEGRATOR, office_id=office.id)
        key, seller_code = issue(session, user, CredentialKind.API_KEY, API_KEY_LIFETIME), seller.code
    return Asking(Api(create_app(settings, database).test_client(), key), number, seller_code)


@pytest.mark.parametrize(("path", "at"), CASES, ids=NAMES)
def test_an_integer_is_a_number_and_no_larger_than_can_be_kept(asking: Asking, path: str, at: tuple[Step, ...]) -> None:
    proof = "evidence" in at

    for value in [each for each in NO_INTEGER if not (proof and isinstance(each, str))] + BEYOND:
        answer = asking.send(path, at, value)

        # Each event of a batch has its own verdict: the others are not held up.
        refused = answer.json["verdicts"][0] if "events" in at else answer.json
        assert answer.status_code == (200 if "events" in at else 422), value
        assert [error["pointer"] for error in refused["errors"]] == ["/" + "/".join(map(str, at))]


@pytest.mark.parametrize(("path", "at"), CASES, ids=NAMES)
def test_no_integer_makes_the_database_stumble(asking: Asking, path: str, at: tuple[Step, ...]) -> None:
    for value in EXTREME:
        assert asking.send(path, at, value).status_code < 500, value


@pytest.mark.parametrize("path", [path for path, told in DESCRIBED["paths"].items() if "_id}" in path])
def test_an_id_that_no_row_can_have_is_not_found(asking: Asking, path: str) -> None:
    described = DESCRIBED["paths"][path]
    name = next(part for part in path.split("/") if part.endswith("_id}"))
    where = path.removeprefix("/api/v1").replace(name, "{}").replace("{service_day}", "2025-11-05")
    bodies = asking.bodies | {"/webhooks/{webhook_id}/replay": {"from_event": "019a52b1-6f1e-7c55-9d8e-3f1b2a4c5d6e"}}
    body = bodies.get(path.removeprefix("/api/v1"))

    for method in described:
        for row_id in (0, 2**31, 2**62, *BEYOND):
            answer = asking.api(method.upper(), where.format(row_id), **({"json": body} if body else {}))
            assert answer.status_code in {403, 404, 422}, (method, row_id)


@pytest.mark.parametrize("path", [p for p, told in DESCRIBED["paths"].items() if "cursor" in json.dumps(told)])
def test_a_page_that_cannot_be_is_refused(asking: Asking, path: str) -> None:
    where = path.removeprefix("/api/v1").replace("{webhook_id}", "1")

    for query in [f"cursor={cursor_of(row_id)}" for row_id in (-1, *BEYOND)] + [f"limit={n}" for n in (0, *BEYOND)]:
        assert asking.api("GET", f"{where}?{query}").status_code in {403, 404, 422}, query


def test_every_integer_that_may_be_sent_has_its_bounds() -> None:
    unbounded = [
        where
        for operation, schema in _sent()
        for where, each in _schemas(operation, schema)
        if each.get("type") == "integer" and "enum" not in each and not {"minimum", "maximum"} <= set(each)
    ]

    assert unbounded == []


def test_every_body_that_takes_integers_is_tried_here() -> None:
    taking = {
        operation.removeprefix("/api/v1").split(" ")[0]
        for operation, schema in _sent()
        if operation.endswith("body") and any(each.get("type") == "integer" for _, each in _schemas("", schema))
    }

    assert taking == set(_bodies("", ""))


def _sent() -> Iterator[tuple[str, dict[str, Any]]]:
    """The schema of each body and parameter."""
    for path, operations in DESCRIBED["paths"].items():
        for told in operations.values():
            for parameter in told.get("parameters", []):
                yield f"{path} {parameter['name']}", parameter["schema"]
            for content in told.get("requestBody", {}).get("content", {}).values():
                yield f"{path} body", content.get("schema", {})


def _schemas(where: str, schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The schema and every schema within it."""
    if isinstance(schema, list):
        for each in schema:
            yield from _schemas(where, each)
    elif isinstance(schema, dict):
        if reference := schema.get("$ref"):
            schema = DESCRIBED["components"]["schemas"][reference.rsplit("/", 1)[-1]]
        yield where, schema
        for name, each in schema.items():
            yield from _schemas(f"{where}/{name}", each)
