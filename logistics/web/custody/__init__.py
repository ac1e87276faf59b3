"""Whose hands parcels are in: scanning anything, and bags from the first parcel in to the last one out."""

from logistics.web.custody import bag_papers, bags, filling, receiving, scan
from logistics.web.custody.blueprint import blueprint

__all__ = ["bag_papers", "bags", "blueprint", "filling", "receiving", "scan"]
