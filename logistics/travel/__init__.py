"""Travel: seconds and metres between places in the mountains, who said so, and how sure they are."""

from logistics.travel.anchors import AnchorRoad, Anchors, first_anchors
from logistics.travel.closures import Closure, Season
from logistics.travel.estimate import Estimate
from logistics.travel.matrix import Answer, Leg, Matrices, Quality, Question, Source, TravelMatrix
from logistics.travel.points import Mode, Point

__all__ = [
    "AnchorRoad",
    "Anchors",
    "Answer",
    "Closure",
    "Estimate",
    "Leg",
    "Matrices",
    "Mode",
    "Point",
    "Quality",
    "Question",
    "Season",
    "Source",
    "TravelMatrix",
    "first_anchors",
]
