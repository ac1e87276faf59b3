"""Quiet hours: no text message wakes anybody."""

from __future__ import annotations

import datetime as dt

from logistics import clock

FROM_H, UNTIL_H = 21, 6
"""Local hours. Drivers leave at six, so what the night's planning has to say still comes in time."""


def is_quiet(moment: dt.datetime) -> bool:
    """Whether people sleep at that moment."""
    return not UNTIL_H <= clock.local(moment).hour < FROM_H


def outside_quiet_hours(moment: dt.datetime) -> dt.datetime:
    """The moment itself, or the coming end of the quiet hours where it falls into them."""
    if not is_quiet(moment):
        return moment
    local = clock.local(moment)
    day = local.date() + dt.timedelta(days=1 if local.hour >= FROM_H else 0)
    return clock.at(day, UNTIL_H * 3600)
