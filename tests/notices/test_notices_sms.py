"""Text messages: how they are spelled, handed to a gateway, and answered."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from factories import a_shipment
from http_receiver import Receiver
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from logistics import clock
from logistics.codes import item_numbers
from logistics.notices.compose import compose
from logistics.notices.forgetting import forget
from logistics.notices.inbound import ANSWERS_PER_HOUR, Inbound, answer, receive
from logistics.notices.models import InboundText
from logistics.notices.transports import Letter, TransportError
from logistics.notices.transports.sms import transport_for
from logistics.notices.transports.sms.spelling import messages, spelled
from logistics.settings import Settings
from logistics.tracking import EventCode

TEXT = "Đã giao bưu gửi – Mường Tè, 50.000₫ “nhanh”"


def a_letter(text: str = TEXT) -> Letter:
    return Letter("msg_1", "+84974305036", {"text": text})


def test_without_diacritics_the_capitals_stay() -> None:
    assert spelled(TEXT, "gsm7") == 'Da giao buu gui - Muong Te, 50.000d "nhanh"'


@given(st.text())
def test_a_spelled_text_holds_nothing_that_gsm7_cannot_carry(text: str) -> None:
    found = spelled(text, "gsm7")
    assert found.isascii()
    assert "`" not in found
    assert spelled(found, "gsm7") == found


@pytest.mark.parametrize(
    ("text", "alphabet", "count"),
    [
        *(("a" * 160, "gsm7", 1), ("a" * 161, "gsm7", 2), ("[" * 80, "gsm7", 1), ("[" * 81, "gsm7", 2)),
        *(("ư" * 70, "unicode", 1), ("ư" * 71, "unicode", 2), ("😀" * 35, "unicode", 1), ("😀" * 36, "unicode", 2)),
    ],
)
def test_what_a_text_costs(text: str, alphabet: Any, count: int) -> None:
    assert messages(text, alphabet) == count


def test_the_gateway_gets_number_text_and_an_id_for_repeats(receiver: Receiver) -> None:
    transport_for(Settings(sms_gateway_url=receiver.url, sms_gateway_token="word")).send(a_letter())

    [heard] = receiver.heard
    assert heard.json == {"id": "msg_1", "to": "+84974305036", "text": spelled(TEXT, "gsm7")}
    assert heard.headers["authorization"] == "Bearer word"


def test_a_gateway_that_wants_diacritics_gets_them(receiver: Receiver) -> None:
    transport_for(Settings(sms_gateway_url=receiver.url, sms_alphabet="unicode")).send(a_letter())
    assert receiver.heard[0].json["text"] == TEXT


@pytest.mark.parametrize(("status", "permanent"), [(422, True), (401, False), (429, False), (500, False), (302, False)])
def test_a_refused_number_is_final_and_a_tired_gateway_is_not(
    receiver: Receiver, status: int, *, permanent: bool
) -> None:
    receiver.status = status
    with pytest.raises(TransportError) as refusal:
        transport_for(Settings(sms_gateway_url=receiver.url)).send(a_letter())
    assert refusal.value.permanent is permanent


def test_no_token_stands_in_the_reason_of_a_failure() -> None:
    with pytest.raises(TransportError) as refusal:
        transport_for(Settings(sms_gateway_url="http://127.0.0.1:1/?key=canary", sms_gateway_token="canary")).send(
            a_letter()
        )
    assert "canary" not in str(refusal.value)


def test_the_console_shows_the_text_and_the_end_of_the_number(capsys: pytest.CaptureFixture[str]) -> None:
    transport_for(Settings()).send(a_letter("Đã giao."))

    shown = capsys.readouterr().err
    assert "Da giao." in shown
    assert "...036" in shown
    assert "974305" not in shown


@pytest.fixture
def number(house: Any) -> str:
    """A real item number, of the seller's first parcel."""
    [made] = item_numbers(range(1, 2), "key")
    house.parcels[0].item_number = made
    house.numbers[0] = made
    house.session.flush()
    return made


def test_text_a_number_get_the_status(house: Any, number: str, now: list[dt.datetime]) -> None:
    house.happens(EventCode.ACCEPTED, [number], office_id=house.office.id)

    for dressed in (
        number,
        number.lower(),
        f"cho hoi {number[:6]}  {number[6:]}".replace("cho hoi ", ""),
        f"? {number}",
    ):
        said = answer(house.session, "+84900000001", dressed)
        assert said.startswith(f"{number}: Đã nhận tại bưu cục, 09:00 05/11, ")


def test_an_unknown_number_is_answered_with_what_to_do(house: Any) -> None:
    [unknown] = item_numbers(range(99, 100), "key")
    assert answer(house.session, "+84900000001", unknown) == f"Không có bưu gửi {unknown}. Kiểm tra lại số trên nhãn."


def test_a_seller_who_texts_anything_else_hears_of_their_parcels(house: Any) -> None:
    recent = a_shipment(house.session, house.seller, parcels=2, created_at=clock.now())
    house.happens(EventCode.DELIVERED, [recent.parcels[0].item_number])

    assert answer(house.session, house.seller.phone, "hang cua toi dau") == "30 ngày qua: 1 chờ lấy hàng, 1 đã giao."
    assert answer(house.session, "+84900000001", "hang cua toi dau").startswith("Soạn số bưu gửi")


def test_a_word_stops_the_messages_and_another_brings_them_back(house: Any) -> None:
    assert receive(house.session, Inbound("in-1", house.seller.phone, "Dừng"))
    compose(house.session, [house.happens(EventCode.COLLECTED).event_id])
    assert receive(house.session, Inbound("in-2", house.seller.phone, " NHẬN "))
    compose(house.session, [house.happens(EventCode.ACCEPTED).event_id])

    stopped, started, accepted = house.texts()
    assert stopped.startswith("Sẽ không gửi tin")
    assert started.startswith("Số này sẽ nhận tin")
    assert accepted.startswith("Bưu cục đã nhận")


def test_a_message_that_the_gateway_repeats_is_answered_once(house: Any) -> None:
    message = Inbound("in-1", "0974305036", "?")

    assert receive(house.session, message)
    assert not receive(house.session, message)

    assert [notice.recipient for notice in house.notices()] == ["+84974305036"]


def test_a_word_that_the_gateway_repeats_late_does_not_act_again(house: Any) -> None:
    phone = house.seller.phone
    receive(house.session, Inbound("in-1", phone, "DUNG"))
    receive(house.session, Inbound("in-2", phone, "NHAN"))

    assert not receive(house.session, Inbound("in-1", phone, "DUNG"))

    compose(house.session, [house.happens(EventCode.COLLECTED).event_id])
    stopped, started, collected = house.texts()
    assert stopped.startswith("Sẽ không gửi tin")
    assert started.startswith("Số này sẽ nhận tin")
    assert collected.startswith("Xe đã lấy")


def test_the_ids_of_texts_are_forgotten_after_a_month(house: Any, now: list[dt.datetime]) -> None:
    receive(house.session, Inbound("in-1", "0974305036", "?"))

    forget(house.session, now[0] + dt.timedelta(days=29))
    assert house.session.scalars(select(InboundText.gateway_id)).all() == ["in-1"]
    forget(house.session, now[0] + dt.timedelta(days=31))
    assert house.session.scalars(select(InboundText.gateway_id)).all() == []


def test_two_machines_do_not_talk_for_ever(house: Any) -> None:
    answered = [receive(house.session, Inbound(f"in-{n}", "0974305036", "?")) for n in range(ANSWERS_PER_HOUR + 5)]
    assert answered == [True] * ANSWERS_PER_HOUR + [False] * 5


def test_a_sender_without_a_number_gets_no_answer(house: Any) -> None:
    assert not receive(house.session, Inbound("in-1", "Viettel", "Khuyến mại!"))


def test_answers_do_not_wait_for_the_morning(house: Any, now: list[dt.datetime]) -> None:
    now[0] = dt.datetime(2025, 11, 5, 18, 0, tzinfo=dt.UTC)
    receive(house.session, Inbound("in-1", "0974305036", "?"))
    assert house.notices()[0].due_at == now[0]
    assert house.notices()[0].at_any_hour
