"""Idempotency-Key: a request that is sent again does nothing again, and is answered as the first time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, partial
from operator import itemgetter
from typing import Any, assert_never

from flask import Response, request
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from logistics.parties import idempotency
from logistics.parties.idempotency import Answer, Asked, Claim
from logistics.web.access import current_principal
from logistics.web.transactions import current_database

REPLAYED = "Idempotency-Replayed"
"""The header that tells an answer given again."""


class OnceHeader(BaseModel):
    """A key of your own making for this request, kept for 24 hours."""

    key: str = Field(
        default="",
        alias="Idempotency-Key",
        pattern=r"^[!-~]{0,255}$",
        description="Send the same request with the same key as often as you like: it is done once. "
        "Another request with the key is refused with 422, one that is still being done with 409.",
        json_schema_extra={"example": "0193a0c4-6f1e-7c55-9d8e-3f1b2a4c5d6e"},
    )

    @classmethod
    def model_json_schema(cls, *form: Any, **options: Any) -> dict[str, Any]:
        """The schema, made once: flask-openapi3 asks for it at every request."""
        return _schema(cls, *form, **options)


@cache
def _schema(model: type[OnceHeader], *form: Any, **options: Any) -> dict[str, Any]:
    return super(OnceHeader, model).model_json_schema(*form, **options)


def once(header: OnceHeader, work: Callable[[Session], Response]) -> Response:
    """The answer of `work`, done in one transaction: now, or formerly where the key was used for this request."""
    if not header.key:
        with current_database().transaction() as session:
            return work(session)
    asked = Asked(current_principal().user_id, header.key, _fingerprint())
    claimed = current_database().glance(partial(idempotency.answer_of, asked=asked)) or _claimed(asked)
    match claimed:
        case Answer():
            replayed = Response(claimed.body, claimed.status, content_type=claimed.content_type)
            replayed.headers[REPLAYED] = "true"
            return replayed
        case Claim():
            return _done(claimed, work)
        case _:
            assert_never(claimed)


def _claimed(asked: Asked) -> Claim | Answer:
    with current_database().transaction() as session:
        return idempotency.claim(session, asked)


def _done(claimed: Claim, work: Callable[[Session], Response]) -> Response:
    try:
        with current_database().transaction() as session:
            response = work(session)
            answer = Answer(response.status_code, response.content_type or "", response.get_data())
            idempotency.keep(session, claimed, answer)
    except BaseException:
        with current_database().transaction() as session:
            idempotency.release(session, claimed)
        raise
    return response


def _fingerprint() -> str:
    """The SHA-256 of what is asked; of a form with files, its content: a program separates parts anew each time."""
    asked = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    if request.mimetype != "multipart/form-data":
        asked.update(request.get_data())
        return asked.hexdigest()
    asked.update(repr(sorted(request.form.items(multi=True))).encode())
    for name, file in sorted(request.files.items(multi=True), key=itemgetter(0)):
        file.stream.seek(0)
        asked.update(repr((name, file.filename, hashlib.sha256(file.stream.read()).hexdigest())).encode())
        file.stream.seek(0)
    return asked.hexdigest()
