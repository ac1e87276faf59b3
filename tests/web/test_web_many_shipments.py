"""Thousands of shipments in one request: each row has its own result, and none holds up another."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from api_client import Api
from sqlalchemy import func, select

from logistics.cli.handlers import HANDLERS
from logistics.db import Database
from logistics.jobs import worker
from logistics.parties.models import Role, Seller
from logistics.settings import Settings
from logistics.shipments.models import Shipment

ROW: dict[str, Any] = {
    "consignee": {
        "name": "Trần Hồng Linh",
        "phone": "0974305036",
        "address": "Số 329 Hùng Vương",
        "province": "Hà Nội",
        "commune": "Xã Dân Hoà",
    },
    "lines": [{"sku": "TEA-200", "quantity": 1, "amount_vnd": 180_000}],
}


class Registering:
    """A clerk's program that sends rows, lets a worker do them, and reads what became of each."""

    def __init__(self, api: Api, world: Database, settings: Settings) -> None:
        self.api, self.world, self.settings = api, world, settings
        with world.reading() as session:
            self.sellers = session.scalars(select(Seller.code).order_by(Seller.id)).all()

    def row(self, reference: str, **more: Any) -> dict[str, Any]:
        return ROW | {"seller_code": self.sellers[0], "reference": reference} | more

    def send(self, *rows: Any) -> Any:
        told = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
        return self.api("POST", "/shipments/many", data=told, content_type="application/x-ndjson")

    def done(self, *rows: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        asked = self.send(*rows)
        assert asked.status_code == 202
        worker.run_next(self.world, self.settings, HANDLERS)
        where = f"/shipments/many/{asked.json['id']}"
        lines = self.api("GET", f"{where}/rows").data.decode().splitlines()
        return self.api("GET", where).json, [json.loads(line) for line in lines]


@pytest.fixture
def registering(api: Callable[..., Api], world: Database, settings: Settings) -> Registering:
    return Registering(api(Role.CLERK), world, settings)


def test_each_row_has_its_result(registering: Registering) -> None:
    job, rows = registering.done(
        registering.row("A1"), registering.row("A2", lines=[{"sku": "NONE", "quantity": 1}]), "{", registering.row("A3")
    )

    assert (job["state"], job["rows"], job["made"], job["rejected"]) == ("done", 4, 2, 2)
    assert [(row["row"], row["outcome"]) for row in rows] == [
        (1, "made"),
        (2, "rejected"),
        (3, "rejected"),
        (4, "made"),
    ]
    assert rows[0]["item_numbers"][0].startswith("HP")
    assert [problem["pointer"] for problem in rows[1]["problems"]] == ["/lines/0/sku"]


def test_rows_sent_again_make_nothing_again(registering: Registering) -> None:
    _, first = registering.done(registering.row("A1"), registering.row("A2"))

    job, again = registering.done(registering.row("A1"), registering.row("A2"), registering.row("A2"))

    assert (job["made"], job["known"]) == (0, 3)
    assert [row["shipment_id"] for row in again[:2]] == [row["shipment_id"] for row in first]


def test_one_reference_twice_in_a_request_is_one_shipment(registering: Registering, world: Database) -> None:
    other = registering.row("A1", lot="TRA-12")

    _, rows = registering.done(registering.row("A1"), registering.row("A1"), other)

    assert [row["outcome"] for row in rows] == ["made", "known", "rejected"]
    assert rows[2]["problems"][0]["pointer"] == "/lot"
    with world.reading() as session:
        assert session.scalar(select(func.count()).select_from(Shipment)) == 1


def test_a_seller_of_another_office_is_unknown_in_its_row(registering: Registering) -> None:
    _, rows = registering.done(registering.row("A1", seller_code=registering.sellers[1]))

    assert [problem["code"] for problem in rows[0]["problems"]] == ["unknown_seller"]


def test_an_unknown_seller_hides_nothing_else_that_is_wrong(registering: Registering) -> None:
    buyer = ROW["consignee"] | {"phone": "0974", "province": "Atlantis"}
    bad = registering.row("A1", seller_code="NOBODY", consignee=buyer, lines=[{"sku": "NONE", "quantity": 1}])

    alone = registering.api("POST", "/shipments", json=bad)
    _, rows = registering.done(bad)

    wrong = {"/seller_code", "/consignee/phone", "/consignee/province", "/lines/0/sku"}
    assert {error["pointer"] for error in alone.json["errors"]} == wrong
    assert {problem["pointer"] for problem in rows[0]["problems"]} == wrong


def test_a_sheet_is_refused_and_led_to_the_imports(registering: Registering) -> None:
    answer = registering.api("POST", "/shipments/many", data="sku,quantity\nTEA-200,1\n", content_type="text/csv")

    assert answer.status_code == 415
    assert "/imports" in answer.json["text"]["en"]


def test_too_many_rows_or_none_are_refused(registering: Registering) -> None:
    assert registering.send("").status_code == 422
    assert registering.send(*["{}"] * 10_001).status_code == 422


def test_the_results_are_not_there_before_the_job_is_done(registering: Registering) -> None:
    job = registering.send(registering.row("A1")).json

    assert (job["state"], job["made"]) == ("ready", None)
    assert registering.api("GET", f"/shipments/many/{job['id']}/rows").status_code == 404


def test_a_strangers_registering_does_not_exist(registering: Registering, api: Callable[..., Api]) -> None:
    job = registering.send(registering.row("A1")).json

    assert api(Role.CLERK, 1)("GET", f"/shipments/many/{job['id']}").status_code == 404


@pytest.mark.parametrize("sign", ["\x00", "\ud800"], ids=["NUL", "half a surrogate pair"])
def test_a_row_that_no_database_keeps_is_rejected_alone(registering: Registering, sign: str) -> None:
    job, rows = registering.done(registering.row("A1"), registering.row(f"A{sign}"), "[" * 100_000)

    assert (job["state"], job["made"], job["rejected"]) == ("done", 1, 2)
    assert [problem["pointer"] for problem in rows[1]["problems"]] == ["/reference"]
    assert rows[2]["problems"][0]["code"] == "json_too_deep"


def test_a_row_with_a_text_for_a_number_is_rejected_alone_in_both_languages(registering: Registering) -> None:
    lines = [{"sku": "TEA-200", "quantity": "2"}]

    job, rows = registering.done(
        registering.row("A1"), registering.row("A2", lines=lines), registering.row("A3", cod_amount_vnd=True), "[]"
    )

    assert (job["made"], job["rejected"]) == (1, 3)
    assert [row["problems"][0]["pointer"] for row in rows[1:]] == ["/lines/0/quantity", "/cod_amount_vnd", ""]
    assert rows[1]["problems"][0]["text"]["vi"].startswith("/lines/0/quantity phải là số nguyên")
    assert rows[1]["problems"][0]["text"]["en"].startswith("/lines/0/quantity must be an integer")
