"""Trips on the road: departed with one scan, arrived with another; what differs is named at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import true
from sqlalchemy.orm import Session

from logistics import clock
from logistics.codes import check
from logistics.errors import Conflict
from logistics.parties import audit
from logistics.tracking.models import Bag, EventCode
from logistics.tracking.new_event import NewEvent, Outcome, Sender
from logistics.tracking.record import record
from logistics.tracking.trips.legs import on_the_road, standing
from logistics.tracking.trips.loading import aboard, known_bags, take_off
from logistics.tracking.trips.models import Leg, Trip
from logistics.tracking.uuid7 import uuid7


@dataclass(frozen=True, slots=True)
class Unloaded:
    """What came off a trip at an office, by SSCC: each bag is in exactly one of the lists.

    `misrouted` pairs a bag with where it should go, `surplus` was not aboard but is for this office, `unknown`
    are codes of no bag.
    """

    received: tuple[str, ...]
    missing: tuple[str, ...]
    surplus: tuple[str, ...]
    misrouted: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether exactly what was expected came."""
        return not (self.missing or self.surplus or self.misrouted or self.unknown)


def depart(session: Session, trip: Trip, sender: Sender) -> Leg:
    """Send the trip on its next leg: everything aboard passes to the line-haul with one scan.

    Raises Conflict where it is on the road, at its end, or empty.
    """
    leg = standing(trip)
    bags = aboard(session, trip)
    if not bags:
        raise Conflict(
            "trip_empty", vi=f"Chuyến {trip.code} chưa có túi nào.", en=f"Trip {trip.code} has no bag aboard."
        )
    leg.departed_at = clock.now()
    _tell(session, EventCode.DEPARTED, bags, sender, leg.from_office_id)
    return leg


def arrive(session: Session, trip: Trip, sender: Sender, office_id: int, scanned: Sequence[str] | None) -> Unloaded:
    """End the leg at the office: what is for it comes off, the rest stays aboard and with the line-haul.

    `scanned` are the bags that were carried in; None where nobody counted, and all that was listed came. A bag
    that should have come and did not stays the line-haul's. At a place that is no office of ours, what came off stays
    the line-haul's too: nobody of us holds it. Raises Conflict where the leg does not end here.
    """
    leg = on_the_road(trip, office_id)
    inside = aboard(session, trip)
    last = leg is trip.legs[-1]
    expected = {bag.sscc: bag for bag in inside if last or _is_for(bag, leg)}
    codes = (
        list(expected) if scanned is None else list(dict.fromkeys(check(code).canonical or code for code in scanned))
    )
    known = {bag.sscc: bag for bag in known_bags(session, codes)}
    came = [known[code] for code in codes if code in known]
    strange = [bag for bag in came if bag.sscc not in expected]
    leg.arrived_at = clock.now()
    take_off(session, [bag.id for bag in came])
    if leg.to_office_id is not None:
        _tell(session, EventCode.ARRIVED, came, sender, office_id)
    found = Unloaded(
        received=tuple(sorted(bag.sscc for bag in came if bag.sscc in expected)),
        missing=tuple(sorted(expected.keys() - set(codes))),
        surplus=tuple(sorted(bag.sscc for bag in strange if _is_for(bag, leg))),
        misrouted=tuple(sorted((bag.sscc, bag.destination) for bag in strange if not _is_for(bag, leg))),
        unknown=tuple(sorted(code for code in codes if code not in known)),
    )
    counts = ", ".join(
        f"{name} {len(getattr(found, name))}" for name in ("received", "missing", "surplus", "misrouted")
    )
    audit.note(session, sender.principal, "trip.arrive", f"trip {trip.code}", counts)
    return found


def _is_for(bag: Bag, leg: Leg) -> bool:
    """Whether the bag should come off where the leg ends."""
    if leg.to_office_id is not None:
        return bag.destination_office_id == leg.to_office_id
    return bag.destination_office_id is None and bag.destination == leg.to_name


def _tell(session: Session, code: EventCode, bags: Sequence[Bag], sender: Sender, office_id: int | None) -> None:
    """One event that moves all that is in these bags."""
    if not bags:
        return
    event = NewEvent(
        event_id=uuid7(),
        code=code,
        happened_at=clock.now(),
        bags=tuple(bag.sscc for bag in bags),
        office_id=office_id if sender.principal is None or sender.principal.office_id == office_id else None,
    )
    [verdict] = record(session, [event], Sender(principal=sender.principal, device=sender.device, sees=true()))
    if verdict.outcome is not Outcome.APPLIED:
        raise Conflict(
            f"trip_{verdict.code}",
            vi="Không ghi nhận được chuyến này. Tải lại và thử lại.",
            en="The trip could not be recorded. Load it again and retry.",
        )
