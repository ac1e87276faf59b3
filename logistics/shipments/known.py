"""Which shipments exist already, by their natural key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from logistics.shipments.models import Shipment
from logistics.shipments.rules import portions

Key = tuple[int, str]
"""Seller id and reference, within one channel."""

_KNOWN = select(Shipment.reference, Shipment.id).where(
    Shipment.seller_id == bindparam("seller_id"),
    Shipment.channel == bindparam("channel"),
    Shipment.reference.in_(bindparam("references", expanding=True)),
)


def known_shipments(session: Session, channel: str, keys: Iterable[Key]) -> dict[Key, int]:
    """The shipment id of every key that this channel has brought before."""
    by_seller: dict[int, list[str]] = defaultdict(list)
    for seller_id, reference in keys:
        by_seller[seller_id].append(reference)
    return {
        (seller_id, reference): shipment_id
        for seller_id, references in by_seller.items()
        for some in portions(references)
        for reference, shipment_id in session.connection().execute(
            _KNOWN, {"seller_id": seller_id, "channel": channel, "references": some}
        )
    }
