"""How pages write times, money and measures: `13:40, Chủ Nhật 22/11`, `1.250.000 ₫`, `1,25 kg`."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, format_time, gettext
from markupsafe import Markup

from logistics import clock
from logistics.parties.phones import spoken
from logistics.places import communes


def install(app: Flask) -> None:
    """Make every format below a template filter of its own name."""
    formats = (
        moment,
        hour,
        day,
        time_tag,
        second_of_day,
        vnd,
        mass,
        volume,
        distance,
        duration,
        number,
        spoken,
        commune,
    )
    app.jinja_env.filters.update({each.__name__: each for each in formats})


def moment(value: dt.datetime) -> str:
    """Hour, weekday and day as people in Vietnam say them; the year only where it is not this one."""
    this_year = clock.local(clock.now()).year == clock.local(value).year
    return str(format_datetime(value, "HH:mm, EEEE d/M" if this_year else "HH:mm, EEEE d/M/yyyy"))


def hour(value: dt.datetime) -> str:
    """Local hour and minute, `07:40`."""
    return str(format_time(value, "HH:mm"))


def day(value: dt.date) -> str:
    """Weekday, day and month of a service day, `Thứ Tư 5/11`; the year only where it is not this one."""
    this_year = clock.service_day(clock.now()).year == value.year
    return str(format_date(value, "EEEE d/M" if this_year else "EEEE d/M/yyyy", rebase=False))


def time_tag(value: dt.datetime) -> Markup:
    """The moment for people and, in `datetime`, for programs."""
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(timespec="seconds"), moment(value))


def second_of_day(second: int) -> str:
    """A second of the local day as hour and minute, `07:40`."""
    return f"{second // 3600:02}:{second % 3600 // 60:02}"


def vnd(amount_vnd: int) -> str:
    """Whole đồng with grouped thousands, `1.250.000 ₫`."""
    return f"{format_decimal(amount_vnd)}\N{NO-BREAK SPACE}₫"


def mass(mass_g: int) -> str:
    """Grams below one kilogram, kilograms with two decimals from there on."""
    if mass_g < 1000:
        return f"{mass_g} g"
    return f"{format_decimal(mass_g / 1000, '#,##0.##')} kg"


def volume(volume_cm3: int) -> str:
    """Litres below one cubic metre, cubic metres with two decimals from there on."""
    if volume_cm3 < 1_000_000:
        return f"{format_decimal(volume_cm3 / 1000, '#,##0.#')} l"
    return f"{format_decimal(volume_cm3 / 1_000_000, '#,##0.##')} m³"


def distance(distance_m: int) -> str:
    """Metres below one kilometre, else kilometres with one decimal."""
    if distance_m < 1000:
        return f"{distance_m} m"
    return f"{format_decimal(distance_m / 1000, '#,##0.#')} km"


def duration(duration_s: int) -> str:
    """Hours and minutes, rounded up to a minute: `1 giờ 5 phút`."""
    hours, minutes = divmod(-(-duration_s // 60), 60)
    if not hours:
        return str(gettext("%(minutes)s min", minutes=minutes))
    if not minutes:
        return str(gettext("%(hours)s h", hours=hours))
    return str(gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes))


def number(value: int) -> str:
    """A count with grouped thousands."""
    return str(format_decimal(value))


def commune(code: str) -> str:
    """The commune of 2025 with its province, or the code where nobody knows it."""
    unit = communes().get(code)
    return code if unit is None else unit.address
