"""How refusals look in the description: problem+json (RFC 9457) with every fault at once."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask_openapi3.models.schema import Schema
from pydantic import BaseModel, ConfigDict, Field

_REF = "#/components/schemas/{model}"
_EXAMPLE: dict[str, Any] = {
    "type": "urn:highland-post:problem:bad_phone",
    "title": "bad phone",
    "status": 422,
    "code": "bad_phone",
    "detail": "'0974' is no phone number. Ask the buyer again.",
    "text": {
        "vi": "'0974' không phải số điện thoại. Hỏi lại người mua.",
        "en": "'0974' is no phone number. Ask the buyer again.",
    },
    "errors": [
        {
            "pointer": "/consignee/phone",
            "code": "bad_phone",
            "detail": "'0974' is no phone number. Ask the buyer again.",
            "text": {
                "vi": "'0974' không phải số điện thoại. Hỏi lại người mua.",
                "en": "'0974' is no phone number. Ask the buyer again.",
            },
        }
    ],
}


class BothLanguages(BaseModel):
    """One sentence in Vietnamese and in English."""

    vi: str
    en: str


class FieldProblem(BaseModel):
    """One fault of one field."""

    pointer: str = Field(description="JSON pointer (RFC 6901) to the field; empty for the whole.")
    code: str
    detail: str
    text: BothLanguages


class Problem(BaseModel):
    """A refusal, with every fault at once (RFC 9457). `code` is stable, `detail` is in the asked language."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    type: str
    title: str
    status: int
    code: str
    detail: str
    text: BothLanguages
    errors: list[FieldProblem] = []


_MEANINGS = {
    HTTPStatus.UNAUTHORIZED: "No key, or one that is not valid any more.",
    HTTPStatus.FORBIDDEN: "The key's role may not do this.",
    HTTPStatus.NOT_FOUND: "There is no such thing, or this key may not know of it.",
    HTTPStatus.CONFLICT: "The state changed meanwhile or forbids this, a known reference comes with other content, "
    "or the same Idempotency-Key is being worked on.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "More bytes than are taken at once.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "A body without `Content-Type: application/json` where JSON is asked.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The request is not as described; every fault is named with its pointer.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too often; wait as long as Retry-After says.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Something outside does not answer; wait as Retry-After says.",
}


def refusals() -> dict[str | int | HTTPStatus, type[BaseModel] | dict[Any, Any] | None]:
    """What every operation may answer beside its own, by status."""
    return {str(status.value): refusal(status, meaning) for status, meaning in _MEANINGS.items()}


def schemas() -> dict[str, Schema]:
    """The schemas that the refusals refer to, by name."""
    whole = Problem.model_json_schema(ref_template=_REF)
    return {name: Schema(**schema) for name, schema in {"Problem": whole, **whole.pop("$defs")}.items()}


def refusal(status: HTTPStatus, meaning: str) -> dict[Any, Any]:
    """How one refusal is described; `meaning` says when it is the answer."""
    said: dict[Any, Any] = {
        "description": meaning,
        "content": {"application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}},
    }
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        wait = {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
        said["headers"] = {"Retry-After": wait}
    return said
