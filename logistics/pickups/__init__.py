"""Fetching from the villages: requests, plans, and the routes that drivers follow."""

from logistics.pickups import rules as rules  # registers who may see what
