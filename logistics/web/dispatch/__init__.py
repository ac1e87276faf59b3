"""The dispatcher's pages: the day's plan as a list and on a map, planning, publishing, closed roads."""

from logistics.web.dispatch import board, closures, map_source, planning, replanning, route_sheet, way
from logistics.web.dispatch.blueprint import blueprint

__all__ = ["blueprint", "board", "closures", "map_source", "planning", "replanning", "route_sheet", "way"]
