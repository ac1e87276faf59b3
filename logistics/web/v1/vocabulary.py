"""Our statuses in the words of another system, beside our own, for programs that already speak those."""

from __future__ import annotations

from logistics.shipments.models import Status
from logistics.tracking.fold import BEFORE
from logistics.tracking.mapping import Vocabulary, mapping
from logistics.tracking.models import EventCode

MAPPED = "The status in the other system's words; null where it has none."


def in_words_of(vocabulary: Vocabulary, status: Status, *, failed: bool = False) -> str | None:
    """The status as that system calls it; `failed` tells that it is what a failed attempt left."""
    table = mapping(vocabulary)
    if not failed:
        return table.say(status)
    return table.tell(EventCode.PICKUP_FAILED if status in BEFORE else EventCode.DELIVERY_FAILED, status)
