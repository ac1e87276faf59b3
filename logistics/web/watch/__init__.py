"""What somebody has to look at today: parcels that are stuck, cash that is overdue, pickups in dispute."""

from logistics.web.watch import board, disputes
from logistics.web.watch.blueprint import blueprint

__all__ = ["blueprint", "board", "disputes"]
