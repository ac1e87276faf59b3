"""When it really happened: a device's clock put right by when the device says it sent.

A phone without signal for a day is late, not wrong. A phone whose sending time differs from the server's is
wrong, and everything on it is shifted by that difference, so that the order of its events stays.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from logistics.tracking.models import ClockConfidence

TOLERANCE_S = 120
"""A clock this close to the server's is believed."""
SAME_OFFSET_S = 600
"""An offset this close to the device's former one is taken as the same, so that slow lines do not reorder."""
OLD_D = 30
"""What is told later than this is kept as told, and flagged."""
ABSURD_D = 3653
"""What is further off than this was told by a clock that knew nothing: it is taken as now."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When an event happened by our best knowledge, how far it was shifted, and how sure we are."""

    happened_at: dt.datetime
    offset_s: int = 0
    confidence: ClockConfidence = ClockConfidence.TRUSTED


def offset_s(sent_at: dt.datetime | None, recorded_at: dt.datetime, former_offset_s: int | None) -> int:
    """By how much to shift the device's times; 0 for a clock that is right or says nothing."""
    if sent_at is None:
        return 0
    skew_s = round((recorded_at - sent_at).total_seconds())
    if abs(skew_s) <= TOLERANCE_S:
        return 0
    if former_offset_s is not None and abs(skew_s - former_offset_s) <= SAME_OFFSET_S:
        return former_offset_s
    return skew_s


def moment(happened_at: dt.datetime, recorded_at: dt.datetime, shift_s: int) -> Moment:
    """The moment of one event; what would lie in the future or in another age is taken as now and flagged."""
    late_s = (recorded_at - happened_at).total_seconds() - shift_s
    if not -TOLERANCE_S <= late_s <= ABSURD_D * 86_400:
        return Moment(recorded_at, shift_s, ClockConfidence.SUSPECT)
    shifted = happened_at + dt.timedelta(seconds=shift_s)
    if late_s > OLD_D * 86_400:
        return Moment(shifted, shift_s, ClockConfidence.SUSPECT)
    return Moment(shifted, shift_s, ClockConfidence.CORRECTED if shift_s else ClockConfidence.TRUSTED)


def in_sequence(moments: Sequence[tuple[int | None, Moment]]) -> list[Moment]:
    """The moments of one device's batch, each with its sequence number, in the order given.

    Where the clock was wrong, an event with a lower number is put before the next one: a phone that lost its
    date in the middle of a route still tells its story in order. Believed clocks are left alone.
    """
    settled = [one for _, one in moments]
    numbered = sorted((number, at) for at, (number, _) in enumerate(moments) if number is not None)
    for (_, earlier), (_, later) in reversed(list(itertools.pairwise(numbered))):
        latest = settled[later].happened_at - dt.timedelta(microseconds=1)
        if settled[earlier].confidence is not ClockConfidence.TRUSTED and settled[earlier].happened_at > latest:
            settled[earlier] = replace(settled[earlier], happened_at=latest, confidence=ClockConfidence.SUSPECT)
    return settled
