"""The staff's pages of places: find one, see it on the map, put its pin right, know the roads between centres."""

from logistics.web.places import anchors, ground, households, meeting_points, search, villages
from logistics.web.places.blueprint import blueprint

__all__ = ["anchors", "blueprint", "ground", "households", "meeting_points", "search", "villages"]
