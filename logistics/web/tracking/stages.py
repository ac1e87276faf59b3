"""The journey in five steps, as a recipient thinks of it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString, lazy_gettext

from logistics.shipments.models import Status

_STAGES: tuple[tuple[LazyString, frozenset[Status]], ...] = (
    (lazy_gettext("At the sender"), frozenset({Status.DRAFT, Status.READY, Status.PICKUP_ASSIGNED})),
    (lazy_gettext("Collected"), frozenset({Status.COLLECTED, Status.ACCEPTED, Status.BAGGED})),
    (lazy_gettext("On its way"), frozenset({Status.IN_TRANSIT, Status.AT_HUB})),
    (lazy_gettext("Being delivered"), frozenset({Status.OUT_FOR_DELIVERY, Status.AVAILABLE_FOR_PICKUP})),
    (lazy_gettext("Delivered"), frozenset({Status.DELIVERED})),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the five: behind the parcel, where it is now, or before it."""

    words: LazyString
    done: bool
    current: bool


def stages(status: Status) -> tuple[Stage, ...]:
    """The five steps with the parcel's place among them; none where it left the way to its recipient."""
    here = next((at for at, (_, statuses) in enumerate(_STAGES) if status in statuses), None)
    if here is None:
        return ()
    return tuple(Stage(words, at < here, at == here) for at, (words, _) in enumerate(_STAGES))
