"""Webhooks over the API: the secret shown once, two that are valid, deliveries sent again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from api_client import Api
from sqlalchemy import select

from logistics import clock
from logistics.db import Database
from logistics.notices.models import Channel, Notice, NoticeState, Subscription
from logistics.parties.models import Role

HOOK = {"url": "https://shop.example/hooks"}


def _subscribed(api: Callable[..., Api]) -> dict[str, Any]:
    answer = api(Role.INTEGRATOR)("POST", "/webhooks", json=HOOK)
    assert answer.status_code == 201
    return dict(answer.json)


def _a_dead_letter(world: Database, webhook_id: int) -> int:
    now = clock.now()
    with world.transaction() as session:
        notice = Notice(
            key="webhook:1:a:1",
            channel=Channel.WEBHOOK,
            recipient=HOOK["url"],
            body={"type": "parcel.delivered"},
            created_at=now,
            due_at=now,
            give_up_at=now,
            subscription_id=webhook_id,
            state=NoticeState.DEAD,
            last_error="the receiver answered 500",
        )
        session.add(notice)
        session.flush()
        return notice.id


def test_the_secret_is_shown_once(api: Callable[..., Api]) -> None:
    made = _subscribed(api)

    [listed] = api(Role.INTEGRATOR)("GET", "/webhooks").json["webhooks"]

    assert made.pop("secret").startswith("whsec_")
    assert listed == made


def test_a_new_secret_leaves_the_former_valid_until_it_is_retired(api: Callable[..., Api], world: Database) -> None:
    made, mine = _subscribed(api), api(Role.INTEGRATOR)

    rotated = mine("POST", f"/webhooks/{made['id']}/rotate").json
    with world.reading() as session:
        between = session.scalars(select(Subscription.former_secret)).one()
    retired = mine("DELETE", f"/webhooks/{made['id']}/former-secret")

    assert rotated["secret"] != made["secret"]
    assert (rotated["exchanging"], between) == (True, made["secret"])
    assert retired.status_code == 204
    assert mine("GET", "/webhooks").json["webhooks"][0]["exchanging"] is False


def test_an_ended_subscription_is_inactive(api: Callable[..., Api]) -> None:
    made, mine = _subscribed(api), api(Role.INTEGRATOR)

    assert mine("DELETE", f"/webhooks/{made['id']}").status_code == 204

    assert mine("GET", "/webhooks").json["webhooks"][0]["active"] is False


def test_a_dead_letter_is_found_and_sent_again(api: Callable[..., Api], world: Database) -> None:
    made, mine = _subscribed(api), api(Role.INTEGRATOR)
    dead = _a_dead_letter(world, made["id"])
    found = f"/webhooks/{made['id']}/deliveries?state=dead"

    [letter] = mine("GET", found).json["deliveries"]
    again = [mine("POST", f"/deliveries/{dead}/replay").status_code for _ in range(2)]

    assert (letter["id"], letter["last_error"]) == (dead, "the receiver answered 500")
    assert again == [204, 409]
    assert mine("GET", found).json["deliveries"] == []


def test_what_was_never_sent_there_cannot_be_replayed(api: Callable[..., Api]) -> None:
    made = _subscribed(api)

    told = {"from_event": "019a52b1-6f1e-7c55-9d8e-3f1b2a4c5d6e"}
    answer = api(Role.INTEGRATOR)("POST", f"/webhooks/{made['id']}/replay", json=told)

    assert (answer.status_code, answer.json["code"]) == (404, "event_not_found")


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/rotate"), ("DELETE", ""), ("DELETE", "/former-secret"), ("GET", "/deliveries")],
)
def test_a_strangers_subscription_does_not_exist(api: Callable[..., Api], method: str, path: str) -> None:
    made = _subscribed(api)

    assert api(Role.INTEGRATOR, 1)(method, f"/webhooks/{made['id']}{path}").status_code == 404


@pytest.mark.parametrize("url", ["http://shop.example/", "https://me:pw@shop.example/", "https:///nowhere"])
def test_an_address_that_no_webhook_can_go_to_is_refused(api: Callable[..., Api], url: str) -> None:
    answer = api(Role.INTEGRATOR)("POST", "/webhooks", json={"url": url})

    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/url")
