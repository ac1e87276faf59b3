"""Shipments: registered one by one or by the sheet, packed, numbered, found again, labelled."""

import logistics.shipments.visibility  # noqa: F401  its rules hold as soon as anybody reads shipments
from logistics.shipments.new import NewConsignee, NewLine, NewShipment

__all__ = ["NewConsignee", "NewLine", "NewShipment"]
