"""Text messages for sellers: one for each turn of their parcels' story, however many parcels turned together."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.notices import wording
from logistics.notices.coming import Coming, coming_for
from logistics.notices.models import Channel, OptOut
from logistics.notices.queue import NewNotice
from logistics.notices.quiet import outside_quiet_hours
from logistics.notices.turns import Turn
from logistics.parties.models import Seller
from logistics.pickups.models import PlaceKind
from logistics.shipments.models import Status


@dataclass(frozen=True, slots=True)
class _Matter:
    """What one message to one seller is about; parcels with the same matter share it."""

    seller_id: int
    failure: tuple[str, bool] | None = None
    status: Status | None = None
    coming: Coming | None = None

    @property
    def slug(self) -> str:
        """A short word that tells the matters of one batch apart."""
        if self.failure is not None:
            return f"{self.failure[0]}:{self.failure[1]:d}"
        if self.coming is not None:
            return f"coming:{self.coming.at:%Y%m%d%H%M}:{self.coming.place}"
        return str(self.status)


def texts(session: Session, turns: Sequence[Turn]) -> list[NewNotice]:
    """The messages that these turns give rise to, none for phones that opted out.

    Only what is still news is told: a scan that a phone brings a day late, after the parcel has moved on, is not.
    """
    news = [turn for turn in turns if turn.newest and _is_told(turn)]
    if not news:
        return []
    now = clock.now()
    assigned = [turn.parcel_id for turn in news if turn.status is Status.PICKUP_ASSIGNED]
    coming = coming_for(session, assigned, now) if assigned else {}
    matters: dict[_Matter, list[Turn]] = defaultdict(list)
    for turn in news:
        matters[_matter(turn, coming)].append(turn)
    sellers = _reachable(session, {matter.seller_id for matter in matters})
    return list(_messages(matters, sellers, now))


def _is_told(turn: Turn) -> bool:
    return turn.failed or (turn.moved and wording.is_told(turn.status, first=turn.first))


def _matter(turn: Turn, coming: Mapping[int, Coming]) -> _Matter:
    if turn.failed:
        return _Matter(turn.seller_id, failure=(turn.reason, turn.verified), status=turn.status)
    ahead = coming.get(turn.parcel_id) if turn.status is Status.PICKUP_ASSIGNED else None
    return _Matter(turn.seller_id, status=turn.status, coming=ahead)


def _reachable(session: Session, seller_ids: Iterable[int]) -> Mapping[int, Seller]:
    silent = select(OptOut.phone)
    found = session.scalars(select(Seller).where(Seller.id.in_(seller_ids), Seller.phone.not_in(silent)))
    return {seller.id: seller for seller in found}


def _messages(
    matters: Mapping[_Matter, Sequence[Turn]], sellers: Mapping[int, Seller], now: dt.datetime
) -> Iterator[NewNotice]:
    for matter, turns in matters.items():
        seller = sellers.get(matter.seller_id)
        if seller is None:
            continue
        first = min(turn.event_id for turn in turns)
        yield NewNotice(
            key=f"sms:{seller.id}:{turns[0].code}:{matter.slug}:{first.hex}",
            channel=Channel.SMS,
            recipient=seller.phone,
            body={"text": _sentence(matter, turns, seller)},
            due_at=outside_quiet_hours(now),
            # Once the vehicle was there, nobody needs to hear when it comes.
            give_up_at=matter.coming.at if matter.coming else None,
        )


def _sentence(matter: _Matter, turns: Sequence[Turn], seller: Seller) -> str:
    numbers = sorted({turn.item_number for turn in turns})
    if matter.failure is not None:
        reason, verified = matter.failure
        return wording.of_failure(turns[0].code, reason, numbers, verified=verified)
    if matter.coming is not None:
        point = seller.meeting_point if matter.coming.place is PlaceKind.MEETING_POINT else ""
        return wording.of_coming(matter.coming.at, point, numbers)
    return wording.of_status(turns[0].status, numbers)
