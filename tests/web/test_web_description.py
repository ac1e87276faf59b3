"""The description of the API: examples that are right, and every header and status that an answer may have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask


@pytest.fixture
def described(app: Flask) -> dict[str, Any]:
    """/openapi.json."""
    whole: dict[str, Any] = json.loads(app.test_client().get("/openapi.json").text)
    return whole


def test_every_json_body_and_success_has_an_example_of_its_schema(described: dict[str, Any]) -> None:
    faults = []
    for where, content in _contents(described):
        right = jsonschema_rs.validator_for({**content["schema"], "components": described["components"]})
        if "example" not in content:
            faults.append(f"{where}: no example")
        else:
            faults += [
                f"{where}{list(each.instance_path)}: {each.message}" for each in right.iter_errors(content["example"])
            ]

    assert faults == []


def test_an_example_written_beside_its_model_or_field_is_the_one_that_is_shown(described: dict[str, Any]) -> None:
    shown = {where: content["example"] for where, content in _contents(described)}

    assert shown["post /api/v1/webhooks body"]["url"] == "https://shop.example/hooks/highland-post"
    assert shown["get /api/v1/tracking/{item_number} 200"]["sentence"] == "Our driver has collected the parcel."
    assert shown["get /api/v1/tracking/{item_number}/as/{vocabulary} 200"]["mapped_status"] == "InTransit"


def test_what_is_left_of_the_minute_is_described_wherever_a_key_is_asked_for(described: dict[str, Any]) -> None:
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            headers = operation["responses"]["422"].get("headers", {})
            assert ("RateLimit" in headers) == (operation.get("security") != [{}]), f"{method} {path}"


def test_waiting_and_unchanged_answers_are_described(described: dict[str, Any]) -> None:
    tracking = described["paths"]["/api/v1/tracking/{item_number}"]["get"]["responses"]
    trips = described["paths"]["/api/v1/trips"]["post"]["responses"]

    assert "ETag" in tracking["304"]["headers"]
    assert {"429", "503"} <= set(trips)
    assert "Retry-After" in trips["503"]["headers"]
    assert "Retry-After" in trips["409"]["headers"]
    assert "Idempotency-Replayed" in trips["201"]["headers"]


def _contents(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every JSON that is sent, and every one that is a success."""
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            told = {"body": operation.get("requestBody", {})}
            told |= {status: answer for status, answer in operation["responses"].items() if status < "300"}
            for what, each in told.items():
                for media, content in each.get("content", {}).items():
                    if media.endswith("json") and media != "application/x-ndjson":
                        yield f"{method} {path} {what}", content
