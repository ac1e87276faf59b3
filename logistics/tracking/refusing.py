"""Why an event cannot be kept: never because a plan changed or because it is late, only for what it says itself."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping

from logistics.parties import Principal
from logistics.parties.models import Role
from logistics.tracking.annulment import why_not
from logistics.tracking.ground import Ground
from logistics.tracking.models import EventCode
from logistics.tracking.new_event import NewEvent, Refusal, Sender
from logistics.tracking.reasons import reasons_for
from logistics.tracking.who_may import may_tell

LONGEST_NOTE = 400
_UUID_VERSIONS = range(1, 9)
"""Those of RFC 9562: neither nil, nor max, nor bytes in no order."""

Why = tuple[Refusal, tuple[str, ...]]
"""The reason, and the codes that are to blame."""


def refusal(event: NewEvent, batch: Mapping[uuid.UUID, NewEvent], ground: Ground, sender: Sender) -> Why | None:
    """Why the event of the batch cannot be kept; None where it can."""
    return _unkeepable(event, ground, sender) or _not_annulled(event, batch, ground, sender)


def _unkeepable(event: NewEvent, ground: Ground, sender: Sender) -> Why | None:
    """Why the event cannot be kept, with the codes that are to blame; None where it can."""
    if event.event_id.version not in _UUID_VERSIONS:
        return Refusal.UNUSABLE_ID, ()
    if not may_tell(sender, event.code):
        return Refusal.NOT_YOURS_TO_TELL, ()
    if not event.parcels and not event.bags:
        return Refusal.NOTHING_SCANNED, ()
    if unknown := tuple(number for number in event.parcels if number not in ground.parcels):
        return Refusal.UNKNOWN_PARCEL, unknown
    into = (event.into,) if event.into else ()
    if unknown := tuple(code for code in (*event.bags, *into) if code not in ground.bags):
        return Refusal.UNKNOWN_BAG, unknown
    reasons = reasons_for(event.code)
    if (reasons or event.reason) and event.reason not in reasons:
        return Refusal.UNKNOWN_REASON, (event.reason,)
    if event.code is EventCode.BAGGED and not (event.into and event.parcels):
        return Refusal.BAG_MISSING, ()
    if (event.code is EventCode.ANNULLED) != (event.annuls is not None):
        return Refusal.ANNULS_NOTHING, ()
    if _foreign(event, sender.principal):
        return Refusal.FOREIGN_OFFICE, ()
    if _unstorable(event):
        return Refusal.UNSTORABLE_TEXT, ()
    return None


def _not_annulled(event: NewEvent, batch: Mapping[uuid.UUID, NewEvent], ground: Ground, sender: Sender) -> Why | None:
    """Why the event cannot annul what it names; None for others, and where the annulled event is still on its way."""
    if event.annuls is None:
        return None
    if event.annuls == event.event_id:
        return Refusal.ANNULS_ITSELF, ()
    told = ground.told.get(event.annuls)
    if told is None and (beside := batch.get(event.annuls)):
        told = ground.as_told(beside, sender.principal)
    return why_not(event, told, ground.named, sender.principal) if told else None


def _unstorable(event: NewEvent) -> bool:
    """Whether the note is too long, or a text holds a sign that no database can keep: NUL, or half of one."""
    told = json.dumps([event.note, dict(event.evidence)], ensure_ascii=False)
    return len(event.note) > LONGEST_NOTE or "\\u0000" in told or told != told.encode(errors="replace").decode()


def _foreign(event: NewEvent, principal: Principal | None) -> bool:
    """Whether the event claims to have happened at an office that its teller does not work for."""
    if event.office_id is None or principal is None or principal.role is Role.ADMINISTRATOR:
        return False
    return event.office_id != principal.office_id
