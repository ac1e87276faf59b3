"""Cash on delivery for those who handle it: the daily cash-up, the bank, and what is paid out."""

from logistics.web.cash import counting, day, driver, payments
from logistics.web.cash.blueprint import blueprint

__all__ = ["blueprint", "counting", "day", "driver", "payments"]
