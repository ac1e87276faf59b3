"""Our statuses in other systems' words, beside our own, for programs that already speak those."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from api_client import Api
from flask.testing import FlaskClient
from sqlalchemy import select
from walk import a_registered_parcel

from logistics import clock
from logistics.db import Database
from logistics.notices.compose import compose
from logistics.notices.models import Channel, Notice
from logistics.parties.models import Role
from logistics.tracking import EventCode, NewEvent, Sender, record, uuid7


def a_failed_delivery(world: Database) -> tuple[str, NewEvent]:
    """The number of a parcel whose delivery has just failed, and that event."""
    number = a_registered_parcel(world)
    told = [
        NewEvent(event_id=uuid7(), code=code, happened_at=clock.now(), parcels=(number,), reason=reason)
        for code, reason in (
            (EventCode.ACCEPTED, ""),
            (EventCode.OUT_FOR_DELIVERY, ""),
            (EventCode.DELIVERY_FAILED, "consignee_unreachable"),
        )
    ]
    with world.transaction() as session:
        record(session, told, Sender())
    return number, told[-1]


@pytest.mark.parametrize(
    ("vocabulary", "status", "failed"),
    [
        ("aftership", "InTransit", "AttemptFail"),
        ("easypost", "in_transit", "in_transit"),
        ("ghtk", None, "9"),
        ("upu", "EMJ", "EMH"),
    ],
)
def test_tracking_tells_each_status_in_the_asked_words_too(
    anonymous: FlaskClient, world: Database, vocabulary: str, status: str | None, failed: str
) -> None:
    number, _ = a_failed_delivery(world)

    answer = anonymous.get(f"/api/v1/tracking/{number}/as/{vocabulary}").json

    assert (answer["status"], answer["mapped_status"]) == ("at_hub", status)
    assert (answer["steps"][0]["status"], answer["steps"][0]["mapped_status"]) == ("at_hub", failed)


def test_without_a_vocabulary_tracking_is_as_it_was(anonymous: FlaskClient, world: Database) -> None:
    number, _ = a_failed_delivery(world)

    answer = anonymous.get(f"/api/v1/tracking/{number}").json

    assert "mapped_status" not in answer
    assert "mapped_status" not in answer["steps"][0]


def test_a_vocabulary_that_we_do_not_have_is_refused(anonymous: FlaskClient, world: Database) -> None:
    number, _ = a_failed_delivery(world)

    refused = anonymous.get(f"/api/v1/tracking/{number}/as/pigeon")

    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/vocabulary")


def test_a_subscription_in_aftership_words_tells_both(api: Callable[..., Api], world: Database) -> None:
    program = api(Role.INTEGRATOR)
    plain = program("POST", "/webhooks", json={"url": "https://shop.example/plain"}).json
    spoken = program("POST", "/webhooks", json={"url": "https://shop.example/hooks", "vocabulary": "aftership"}).json
    number, failed = a_failed_delivery(world)

    with world.transaction() as session:
        compose(session, [failed.event_id])
    with world.reading() as session:
        notices = session.scalars(select(Notice).where(Notice.channel == Channel.WEBHOOK)).all()
        parcels = {notice.subscription_id: notice.body["data"]["parcels"][0] for notice in notices}

    assert (plain["vocabulary"], spoken["vocabulary"]) == (None, "aftership")
    assert parcels[spoken["id"]] == parcels[plain["id"]] | {"mapped_status": "AttemptFail"}
    assert (parcels[plain["id"]]["item_number"], parcels[plain["id"]]["status"]) == (number, "at_hub")


def test_a_webhook_in_words_that_we_do_not_have_is_refused(api: Callable[..., Api]) -> None:
    refused = api(Role.INTEGRATOR)("POST", "/webhooks", json={"url": "https://shop.example/x", "vocabulary": "pigeon"})

    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/vocabulary")


def test_the_feed_tells_what_each_event_made_of_its_parcel(api: Callable[..., Api], world: Database) -> None:
    a_failed_delivery(world)
    program = api(Role.INTEGRATOR)

    told = program("GET", "/events?vocabulary=aftership").json["events"]
    plain = program("GET", "/events").json["events"]

    assert {each["code"]: each["mapped_status"] for each in told} == {
        "accepted": "InTransit",
        "out_for_delivery": "OutForDelivery",
        "delivery_failed": "AttemptFail",
    }
    assert [each | {"mapped_status": None} for each in told] == [each | {"mapped_status": None} for each in plain]
    assert "mapped_status" not in plain[0]
