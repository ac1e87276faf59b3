"""Boxes into a box: blocks without gaps, empty spaces, a beam search over both, and bounds that refute."""

from logistics.packaging.fitting.audit import faults, stands
from logistics.packaging.fitting.blocks import Block, Extents, Kind, Lying
from logistics.packaging.fitting.bounds import refuted
from logistics.packaging.fitting.search import GLANCE, QUICK, THOROUGH, Effort, fill, fit
from logistics.packaging.fitting.support import LEAST_SUPPORT_PERCENT, is_supported

__all__ = [
    "GLANCE",
    "LEAST_SUPPORT_PERCENT",
    "QUICK",
    "THOROUGH",
    "Block",
    "Effort",
    "Extents",
    "Kind",
    "Lying",
    "faults",
    "fill",
    "fit",
    "is_supported",
    "refuted",
    "stands",
]
