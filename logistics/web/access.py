"""Deny by default: before every request, who asks is found and the view's declared permission is held against it."""

from __future__ import annotations

from flask import Flask, Request, Response, current_app, g, redirect, request, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response as BaseResponse

from logistics.errors import Denied
from logistics.parties.credentials import SESSION_LIFETIME, identify
from logistics.parties.models import CredentialKind
from logistics.parties.principal import Principal
from logistics.web.errors import wants_json
from logistics.web.permissions import permission_of, public
from logistics.web.same_origin import SAFE_METHODS, require_same_origin
from logistics.web.transactions import current_database

_PROGRAMS = "/api/"
"""Under this path only `Authorization: Bearer` counts: a cookie is ignored, so no page can ride on it."""


class PageSession(SecureCookieSessionInterface):
    """Flask's signed cookie, opened only where one was sent: programs and most visitors have none."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie holds; an empty session without one."""
        if "HTTP_COOKIE" not in request.environ or self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def install(app: Flask, *, https: bool) -> None:
    """Guard every route of this application."""
    app.config.update(
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # The plain name is for development without https, where browsers refuse the __Host- prefix.
        SESSION_COOKIE_NAME="__Host-page" if https else "page",
        SIGN_IN_COOKIE="__Host-session" if https else "session",
        PROVIDE_AUTOMATIC_OPTIONS=False,
    )
    app.session_interface = PageSession()
    app.view_functions["static"] = public(app.view_functions["static"])
    app.before_request(_guard)


def current_principal() -> Principal:
    """Who asks. Raises Unauthorized where nobody signed in; a guarded view always has somebody."""
    principal: Principal | None = g.get("principal")
    if principal is None:
        raise Unauthorized
    return principal


def remember(response: BaseResponse, secret: str) -> None:
    """Give the browser the cookie of a new session."""
    response.set_cookie(
        current_app.config["SIGN_IN_COOKIE"],
        secret,
        max_age=SESSION_LIFETIME,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def forget(response: BaseResponse) -> None:
    """Take the session cookie back."""
    response.delete_cookie(
        current_app.config["SIGN_IN_COOKIE"],
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def _guard() -> BaseResponse | None:
    """Let the request through, or answer it: who asks, whether from our own page, whether allowed."""
    g.principal = None
    if request.endpoint is None:
        return None  # Flask answers 404, 405 or the redirect to the right spelling
    permission = permission_of(current_app, request.endpoint)
    if permission is None:
        raise Denied("undeclared_route")
    if request.endpoint == "static":
        return None
    g.principal = _identified()
    if not _by_bearer():
        require_same_origin(request)
    if permission.everybody:
        return None
    if g.principal is None:
        return _to_sign_in()
    if g.principal.role not in permission.roles(request.method):
        raise Denied("role", vi="Vai trò của bạn không được mở trang này.", en="Your role may not open this.")
    return None


def _by_bearer() -> bool:
    return request.path.startswith(_PROGRAMS) or request.authorization is not None


def _identified() -> Principal | None:
    if _by_bearer():
        given = request.authorization
        secret = given.token if given is not None and given.type == "bearer" else None
        kinds = [CredentialKind.API_KEY, CredentialKind.DEVICE]
    else:
        secret = request.cookies.get(current_app.config["SIGN_IN_COOKIE"])
        kinds = [CredentialKind.SESSION]
    if not secret:
        return None
    return current_database().glance(lambda reader: identify(reader, secret, *kinds))


def _to_sign_in() -> BaseResponse:
    """People are led to the sign-in page and back; programs and forms sent too late get 401."""
    if wants_json() or request.method not in SAFE_METHODS:
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
    if "HX-Request" in request.headers:
        # A redirect would put the sign-in page into a corner of this one.
        return Response(status=204, headers={"HX-Redirect": url_for("account.sign_in")})
    return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))
