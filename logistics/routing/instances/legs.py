"""The distances that a file states: by points, by places on the globe, or written out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from logistics.errors import Invalid
from logistics.routing.instances.sections import Sections, wrong_size

Legs = NDArray[np.float64]

TSPLIB_PI, EARTH_KM = 3.141592, 6378.388
"""The numbers of TSPLIB's definition: others make other distances."""


def legs_of(sections: Sections, size: int) -> Legs:
    """The distances of a file before any rounding of ours, shape (size, size). Raises Invalid for kinds unknown."""
    kind = sections.values.get("EDGE_WEIGHT_TYPE", "EUC_2D").upper()
    match kind:
        case "EXPLICIT":
            entries = [number for row in sections.rows.get("EDGE_WEIGHT", []) for number in row]
            return explicit_legs(entries, size, sections.values.get("EDGE_WEIGHT_FORMAT", "FULL_MATRIX"))
        case "EUC_2D" | "EXACT_2D" | "FLOOR_2D":
            # What files call their rounding follows from their class and is done by the reader.
            points = _points(sections, size)
            apart: Legs = np.hypot(*(np.subtract.outer(column, column) for column in points.T))
            return apart
        case "GEO":
            return geographical_legs(_points(sections, size))
    en = f"EDGE_WEIGHT_TYPE {kind} is not known; EUC_2D, EXACT_2D, FLOOR_2D, GEO and EXPLICIT are."
    raise Invalid.one("", "unsupported", vi=f"Chưa đọc được EDGE_WEIGHT_TYPE {kind}.", en=en)


def _points(sections: Sections, size: int) -> Legs:
    table = sections.table("NODE_COORD", size, width=2)
    if table is None:
        raise wrong_size("NODE_COORD", 0, size)
    return np.array([row[:2] for row in table])


def geographical_legs(points: Legs) -> Legs:
    """Whole kilometres between points, shape (n, 2), in degrees and minutes: 38.24 is 38 degrees 24 minutes.

    Source: G. Reinelt, TSPLIB (1991), with the conversion that its answers to questions give.
    """
    degrees = np.trunc(points)
    latitude, longitude = (TSPLIB_PI * (degrees + 5.0 * (points - degrees) / 3.0) / 180.0).T
    across = np.cos(np.subtract.outer(longitude, longitude))
    apart = np.cos(np.subtract.outer(latitude, latitude))
    together = np.cos(np.add.outer(latitude, latitude))
    angle = np.arccos(np.clip(0.5 * ((1.0 + across) * apart - (1.0 - across) * together), -1.0, 1.0))
    legs: Legs = np.floor(EARTH_KM * angle + 1.0)
    np.fill_diagonal(legs, 0.0)
    return legs


def explicit_legs(entries: Sequence[float], size: int, form: str) -> Legs:
    """The matrix a file writes out in full or as one triangle, shape (size, size)."""
    form, half = form.upper(), size * (size - 1) // 2
    wanted = {
        "FULL_MATRIX": size * size,
        "LOWER_ROW": half,
        "UPPER_ROW": half,
        "LOWER_DIAG_ROW": half + size,
        "UPPER_DIAG_ROW": half + size,
    }
    if form not in wanted:
        en = f"EDGE_WEIGHT_FORMAT {form} is not known; {', '.join(wanted)} are."
        raise Invalid.one("", "unsupported", vi=f"Chưa đọc được EDGE_WEIGHT_FORMAT {form}.", en=en)
    if len(entries) != wanted[form]:
        raise wrong_size("EDGE_WEIGHT", len(entries), wanted[form])
    if form == "FULL_MATRIX":
        return np.array(entries).reshape(size, size)
    triangle = np.tril_indices if form.startswith("LOWER") else np.triu_indices
    offset = 0 if "DIAG" in form else -1 if form.startswith("LOWER") else 1
    rows, columns = triangle(size, offset)
    legs = np.zeros((size, size))
    legs[rows, columns] = legs[columns, rows] = entries
    return legs
