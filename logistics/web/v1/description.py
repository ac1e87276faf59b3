"""What the library leaves out of the description: examples, and the headers and statuses that many operations share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from logistics.web.v1.examples import example, model_schemas

_LINES = "application/x-ndjson"
_HEADERS: dict[str, Any] = {
    "RateLimit-Policy": {
        "description": "How many requests (q) a key has in how many seconds (w).",
        "schema": {"type": "string", "examples": ['"key";q=600;w=60']},
    },
    "RateLimit": {
        "description": "How many requests (r) are left, for at most so many seconds (t).",
        "schema": {"type": "string", "examples": ['"key";r=599;t=60']},
    },
    "Idempotency-Replayed": {
        "description": "Only where the answer is one given before to the same Idempotency-Key.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "Retry-After": {
        "description": "Seconds to wait; only where the same request with its key is still being done.",
        "schema": {"type": "integer", "minimum": 1},
    },
    "ETag": {
        "description": "Send it back as If-None-Match: 304 without a body where nothing has changed.",
        "schema": {"type": "string", "examples": ['W/"5f0c6a0f3b1d2e4c5a697887"']},
    },
}


def complete(described: dict[str, Any]) -> dict[str, Any]:
    """The description with an example of every JSON body and success, and the headers of answers; done in place."""
    models = model_schemas()
    described["components"]["headers"] = _HEADERS
    for operation in _operations(described):
        for media, content in _successes_and_body(operation):
            if media.endswith("json") and media != _LINES and "example" not in content:
                content["example"] = example(content["schema"], models)
        _tell_headers(operation)
    return described


def _operations(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in described["paths"].values():
        yield from path.values()


def _successes_and_body(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from operation.get("requestBody", {}).get("content", {}).items()
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            yield from answer.get("content", {}).items()


def _tell_headers(operation: dict[str, Any]) -> None:
    """RateLimit wherever a key is asked for, ETag where there is a 304, and what an Idempotency-Key brings."""
    limited = operation.get("security") != [{}]
    keyed = any(each["name"] == "Idempotency-Key" for each in operation.get("parameters", []))
    for status, answer in operation["responses"].items():
        names = ["RateLimit-Policy", "RateLimit"] if limited and status != "401" else []
        if keyed and status.startswith("2"):
            names.append("Idempotency-Replayed")
        if keyed and status == "409":
            names.append("Retry-After")
        if "304" in operation["responses"] and status in ("200", "304"):
            names.append("ETag")
        told = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
        if told:
            answer["headers"] = told | answer.get("headers", {})
