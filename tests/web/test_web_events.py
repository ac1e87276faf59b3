"""A batch of events: each has its own verdict, and one that cannot be read does not hold up the others."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from api_client import Api
from walk import a_registered_parcel

from logistics.db import Database
from logistics.parties.models import Role
from logistics.tracking.uuid7 import uuid7


@pytest.fixture
def number(world: Database) -> str:
    """A parcel that the office's clerk may scan."""
    return a_registered_parcel(world)


def an_event(number: str, **more: Any) -> dict[str, Any]:
    told = {"id": str(uuid7()), "code": "collected", "happened_at": "2025-11-05T01:00:00Z", "parcels": [number]}
    return told | more


def a_batch(*events: Any) -> dict[str, Any]:
    return {"sent_at": "2025-11-05T01:00:01Z", "device": "scanner-1", "events": list(events)}


def sent(api: Api, *events: Any, **more: Any) -> Any:
    """The answer; as text, since a client would not write every sign itself."""
    return api("POST", "/events", data=json.dumps(a_batch(*events)), content_type="application/json", **more)


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"code": "exploded"}, "/code", "enum"),
        ({"note": "a\x00b"}, "/note", "unstorable_text"),
        ({"note": "\ud800"}, "/note", "unstorable_text"),
        ({"parcels": ["hp123456789014"]}, "/parcels/0", "string_pattern_mismatch"),
        ({"happened_at": 0}, "/happened_at", "not_a_moment"),
        ({"id": "7"}, "/id", "uuid_parsing"),
        ({"surprise": 1}, "/surprise", "extra_forbidden"),
        ({"sequence": 2**70}, "/sequence", "number_too_large"),
        ({"note": "x" * 401}, "/note", "string_too_long"),
    ],
)
def test_a_malformed_event_is_rejected_alone_with_pointer_and_sentence(
    api: Callable[..., Api], number: str, wrong: dict[str, Any], pointer: str, code: str
) -> None:
    good, bad = an_event(number), an_event(number, **wrong)

    answer = sent(api(Role.CLERK), good, bad, an_event(number), headers={"Accept-Language": "en"})

    assert answer.status_code == 200
    verdicts = answer.json["verdicts"]
    assert [verdict["outcome"] for verdict in verdicts] == ["applied", "rejected", "applied"]
    assert (verdicts[1]["id"], verdicts[1]["code"]) == (bad["id"], "malformed")
    [error] = verdicts[1]["errors"]
    assert (error["pointer"], error["code"]) == (f"/events/1{pointer}", code)
    assert error["detail"] == error["text"]["en"] != error["text"]["vi"]
    assert verdicts[0]["errors"] == []


def test_every_fault_of_a_malformed_event_is_named_at_once(api: Callable[..., Api], number: str) -> None:
    [verdict] = sent(api(Role.CLERK), an_event(number, code=5, happened_at="yesterday", lat=91)).json["verdicts"]

    assert [error["pointer"] for error in verdict["errors"]] == [
        "/events/0/code",
        "/events/0/happened_at",
        "/events/0/lat",
    ]


@pytest.mark.parametrize(
    "entry", [None, 5, "x", [], [[]], {}, {"id": ["a"]}, {"id": "\x00"}, {"id": "x" * 500}], ids=str
)
def test_what_is_no_event_at_all_is_rejected_without_an_id(api: Callable[..., Api], number: str, entry: Any) -> None:
    first, last = sent(api(Role.CLERK), entry, an_event(number)).json["verdicts"]

    assert (first["id"], first["outcome"], first["code"]) == ("", "rejected", "malformed")
    assert first["errors"]
    assert last["outcome"] == "applied"


@pytest.mark.parametrize(
    "body",
    [
        {"sent_at": "2025-11-05T01:00:01Z", "events": {}},
        {"sent_at": "2025-11-05T01:00:01Z", "events": []},
        {"sent_at": "2025-11-05T01:00:01Z", "events": [5] * 51},
        {"sent_at": "yesterday", "events": [5]},
        {"sent_at": "2025-11-05T01:00:01Z", "device": "\x00", "events": [5]},
        {"events": [5]},
        [],
    ],
    ids=str,
)
def test_a_fault_of_the_batch_itself_refuses_it_whole(api: Callable[..., Api], body: Any) -> None:
    answer = api(Role.CLERK)("POST", "/events", data=json.dumps(body), content_type="application/json")

    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"


def test_the_phone_hears_of_a_malformed_tap_too(as_role: Callable[..., Any]) -> None:
    batch = a_batch({"id": str(uuid7()), "code": "exploded", "happened_at": "2025-11-05T01:00:00Z"})

    answer = as_role(Role.DRIVER).post("/driver/events", json=batch)

    assert answer.status_code == 200
    assert [error["pointer"] for error in answer.json["verdicts"][0]["errors"]] == ["/events/0/code"]


def test_an_annulment_that_names_another_parcel_says_which(api: Callable[..., Api], world: Database) -> None:
    one, other = a_registered_parcel(world), a_registered_parcel(world)
    scan = an_event(one)
    undo = an_event(other, code="annulled", annuls=scan["id"])

    verdicts = sent(api(Role.CLERK), scan, undo).json["verdicts"]

    assert (verdicts[1]["code"], verdicts[1]["unknown"]) == ("annuls_other_parcels", [other])
