"""The API: one key, the whole walk, and every refusal as problem+json with all faults at once."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from api_client import Api
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from walk import a_registered_parcel

from logistics import clock
from logistics.cli.handlers import HANDLERS
from logistics.db import Database
from logistics.jobs import worker
from logistics.jobs.models import Job
from logistics.parties.models import Office, Role, Seller
from logistics.settings import Settings
from logistics.tracking.uuid7 import uuid7

DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"


def _seller_code(world: Database, number: int = 0) -> str:
    with world.reading() as session:
        return session.scalars(select(Seller.code).order_by(Seller.id)).all()[number]


def _body(seller_code: str, **more: Any) -> dict[str, Any]:
    return {
        "seller_code": seller_code,
        "reference": "ORDER-1",
        "consignee": {
            "name": "Trần Hồng Linh",
            "phone": "0974305036",
            "address": "Số 329 Hùng Vương",
            "province": "Hà Nội",
            "commune": "Xã Dân Hoà",
        },
        "lines": [{"sku": "TEA-200", "quantity": 2, "amount_vnd": 360_000}],
    } | more


def test_a_shipment_is_registered_packed_and_numbered(api: Callable[..., Api], world: Database) -> None:
    answer = api(Role.CLERK)("POST", "/shipments", json=_body(_seller_code(world)))

    assert answer.status_code == 201
    (parcel,) = answer.json["parcels"]
    assert parcel["profile_code"] == "tea_dry"
    assert parcel["gross_mass_g"] > 400


def test_the_answer_to_making_a_shipment_is_what_reading_it_gives(api: Callable[..., Api], world: Database) -> None:
    clerk = api(Role.CLERK)
    goods = [{"sku": "RIC-10K", "quantity": 5, "amount_vnd": 1_850_000}]
    body = _body(_seller_code(world), lines=goods, lot="L1", cod_amount_vnd=90_000, promised_on="2027-01-02")

    made = clerk("POST", "/shipments", json=body)

    assert made.json == clerk("GET", f"/shipments/{made.json['id']}").json
    assert len(made.json["parcels"]) > 1


def test_the_same_reference_twice_is_one_shipment(api: Callable[..., Api], world: Database) -> None:
    clerk, body = api(Role.CLERK), _body(_seller_code(world))

    first, second = clerk("POST", "/shipments", json=body), clerk("POST", "/shipments", json=body)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json


def test_the_same_reference_with_other_content_is_a_conflict_that_names_the_fields(
    api: Callable[..., Api], world: Database
) -> None:
    clerk, body = api(Role.CLERK), _body(_seller_code(world))
    clerk("POST", "/shipments", json=body)

    answer = clerk("POST", "/shipments", json=body | {"lot": "L2", "cod_amount_vnd": 1000})

    assert answer.status_code == 409
    assert answer.json["code"] == "reference_has_other_content"
    assert [error["pointer"] for error in answer.json["errors"]] == ["/cod_amount_vnd", "/lot"]


def test_every_fault_is_named_at_once_with_its_pointer(api: Callable[..., Api], world: Database) -> None:
    body = _body(_seller_code(world), surprise=1)
    body["consignee"].pop("phone")
    body["lines"][0]["quantity"] = 0

    answer = api(Role.CLERK)("POST", "/shipments", json=body)

    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    pointers = {error["pointer"] for error in answer.json["errors"]}
    assert {"/surprise", "/consignee/phone", "/lines/0/quantity"} <= pointers


def test_a_field_that_would_raise_rights_is_refused(api: Callable[..., Api], world: Database) -> None:
    for field in ("office_id", "status", "role", "seller_id"):
        answer = api(Role.CLERK)("POST", "/shipments", json=_body(_seller_code(world), **{field: 1}))
        assert answer.status_code == 422


def test_a_seller_of_another_office_is_unknown(api: Callable[..., Api], world: Database) -> None:
    answer = api(Role.CLERK)("POST", "/shipments", json=_body(_seller_code(world, 1)))

    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/seller_code"


def test_a_foreign_shipment_is_not_found(api: Callable[..., Api], world: Database) -> None:
    made = api(Role.CLERK)("POST", "/shipments", json=_body(_seller_code(world))).json

    for path in (f"/shipments/{made['id']}", f"/parcels/{made['parcels'][0]['item_number']}"):
        assert api(Role.CLERK)("GET", path).status_code == 200
        assert api(Role.CLERK, 1)("GET", path).status_code == 404
        assert api(Role.SELLER, 1)("GET", path).status_code == 404


def test_without_a_key_only_tracking_answers(app: Flask, api: Callable[..., Api], world: Database) -> None:
    number = api(Role.CLERK)("POST", "/shipments", json=_body(_seller_code(world))).json["parcels"][0]["item_number"]
    nobody = app.test_client()

    assert nobody.get("/api/v1/shipments").status_code == 401
    assert nobody.get(f"/api/v1/tracking/{number}").json["status"] == "ready"


def test_tracking_tells_nothing_personal_and_knows_its_etag(
    app: Flask, api: Callable[..., Api], world: Database
) -> None:
    number = api(Role.CLERK)("POST", "/shipments", json=_body(_seller_code(world))).json["parcels"][0]["item_number"]
    nobody = app.test_client()

    first = nobody.get(f"/api/v1/tracking/{number}")
    again = nobody.get(f"/api/v1/tracking/{number}", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    for secret in ("Linh", "974305036", "329", "Giàng"):
        assert secret not in json.dumps(first.json, ensure_ascii=False)


@pytest.mark.parametrize(
    ("wanted", "begins"),
    [
        ({"size": "80x80"}, b"%PDF"),
        ({"size": "A7", "paper": "A4", "start_position": 8}, b"%PDF"),
        ({"size": "100x75", "format": "zpl", "dots_per_mm": 12}, b"~DG"),
    ],
)
def test_a_label_comes_in_the_size_and_on_the_paper_that_is_asked_for(
    api: Callable[..., Api], world: Database, wanted: dict[str, object], begins: bytes
) -> None:
    answer = api(Role.CLERK)("POST", f"/parcels/{a_registered_parcel(world)}/label", json=wanted)

    assert answer.status_code == 200
    assert answer.data.startswith(begins)


@pytest.mark.parametrize(
    "wanted", [{"size": "A0"}, {"size": "A6", "paper": "A4", "start_position": 5}, {"format": "zpl", "paper": "A4"}]
)
def test_a_label_that_no_printer_takes_is_refused(
    api: Callable[..., Api], world: Database, wanted: dict[str, object]
) -> None:
    assert api(Role.CLERK)("POST", f"/parcels/{a_registered_parcel(world)}/label", json=wanted).status_code == 422


def test_a_label_is_printed_once_and_again_only_with_a_reason(api: Callable[..., Api], world: Database) -> None:
    clerk = api(Role.CLERK)
    number = clerk("POST", "/shipments", json=_body(_seller_code(world))).json["parcels"][0]["item_number"]

    first = clerk("POST", f"/parcels/{number}/label", json={})
    refused = clerk("POST", f"/parcels/{number}/label", json={})
    again = clerk("POST", f"/parcels/{number}/label", json={"reason": "torn", "format": "zpl"})

    assert first.data.startswith(b"%PDF")
    assert (refused.status_code, again.status_code) == (409, 200)
    assert number in _texts(first.data)


def _texts(pdf: bytes) -> set[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=300 / 72).to_pil()
    document.close()
    return {symbol.text.rsplit("/", 1)[-1] for symbol in zxingcpp.read_barcodes(picture)}


def test_pages_of_shipments_neither_repeat_nor_skip(api: Callable[..., Api], world: Database) -> None:
    clerk, code = api(Role.CLERK), _seller_code(world)
    made = [clerk("POST", "/shipments", json=_body(code, reference=f"R{n}")).json["id"] for n in range(5)]

    seen, cursor = [], ""
    while True:
        page = clerk("GET", f"/shipments?limit=2&cursor={cursor}").json
        seen += [shipment["id"] for shipment in page["shipments"]]
        if not (cursor := page["next_cursor"] or ""):
            break

    assert seen == sorted(made, reverse=True)
    assert clerk("GET", "/shipments?cursor=broken").status_code == 422


def test_an_event_sent_twice_counts_once_and_stands_in_the_feed(api: Callable[..., Api], world: Database) -> None:
    clerk = api(Role.CLERK)
    number = clerk("POST", "/shipments", json=_body(_seller_code(world))).json["parcels"][0]["item_number"]
    event = {"id": str(uuid7()), "code": "collected", "happened_at": "2025-11-05T01:00:00Z", "parcels": [number]}
    batch = {"sent_at": "2025-11-05T01:00:01Z", "device": "phone", "events": [event]}

    outcomes = [clerk("POST", "/events", json=batch).json["verdicts"][0]["outcome"] for _ in range(2)]
    feed = clerk("GET", "/events").json

    assert outcomes == ["applied", "duplicate"]
    assert [entry["item_number"] for entry in feed["events"]] == [number]
    assert clerk("GET", f"/events?cursor={feed['next_cursor']}").json["events"] == []


def test_more_than_fifty_events_at_once_are_refused(api: Callable[..., Api]) -> None:
    event = {"id": str(uuid7()), "code": "collected", "happened_at": "2025-11-05T01:00:00Z"}
    batch = {"sent_at": "2025-11-05T01:00:01Z", "events": [event] * 51}

    assert api(Role.CLERK)("POST", "/events", json=batch).status_code == 422


def test_a_day_or_a_moment_is_never_a_number(api: Callable[..., Api]) -> None:
    clerk = api(Role.CLERK)
    event = {"id": str(uuid7()), "code": "collected", "happened_at": 0}

    assert clerk("GET", "/pickups?service_day=0").status_code == 422
    assert clerk("POST", "/pickups", json={"seller_code": "X", "service_day": 0}).status_code == 422
    answer = clerk("POST", "/events", json={"sent_at": 1, "events": [event]})
    assert {error["pointer"] for error in answer.json["errors"]} == {"/sent_at"}
    [verdict] = clerk("POST", "/events", json={"sent_at": "2025-11-05T01:00:01Z", "events": [event]}).json["verdicts"]
    assert {error["pointer"] for error in verdict["errors"]} == {"/events/0/happened_at"}


def test_a_sheet_is_taken_in_by_a_worker_and_reported(
    api: Callable[..., Api], world: Database, settings: Settings
) -> None:
    clerk = api(Role.CLERK)
    sheet = "Mã đơn hàng,Tên người nhận\n1,Linh\n"

    asked = clerk("POST", "/imports", data={"file": (io.BytesIO(sheet.encode()), "orders.csv")})
    worker.run_next(world, settings, HANDLERS)
    told = clerk("GET", f"/imports/{asked.json['id']}")

    assert asked.status_code == 202
    assert told.json["state"] == "dead"
    assert "Mã đơn hàng" in told.json["error"]
    assert api(Role.CLERK, 1)("GET", f"/imports/{asked.json['id']}").status_code == 404


def test_a_plan_is_asked_for_and_published_once(api: Callable[..., Api], world: Database, settings: Settings) -> None:
    from logistics.pickups import planning
    from logistics.routing import Iterations, solve

    api(Role.CLERK)("POST", "/shipments", json=_body(_seller_code(world)))
    dispatcher = api(Role.DISPATCHER)
    with world.reading() as session:
        office = session.scalars(select(Office).order_by(Office.id)).first()
    assert office is not None
    today = clock.service_day(clock.now()).isoformat()
    asked = dispatcher("POST", "/plannings", json={"office_code": office.code, "service_day": today})
    draft = planning.prepare(world, office.code, dt.date(2025, 11, 5))
    with world.transaction() as session:
        plan_id = planning.keep(session, draft, solve(draft.problem, Iterations(10)), created_by_id=None).id

    plan = dispatcher("GET", f"/plans/{plan_id}").json
    first = dispatcher("POST", f"/plans/{plan_id}/publish", json={"fence": plan["fence"]})
    second = dispatcher("POST", f"/plans/{plan_id}/publish", json={"fence": plan["fence"]})

    assert asked.status_code == 202
    assert (first.status_code, second.status_code) == (200, 409)
    assert first.json["published"] is True
    assert api(Role.DISPATCHER, 1)("GET", f"/plans/{plan_id}").status_code == 404


def test_the_versions_of_a_day_are_listed_with_the_one_in_force_and_what_they_suppose(
    api: Callable[..., Api], world: Database
) -> None:
    from logistics.pickups import planning
    from logistics.routing import Iterations, solve

    api(Role.CLERK)("POST", "/shipments", json=_body(_seller_code(world)))
    with world.reading() as session:
        code = session.scalars(select(Office.code).order_by(Office.id)).first()
    assert code is not None
    draft = planning.prepare(world, code, dt.date(2025, 11, 5))
    with world.transaction() as session:
        found = solve(draft.problem, Iterations(10))
        first, second = (planning.keep(session, draft, found, created_by_id=None) for _ in range(2))
        second.summary = second.summary | {"why": {"kind": "what_if", "one_more": "van", "closed_at": [22.39, 103.46]}}
        ids = [second.id, first.id]
    integrator, where = api(Role.INTEGRATOR), f"/plans?office_code={code}&service_day=2025-11-05"
    integrator("POST", f"/plans/{ids[1]}/publish", json={"fence": 0})

    plans = integrator("GET", where).json["plans"]

    assert [(plan["id"], plan["version"], plan["published"]) for plan in plans] == [
        (ids[0], 2, False),
        (ids[1], 1, True),
    ]
    closed_at = {"lat": 22.39, "lon": 103.46}
    supposed = {"one_more": "van", "shift_start_s": None, "closed_at": closed_at}
    assert [plan["supposed"] for plan in plans] == [supposed, None]
    assert api(Role.DISPATCHER, 1)("GET", where).status_code == 422


def test_a_program_asks_what_if(api: Callable[..., Api], world: Database) -> None:
    with world.reading() as session:
        code = session.scalars(select(Office.code).order_by(Office.id)).first()
    tomorrow = clock.service_day(clock.now()) + dt.timedelta(days=1)
    suppose = {"one_more": "van", "shift_start_s": 25_200, "closed_at": {"lat": 22.39, "lon": 103.46}}
    body = {"office_code": code, "service_day": tomorrow.isoformat(), "suppose": suppose}

    asked = api(Role.INTEGRATOR)("POST", "/plannings", json=body)

    with world.reading() as session:
        assumption = session.get_one(Job, asked.json["id"]).arguments["assumption"]
    assert assumption == suppose | {"closed_at": [22.39, 103.46]}


def test_the_description_is_the_one_that_is_committed(app: Flask) -> None:
    """After a wanted change: `logistics openapi > docs/reference/openapi.json`."""
    described = app.test_client().get("/openapi.json").json

    assert described == json.loads(DOCUMENT.read_text())


def test_every_route_of_the_api_is_described(app: Flask) -> None:
    described = app.test_client().get("/openapi.json").json["paths"]
    routed = {
        str(rule).replace("<int:", "{").replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if str(rule).startswith("/api/")
    }

    assert routed == set(described)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(["/shipments", "/events", "/pickups", "/plannings", "/plans/1/publish"]), body=_JSON)
def test_whatever_is_sent_the_answer_is_never_a_crash(api: Callable[..., Api], path: str, body: Any) -> None:
    role = Role.DISPATCHER if "plan" in path else Role.CLERK

    answer = api(role)("POST", path, json=body)

    assert answer.status_code < 500
    # Of a batch of events every one has its own verdict, also where none can be read.
    assert answer.content_type == "application/problem+json" or path == "/events"


@pytest.mark.parametrize("sign", ["\x00", "\ud800"], ids=["NUL", "half a surrogate pair"])
def test_text_that_no_database_keeps_is_refused_at_its_field(
    api: Callable[..., Api], world: Database, sign: str
) -> None:
    body = _body(_seller_code(world), reference=f"A{sign}")
    body["lines"][0]["description"] = sign

    answer = api(Role.CLERK)("POST", "/shipments", data=json.dumps(body), content_type="application/json")

    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json["errors"]} == {"/reference", "/lines/0/description"}
    assert {error["code"] for error in answer.json["errors"]} == {"unstorable_text"}


def test_an_office_with_a_nul_in_its_code_cannot_be_planned(api: Callable[..., Api]) -> None:
    answer = api(Role.DISPATCHER)("POST", "/plannings", json={"office_code": "A\x00", "service_day": "2025-11-05"})

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == ["/office_code"]


def test_a_nul_in_a_query_is_refused_and_in_a_path_names_nothing(api: Callable[..., Api]) -> None:
    queried, named = api(Role.CLERK)("GET", "/shipments?reference=A%00"), api(Role.CLERK)("GET", "/lots/A%00/epcis")

    assert (queried.status_code, queried.json["errors"][0]["pointer"]) == (422, "/reference")
    assert named.status_code == 404


@pytest.mark.parametrize("path", ["/shipments", "/events", "/plans/1/publish"])
@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("[" * 100_000, "json_too_deep"),
        ("[" * 60 + "]" * 60, "json_too_deep"),
        ("{", "not_json"),
        ("", "not_json"),
        ('{"fence": NaN}', "not_json"),
        ('"\xff"'.encode("latin-1"), "not_json"),
    ],
)
def test_what_is_not_readable_json_is_refused_as_such(
    api: Callable[..., Api], path: str, sent: str | bytes, code: str
) -> None:
    role = Role.DISPATCHER if "plan" in path else Role.CLERK

    answer = api(role)("POST", path, data=sent, content_type="application/json")

    assert answer.status_code == 422
    assert answer.json["code"] == code


def test_json_that_is_not_called_json_is_told_how_to_be_sent(api: Callable[..., Api], world: Database) -> None:
    answer = api(Role.CLERK)("POST", "/shipments", data=json.dumps(_body(_seller_code(world))))

    assert answer.status_code == 415
    assert "Content-Type: application/json" in answer.json["detail"]
