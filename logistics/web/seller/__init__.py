"""The seller's pages: own parcels, their story and money, and when we come to fetch."""

from logistics.web.seller import parcels, pickups
from logistics.web.seller.blueprint import blueprint

__all__ = ["blueprint", "parcels", "pickups"]
