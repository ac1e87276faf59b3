"""The JSON API under /api/v1; its description is /openapi.json."""

from logistics.web.v1 import (
    events,
    imports,
    incoming,
    lots,
    many_shipments,
    parcels,
    pickups,
    plannings,
    plans,
    printing,
    shipments,
    tracking,
    trips,
    webhooks,
)
from logistics.web.v1.blueprint import blueprint, described

__all__ = [
    "blueprint",
    "described",
    "events",
    "imports",
    "incoming",
    "lots",
    "many_shipments",
    "parcels",
    "pickups",
    "plannings",
    "plans",
    "printing",
    "shipments",
    "tracking",
    "trips",
    "webhooks",
]
