"""A receiver that is away loses nothing; one that is broken costs little; one that is gone is left alone."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from factories import a_user
from http_receiver import Receiver
from sqlalchemy import select, update

from logistics.db import Database
from logistics.errors import Conflict, Invalid, NotFound
from logistics.jobs import breaker, worker
from logistics.jobs.models import Job, JobState
from logistics.notices import deliver
from logistics.notices.compose import compose
from logistics.notices.dead_letters import dead_letters, replay, replay_from
from logistics.notices.forgetting import forget
from logistics.notices.models import Channel, Notice, NoticeState, Subscription
from logistics.notices.queue import DELIVER, NewNotice, ask_for_delivery, put
from logistics.notices.subscriptions import (
    MOST,
    retire_former_secret,
    rotate_secret,
    subscribe,
    subscriptions,
    unsubscribe,
)
from logistics.notices.transports import Letter, TransportError
from logistics.notices.transports.webhook import signing
from logistics.parties import principal_of
from logistics.parties.models import Role, User
from logistics.settings import Settings
from logistics.tracking import EventCode

SETTINGS = Settings(environment="test")
BEDTIME = dt.datetime(2025, 11, 5, 14, 0, tzinfo=dt.UTC)
"""Nine in the evening in Lai Châu: the quiet hours begin."""
MORNING = BEDTIME + dt.timedelta(hours=9)
"""Six o'clock: they end."""


class Post:
    """The world outside: takes letters, or fails in the way it is told to."""

    def __init__(self) -> None:
        self.taken: list[Letter] = []
        self.tried = 0
        self.error: TransportError | None = None
        self.broken: set[str] = set()

    def send(self, letter: Letter) -> None:
        self.tried += 1
        if self.error is not None:
            raise self.error
        if letter.body.get("n") in self.broken:
            raise TransportError("the receiver answered 500")
        self.taken.append(letter)


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    made = Post()
    monkeypatch.setattr(deliver, "transports_of", lambda settings: dict.fromkeys(Channel, made))
    return made


@pytest.fixture
def hook(house: Any) -> Subscription:
    return subscribe(house.session, house.integrator, "https://example.org/hook")


def some(hook: Subscription, count: int = 1, start: int = 0) -> list[NewNotice]:
    return [
        NewNotice(
            key=f"webhook:{hook.id}:{n}",
            channel=Channel.WEBHOOK,
            recipient=hook.url,
            body={"n": str(n)},
            subscription_id=hook.id,
        )
        for n in range(start, start + count)
    ]


def rounds(session: Any) -> None:
    """Do what the clock and the worker do: one round, if anything is due."""
    session.commit()
    database = Database("", engine=session.get_bind())
    with database.transaction() as own:
        ask_for_delivery(own)
    while worker.run_next(database, SETTINGS, {DELIVER: deliver.handle}):
        pass
    session.expire_all()


def states(session: Any) -> list[NoticeState]:
    return list(session.scalars(select(Notice.state).order_by(Notice.id)))


def test_what_is_due_is_delivered_once(house: Any, hook: Subscription, post: Post) -> None:
    assert put(house.session, some(hook, 3)) == 3
    assert put(house.session, some(hook, 3)) == 0

    rounds(house.session)
    rounds(house.session)

    assert [letter.body["n"] for letter in post.taken] == ["0", "1", "2"]
    assert states(house.session) == [NoticeState.DELIVERED] * 3


def test_the_secret_never_stands_in_the_body(house: Any, hook: Subscription, post: Post) -> None:
    put(house.session, some(hook))
    rounds(house.session)
    assert post.taken[0].secrets == (hook.secret,)
    assert hook.secret not in str(post.taken[0].body) + repr(post.taken[0])


def test_a_receiver_dead_for_an_hour_loses_nothing(
    house: Any, hook: Subscription, post: Post, now: list[dt.datetime]
) -> None:
    post.error = TransportError("does not answer")
    start = now[0]
    for minute in range(0, 60, 3):
        now[0] = start + dt.timedelta(minutes=minute)
        put(house.session, some(hook, 15, start=minute * 5))
        rounds(house.session)
    tried_in_vain = post.tried

    post.error = None
    for minute in range(60, 66):
        now[0] = start + dt.timedelta(minutes=minute)
        rounds(house.session)

    assert sorted(int(letter.body["n"]) for letter in post.taken) == list(range(300))
    assert states(house.session) == [NoticeState.DELIVERED] * 300
    # The circuit breaker: 300 messages, but the dead receiver was knocked at a few times only.
    assert tried_in_vain < 30


def test_one_message_that_a_receiver_cannot_take_does_not_hold_up_the_others(
    house: Any, hook: Subscription, post: Post, now: list[dt.datetime]
) -> None:
    post.broken = {"0"}
    put(house.session, some(hook, 4))
    for _ in range(3):
        rounds(house.session)
        now[0] += dt.timedelta(minutes=1)

    assert [letter.body["n"] for letter in post.taken] == ["1", "2", "3"]


def test_a_dead_receiver_does_not_hold_up_another(
    house: Any, hook: Subscription, post: Post, now: list[dt.datetime]
) -> None:
    other = subscribe(house.session, house.integrator, "https://other.example.org/hook")
    post.broken = {str(n) for n in range(10)}
    put(house.session, [*some(hook, 10), *some(other, 10, start=100)])

    rounds(house.session)

    assert len(post.taken) == 10
    assert post.tried == 11


def test_after_three_days_it_is_dead_and_a_person_may_replay_it(
    house: Any, hook: Subscription, post: Post, now: list[dt.datetime]
) -> None:
    post.error = TransportError("the receiver answered 500")
    start = now[0]
    put(house.session, some(hook, 2))
    while now[0] < start + dt.timedelta(days=3, hours=9) and NoticeState.WAITING in states(house.session):
        rounds(house.session)
        now[0] += dt.timedelta(hours=1)
    assert now[0] - start >= dt.timedelta(days=3)
    assert states(house.session) == [NoticeState.DEAD] * 2

    letters = dead_letters(house.session, house.integrator)
    assert {letter.last_error for letter in letters} == {"the receiver answered 500"}
    post.error = None
    replay(house.session, house.integrator, letters[0].id)
    now[0] += dt.timedelta(minutes=6)
    rounds(house.session)

    assert states(house.session) == [NoticeState.DELIVERED, NoticeState.DEAD]
    assert post.taken[0].id == f"msg_{letters[0].id}"


def test_the_tries_grow_rarer_up_to_six_hours_and_span_three_days() -> None:
    for _ in range(50):
        delays = [deliver.delay_s(attempts) for attempts in range(1, 30)]
        assert 10 <= delays[0] <= 12.5
        assert all(later > earlier for earlier, later in itertools.pairwise(delays[:8]))
        assert max(delays) <= 1.25 * 6 * 3600
        assert sum(delays[:20]) > 3 * 86_400


def test_two_of_them_are_not_tried_at_the_same_moment() -> None:
    assert len({deliver.delay_s(5) for _ in range(20)}) == 20


def test_a_receiver_that_is_gone_ends_its_subscription(house: Any, hook: Subscription, post: Post) -> None:
    post.error = TransportError("410", gone=True)
    put(house.session, some(hook, 3))

    rounds(house.session)

    assert post.tried == 1
    assert states(house.session) == [NoticeState.DEAD] * 3
    assert not hook.active


@pytest.mark.parametrize("off", ["subscription", "user"])
def test_who_is_switched_off_hears_nothing_more(house: Any, hook: Subscription, post: Post, off: str) -> None:
    put(house.session, some(hook))
    if off == "subscription":
        unsubscribe(house.session, house.integrator, hook.id)
    else:
        house.session.execute(update(User).where(User.id == hook.user_id).values(active=False))

    rounds(house.session)

    assert post.tried == 0
    assert states(house.session) == [NoticeState.DEAD]


def test_a_worker_that_died_while_sending_leaves_it_for_the_next(
    house: Any, hook: Subscription, post: Post, now: list[dt.datetime]
) -> None:
    put(house.session, some(hook))
    lost = deliver.claim(house.session)
    assert lost is not None
    assert deliver.claim(house.session) is None

    now[0] += dt.timedelta(seconds=deliver.LEASE_S + 1)
    rounds(house.session)
    deliver.settle(house.session, lost, TransportError("too late"))

    assert post.taken[0].id == lost.letter.id
    assert states(house.session) == [NoticeState.DELIVERED]


def test_a_text_message_retried_at_night_waits_for_the_morning(house: Any, post: Post, now: list[dt.datetime]) -> None:
    now[0] = dt.datetime(2025, 11, 5, 13, 59, 55, tzinfo=dt.UTC)
    post.error = TransportError("the SMS gateway answered 500")
    compose(house.session, [house.happens(EventCode.COLLECTED).event_id])

    rounds(house.session)

    [notice] = house.notices()
    assert notice.due_at == dt.datetime(2025, 11, 5, 23, 0, tzinfo=dt.UTC)


def text_to(phone: str, **more: Any) -> NewNotice:
    return NewNotice(key=f"text:{phone}", channel=Channel.SMS, recipient=phone, body={"text": "Da giao."}, **more)


def test_a_text_message_that_a_worker_reaches_at_night_waits_for_the_morning(
    house: Any, post: Post, now: list[dt.datetime]
) -> None:
    now[0] = BEDTIME - dt.timedelta(minutes=1)
    put(house.session, [text_to("+84900000001")])

    now[0] = BEDTIME + dt.timedelta(hours=2)
    rounds(house.session)
    assert not deliver.is_anything_due(house.session, now[0])
    assert post.tried == 0

    now[0] = MORNING
    rounds(house.session)
    assert [letter.recipient for letter in post.taken] == ["+84900000001"]


def test_an_answer_that_goes_out_at_night_takes_no_postponed_text_with_it(
    house: Any, post: Post, now: list[dt.datetime]
) -> None:
    now[0] = BEDTIME - dt.timedelta(seconds=5)
    post.error = TransportError("the SMS gateway answered 500")
    put(house.session, [text_to("+84900000001")])
    rounds(house.session)

    now[0] = BEDTIME + dt.timedelta(hours=1)
    post.error = None
    put(house.session, [text_to("+84900000002", at_any_hour=True)])
    rounds(house.session)

    assert [letter.recipient for letter in post.taken] == ["+84900000002"]


def test_a_text_replayed_at_night_waits_for_the_morning(house: Any, post: Post, now: list[dt.datetime]) -> None:
    now[0] = BEDTIME - dt.timedelta(hours=1)
    post.error = TransportError("refused", permanent=True)
    put(house.session, [text_to("+84900000001")])
    rounds(house.session)

    now[0] = BEDTIME + dt.timedelta(hours=1)
    post.error = None
    replay(house.session, house.administrator, house.notices()[0].id)
    rounds(house.session)
    assert post.taken == []

    now[0] = MORNING
    rounds(house.session)
    assert len(post.taken) == 1


def test_a_text_whose_time_passed_in_the_night_is_laid_aside(house: Any, post: Post, now: list[dt.datetime]) -> None:
    now[0] = BEDTIME - dt.timedelta(minutes=1)
    put(house.session, [text_to("+84900000001", give_up_at=MORNING - dt.timedelta(minutes=30))])

    now[0] = MORNING
    rounds(house.session)

    assert post.tried == 0
    assert states(house.session) == [NoticeState.DEAD]


def test_a_long_queue_is_delivered_in_rounds(
    house: Any, hook: Subscription, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "ROUND", 4)
    put(house.session, some(hook, 10))

    rounds(house.session)

    assert len(post.taken) == 10
    jobs = house.session.scalars(select(Job).where(Job.kind == DELIVER)).all()
    assert {job.state for job in jobs} == {JobState.DONE}


def test_from_the_scan_to_the_receiver(database: Database, house: Any, receiver: Receiver) -> None:
    hook = subscribe(house.session, house.integrator, "https://example.org/hook")
    hook.url = receiver.url + "/hook"
    event = house.happens(EventCode.COLLECTED)
    compose(house.session, [event.event_id], by_sms=False)

    rounds(house.session)

    [heard] = receiver.heard
    assert heard.json["data"]["event_id"] == str(event.event_id)
    moment = dt.datetime.now(dt.UTC)
    assert signing.verified(heard.headers, heard.body, [hook.secret], moment)


def test_rotating_signs_with_both_secrets_until_the_former_is_retired(
    house: Any, hook: Subscription, post: Post
) -> None:
    former = hook.secret
    put(house.session, some(hook))
    rotate_secret(house.session, house.integrator, hook.id)
    rounds(house.session)
    retire_former_secret(house.session, house.integrator, hook.id)
    put(house.session, some(hook, start=1))
    rounds(house.session)

    assert [letter.secrets for letter in post.taken] == [(hook.secret, former), (hook.secret,)]
    assert hook.secret != former


def test_everything_from_one_event_on_can_be_had_again(house: Any, hook: Subscription, post: Post) -> None:
    codes = (EventCode.COLLECTED, EventCode.ACCEPTED, EventCode.DEPARTED)
    events = [house.happens(code) for code in codes]
    for event in events:
        compose(house.session, [event.event_id], by_sms=False)
    rounds(house.session)

    assert replay_from(house.session, house.integrator, hook.id, events[1].event_id) == 2
    rounds(house.session)

    assert [letter.body["type"] for letter in post.taken[3:]] == ["parcel.accepted", "parcel.departed"]


def test_nobody_touches_the_subscription_of_another(house: Any, hook: Subscription) -> None:
    put(house.session, some(hook))
    [notice] = house.notices()
    stranger = principal_of(a_user(house.session, Role.INTEGRATOR, seller_id=house.seller.id))

    for touch in (rotate_secret, retire_former_secret, unsubscribe):
        with pytest.raises(NotFound):
            touch(house.session, stranger, hook.id)
    with pytest.raises(NotFound):
        replay(house.session, stranger, notice.id)
    assert subscriptions(house.session, stranger) == dead_letters(house.session, stranger) == []
    assert subscriptions(house.session, house.administrator) == [hook]


def test_what_waits_needs_no_replay(house: Any, hook: Subscription) -> None:
    put(house.session, some(hook))
    with pytest.raises(Conflict):
        replay(house.session, house.integrator, house.notices()[0].id)


@pytest.mark.parametrize("url", ["http://example.org", "https://u:p@example.org", "https://", "https://a b", "x" * 500])
def test_a_url_that_no_webhook_can_go_to_is_refused(house: Any, url: str) -> None:
    with pytest.raises(Invalid):
        subscribe(house.session, house.integrator, url)


def test_there_is_an_end_to_subscriptions(house: Any) -> None:
    for n in range(MOST):
        subscribe(house.session, house.integrator, f"https://example.org/{n}")
    with pytest.raises(Conflict):
        subscribe(house.session, house.integrator, "https://example.org/more")


def test_after_a_rest_one_caller_tries_for_all(house: Any, now: list[dt.datetime]) -> None:
    session = house.session
    assert breaker.may_try(session, "sms", now[0])
    rests = [breaker.failed(session, "sms", now[0]) for _ in range(9)]
    assert rests == [5, 10, 20, 40, 80, 160, 300, 300, 300]
    assert not breaker.may_try(session, "sms", now[0])

    now[0] += dt.timedelta(seconds=300)
    assert [breaker.may_try(session, "sms", now[0]) for _ in range(3)] == [True, False, False]
    assert breaker.answered(session, "sms")
    assert not breaker.answered(session, "sms")
    assert breaker.may_try(session, "sms", now[0])


def test_delivered_notices_are_forgotten_after_a_month(
    house: Any, hook: Subscription, post: Post, now: list[dt.datetime]
) -> None:
    put(house.session, some(hook))
    rounds(house.session)
    forget(house.session, now[0] + dt.timedelta(days=29))
    assert len(states(house.session)) == 1
    forget(house.session, now[0] + dt.timedelta(days=31))
    assert states(house.session) == []
