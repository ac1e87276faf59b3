"""The seller's pages: own parcels, their story and money, when we come to fetch, and what to object to."""

from logistics.web.seller import disputes, households, money, parcels, pickups
from logistics.web.seller.blueprint import blueprint

__all__ = ["blueprint", "disputes", "households", "money", "parcels", "pickups"]
