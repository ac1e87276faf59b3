"""A request that names a key is done once: whoever asks again with the same key gets the first answer.

First `answer_of` looks and writes nothing, so that nobody waits for a writer to hear that it still works. Then three
steps: `claim` before the work, in a transaction of its own; `keep` in the work's own transaction, so that
neither stands without the other; `release` where the work was refused, so that the key may be used again.
Source: draft-ietf-httpapi-idempotency-key-header-07.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, select, update
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import Reader, insert_new
from logistics.errors import Conflict, Invalid
from logistics.parties.models import KeptAnswer

KEPT = dt.timedelta(hours=24)
"""How long an answer is given again; then the key is new."""
PATIENCE = dt.timedelta(minutes=2)
"""Work that has taken longer is taken for dead, and whoever asks next does it."""
_A_MOMENT_S = 2


_ANSWER = KeptAnswer.__table__.c
_KNOWN = select(_ANSWER.sha256, _ANSWER.asked_at, _ANSWER.status, _ANSWER.content_type, _ANSWER.body).where(
    _ANSWER.user_id == bindparam("user_id"), _ANSWER.key == bindparam("key")
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks under which key, and the SHA-256 of what is asked."""

    user_id: int
    key: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do the work of a key. Another claim of the same key raises the fence and ends it."""

    answer_id: int
    fence: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is given again, byte for byte."""

    status: int
    content_type: str
    body: bytes


def answer_of(reader: Reader, asked: Asked) -> Answer | None:
    """The kept answer; None where the work is to be claimed. Raises as `claim` does."""
    return _judged(reader.execute(_KNOWN, {"user_id": asked.user_id, "key": asked.key}).first(), asked)


def claim(session: Session, asked: Asked) -> Claim | Answer:
    """The right to do the work now, or the answer where it is done; commit before the work begins.

    Raises Conflict while somebody else does it, and Invalid where the key was used for something else.
    """
    now = clock.now()
    row = {"user_id": asked.user_id, "key": asked.key, "sha256": asked.sha256, "asked_at": now, "fence": 0}
    new = insert_new(session, KeptAnswer).values(row | {"content_type": "", "body": b""})
    made = session.scalar(new.on_conflict_do_nothing(index_elements=["user_id", "key"]).returning(KeptAnswer.id))
    if made is not None:
        return Claim(made, 0)
    known = session.scalars(
        select(KeptAnswer).where(KeptAnswer.user_id == asked.user_id, KeptAnswer.key == asked.key).with_for_update()
    ).one_or_none()
    # Gone between the two statements: it was refused and released, and may be asked again.
    if known is None:
        raise _running()
    if (answer := _judged(known, asked)) is not None:
        return answer
    known.sha256, known.asked_at, known.status = asked.sha256, now, None
    known.fence += 1
    return Claim(known.id, known.fence)


def keep(session: Session, claimed: Claim, answer: Answer) -> None:
    """Keep the answer; call it in the transaction of the work. Raises Conflict where another has taken over."""
    kept = session.scalar(
        update(KeptAnswer)
        .where(*_mine(claimed))
        .values(status=answer.status, content_type=answer.content_type, body=answer.body)
        .returning(KeptAnswer.id),
        execution_options={"synchronize_session": False},
    )
    if kept is None:
        raise _running()


def release(session: Session, claimed: Claim) -> None:
    """Give the key back: nothing was done."""
    session.execute(delete(KeptAnswer).where(*_mine(claimed)), execution_options={"synchronize_session": False})


def forget_before(session: Session, moment: dt.datetime) -> None:
    """Delete the answers to what was asked before the moment; the clock does it daily."""
    session.execute(
        delete(KeptAnswer).where(KeptAnswer.asked_at < moment), execution_options={"synchronize_session": False}
    )


def _judged(known: Any, asked: Asked) -> Answer | None:
    """The answer that is known; None where there is none, or it is too old, or the work seems dead."""
    now = clock.now()
    if known is None or known.asked_at <= now - KEPT:
        return None
    if known.sha256 != asked.sha256:
        raise _other_request()
    if known.status is not None:
        return Answer(known.status, known.content_type, known.body)
    if known.asked_at > now - PATIENCE:
        raise _running()
    return None


def _mine(claimed: Claim) -> tuple[ColumnElement[bool], ...]:
    return (
        KeptAnswer.id == claimed.answer_id,
        KeptAnswer.fence == claimed.fence,
        KeptAnswer.status.is_(None),
    )


def _running() -> Conflict:
    return Conflict(
        "request_running",
        vi="Yêu cầu với khoá này đang được xử lý. Đợi một lát rồi gửi lại y như vậy.",
        en="The request with this key is being done. Wait a moment and send the same again.",
        retry_after_s=_A_MOMENT_S,
    )


def _other_request() -> Invalid:
    return Invalid.one(
        "/Idempotency-Key",
        "key_used_for_another_request",
        vi="Khoá này đã dùng cho một yêu cầu khác. Dùng khoá mới cho yêu cầu mới.",
        en="This key was used for another request. Use a new key for a new request.",
    )
