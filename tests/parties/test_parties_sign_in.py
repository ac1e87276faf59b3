"""Ways in: passwords, sessions, keys, phones, and how often one may try."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import argon2
import pytest
from factories import a_user, an_office
from sqlalchemy import select

from logistics import clock
from logistics.db import Database, engine_for
from logistics.errors import Conflict, Denied, Invalid, NotFound, TooMany
from logistics.parties import Refused, SignedIn, sign_in, throttle
from logistics.parties.credentials import SESSION_LIFETIME, identify, issue, mark_used, redeem, revoke
from logistics.parties.models import Credential, CredentialKind, Role, User
from logistics.parties.passwords import hash_password, outdated, verify
from logistics.parties.users import NewUser, add_user, deactivate, find_user, set_password

PASSWORD = "ruộng bậc thang"


@pytest.fixture(scope="module")
def stored() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def clerk(database: Database, stored: str) -> User:
    with database.transaction() as session:
        return a_user(session, Role.CLERK, login="thu", password_hash=stored, office_id=an_office(session).id)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The moment that the clock shows: a list of one, to be set."""
    moment = [dt.datetime(2025, 11, 5, 1, 0, tzinfo=dt.UTC)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


def test_the_right_password_opens_a_session(database: Database, clerk: User) -> None:
    with database.transaction() as session:
        answer = sign_in(session, " Thu ", PASSWORD, "10.0.0.1")

    assert isinstance(answer, SignedIn)
    with database.reading() as session:
        principal = identify(session, answer.secret, CredentialKind.SESSION)
    assert principal is not None
    assert (principal.user_id, principal.role, principal.office_id) == (clerk.id, Role.CLERK, clerk.office_id)


def test_a_password_typed_in_pieces_is_the_same_password(stored: str) -> None:
    assert verify(stored, "ruo\u0323\u0302ng bậc thang")


@pytest.mark.parametrize("login", ["thu", "nobody", "gone", "keyless", "", "\x00", "half \ud800", "x" * 10_000])
def test_every_failed_sign_in_is_answered_alike(database: Database, clerk: User, stored: str, login: str) -> None:
    with database.transaction() as session:
        a_user(session, Role.CLERK, login="gone", password_hash=stored, active=False)
        a_user(session, Role.CLERK, login="keyless")
        answer = sign_in(session, login, PASSWORD if login == "gone" else "wrong \ud800", "10.0.0.1")

    assert isinstance(answer, Refused)
    assert isinstance(answer.failure, Denied)
    assert answer.failure.code == "wrong_sign_in"


def test_the_eleventh_wrong_try_is_refused_even_with_the_right_password(
    database: Database, clerk: User, at: list[dt.datetime]
) -> None:
    for n in range(10):
        with database.transaction() as session:
            sign_in(session, "thu", "wrong", f"10.0.0.{n}")

    with database.transaction() as session:
        answer = sign_in(session, "thu", PASSWORD, "10.0.0.99")
    assert isinstance(answer, Refused)
    assert isinstance(answer.failure, TooMany)

    at[0] += dt.timedelta(seconds=answer.failure.retry_after_s)
    with database.transaction() as session:
        assert isinstance(sign_in(session, "thu", PASSWORD, "10.0.0.99"), SignedIn)


def test_an_office_behind_one_address_signs_in_as_often_as_it_likes(
    database: Database, clerk: User, at: list[dt.datetime]
) -> None:
    with database.transaction() as session:
        answers = [sign_in(session, "thu", PASSWORD, "10.0.0.1") for _ in range(12)]

    assert all(isinstance(answer, SignedIn) for answer in answers)


def test_a_limit_holds_in_any_stretch_of_its_window(database: Database, at: list[dt.datetime]) -> None:
    allowed_at: list[dt.datetime] = []
    with database.transaction() as session:
        for _ in range(240):
            if throttle.count(session, "digits:1", limit=5, window_s=3600).allowed:
                allowed_at.append(at[0])
            at[0] += dt.timedelta(seconds=61)

    hour = dt.timedelta(hours=1)
    assert len(allowed_at) > 10
    assert all(sum(start <= moment < start + hour for moment in allowed_at) <= 5 for start in allowed_at)


def test_tries_are_counted_across_connections(own_database_url: str) -> None:
    engine = engine_for(own_database_url)
    database = Database("", engine=engine)
    allowed: list[bool] = []

    def try_often() -> None:
        for _ in range(6):
            with database.transaction() as session:
                tries = throttle.count(session, "s", limit=10, window_s=3600)
            allowed.append(tries.allowed)

    threads = [threading.Thread(target=try_often) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()

    assert allowed.count(True) == 10


def test_old_counts_are_forgotten(database: Database, at: list[dt.datetime]) -> None:
    with database.transaction() as session:
        throttle.count(session, "s", limit=1, window_s=60)
        throttle.forget_before(session, at[0] + dt.timedelta(minutes=1))
        assert throttle.count(session, "s", limit=1, window_s=60).allowed


def test_a_secret_is_kept_only_as_its_hash(database: Database, clerk: User) -> None:
    with database.transaction() as session:
        secret = issue(session, clerk, CredentialKind.API_KEY, SESSION_LIFETIME)
        kept = session.scalars(select(Credential.sha256)).one()

    assert secret not in kept
    assert len(secret) >= 43


def test_a_revoked_an_expired_and_a_disabled_way_in_are_closed(
    database: Database, clerk: User, at: list[dt.datetime]
) -> None:
    with database.transaction() as session:
        secret = issue(session, clerk, CredentialKind.DEVICE, dt.timedelta(hours=1))
        principal = identify(session, secret)
        assert principal is not None
        assert principal.credential_id is not None
        assert identify(session, secret, CredentialKind.SESSION) is None

        assert revoke(session, principal.credential_id)
        assert not revoke(session, principal.credential_id)
        assert identify(session, secret) is None

        second = issue(session, clerk, CredentialKind.DEVICE, dt.timedelta(hours=1))
        at[0] += dt.timedelta(hours=1)
        assert identify(session, second) is None

        third = issue(session, clerk, CredentialKind.DEVICE, dt.timedelta(hours=1))
        user = session.get_one(User, clerk.id)
        deactivate(session, user)
        session.flush()
        assert identify(session, third) is None


def test_an_enrolment_ticket_enrols_one_phone_once(database: Database, clerk: User) -> None:
    with database.transaction() as session:
        ticket = issue(session, clerk, CredentialKind.ENROLMENT, dt.timedelta(minutes=10))
        assert identify(session, ticket) is None

        secret = redeem(session, ticket, label="Nokia")
        assert secret is not None
        assert redeem(session, ticket) is None
        principal = identify(session, secret, CredentialKind.DEVICE)

    assert principal is not None
    assert principal.user_id == clerk.id


def test_a_new_password_ends_the_sessions_and_keeps_the_phones(database: Database, clerk: User) -> None:
    with database.transaction() as session:
        user = session.get_one(User, clerk.id)
        cookie = issue(session, user, CredentialKind.SESSION, SESSION_LIFETIME)
        phone = issue(session, user, CredentialKind.DEVICE, SESSION_LIFETIME)
        set_password(session, user, "a new long sentence")

        assert identify(session, cookie) is None
        assert identify(session, phone) is not None


@pytest.mark.parametrize("password", ["short", "x" * 201, "my login is Thuận-02"])
def test_a_weak_password_is_refused(database: Database, password: str) -> None:
    with database.transaction() as session, pytest.raises(Invalid):
        add_user(session, NewUser(login="thuận-02", name="Thuận", role=Role.ADMINISTRATOR, password=password))


def test_a_hash_of_former_parameters_is_renewed_at_the_next_sign_in(database: Database) -> None:
    former = argon2.PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    with database.transaction() as session:
        user = a_user(session, Role.ADMINISTRATOR, login="old", password_hash=former)
        assert isinstance(sign_in(session, "old", PASSWORD, "::1"), SignedIn)

        assert user.password_hash != former
        assert not outdated(user.password_hash)


def test_the_use_of_a_credential_is_remembered_once_an_hour(
    database: Database, clerk: User, at: list[dt.datetime]
) -> None:
    def used_after(minutes: int) -> dt.datetime | None:
        at[0] += dt.timedelta(minutes=minutes)
        mark_used(session, credential.id)
        session.refresh(credential)
        return credential.last_used_at

    with database.transaction() as session:
        issue(session, clerk, CredentialKind.API_KEY, SESSION_LIFETIME)
        credential = session.scalars(select(Credential)).one()
        first = used_after(0)
        assert used_after(59) == first
        assert used_after(2) == at[0]


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"role": Role.SELLER}, "belongs to a seller"),
        ({"role": Role.INTEGRATOR}, "belongs to an office or seller"),
        ({"role": Role.DRIVER, "office_code": "XX"}, "No office XX"),
        ({"role": Role.SELLER, "seller_code": "XX"}, "No seller XX"),
    ],
)
def test_a_user_belongs_where_the_role_belongs(database: Database, given: dict[str, Any], complaint: str) -> None:
    with database.transaction() as session, pytest.raises(Invalid, match=complaint):
        add_user(session, NewUser(login="x", name="X", **given))


def test_a_taken_login_and_an_unknown_one_are_named(database: Database, clerk: User) -> None:
    with database.transaction() as session:
        with pytest.raises(Conflict, match="thu is taken"):
            add_user(session, NewUser(login="THU", name="X", role=Role.ADMINISTRATOR))
        with pytest.raises(NotFound, match="nobody"):
            find_user(session, "nobody")


def test_a_clerk_without_an_office_is_refused(database: Database) -> None:
    with database.transaction() as session, pytest.raises(Invalid, match="belongs to an office"):
        add_user(session, NewUser(login="x", name="X", role=Role.CLERK))
