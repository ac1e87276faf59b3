"""The driver's app: today's route on the phone, also without signal."""

from logistics.web.driver import events, offline, photos, pins, route, shell
from logistics.web.driver.blueprint import blueprint

__all__ = ["blueprint", "events", "offline", "photos", "pins", "route", "shell"]
