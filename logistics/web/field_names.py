"""What a field is called on pages, where a refusal names it by its JSON pointer only."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext

_NAMES = {
    "/file": lazy_gettext("File"),
    "/file/headings": lazy_gettext("Headings"),
    "/cartons": lazy_gettext("Cartons"),
    "/clearance_mm": lazy_gettext("Free along the walls, mm"),
    "/humidity_max_percent": lazy_gettext("Humidity up to, percent"),
    "/keep_by_days": lazy_gettext("Keep by, days"),
    "/max_gross_mass_g": lazy_gettext("Heaviest parcel, g"),
    "/max_stack": lazy_gettext("Parcels on one another"),
    "/map": lazy_gettext("Headings"),
    "/office": lazy_gettext("Office"),
    "/profile": lazy_gettext("Kind of sheet"),
    "/service_day": lazy_gettext("Day"),
    "/shelf_life_days": lazy_gettext("Shelf life, days"),
    "/temperature_max_c": lazy_gettext("Not warmer than, °C"),
    "/temperature_min_c": lazy_gettext("Not colder than, °C"),
    "/vehicles": lazy_gettext("Vehicles"),
    "/window": lazy_gettext("Hours"),
    "/wrap_mm": lazy_gettext("Wrap around each unit, mm"),
}


def install(app: Flask) -> None:
    """Let templates name a field: `pointer|field_name`."""
    app.jinja_env.filters["field_name"] = field_name


def field_name(pointer: str) -> str:
    """The field's name in the language of the page; empty where the sentence stands for itself."""
    return str(_NAMES.get(pointer, ""))
