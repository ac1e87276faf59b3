"""When it really happened: a device's clock put right by when the device says it sent.

A phone without signal for a day is late, not wrong. A phone whose sending time differs from the server's is
wrong, and everything on it is shifted by that difference, so that the order of its events stays.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from logistics.tracking.models import ClockConfidence

TOLERANCE_S = 120
"""A clock this close to the server's is believed."""
SAME_OFFSET_S = 600
"""An offset this close to the device's former one is taken as the same, so that slow lines do not reorder."""
OLD_D = 30
"""What is told later than this is kept as told, and flagged."""
ABSURD_D = 3653
"""What is further off than this was told by a clock that knew nothing: it is taken as now."""
_STEP = dt.timedelta(microseconds=1)


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


class Numbered(NamedTuple):
    """When one event of a device happened by its clock, and which number the device gave it.

    `guessed`: its clock knew nothing, so that it is taken as having happened when we learnt of it, at the latest.
    """

    sequence: int
    at: dt.datetime
    guessed: bool


def in_sequence(told: Sequence[Numbered]) -> list[dt.datetime]:
    """When the events of one device happened, in the order given: by its clock, but never against its numbers.

    A clock that was set in between tells a later event as the earlier one; that event is then put right after the
    one with the number before. A guessed moment is put right before the next one instead. The same events give the
    same moments, whenever and in whichever requests they came.
    """
    settled = [one.at for one in told]
    numbers = [list(alike) for _, alike in itertools.groupby(_by_number(told), key=lambda each: told[each].sequence)]
    earliest: dt.datetime | None = None
    for alike in numbers:
        if earliest is not None:
            for each in alike:
                settled[each] = max(settled[each], earliest)
        known = [settled[each] for each in alike if not told[each].guessed]
        earliest = max([*known, *([earliest] if earliest else [])], default=None)
        earliest = earliest + _STEP if earliest else None
    latest: dt.datetime | None = None
    for alike in reversed(numbers):
        for each in alike:
            if latest is not None and told[each].guessed:
                settled[each] = min(settled[each], latest)
        latest = min(settled[each] for each in alike) - _STEP
    return settled


def _by_number(told: Sequence[Numbered]) -> list[int]:
    return sorted(range(len(told)), key=lambda each: told[each].sequence)
