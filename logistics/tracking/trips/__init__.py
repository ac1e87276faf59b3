"""Trips of the line-haul, leg by leg, with the bags aboard: one scan of a trip moves all that is inside."""

from logistics.tracking.trips import visibility as _visibility  # noqa: F401  registers the rule of Trip
