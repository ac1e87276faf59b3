"""What carriers say: repeated, out of order, forged, unknown; and what it makes of a parcel."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from logistics import clock
from logistics.carriers import asking
from logistics.carriers.carrier import Incoming, Said
from logistics.carriers.handing_over import hand_over, withdraw
from logistics.carriers.hearing import hear, receive
from logistics.carriers.known import carrier
from logistics.carriers.models import CarrierReport, HandOverState
from logistics.carriers.reasons import _OF, NOT_TOLD, reason_for
from logistics.db import Database
from logistics.errors import Denied, Invalid
from logistics.jobs import worker
from logistics.shipments.models import Status
from logistics.tracking.models import HandlingEvent
from logistics.tracking.reasons import DELIVERY

SHOP = 885
S = HandOverState


def ghn_hook(number: str, code: str, at: str, **more: Any) -> Incoming:
    told = {"ShopID": SHOP, "OrderCode": number, "Status": code, "Time": at, "ClientOrderCode": ""} | more
    return Incoming({}, {"secret": "agreed"}, json.dumps(told).encode())


def viettel_hook(number: str, code: int, at: str, **more: Any) -> Incoming:
    told = {"ORDER_NUMBER": number, "ORDER_STATUS": code, "ORDER_STATUSDATE": at} | more
    return Incoming({"authorization": "agreed too"}, {}, json.dumps({"DATA": told, "TOKEN": "0333"}).encode())


@pytest.fixture
def ghn_number(house: Any) -> str:
    """The number that GHN gave to the first parcel."""
    hand_over(house.session, house.clerk, "ghn", house.numbers[:1])
    house.exchange()
    return str(house.given()[0].carrier_number)


def _at(minutes: int) -> dt.datetime:
    return clock.now() - dt.timedelta(days=1) + dt.timedelta(minutes=minutes)


JOURNEY = ("ready_to_pick", "picking", "picked", "storing", "transporting", "delivering", "delivered")


def test_a_journey_told_in_order_ends_delivered(house: Any, ghn_number: str) -> None:
    client = carrier(house.settings, "ghn")
    statuses = []
    for n, code in enumerate(JOURNEY):
        receive(house.session, client, ghn_hook(ghn_number, code, _at(n).isoformat()))
        statuses.append(house.status())

    assert statuses == [
        *(Status.ACCEPTED, Status.ACCEPTED, Status.IN_TRANSIT, Status.AT_HUB, Status.IN_TRANSIT),
        *(Status.OUT_FOR_DELIVERY, Status.DELIVERED),
    ]
    assert house.given()[0].raw_status == "delivered"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations([*range(len(JOURNEY)), *range(len(JOURNEY))]))
def test_repeats_in_any_order_end_the_same(house: Any, ghn_number: str, order: list[int]) -> None:
    house.session.commit()
    with house.session.begin_nested() as attempt:
        base = dt.datetime(2025, 11, 5, tzinfo=dt.UTC)
        new = sum(
            hear(house.session, "ghn", [Said(ghn_number, "", JOURNEY[n], base + dt.timedelta(minutes=n))])
            for n in order
        )

        assert new == len(JOURNEY)
        assert house.session.scalar(select(func.count()).select_from(CarrierReport)) == len(JOURNEY)
        assert house.status() is Status.DELIVERED
        assert house.given()[0].raw_status == "delivered"
        attempt.rollback()
    house.session.expire_all()


def test_a_code_that_no_table_knows_is_kept_and_moves_nothing(house: Any, ghn_number: str) -> None:
    assert hear(house.session, "ghn", [Said(ghn_number, "", "teleported", _at(0))]) == 1
    assert house.given()[0].raw_status == "teleported"
    assert house.status() is Status.ACCEPTED


def test_every_word_stays_known_when_newer_ones_come(house: Any, ghn_number: str) -> None:
    words = ("drone_hovering", "delivering", "drone_hovering", "delivered")
    told = [Said(ghn_number, "", code, _at(n), "GHN-X") for n, code in enumerate(words)]
    for said in (*told, told[0]):
        hear(house.session, "ghn", [said])

    kept = house.session.scalars(select(CarrierReport).order_by(CarrierReport.happened_at)).all()
    assert [(report.code, report.reason, report.said_at) for report in kept] == [
        (said.code, said.reason, said.at) for said in told
    ]
    assert house.status() is Status.DELIVERED


def test_a_report_of_the_future_is_taken_as_of_now_and_hides_no_later_one(
    now: list[dt.datetime], house: Any, ghn_number: str
) -> None:
    early = Said(ghn_number, "", "storing", dt.datetime(2031, 1, 1, tzinfo=dt.UTC))
    hear(house.session, "ghn", [early])
    assert house.given()[0].status_at == now[0]

    now[0] += dt.timedelta(hours=2)
    told = [early, Said(ghn_number, "", "delivering", now[0] - dt.timedelta(minutes=5))]
    assert hear(house.session, "ghn", told) == 1

    assert house.given()[0].raw_status == "delivering"
    assert house.status() is Status.OUT_FOR_DELIVERY
    [first, _] = house.session.scalars(select(CarrierReport).order_by(CarrierReport.id))
    assert (first.said_at.year, first.happened_at) == (2031, now[0] - dt.timedelta(hours=2))


@pytest.mark.parametrize("code", ["del\0ivered", "\ud800"])
def test_what_no_database_can_keep_is_no_report(house: Any, ghn_number: str, code: str) -> None:
    with pytest.raises(Invalid):
        receive(house.session, carrier(house.settings, "ghn"), ghn_hook(ghn_number, code, _at(0).isoformat()))
    assert hear(house.session, "ghn", [Said(ghn_number, "", code, _at(0))]) == 0


def test_an_old_word_does_not_replace_a_newer_one(house: Any, ghn_number: str) -> None:
    hear(house.session, "ghn", [Said(ghn_number, "", "delivering", _at(9)), Said(ghn_number, "", "storing", _at(3))])
    assert house.given()[0].raw_status == "delivering"


def test_a_failed_delivery_keeps_the_carriers_reason(house: Any) -> None:
    hand_over(house.session, house.clerk, "viettel_post", house.numbers[:1])
    house.exchange()
    number = house.given()[0].carrier_number
    client = carrier(house.settings, "viettel_post")

    receive(house.session, client, viettel_hook(number, 500, "10/11/2025 08:00:00"))
    receive(house.session, client, viettel_hook(number, 506, "10/11/2025 11:07:16", REASON_CODE="36"))

    failed = house.session.scalars(select(HandlingEvent).order_by(HandlingEvent.id.desc())).first()
    assert (failed.code, failed.reason) == ("delivery_failed", "consignee_unreachable")
    assert failed.happened_at == dt.datetime(2025, 11, 10, 4, 7, 16, tzinfo=dt.UTC)
    assert house.status() is Status.AT_HUB


def test_a_reason_the_carrier_does_not_give_is_named_as_not_told() -> None:
    assert reason_for("ghn", "") == reason_for("viettel_post", "999") == NOT_TOLD
    assert {NOT_TOLD, *(word for table in _OF.values() for word in table.values())} <= set(DELIVERY)


def test_viettel_posts_webhook_tells_the_number_whose_answer_was_lost(house: Any, stub: Any) -> None:
    hand_over(house.session, house.clerk, "viettel_post", house.numbers[:1])
    stub.trouble = ["", "", "lost"]
    house.exchange()
    [number] = stub.known

    hook = viettel_hook(number, 103, "10/11/2025 11:07:16", ORDER_REFERENCE=house.numbers[0])
    receive(house.session, carrier(house.settings, "viettel_post"), hook)

    [given] = house.given()
    assert (given.state, given.carrier_number, given.uncertain) == (S.CONFIRMED, number, False)


def test_a_carrier_that_cancels_lets_go_of_the_parcel_which_stays_with_us(house: Any, ghn_number: str) -> None:
    hear(house.session, "ghn", [Said(ghn_number, "", "cancel", _at(0))])
    assert house.given()[0].state is S.REFUSED
    assert house.status() is Status.ACCEPTED


def test_what_we_withdrew_is_withdrawn_when_the_carrier_says_so(house: Any, ghn_number: str) -> None:
    withdraw(house.session, house.clerk, house.given()[0].id)
    hear(house.session, "ghn", [Said(ghn_number, "", "cancel", _at(0))])
    assert house.given()[0].state is S.WITHDRAWN


def test_a_parcel_of_somebody_else_is_no_error(house: Any, ghn_number: str) -> None:
    assert hear(house.session, "ghn", [Said("G000", "HPX", "delivered", _at(0))]) == 0
    assert hear(house.session, "viettel_post", [Said(ghn_number, house.numbers[0], "501", _at(0))]) == 0
    assert house.status() is Status.ACCEPTED


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_that_other_zones_do_not_have_is_no_report(house: Any, ghn_number: str, at: str) -> None:
    with pytest.raises(Invalid):
        receive(house.session, carrier(house.settings, "ghn"), ghn_hook(ghn_number, "delivered", at))


def test_a_number_longer_than_any_carriers_is_no_report(house: Any) -> None:
    hand_over(house.session, house.clerk, "ghn", house.numbers[:1])
    hook = ghn_hook("L" * 65, "picking", _at(0).isoformat(), ClientOrderCode=house.numbers[0])

    with pytest.raises(Invalid):
        receive(house.session, carrier(house.settings, "ghn"), hook)


@pytest.mark.parametrize("secret", ["", "agree", "agreed ", "AGREED", "ağreed"])
def test_who_does_not_know_the_secret_is_not_the_carrier(house: Any, ghn_number: str, secret: str) -> None:
    hook = ghn_hook(ghn_number, "delivered", _at(0).isoformat())
    for code, forged in (
        ("ghn", Incoming({}, {"secret": secret}, hook.body)),
        ("viettel_post", Incoming({"authorization": secret}, {}, hook.body)),
    ):
        with pytest.raises(Denied):
            receive(house.session, carrier(house.settings, code), forged)
    assert house.status() is Status.ACCEPTED


def test_where_no_secret_was_agreed_on_nobody_is_believed(house: Any, ghn_number: str) -> None:
    client = carrier(dataclasses.replace(house.settings, ghn_webhook_secret=""), "ghn")
    for query in ({}, {"secret": ""}):
        with pytest.raises(Denied):
            client.read(Incoming({}, query, ghn_hook(ghn_number, "delivered", _at(0).isoformat()).body))


def test_the_webhook_of_another_shop_is_no_report(house: Any, ghn_number: str) -> None:
    with pytest.raises(Invalid):
        carrier(house.settings, "ghn").read(ghn_hook(ghn_number, "delivered", _at(0).isoformat(), ShopID=1))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
_NAMES = ("DATA", "ShopID", "OrderCode", "Status", "Time", "ORDER_NUMBER", "ORDER_STATUS", "ORDER_STATUSDATE")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    body=st.binary(max_size=40) | st.dictionaries(st.sampled_from(_NAMES), _JSON).map(lambda d: json.dumps(d).encode())
)
def test_whatever_stands_in_a_webhook_it_is_read_or_refused(house: Any, body: bytes) -> None:
    for code in ("ghn", "viettel_post"):
        request = Incoming({"authorization": "agreed too"}, {"secret": "agreed"}, body)
        try:
            said = carrier(house.settings, code).read(request)
        except Invalid:
            continue
        assert all(one.number and one.at.tzinfo for one in said)


def test_a_silent_parcel_is_asked_about_and_its_whole_story_comes(
    house: Any, stub: Any, ghn_number: str, now: list[dt.datetime]
) -> None:
    stub.known[ghn_number] |= {
        "status": "delivered",
        "updated_date": "2025-11-06T03:52:50.158Z",
        "log": [
            {"status": "picked", "updated_date": "2025-11-05T07:52:50.158Z"},
            {"status": "transporting", "updated_date": "2025-11-05T09:52:50.158Z"},
            {"status": "delivered", "updated_date": "2025-11-06T03:52:50.158Z"},
        ],
    }
    now[0] = dt.datetime(2025, 11, 7, tzinfo=dt.UTC)
    house.given()[0].updated_at = now[0] - dt.timedelta(hours=asking.SILENT_H + 1)
    house.session.commit()
    database = Database("", engine=house.session.get_bind())
    before = house.session.scalar(select(func.count()).select_from(HandlingEvent))

    for _ in range(2):
        with database.transaction() as session:
            asking.ask_for_asking(session)
        worker.run_next(database, house.settings, {asking.ASK_CARRIERS: asking.handle})
    house.session.expire_all()

    assert house.status() is Status.DELIVERED
    # The detail repeats the log's last entry: it is one event.
    assert house.session.scalar(select(func.count()).select_from(HandlingEvent)) == before + 3
    assert stub.paths().count("detail") == 1


def test_viettel_post_is_asked_to_tell_it_again_by_its_webhook(house: Any, stub: Any) -> None:
    assert carrier(house.settings, "viettel_post").ask("301") == []
    assert stub.paths()[-1] == "registerOrderHook"


def test_labels_are_fetched_by_a_passing_address(house: Any, stub: Any, ghn_number: str) -> None:
    assert carrier(house.settings, "ghn").label_url(ghn_number) == f"{stub.url}/a5/public-api/printA5?token=print-token"
