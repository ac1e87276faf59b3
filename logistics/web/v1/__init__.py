"""The JSON API under /api/v1; its description is /openapi.json."""

from logistics.web.v1 import events, imports, parcels, pickups, plans, printing, shipments, tracking, trips
from logistics.web.v1.blueprint import blueprint, described

__all__ = [
    "blueprint",
    "described",
    "events",
    "imports",
    "parcels",
    "pickups",
    "plans",
    "printing",
    "shipments",
    "tracking",
    "trips",
]
