"""The web application, assembled from its parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_openapi3.openapi import OpenAPI
from werkzeug.middleware.proxy_fix import ProxyFix

from logistics.db import Database
from logistics.settings import Settings
from logistics.web import (
    access,
    assets,
    errors,
    field_names,
    form_key,
    formats,
    forms,
    headers,
    health,
    language,
    navigation,
    transactions,
    words,
)
from logistics.web.account import blueprint as account
from logistics.web.admin import blueprint as admin
from logistics.web.cash import blueprint as cash
from logistics.web.counter import blueprint as counter
from logistics.web.custody import blueprint as custody
from logistics.web.dispatch import blueprint as dispatch
from logistics.web.driver import blueprint as driver
from logistics.web.imports import blueprint as imports
from logistics.web.notices import blueprint as notices
from logistics.web.places import blueprint as places
from logistics.web.row_id import RowId
from logistics.web.seller import blueprint as seller
from logistics.web.tracking import blueprint as tracking
from logistics.web.tracking import guessing
from logistics.web.v1 import blueprint as api
from logistics.web.v1 import described, limits
from logistics.web.v1.blueprint import BEARER, INFO, refuse
from logistics.web.watch import blueprint as watch

FORM_BYTES = 100_000
"""What a form may hold around its file: the file itself is refused with its own words."""

ROOMS = (
    health.blueprint,
    account,
    admin,
    cash,
    counter,
    custody,
    dispatch,
    driver,
    imports,
    notices,
    places,
    seller,
    tracking,
    watch,
)


class _App(OpenAPI):
    """Flask with the API's description, whose views are all ordinary functions."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The view as it is: Flask would ask of each hook at each request whether it is asynchronous."""
        return func


def create_app(settings: Settings, database: Database | None = None) -> Flask:
    """The application for these settings; `database` may be one that is already open."""
    https = settings.base_url.startswith("https://")
    app = _App("logistics.web", info=INFO, security_schemes=BEARER, doc_ui=False, validation_error_callback=refuse)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes + FORM_BYTES,
        SETTINGS=settings,
        TESTING=settings.environment == "test",
    )
    if hops := settings.proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    app.url_map.converters["int"] = RowId
    transactions.install(app, database or Database(settings.database_url))
    language.install(app, settings.language)
    access.install(app, https=https)
    errors.install(app)
    assets.install(app)
    headers.install(app, https=https, tiles_url=settings.map_tiles_url)
    for part in (field_names, form_key, formats, forms, words, navigation, guessing, limits):
        part.install(app)
    for room in ROOMS:
        app.register_blueprint(room)
    app.register_api(api)
    described(app)
    return app
