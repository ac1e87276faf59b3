"""The API as it describes itself, asked with whatever the description allows: no crash, no answer not described.

A thousand cases in a run, spread over all operations and both databases; `make fuzz` asks ten thousand, with other dice
each time.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from factories import a_seller, a_shipment, a_user, a_vehicle, an_office
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from postgres import PostgresServer
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.app import create_app
from logistics.db import Base, Database
from logistics.parties.credentials import API_KEY_LIFETIME, issue
from logistics.parties.models import CredentialKind, Role
from logistics.settings import Settings
from logistics.shipments.models import Parcel
from logistics.tracking.models import Bag, BagState
from logistics.tracking.trips.planning import Stop, plan_trip
from logistics.web.permissions import permission_of

DESCRIBED = json.loads((Path(__file__).parents[2] / "docs" / "reference" / "openapi.json").read_text(encoding="utf-8"))
OPERATIONS = [(method.upper(), path) for path, told in DESCRIBED["paths"].items() for method in told]
CASES = int(os.environ.get("API_CASES", "1000"))
DATABASES = ["sqlite", "postgresql"]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


@schemathesis.serializer("application/x-ndjson")
def ndjson(_context: Any, value: Any) -> bytes:
    """Whatever was made up, as a line."""
    return json.dumps(value).encode()


@dataclass(frozen=True)
class Installation:
    """One that runs, with a key for every role and the names of things that exist."""

    app: Flask
    schema: Any
    keys: Mapping[Role, str]
    known: Mapping[str, Any]

    def key_for(self, method: str, path: str, dice: int) -> str:
        """The key of somebody who may do it."""
        rule = path.replace("{", "<").replace("}", ">")
        same = (each for each in self.app.url_map.iter_rules() if each.rule.replace("<int:", "<") == rule)
        endpoint = next(each.endpoint for each in same if method in (each.methods or ()))
        permission = permission_of(self.app, endpoint)
        roles = [role for role in Role if permission and (permission.everybody or role in permission.roles(method))]
        return self.keys[roles[dice % len(roles)]]


@pytest.fixture(scope="module", params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database for all operations: what one of them makes, the next may find."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('described')}/api.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


@pytest.fixture(scope="module")
def installation(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("described")
    database = Database(database_url)
    Base.metadata.create_all(database.engine)
    with database.transaction() as session:
        keys, known = _settled(session)
    app = create_app(
        Settings(
            environment="test",
            storage_dir=folder / "storage",
            api_requests_per_minute=0,
            ghn_token="token",
            ghn_webhook_secret="agreed",
            sms_inbound_secret="agreed",
        ),
        database,
    )
    yield Installation(app, schemathesis.openapi.from_wsgi("/openapi.json", app), keys, known)
    database.dispose()


def _settled(session: Session) -> tuple[dict[Role, str], dict[str, Any]]:
    """A key of every role at one office, and names that paths may hold."""
    office = an_office(session)
    seller = a_seller(session, office)
    a_vehicle(session, office)
    shipment = a_shipment(session, seller, lot="TRA-11")
    parcel = session.scalars(select(Parcel).where(Parcel.shipment_id == shipment.id)).one()
    sealed = {"state": BagState.SEALED, "created_at": clock.now()}
    session.add(Bag(sscc="389385012300000018", office_id=office.id, destination="Hà Nội", **sealed))
    trip = plan_trip(session, office.id, "25C-012.34", "Páo", [Stop(name="Hà Nội")])
    keys = {}
    for role in Role:
        belongs = {"seller_id": seller.id} if role is Role.SELLER else {"office_id": office.id}
        user = a_user(session, role, **({} if role is Role.ADMINISTRATOR else belongs))
        keys[role] = issue(session, user, CredentialKind.API_KEY, API_KEY_LIFETIME)
    known = {"shipment_id": shipment.id, "item_number": parcel.item_number, "code": trip.code, "lot": "TRA-11"}
    return keys, known | {"carrier": "ghn"}


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[f"{method} {path}" for method, path in OPERATIONS])
def test_every_answer_is_one_that_is_described(installation: Installation, method: str, path: str) -> None:
    operation = installation.schema[path][method]

    @settings(
        max_examples=math.ceil(CASES / len(OPERATIONS) / len(DATABASES)),
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), dice=st.integers(0, 5), known=st.booleans())
    def asked(case: Any, dice: int, *, known: bool) -> None:
        if known:
            case.path_parameters |= {
                name: installation.known.get(name, 1 if name.endswith("_id") else value)
                for name, value in case.path_parameters.items()
            }
        key = installation.key_for(method, path, dice)
        answer = case.call(headers={"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"})
        case.validate_response(answer, checks=CHECKS)

    asked()
