"""Whose hands parcels are in: scanning anything, bags from the first parcel in to the last one out, and trips."""

from logistics.web.custody import (
    bag_papers,
    bags,
    filling,
    hand_overs,
    photos,
    receiving,
    scan,
    sealing,
    trip_moves,
    trips,
)
from logistics.web.custody.blueprint import blueprint

__all__ = [
    "bag_papers",
    "bags",
    "blueprint",
    "filling",
    "hand_overs",
    "photos",
    "receiving",
    "scan",
    "sealing",
    "trip_moves",
    "trips",
]
