"""Time in the house: aware UTC inside, Asia/Ho_Chi_Minh for people and service days."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def local(moment: dt.datetime) -> dt.datetime:
    """The same moment as people in Vietnam read it."""
    return moment.astimezone(LOCAL)


def service_day(moment: dt.datetime) -> dt.date:
    """The Vietnamese calendar day in which the moment falls."""
    return local(moment).date()


def at(day: dt.date, second_of_day: int) -> dt.datetime:
    """The moment `second_of_day` seconds after local midnight of the service day, in UTC.

    Vietnam has no daylight saving, so every day has 86,400 seconds.
    """
    midnight = dt.datetime.combine(day, dt.time(), LOCAL)
    return (midnight + dt.timedelta(seconds=second_of_day)).astimezone(dt.UTC)


def second_of_day(moment: dt.datetime, day: dt.date) -> int:
    """Seconds from local midnight of `day` to the moment; negative before it."""
    return round((moment - at(day, 0)).total_seconds())
