"""Cash on delivery: due, collected, handed in, reconciled, paid out; every dong in exactly one place."""

from logistics.cod import visibility as _visibility  # noqa: F401  registers the rules of our tables
from logistics.cod.cash_up import Counting, cash_up, expected_vnd
from logistics.cod.collecting import Collection, collect, make_due
from logistics.cod.following import Following as _Following
from logistics.cod.ledger import Balances, balances, in_hand, total
from logistics.cod.models import Account
from logistics.cod.settling import Share, Standing, pay_out, reconcile, standings
from logistics.shipments import cash as _cash

__all__ = [
    "Account",
    "Balances",
    "Collection",
    "Counting",
    "Share",
    "Standing",
    "balances",
    "cash_up",
    "collect",
    "expected_vnd",
    "in_hand",
    "make_due",
    "pay_out",
    "reconcile",
    "standings",
    "total",
]

_cash.keep(_Following())
