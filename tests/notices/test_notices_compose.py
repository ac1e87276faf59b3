"""One message a turn of the story: to whom, in which words, and never twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from factories import a_seller, a_shipment, a_user
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from logistics import clock
from logistics.db import Database
from logistics.jobs import worker
from logistics.jobs.models import Job, JobState
from logistics.notices import compose as composing
from logistics.notices import wording
from logistics.notices.compose import compose
from logistics.notices.models import Channel, Notice
from logistics.notices.opting_out import opt_in, opt_out
from logistics.notices.quiet import outside_quiet_hours
from logistics.notices.subscriptions import subscribe, unsubscribe
from logistics.notices.transports.sms.spelling import messages, spelled
from logistics.parties import principal_of
from logistics.parties.models import Role
from logistics.settings import Settings
from logistics.shipments.models import Status
from logistics.tracking import EventCode, NewEvent, Sender, record, uuid7
from logistics.tracking.announce import NOTIFY
from logistics.tracking.models import Bag
from logistics.tracking.reasons import DELIVERY, PICKUP


def test_a_batch_of_scans_asks_for_one_job_in_its_own_transaction(house: Any) -> None:
    batch = [
        NewEvent(event_id=uuid7(), code=EventCode.COLLECTED, happened_at=clock.now(), parcels=(number,))
        for number in house.numbers
    ]
    record(house.session, batch, Sender())
    record(house.session, batch, Sender())

    [job] = house.session.scalars(select(Job).where(Job.kind == NOTIFY))
    assert job.arguments == {"events": sorted(str(event.event_id) for event in batch)}


def test_parcels_collected_together_are_one_message(house: Any, now: list[dt.datetime]) -> None:
    event = house.happens(EventCode.COLLECTED)

    assert compose(house.session, [event.event_id]) == 1

    [notice] = house.notices()
    assert (notice.channel, notice.recipient) == (Channel.SMS, house.seller.phone)
    assert notice.body["text"] == f"Xe đã lấy 3 bưu gửi {', '.join(house.numbers)}."
    assert notice.due_at == now[0]


def test_composing_twice_is_one_message(house: Any) -> None:
    event = house.happens(EventCode.COLLECTED)
    subscribe(house.session, house.integrator, "https://example.org/hook")

    assert compose(house.session, [event.event_id]) == 2
    assert compose(house.session, [event.event_id]) == 0


def test_each_turn_of_the_story_is_told_and_the_posts_own_work_is_not(house: Any, now: list[dt.datetime]) -> None:
    for code in (EventCode.COLLECTED, EventCode.ACCEPTED, EventCode.DEPARTED, EventCode.ARRIVED, EventCode.DEPARTED):
        now[0] += dt.timedelta(hours=1)
        compose(house.session, [house.happens(code, house.numbers[:1]).event_id])
    now[0] += dt.timedelta(minutes=30)
    compose(house.session, [house.happens(EventCode.DELIVERED, house.numbers[:1]).event_id])

    number = house.numbers[0]
    assert house.texts() == [
        f"Xe đã lấy bưu gửi {number}.",
        f"Bưu cục đã nhận bưu gửi {number}.",
        f"Đã chuyển đi bưu gửi {number}.",
        f"Đã giao bưu gửi {number}.",
    ]


def test_a_turn_heard_of_after_the_parcel_moved_on_is_not_news(house: Any) -> None:
    early = clock.now() - dt.timedelta(hours=3)
    accepted = house.happens(EventCode.ACCEPTED)
    collected = house.happens(EventCode.COLLECTED, happened_at=early)

    compose(house.session, [accepted.event_id, collected.event_id])

    assert [text.split(" 3 ")[0] for text in house.texts()] == ["Bưu cục đã nhận"]


def test_a_failed_pickup_without_proof_asks_the_seller_to_object(house: Any) -> None:
    house.happens(EventCode.PICKUP_ASSIGNED)
    bare = house.happens(EventCode.PICKUP_FAILED, house.numbers[:1], reason="not_ready")
    here = {"lat": house.seller.lat, "lon": house.seller.lon, "accuracy_m": 20}
    proven = house.happens(EventCode.PICKUP_FAILED, house.numbers[1:2], reason="not_ready", **here)

    compose(house.session, [bare.event_id, proven.event_id])

    first, second = house.texts()
    assert first == f"Chưa lấy được bưu gửi {house.numbers[0]}: hàng chưa sẵn sàng. Nếu không đúng, hãy báo bưu cục."
    assert second == f"Chưa lấy được bưu gửi {house.numbers[1]}: hàng chưa sẵn sàng."


def test_the_scan_of_a_bag_tells_each_seller_of_their_own_parcels(house: Any) -> None:
    other = a_seller(house.session, house.office)
    [foreign] = a_shipment(house.session, other).parcels
    bag = Bag(sscc="1" * 18, office_id=house.office.id, destination="Hà Nội", created_at=clock.now())
    house.session.add(bag)
    house.session.flush()
    at = clock.now() - dt.timedelta(hours=1)
    house.happens(EventCode.BAGGED, [*house.numbers[:2], foreign.item_number], into=bag.sscc, happened_at=at)
    departed = house.happens(EventCode.DEPARTED, [], bags=(bag.sscc,))

    compose(house.session, [departed.event_id])

    assert {(notice.recipient, notice.body["text"]) for notice in house.notices()} == {
        (house.seller.phone, f"Đã chuyển đi 2 bưu gửi {', '.join(house.numbers[:2])}."),
        (other.phone, f"Đã chuyển đi bưu gửi {foreign.item_number}."),
    }


def test_who_opted_out_hears_nothing_until_they_opt_in(house: Any) -> None:
    opt_out(house.session, house.seller.phone)
    compose(house.session, [house.happens(EventCode.COLLECTED).event_id])
    assert house.notices() == []

    opt_in(house.session, house.seller.phone)
    compose(house.session, [house.happens(EventCode.ACCEPTED).event_id])
    assert len(house.texts()) == 1


def test_opting_out_takes_back_what_waits_for_the_morning(house: Any, now: list[dt.datetime]) -> None:
    now[0] = dt.datetime(2025, 11, 5, 16, 0, tzinfo=dt.UTC)
    compose(house.session, [house.happens(EventCode.COLLECTED).event_id])

    opt_out(house.session, house.seller.phone)

    assert house.notices() == []


def test_at_night_a_message_waits_for_six_in_the_morning(house: Any, now: list[dt.datetime]) -> None:
    now[0] = dt.datetime(2025, 11, 5, 16, 30, tzinfo=dt.UTC)

    compose(house.session, [house.happens(EventCode.COLLECTED).event_id])

    [notice] = house.notices()
    assert clock.local(notice.due_at) == dt.datetime(2025, 11, 6, 6, 0, tzinfo=clock.LOCAL)


@given(st.datetimes(timezones=st.just(dt.UTC), min_value=dt.datetime(2025, 1, 1), max_value=dt.datetime(2030, 1, 1)))
def test_no_moment_is_moved_back_nor_further_than_the_night(moment: dt.datetime) -> None:
    due = outside_quiet_hours(moment)

    assert dt.timedelta(0) <= due - moment <= dt.timedelta(hours=9)
    assert 6 <= clock.local(due).hour < 21
    assert outside_quiet_hours(due) == due


def test_a_subscription_hears_only_of_the_parcels_its_user_sees(house: Any) -> None:
    stranger = principal_of(a_user(house.session, Role.INTEGRATOR, seller_id=a_seller(house.session, house.office).id))
    mine = subscribe(house.session, house.integrator, "https://example.org/mine")
    subscribe(house.session, stranger, "https://example.org/stranger")
    ended = subscribe(house.session, house.integrator, "https://example.org/ended")
    unsubscribe(house.session, house.integrator, ended.id)
    event = house.happens(EventCode.COLLECTED)

    compose(house.session, [event.event_id], by_sms=False)

    [notice] = house.notices()
    assert (notice.subscription_id, notice.recipient) == (mine.id, mine.url)
    assert notice.body["type"] == "parcel.collected"
    assert notice.body["data"]["event_id"] == str(event.event_id)
    assert [parcel["item_number"] for parcel in notice.body["data"]["parcels"]] == house.numbers
    assert {parcel["status"] for parcel in notice.body["data"]["parcels"]} == {"collected"}


def test_no_consignee_stands_in_a_webhook(house: Any) -> None:
    subscribe(house.session, house.integrator, "https://example.org/hook")
    compose(house.session, [house.happens(EventCode.DELIVERED).event_id], by_sms=False)

    told = str(house.notices()[0].body)

    assert not any(word in told for word in ("Trần Hồng Linh", "974305036", "Hùng Vương"))


def test_an_annulled_scan_is_told_to_programs_with_the_status_that_holds_now(house: Any) -> None:
    subscribe(house.session, house.integrator, "https://example.org/hook")
    scan = house.happens(EventCode.COLLECTED, house.numbers[:1])
    undo = house.happens(EventCode.ANNULLED, house.numbers[:1], annuls=scan.event_id)

    compose(house.session, [undo.event_id])

    [notice] = house.notices()
    assert notice.body["type"] == "parcel.annulled"
    assert notice.body["data"]["parcels"][0]["current_status"] == "ready"


def test_a_full_bag_is_told_in_parts(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("logistics.notices.for_integrators.MOST_PARCELS", 2)
    subscribe(house.session, house.integrator, "https://example.org/hook")

    compose(house.session, [house.happens(EventCode.COLLECTED).event_id], by_sms=False)

    assert [len(notice.body["data"]["parcels"]) for notice in house.notices()] == [2, 1]


def test_the_job_keeps_its_notices_and_its_end_in_one_commit(database: Database, house: Any) -> None:
    house.happens(EventCode.COLLECTED)
    house.session.commit()

    assert worker.run_next(database, Settings(environment="test"), {NOTIFY: composing.handle})

    with database.reading() as session:
        job = session.scalars(select(Job).where(Job.kind == NOTIFY)).one()
        assert (job.state, job.result) == (JobState.DONE, {"notices": 1})
        assert session.scalars(select(Notice)).one().recipient == house.seller.phone


def test_production_without_a_gateway_writes_to_no_phone(database: Database, house: Any) -> None:
    house.happens(EventCode.COLLECTED)
    house.session.commit()

    worker.run_next(database, Settings(environment="production"), {NOTIFY: composing.handle})

    with database.reading() as session:
        assert session.scalars(select(Notice)).all() == []


def test_every_message_to_a_seller_fits_one_sms() -> None:
    numbers = [f"HP{n:012}" for n in range(1, 400)]
    sentences = [wording.of_status(status, numbers) for status in Status if wording.is_told(status, first=True)]
    for code, reasons in ((EventCode.PICKUP_FAILED, PICKUP), (EventCode.DELIVERY_FAILED, DELIVERY)):
        sentences += [wording.of_failure(code, reason, numbers, verified=False) for reason in reasons]
    sentences.append(wording.of_coming(clock.now(), "Ngã ba Bản Hon", numbers))

    assert len(sentences) > 30
    assert {messages(spelled(text, "gsm7"), "gsm7") for text in sentences} == {1}
