"""What every answer tells the browser about safety: the policy holds on each page without exception."""

from __future__ import annotations

from flask import Flask, Response, request

_POLICY = (
    "default-src 'none'; script-src 'self'{wasm}; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; media-src 'self' blob:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_DRIVER_SCOPE = "/driver"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    # A shared computer's back button must not show the last clerk's parcels.
    "Cache-Control": "no-store",
}
_FOR_PAGES = _ALWAYS | {
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_ONE_YEAR_S = 365 * 24 * 3600


def install(app: Flask, *, https: bool) -> None:
    """Send the safety headers with every answer of this application; HSTS only where it is served over https."""

    @app.after_request
    def safe(response: Response) -> Response:
        # A stylesheet opens no window and asks for no camera; on a slow line each header costs.
        wanted = _ALWAYS if request.endpoint == "static" else _FOR_PAGES
        said = set(response.headers.keys(lower=True))
        response.headers.extend((name, value) for name, value in wanted.items() if name.lower() not in said)
        response.headers.add("Content-Security-Policy", content_security_policy(request.path))
        if https:
            response.headers.add("Strict-Transport-Security", f"max-age={_ONE_YEAR_S}")
        return response


def content_security_policy(path: str) -> str:
    """The policy for a page: scripts, styles and pictures of our own, nothing inline.

    Only the driver's pages may compile WebAssembly: the scanner needs it.
    """
    in_scope = path == _DRIVER_SCOPE or path.startswith(_DRIVER_SCOPE + "/")
    return _POLICY.format(wasm=" 'wasm-unsafe-eval'" if in_scope else "")
