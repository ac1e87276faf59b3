"""What somebody has to look at: stuck parcels with the next step, disputes from both sides, letters that died."""

from __future__ import annotations

import datetime as dt

import pytest
from browser import SignedIn
from flask.testing import FlaskClient
from sqlalchemy import select
from walk import a_registered_parcel

from logistics import clock
from logistics.db import Database
from logistics.notices.models import Channel, Notice, NoticeState
from logistics.parties import principal_of
from logistics.parties.models import Role, User
from logistics.tracking import EventCode, NewEvent, Sender, record, uuid7


def told(world: Database, number: str, code: EventCode, hours_ago: int, **more: object) -> None:
    """Let the first office's driver tell that this happened."""
    with world.transaction() as session:
        driver = session.scalars(select(User).where(User.role == Role.DRIVER).order_by(User.id)).all()[0]
        event = NewEvent(
            event_id=uuid7(),
            code=code,
            happened_at=clock.now() - dt.timedelta(hours=hours_ago),
            parcels=(number,),
            **more,  # type: ignore[arg-type]
        )
        record(session, [event], Sender(principal=principal_of(driver)))


@pytest.fixture
def failed(world: Database) -> str:
    """A parcel whose pickup failed without proof."""
    number = a_registered_parcel(world)
    told(world, number, EventCode.PICKUP_FAILED, 3, reason="sender_absent")
    return number


def test_each_row_of_the_board_says_what_to_do_next(as_role: SignedIn, world: Database) -> None:
    silent, twice = a_registered_parcel(world), a_registered_parcel(world)
    told(world, silent, EventCode.COLLECTED, 20)
    for hours in (5, 4):
        told(world, twice, EventCode.PICKUP_FAILED, hours, reason="road_blocked")

    page = as_role(Role.CLERK).get("/watch").text

    assert "Hỏi người lái xe hàng ở đâu." in page
    assert "Gọi người bán, hẹn giờ." in page
    assert f'href="/custody?q={silent}"' in page
    assert 'href="tel:' in page


def test_a_trouble_narrows_the_board(as_role: SignedIn, world: Database) -> None:
    silent = a_registered_parcel(world)
    told(world, silent, EventCode.COLLECTED, 20)
    dispatcher = as_role(Role.DISPATCHER)

    assert silent in dispatcher.get("/watch?trouble=silent").text
    assert silent not in dispatcher.get("/watch?trouble=late").text


def test_a_delivery_that_was_paid_short_is_on_the_board_until_the_rest_is_taken(
    as_role: SignedIn, world: Database
) -> None:
    short, whole = a_registered_parcel(world), a_registered_parcel(world)
    told(world, short, EventCode.DELIVERED, 2, evidence={"cod_vnd": 300_000})
    told(world, whole, EventCode.DELIVERED, 2)
    clerk = as_role(Role.CLERK)

    before = clerk.get("/watch").text
    clerk.post("/cash/collect", data={"number": short, "amount_vnd": "50.000", "key": "k"})

    assert "trả thiếu" in before
    assert f"q={short}" in before
    assert f"q={whole}" not in before
    assert f"q={short}" not in clerk.get("/watch").text


def test_the_board_of_another_office_is_empty(as_role: SignedIn, world: Database) -> None:
    silent = a_registered_parcel(world)
    told(world, silent, EventCode.COLLECTED, 20)

    assert silent not in as_role(Role.CLERK, office=1).get("/watch").text


def test_a_seller_objects_and_the_dispatcher_settles(as_role: SignedIn, failed: str) -> None:
    seller, dispatcher = as_role(Role.SELLER), as_role(Role.DISPATCHER)
    action = action_of(seller, failed)

    seller.post(action, data={"objection": "Cả nhà chờ từ sáng"})
    case = dispatcher.get("/watch/disputes").text
    settling = case.split('action="/watch/disputes/')[1].split('"')[0]
    dispatcher.post(f"/watch/disputes/{settling}", data={"right": "upheld", "answer": "Xin lỗi, mai xe đến"})

    assert "Người gửi vắng mặt" in case
    assert "Cả nhà chờ từ sáng" in case
    answered = seller.get("/seller/disputes").text
    assert "Xin lỗi, mai xe đến" in answered
    assert "Người bán đúng" in answered


def test_a_settled_dispute_is_not_settled_again(as_role: SignedIn, failed: str) -> None:
    seller, dispatcher = as_role(Role.SELLER), as_role(Role.DISPATCHER)
    seller.post(action_of(seller, failed), data={"objection": "Không ai đến"})
    settling = dispatcher.get("/watch/disputes").text.split('action="/watch/disputes/')[1].split('"')[0]

    codes = [
        dispatcher.post(f"/watch/disputes/{settling}", data={"right": right, "answer": "Đã xem"}).status_code
        for right in ("maybe", "dismissed", "upheld")
    ]

    assert codes == [422, 302, 409]


def test_nobody_objects_to_or_settles_what_is_not_theirs(as_role: SignedIn, failed: str) -> None:
    seller = as_role(Role.SELLER)
    action = action_of(seller, failed)
    seller.post(action, data={"objection": "Không ai đến"})

    assert as_role(Role.SELLER, office=1).post(action, data={"objection": "x"}).status_code == 404
    elsewhere = as_role(Role.DISPATCHER, office=1)
    assert failed not in elsewhere.get("/watch/disputes").text
    assert elsewhere.post("/watch/disputes/1", data={"right": "upheld", "answer": "x"}).status_code == 404


def action_of(seller: FlaskClient, number: str) -> str:
    """Where the seller's form about this failed pickup goes."""
    page = seller.get("/seller/disputes").text
    assert number in page
    return "/seller/disputes/" + page.split('action="/seller/disputes/')[1].split('"')[0]


def test_dead_letters_are_listed_with_their_reason_and_sent_again(as_role: SignedIn, world: Database) -> None:
    now = clock.now()
    with world.transaction() as session:
        letter = Notice(
            key="k",
            channel=Channel.SMS,
            recipient="+84974305036",
            body={"text": "Highland Post: da lay 3 buu gui."},
            created_at=now,
            due_at=now,
            give_up_at=now,
            state=NoticeState.DEAD,
            last_error="HTTP 503",
        )
        session.add(letter)
        session.flush()
        letter_id = letter.id
    administrator = as_role(Role.ADMINISTRATOR)

    page = administrator.get("/admin/notices").text
    for _ in range(2):
        administrator.post("/admin/notices/replay", data={"notice": letter_id})

    assert "HTTP 503" in page
    assert "974305036" not in page
    assert "Mọi tin đều đã đến" in administrator.get("/admin/notices").text
    with world.reading() as session:
        assert session.get_one(Notice, letter_id).state is NoticeState.WAITING
