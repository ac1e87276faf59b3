"""What happened to every parcel: events taken in once, folded into a status, told as a story."""

from logistics.tracking import visibility as _visibility  # noqa: F401  registers the rules of our tables
from logistics.tracking.fold import Fact, Holder, State, fold
from logistics.tracking.models import EventCode, HolderKind
from logistics.tracking.new_event import NewEvent, Outcome, Refusal, Sender, Verdict
from logistics.tracking.record import record
from logistics.tracking.uuid7 import uuid7

__all__ = [
    "EventCode",
    "Fact",
    "Holder",
    "HolderKind",
    "NewEvent",
    "Outcome",
    "Refusal",
    "Sender",
    "State",
    "Verdict",
    "fold",
    "record",
    "uuid7",
]
