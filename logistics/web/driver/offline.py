"""What makes the app work without signal: the service worker, and the manifest for the home screen."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Response, current_app, jsonify, render_template, send_from_directory, url_for

from logistics.errors import NotFound
from logistics.web.driver.blueprint import blueprint
from logistics.web.permissions import public

_FILES = (
    "css/highland.css",
    "css/driver.css",
    "img/icons.svg",
    "img/logo.svg",
    "img/terraces.svg",
)
_MODULES = ("app", "deliver", "outbox", "photo", "pin", "scan", "signature", "sketch", "store")
_LATER = ("vendor/zxing_reader.js", "vendor/zxing_reader.wasm")
"""Fetched in the background, and only needed where the phone cannot read barcodes itself."""


@blueprint.get("/sw.js")
@public
def service_worker() -> Response:
    """The service worker; its cache's name is the digest of the files it lists, so a new version is a new cache."""
    statics = [url_for("static", filename=name) for name in _FILES]
    files = [url_for("driver.app"), *statics, *(url_for("driver.module", name=name) for name in _MODULES)]
    later = [url_for("static", filename=name) for name in _LATER]
    version = hashlib.sha256("\n".join(files).encode()).hexdigest()[:12]
    body = render_template("driver/sw.js", files=files, later=later, version=version)
    return Response(body, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@blueprint.get("/js/<version>/<name>.js")
@public
def module(version: str, name: str) -> Response:
    """One of the app's modules. All stand under one version, so that they import each other's own version."""
    if name not in _MODULES:
        raise NotFound("module")
    answer = send_from_directory(_folder(), f"{name}.js", mimetype="text/javascript")
    lasting = "public, max-age=31536000, immutable" if version == modules_version() else "no-cache"
    answer.headers["Cache-Control"] = lasting
    return answer


@blueprint.app_url_defaults
def _with_version(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "driver.module":
        values.setdefault("version", modules_version())


def modules_version() -> str:
    """The digest of all modules together."""
    return _digest(tuple((_folder() / f"{name}.js").stat().st_mtime_ns for name in _MODULES))


@lru_cache(maxsize=8)
def _digest(_mtimes_ns: tuple[int, ...]) -> str:
    content = b"".join((_folder() / f"{name}.js").read_bytes() for name in _MODULES)
    return hashlib.sha256(content).hexdigest()[:10]


def _folder() -> Path:
    return Path(current_app.static_folder or "") / "js" / "driver"


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """The name and icon under which a phone keeps the app."""
    answer = jsonify(
        name="Highland Post",
        short_name="Highland",
        start_url=url_for("driver.app"),
        scope=url_for("driver.app"),
        display="standalone",
        background_color="#fbfaf5",
        theme_color="#16402f",
        icons=[{"src": url_for("static", filename="img/logo.svg"), "sizes": "any", "type": "image/svg+xml"}],
    )
    answer.mimetype = "application/manifest+json"
    return answer
