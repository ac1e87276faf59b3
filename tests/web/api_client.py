"""A program that talks to the API with a key."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient


class Api:
    """The client with the key on every request."""

    def __init__(self, client: FlaskClient, key: str) -> None:
        self._client = client
        self._key = key

    def __call__(self, method: str, path: str, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._key}"} | more.pop("headers", {})
        return self._client.open(f"/api/v1{path}", method=method, headers=headers, **more)
