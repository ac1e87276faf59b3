"""An auditor for plans: written apart from the engine, sharing none of its code, trusting nothing it says."""

from logistics.routing.check.audit import check
from logistics.routing.check.violation import Rule, Violation

__all__ = ["Rule", "Violation", "check"]
