"""In which language a page speaks: `?lang=`, else the cookie, else the user's own, else the installation's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel

from logistics.errors import Text

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
COOKIE = "language"
_ONE_YEAR_S = 365 * 24 * 3600


class Named(Protocol):
    """What has a code and a name in both languages: goods, services, profiles."""

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> Text: ...


def install(app: Flask, default: str) -> None:
    """Translate this application's pages, remember a language chosen by `?lang=`, show times of Vietnam."""
    app.config["DEFAULT_LANGUAGE"] = default
    Babel(
        app,
        default_locale=default,
        default_timezone="Asia/Ho_Chi_Minh",
        default_translation_directories="translations",
        locale_selector=current_language,
    )
    app.after_request(_remember)
    app.jinja_env.globals["LANGUAGES"] = LANGUAGES
    app.jinja_env.globals.update({each.__name__: each for each in (current_language, here_in, say, spoken)})


def chosen_language() -> str:
    """ "vi" or "en" for this request. Programs choose by Accept-Language, people by the switch."""
    default: str = current_app.config["DEFAULT_LANGUAGE"]
    if not has_request_context():
        return default
    if request.path.startswith("/api/"):
        wish = request.accept_languages.best_match(LANGUAGES) if "HTTP_ACCEPT_LANGUAGE" in request.environ else None
        return wish or default
    principal = g.get("principal")
    wishes = [request.args.get("lang"), request.cookies.get(COOKIE), getattr(principal, "language", None)]
    return next((wish for wish in wishes if wish in LANGUAGES), default)


def current_language() -> str:
    """The language this page is being written in."""
    language: str | None = g.get("language")
    if language is None:
        language = g.language = chosen_language()
    return language


def say(text: Text) -> str:
    """The text in the language of this page."""
    return text.en if current_language() == "en" else text.vi


def spoken(named: Iterable[Named]) -> list[tuple[str, str]]:
    """Pairs of code and name in the language of this page, for a choice."""
    return [(each.code, say(each.name)) for each in named]


def here_in(language: str) -> str:
    """The address of this page in another language; of the start page where this one answers a form."""
    if request.method not in ("GET", "HEAD"):
        return f"/?lang={language}"
    return f"{request.path}?{urlencode(request.args.to_dict() | {'lang': language})}"


def _remember(response: Response) -> Response:
    if not request.query_string:
        return response
    wish = request.args.get("lang")
    if wish in LANGUAGES and wish != request.cookies.get(COOKIE) and not request.path.startswith("/api/"):
        response.set_cookie(
            COOKIE,
            wish,
            max_age=_ONE_YEAR_S,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
    return response
