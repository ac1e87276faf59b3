"""What every request to the API must be before its view looks at it: JSON where JSON is asked, and text that keeps."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any

from flask import current_app, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnsupportedMediaType

from logistics.errors import NotFound
from logistics.web.json_body import escaped, read_json, require_storable, storable
from logistics.web.same_origin import SAFE_METHODS


def require_readable() -> None:
    """Raises Invalid, NotFound or UnsupportedMediaType where path, query, form or body cannot be taken as text."""
    if not all(storable(part) for part in (request.view_args or {}).values() if isinstance(part, str)):
        raise NotFound
    if request.query_string:
        _require_storable(request.args)
    view = current_app.view_functions[request.endpoint or ""]
    if _takes_json(view) and not request.is_json:
        raise UnsupportedMediaType
    if request.is_json:
        read_json(request.get_data(), apart=_apart(view))
    elif request.method not in SAFE_METHODS:
        _require_storable(request.form)


def _require_storable(told: MultiDict[str, str]) -> None:
    named = told.items(multi=True)
    require_storable((f"/{escaped(name)}", text) for name, each in named for text in (name, each))


@cache
def _takes_json(view: Callable[..., Any]) -> bool:
    return "body" in inspect.signature(view).parameters


@cache
def _apart(view: Callable[..., Any]) -> str:
    """The list in the view's body of which each entry is judged for itself; empty for most."""
    body = inspect.signature(view, eval_str=True).parameters.get("body")
    return getattr(body.annotation, "APART", "") if body else ""
