"""What became of a sheet's rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from logistics.errors import Text


@dataclass(frozen=True, slots=True)
class Rejection:
    """One reason why an order cannot become a shipment, and what to do about it.

    `row` counts as a spreadsheet does (the headings are row 1), `field` is the sheet's own heading, `reason` a
    stable word.
    """

    row: int
    order: str
    field: str
    reason: str
    advice: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """Rows and orders in the sheet; shipments made and already known; what was skipped and what refused.

    A row that belongs to no order counts as one, since it is refused as one.
    """

    rows: int
    orders: int
    made: int
    known: int
    cancelled: int
    """Orders cancelled by the buyer: skipped."""
    repeated: int
    """Lines that repeat an earlier line of the same order exactly: skipped."""
    rejected: tuple[Rejection, ...]

    @property
    def rejected_orders(self) -> int:
        """How many orders are refused; one order may have several reasons."""
        return len({rejection.order or rejection.row for rejection in self.rejected})

    def as_json(self, language: str | None = None) -> dict[str, Any]:
        """Plain values; the advice in one language, or without a language as {"vi", "en"} for keeping."""
        counts = {name: getattr(self, name) for name in _COUNTS}
        return counts | {"rejected": [_rejection_json(rejection, language) for rejection in self.rejected]}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> ImportReport:
        """The report that `as_json()` kept."""
        rejected = tuple(Rejection(**(entry | {"advice": Text(**entry["advice"])})) for entry in kept["rejected"])
        return cls(**{name: kept[name] for name in _COUNTS}, rejected=rejected)


_COUNTS = ("rows", "orders", "made", "known", "cancelled", "repeated")


def _rejection_json(rejection: Rejection, language: str | None) -> dict[str, Any]:
    both = {"vi": rejection.advice.vi, "en": rejection.advice.en}
    return {
        "row": rejection.row,
        "order": rejection.order,
        "field": rejection.field,
        "reason": rejection.reason,
        "advice": both[language] if language else both,
    }
