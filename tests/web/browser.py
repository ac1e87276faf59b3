"""A browser without a screen: it says where it comes from, as every real one does."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

SignedIn = Callable[..., FlaskClient]


class Browser(FlaskClient):
    """A client that says where it comes from, as every browser does."""

    def open(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
        headers = Headers(kwargs.pop("headers", None))  # type: ignore[arg-type]
        headers.setdefault("Sec-Fetch-Site", "same-origin")
        return super().open(*args, headers=headers, **kwargs)  # type: ignore[arg-type]
