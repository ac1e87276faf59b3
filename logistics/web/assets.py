"""Static files under addresses that change with their content, and text sent compressed."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from werkzeug.wsgi import FileWrapper

_ONE_YEAR_S = 365 * 24 * 3600
_ONE_HOUR_S = 3600
_COMPRESSED = (
    "text/",
    "image/svg+xml",
    "application/json",
    "application/problem+json",
    "application/javascript",
    "application/wasm",
)
_WORTH_COMPRESSING_BYTES = 700


def install(app: Flask) -> None:
    """Give each static address its file's digest as `?v=`, cache those for a year, and compress what is text."""
    folder = Path(app.static_folder or "")

    @app.url_defaults
    def with_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values and (file := folder / values["filename"]).is_file():
            values["v"] = _digest(file, file.stat().st_mtime_ns)

    @app.after_request
    def cached_and_compressed(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code < 400:
            lasting = f"{_ONE_YEAR_S}, immutable" if "v" in request.args else _ONE_HOUR_S
            response.headers["Cache-Control"] = f"public, max-age={lasting}"
        return _compressed(response)


@lru_cache(maxsize=512)
def _digest(file: Path, _mtime_ns: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]


def _compressed(response: Response) -> Response:
    if not (response.mimetype or "").startswith(_COMPRESSED):
        return response
    # A further line says the same as a longer one, and reading and writing the header as a set costs ten times that.
    response.headers.add("Vary", "Accept-Encoding")
    if response.status_code != 200 or (response.is_streamed and not response.direct_passthrough):
        return response
    if not request.accept_encodings["gzip"] or "Content-Encoding" in response.headers or request.method == "HEAD":
        return response
    etag, _weak = response.get_etag()
    file = response.response
    response.direct_passthrough = False
    body = response.get_data()
    if isinstance(file, FileWrapper):
        file.close()
    if len(body) < _WORTH_COMPRESSING_BYTES:
        return response
    response.set_data(_gzip_once(body) if request.endpoint == "static" else _gzip(body))
    response.headers["Content-Encoding"] = "gzip"
    if etag:
        # The same page in another encoding is equal for people, not byte for byte.
        response.set_etag(etag, weak=True)
    return response


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)


_gzip_once = lru_cache(maxsize=128)(_gzip)
