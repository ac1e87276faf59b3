"""Django REST as its documentation shows it, on the same tables: ModelSerializers, generic views, a token.

Nothing is left out that its users have by default, and nothing is put in its way: no debugging, connections
kept, related rows fetched by select_related and prefetch_related.
"""
# mypy: ignore-errors

from __future__ import annotations

from typing import Any

import django
from django.conf import settings
from sqlalchemy import make_url


def application(database_url: str) -> Any:
    """A WSGI application that answers tracking and takes in shipments and events."""
    settings.configure(
        ALLOWED_HOSTS=["*"],
        DATABASES={"default": _database(database_url)},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["rest_framework"],
        REST_FRAMEWORK={
            "DEFAULT_AUTHENTICATION_CLASSES": [],
            "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
            "UNAUTHENTICATED_USER": None,
        },
        ROOT_URLCONF="logistics.cli.bench.django_views",
        SECRET_KEY="measured",  # noqa: S106
        USE_TZ=True,
    )
    django.setup()
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def _database(database_url: str) -> dict[str, Any]:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        options = {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA synchronous=FULL;"}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url.database, "CONN_MAX_AGE": None, "OPTIONS": options}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.database,
        "USER": url.username,
        "PASSWORD": url.password,
        "HOST": url.host,
        "PORT": url.port,
        "CONN_MAX_AGE": None,
    }
