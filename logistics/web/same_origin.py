"""Whether an unsafe request comes from one of our own pages: the whole of our defence against CSRF.

Every current browser says where a request comes from in Sec-Fetch-Site; older ones at least send Origin.
Source: OWASP Cross-Site Request Forgery Prevention, "Fetch metadata headers".
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request

from logistics.errors import Denied

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def require_same_origin(request: Request) -> None:
    """Let the request pass where it changes nothing or comes from our own pages.

    Raises Denied for another site, and for a sender that names no origin: a form of ours always does.
    """
    if request.method in SAFE_METHODS or _is_ours(request):
        return
    raise Denied(
        "cross_site_request",
        vi="Yêu cầu này không đến từ trang của bưu cục. Mở lại trang rồi thử lần nữa.",
        en="This request does not come from a page of this post office. Open the page again and retry.",
    )


def _is_ours(request: Request) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin", "")
    return urlsplit(origin).netloc == request.host
