"""What a field is called on pages, where a refusal names it by its JSON pointer only."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext

_NAMES = {
    "/file": lazy_gettext("File"),
    "/file/headings": lazy_gettext("Headings"),
    "/map": lazy_gettext("Headings"),
    "/office": lazy_gettext("Office"),
    "/profile": lazy_gettext("Kind of sheet"),
    "/service_day": lazy_gettext("Day"),
    "/vehicles": lazy_gettext("Vehicles"),
    "/window": lazy_gettext("Hours"),
}


def install(app: Flask) -> None:
    """Let templates name a field: `pointer|field_name`."""
    app.jinja_env.filters["field_name"] = field_name


def field_name(pointer: str) -> str:
    """The field's name in the language of the page; empty where the sentence stands for itself."""
    return str(_NAMES.get(pointer, ""))
