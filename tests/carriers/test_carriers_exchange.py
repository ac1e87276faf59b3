"""Handing over survives carriers that fail, are slow, say nothing, and say it twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from factories import a_user, an_office
from sqlalchemy import select, true
from sqlalchemy.exc import IntegrityError

from logistics import clock
from logistics.carriers import calling, exchange
from logistics.carriers.carrier import CarrierError, Said
from logistics.carriers.handing_over import hand_over, try_again, withdraw
from logistics.carriers.hearing import hear
from logistics.carriers.known import carrier, carriers
from logistics.carriers.models import HandOver, HandOverState
from logistics.carriers.viettel_post.order import shortened
from logistics.errors import Conflict, Invalid, NotFound
from logistics.parties import principal_of
from logistics.parties.models import Role
from logistics.settings import Settings
from logistics.tracking import EventCode, NewEvent, Sender, record, uuid7
from logistics.tracking.models import Custody, HolderKind

CARRIERS = ["ghn", "viettel_post"]
S = HandOverState


def _given(house: Any, code: str, count: int = 1) -> None:
    hand_over(house.session, house.clerk, code, house.numbers[:count])


def _states(house: Any) -> list[HandOverState]:
    return [given.state for given in house.given()]


@pytest.mark.parametrize("code", CARRIERS)
def test_a_parcel_handed_over_gets_the_carriers_number(house: Any, stub: Any, code: str) -> None:
    _given(house, code, 2)
    _given(house, code, 2)

    house.exchange()

    assert _states(house) == [S.CONFIRMED] * 2
    assert {given.carrier_number for given in house.given()} == set(stub.known)
    assert len(stub.known) == 2


def test_ghn_is_told_in_its_own_fields(house: Any, stub: Any) -> None:
    _given(house, "ghn", 2)
    house.exchange()

    first, second = [told for path, told in stub.calls if path.endswith("create")]
    assert first["client_order_code"] == house.numbers[0]
    assert (first["to_phone"], first["is_new_to_address"]) == ("0974305036", True)
    assert (first["to_ward_name"], first["to_province_name"]) != ("", "")
    assert (first["weight"], first["length"], first["width"], first["height"]) == (350, 20, 15, 10)
    assert first["items"] == [{"name": "Trà Shan tuyết 200g", "quantity": 1}]
    assert (first["cod_amount"], second["cod_amount"]) == (450_000, 0)


def test_viettel_post_is_told_in_its_own_fields(house: Any, stub: Any) -> None:
    _given(house, "viettel_post", 2)
    house.exchange()

    first, second = stub.known.values()
    assert first["ORDER_NUMBER"] == house.numbers[0]
    assert first["CHECK_UNIQUE"] is True
    assert (first["ORDER_PAYMENT"], first["MONEY_COLLECTION"]) == (3, 450_000)
    assert (second["ORDER_PAYMENT"], second["MONEY_COLLECTION"]) == (1, 0)
    assert first["SENDER_PHONE"] == "02133876543"
    assert first["RECEIVER_ADDRESS"].startswith("Số 329 Hùng Vương, ")


def test_a_text_too_long_is_cut_between_letters() -> None:
    assert shortened("ấ" * 60) == "ấ" * 50
    assert shortened("ấ", 2) == ""


@pytest.mark.parametrize("code", CARRIERS)
@pytest.mark.parametrize("trouble", ["500", "500 500 500"])
def test_a_carrier_that_fails_is_told_again_and_once_only(
    house: Any, stub: Any, now: list[dt.datetime], code: str, trouble: str
) -> None:
    _given(house, code)
    stub.trouble = trouble.split()
    for _ in range(8):
        house.exchange()
        now[0] += dt.timedelta(minutes=5)

    assert _states(house) == [S.CONFIRMED]
    assert len(stub.known) == 1


@pytest.mark.parametrize("trouble", ["lost", "html"])
def test_ghn_is_asked_for_the_reference_where_its_answer_was_lost(
    house: Any, stub: Any, now: list[dt.datetime], trouble: str
) -> None:
    _given(house, "ghn")
    stub.trouble = [trouble]
    house.exchange()
    [given] = house.given()
    assert (given.state, given.uncertain) == (S.WAITING, True)

    now[0] += dt.timedelta(minutes=5)
    house.exchange()

    [given] = house.given()
    assert (given.state, given.carrier_number, given.uncertain) == (S.CONFIRMED, next(iter(stub.known)), False)
    assert stub.paths() == ["create", "detail-by-client-code"]


def test_viettel_posts_refusal_of_a_repeat_is_no_refusal_of_the_parcel(
    house: Any, stub: Any, now: list[dt.datetime]
) -> None:
    _given(house, "viettel_post")
    stub.trouble = ["", "", "lost"]
    house.exchange()
    for _ in range(3):
        now[0] += dt.timedelta(hours=2)
        house.exchange()

    [given] = house.given()
    assert (given.state, given.uncertain, given.last_error) == (S.WAITING, True, "ORDER_NUMBER already exists")
    assert len(stub.known) == 1


def test_a_worker_killed_while_calling_announces_no_parcel_twice(house: Any, stub: Any, now: list[dt.datetime]) -> None:
    _given(house, "ghn")
    task = exchange.claim(house.session, ["ghn"])
    assert task is not None
    carrier(house.settings, "ghn").create(task.consignment)  # and here the power fails

    now[0] += dt.timedelta(seconds=exchange.LEASE_S + 1)
    house.exchange()

    assert _states(house) == [S.CONFIRMED]
    assert len(stub.known) == 1


def test_a_slow_carrier_is_not_waited_for_and_told_nothing_twice(
    house: Any, stub: Any, now: list[dt.datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "TIMEOUT_S", (1.0, 0.2))
    _given(house, "ghn")
    stub.trouble = ["slow"]
    house.exchange()
    [given] = house.given()
    assert (given.state, given.last_error) == (S.WAITING, "no answer (ReadTimeout)")

    monkeypatch.undo()
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2025, 11, 5, 3, 0, tzinfo=dt.UTC))
    house.exchange()
    assert _states(house) == [S.CONFIRMED]
    assert len(stub.known) == 1


def test_what_a_carrier_refuses_is_refused_with_its_words(house: Any, stub: Any, now: list[dt.datetime]) -> None:
    _given(house, "ghn")
    task = exchange.claim(house.session, ["ghn"])
    assert task is not None
    refusal = CarrierError("400: USER_ERR_COMMON to_ward_name", permanent=True)

    exchange.settle(house.session, task, "", refusal, can_find=True)
    assert (_states(house), house.given()[0].last_error) == ([S.REFUSED], str(refusal))

    _given(house, "ghn")
    house.exchange()
    assert _states(house) == [S.REFUSED, S.CONFIRMED]


@pytest.mark.parametrize("code", CARRIERS)
def test_what_was_withdrawn_is_announced_anew_and_gets_another_number(house: Any, stub: Any, code: str) -> None:
    _given(house, code)
    house.exchange()
    withdraw(house.session, house.clerk, house.given()[0].id)
    house.exchange()

    try_again(house.session, house.clerk, house.given()[0].id)
    house.exchange()

    former, given = house.given()
    assert (former.state, given.state) == (S.WITHDRAWN, S.CONFIRMED)
    assert given.carrier_number != former.carrier_number
    assert (former.reference, given.reference) == (house.numbers[0], f"{house.numbers[0]}-2")


def test_a_late_word_about_a_former_announcement_does_not_end_the_present_one(house: Any, stub: Any) -> None:
    _given(house, "ghn")
    house.exchange()
    withdraw(house.session, house.clerk, house.given()[0].id)
    house.exchange()
    _given(house, "ghn")
    house.exchange()

    hear(house.session, "ghn", [Said(house.given()[0].carrier_number, house.numbers[0], "cancel", clock.now())])

    assert _states(house) == [S.WITHDRAWN, S.CONFIRMED]


def test_a_try_that_is_put_off_for_long_is_made_at_once_when_asked_for(
    house: Any, stub: Any, now: list[dt.datetime]
) -> None:
    _given(house, "ghn")
    given = house.given()[0]
    given.due_at = now[0] + dt.timedelta(minutes=50)

    try_again(house.session, house.clerk, given.id)
    house.exchange()

    assert _states(house) == [S.CONFIRMED]
    with pytest.raises(Conflict):
        try_again(house.session, house.clerk, given.id)


def test_what_a_worker_may_be_telling_just_now_is_told_by_nobody_else(house: Any, now: list[dt.datetime]) -> None:
    _given(house, "ghn")
    assert exchange.claim(house.session, ["ghn"]) is not None

    try_again(house.session, house.clerk, house.given()[0].id)

    assert exchange.claim(house.session, ["ghn"]) is None


def test_the_parcel_is_the_offices_until_the_carrier_says_that_it_has_fetched_it(house: Any, stub: Any) -> None:
    _given(house, "ghn")
    house.exchange()
    [given] = house.given()
    assert _custody(house) == [(HolderKind.OFFICE, house.office.id)]

    hear(house.session, "ghn", [Said(given.carrier_number, "", "picking", clock.now())])
    assert _custody(house) == [(HolderKind.OFFICE, house.office.id)]

    hear(house.session, "ghn", [Said(given.carrier_number, "", "picked", clock.now())])
    assert _custody(house) == [(HolderKind.LINE_HAUL, None)]


def _custody(house: Any) -> list[tuple[HolderKind, int | None]]:
    house.session.expire_all()
    held = house.session.scalars(select(Custody).where(Custody.parcel_id == house.parcels[0].id))
    return [(each.holder, each.holder_id) for each in held]


def test_our_own_wrong_token_refuses_no_parcel(house: Any, stub: Any) -> None:
    house.settings = Settings(environment="test", ghn_url=stub.url, ghn_token="old", ghn_shop_id=1)
    _given(house, "ghn")
    house.exchange()

    [given] = house.given()
    assert given.state is S.WAITING
    assert "Token is not valid" in given.last_error


def test_a_token_that_ran_out_is_renewed_once(house: Any, stub: Any) -> None:
    client = carrier(house.settings, "viettel_post")
    assert client.label_url("1").endswith("bill=code=&showPostage=0")
    stub.token_good = False
    stub.calls.clear()

    client.label_url("1")

    assert stub.paths() == ["printing-code", "Login", "ownerconnect", "printing-code"]


def test_a_dead_carrier_is_knocked_at_seldom_and_does_not_hold_up_the_other(
    house: Any, stub: Any, now: list[dt.datetime]
) -> None:
    _given(house, "ghn", 1)
    hand_over(house.session, house.clerk, "viettel_post", house.numbers[1:])
    stub.trouble = ["500"]
    house.exchange()
    before = len(stub.calls)
    house.exchange()

    assert sorted(_states(house)) == [S.CONFIRMED, S.WAITING]
    assert len(stub.calls) == before


@pytest.mark.parametrize("code", CARRIERS)
def test_a_confirmed_hand_over_is_withdrawn_when_the_carrier_agrees(
    house: Any, stub: Any, now: list[dt.datetime], code: str
) -> None:
    _given(house, code)
    house.exchange()
    withdraw(house.session, house.clerk, house.given()[0].id)
    stub.trouble = ["500"]
    house.exchange()
    assert _states(house) == [S.WITHDRAWING]

    now[0] += dt.timedelta(minutes=5)
    house.exchange()
    assert _states(house) == [S.WITHDRAWN]


def test_what_was_never_told_is_withdrawn_at_once(house: Any, stub: Any) -> None:
    _given(house, "ghn")
    withdraw(house.session, house.clerk, house.given()[0].id)
    house.exchange()
    assert (_states(house), stub.calls) == ([S.WITHDRAWN], [])


def test_what_the_carrier_no_longer_gives_back_stays_with_it(house: Any, stub: Any) -> None:
    _given(house, "ghn")
    house.exchange()
    stub.known[house.given()[0].carrier_number]["status"] = "picked"
    withdraw(house.session, house.clerk, house.given()[0].id)

    house.exchange()

    [given] = house.given()
    assert (given.state, given.last_error) == (S.CONFIRMED, "picked")


def test_a_parcel_is_with_one_carrier_at_a_time(house: Any, stub: Any) -> None:
    _given(house, "ghn")
    with pytest.raises(Invalid) as refused:
        _given(house, "viettel_post", 2)
    assert [(problem.at, problem.code) for problem in refused.value.problems] == [
        ("/parcels/0", "with_another_carrier")
    ]

    withdraw(house.session, house.clerk, house.given()[0].id)
    _given(house, "viettel_post")
    house.exchange()
    assert sorted(_states(house)) == [S.CONFIRMED, S.WITHDRAWN]


def test_of_two_clerks_at_once_the_database_lets_one_hand_over(house: Any) -> None:
    _given(house, "ghn")
    row = {"office_id": house.office.id, "created_at": clock.now(), "due_at": clock.now()}
    house.session.add(HandOver(parcel_id=house.parcels[0].id, carrier="viettel_post", reference="HPX", **row))

    with pytest.raises(IntegrityError):
        house.session.flush()


def test_what_does_not_lie_at_the_office_is_not_handed_over_and_all_faults_are_named(house: Any) -> None:
    left = NewEvent(event_id=uuid7(), code=EventCode.DEPARTED, happened_at=clock.now(), parcels=(house.numbers[1],))
    record(house.session, [left], Sender(principal=house.clerk))

    with pytest.raises(Invalid) as refused:
        hand_over(house.session, house.clerk, "ghn", [*house.numbers, "HP000000000000"])

    assert [(problem.at, problem.code) for problem in refused.value.problems] == [
        ("/parcels/1", "not_ready_here"),
        ("/parcels/2", "unknown_parcel"),
    ]
    assert house.given() == []


def test_the_carrier_fetches_the_parcel_where_it_lies(house: Any, stub: Any) -> None:
    hub = an_office(house.session, name="Bưu cục Tam Đường", phone="+842133000111")
    there = principal_of(a_user(house.session, Role.CLERK, office_id=hub.id))
    for code in (EventCode.DEPARTED, EventCode.ACCEPTED):
        told = NewEvent(event_id=uuid7(), code=code, happened_at=clock.now(), parcels=(house.numbers[0],))
        record(house.session, [told], Sender(principal=there, sees=true()))

    hand_over(house.session, there, "viettel_post", house.numbers[:1])
    house.exchange()

    [told] = stub.known.values()
    assert (told["SENDER_FULLNAME"], told["SENDER_PHONE"]) == ("Bưu cục Tam Đường", "02133000111")


def test_nobody_hands_over_what_they_do_not_see(house: Any) -> None:
    stranger = principal_of(a_user(house.session, Role.CLERK, office_id=an_office(house.session).id))
    with pytest.raises(Invalid) as refused:
        hand_over(house.session, stranger, "ghn", house.numbers)
    assert {problem.code for problem in refused.value.problems} == {"unknown_parcel"}
    _given(house, "ghn")
    with pytest.raises(NotFound):
        withdraw(house.session, stranger, house.given()[0].id)


def test_the_tries_grow_rarer_up_to_an_hour() -> None:
    delays = [exchange.delay_s(attempts) for attempts in range(1, 30)]
    assert 15 <= delays[0] <= 18.75
    assert max(delays) <= 1.25 * 3600


def test_without_an_account_there_is_no_carrier(house: Any) -> None:
    assert carriers(Settings()) == {}
    with pytest.raises(NotFound):
        carrier(Settings(), "ghn")


def test_no_password_or_token_stands_in_an_error(house: Any) -> None:
    closed = Settings(viettel_post_url="http://127.0.0.1:1", viettel_post_username="u", viettel_post_password="canary")
    with pytest.raises(CarrierError) as error:
        carrier(closed, "viettel_post").label_url("1")
    assert "canary" not in str(error.value)
