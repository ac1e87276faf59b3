"""Places: administrative units of 2025 and before, villages, and what an address means."""

from logistics.places.address import Candidate, Knowledge, Understanding, understand
from logistics.places.find_unit import Match, find_unit
from logistics.places.gazetteer import Gazetteer, Hamlet
from logistics.places.units import Kind, Unit, communes, provinces, unit

__all__ = [
    "Candidate",
    "Gazetteer",
    "Hamlet",
    "Kind",
    "Knowledge",
    "Match",
    "Understanding",
    "Unit",
    "communes",
    "find_unit",
    "provinces",
    "understand",
    "unit",
]
