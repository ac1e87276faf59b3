"""What every answer tells the browser about safety: the policy holds on each page without exception."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

from flask import Flask, Response, request

_POLICY = (
    "default-src 'none'; script-src 'self'{wasm}; style-src 'self'; img-src 'self' data: blob:{tiles}; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; media-src 'self' blob:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_DRIVER_SCOPE = "/driver"
_DISPATCH_SCOPE = "/routes"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    # A shared computer's back button must not show the last clerk's parcels.
    "Cache-Control": "no-store",
}
_FOR_PAGES = {
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_PROGRAMS = "/api/"
_ONE_YEAR_S = 365 * 24 * 3600


def install(app: Flask, *, https: bool, tiles_url: str = "") -> None:
    """Send the safety headers with every answer of this application; HSTS only where it is served over https.

    The dispatcher's pages alone may fetch pictures from the host of `tiles_url`.
    """
    tiles_host = _host(tiles_url)

    @app.after_request
    def safe(response: Response) -> Response:
        # A stylesheet or JSON opens no window and asks for no camera; on a slow line each header costs.
        page = request.endpoint != "static" and not request.path.startswith(_PROGRAMS)
        said = set(response.headers.keys(lower=True))
        for name, value in (_ALWAYS | _FOR_PAGES if page else _ALWAYS).items():
            if name.lower() not in said:
                response.headers.add(name, value)
        response.headers.add("Content-Security-Policy", content_security_policy(request.path, tiles_host))
        if https:
            response.headers.add("Strict-Transport-Security", f"max-age={_ONE_YEAR_S}")
        return response


def content_security_policy(path: str, tiles_host: str = "") -> str:
    """The policy for a page: scripts, styles and pictures of our own, nothing inline.

    Only the driver's pages may compile WebAssembly: the scanner needs it.
    """
    tiles = f" {tiles_host}" if tiles_host and _in(path, _DISPATCH_SCOPE) else ""
    return _policy(" 'wasm-unsafe-eval'" if _in(path, _DRIVER_SCOPE) else "", tiles)


@cache
def _policy(wasm: str, tiles: str) -> str:
    return _POLICY.format(wasm=wasm, tiles=tiles)


def _in(path: str, scope: str) -> bool:
    return path == scope or path.startswith(scope + "/")


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
