"""The installation's settings, as views read them."""

from __future__ import annotations

from flask import current_app

from logistics.settings import Settings


def current_settings() -> Settings:
    """What create_app was given."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings
