"""Meanings become status codes here and nowhere else: a page for people, problem+json (RFC 9457) for programs."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from flask import Flask, Response, current_app, json, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import HTTPException, InternalServerError

from logistics.errors import Conflict, Denied, Failure, Invalid, NotFound, Problem, Text, TooMany, Unavailable
from logistics.web.language import say

log = logging.getLogger(__name__)

_STATUS: dict[type[Failure], int] = {
    Invalid: 422,
    NotFound: 404,
    Conflict: 409,
    Denied: 403,
    TooMany: 429,
    Unavailable: 503,
}
_HTTP_TEXTS = {
    400: Text(
        "Không đọc được yêu cầu. Kiểm tra lại rồi gửi lần nữa.", "The request cannot be read. Check it and retry."
    ),
    401: Text("Cần đăng nhập.", "Sign in first."),
    404: Text("Không tìm thấy trang này.", "There is no such page."),
    405: Text("Trang này không nhận cách gửi đó.", "This page does not take that method."),
    413: Text("Tệp quá lớn. Chia nhỏ rồi gửi lại.", "The file is too large. Split it and send again."),
    415: Text(
        "Loại nội dung này không được nhận. Gửi JSON với `Content-Type: application/json`, từng dòng JSON với "
        "`application/x-ndjson`, tệp CSV hay XLSX đến `/imports`.",
        "This kind of content is not accepted. Send JSON with `Content-Type: application/json`, lines of JSON with "
        "`application/x-ndjson`, sheets of CSV or XLSX to `/imports`.",
    ),
    500: Text(
        "Có lỗi phía chúng tôi. Thử lại sau ít phút.", "Something failed on our side. Try again in a few minutes."
    ),
}
_RETRY_UNAVAILABLE_S = 30


def install(app: Flask) -> None:
    """Answer every refusal and every failure of this application in the asker's form and language."""
    app.register_error_handler(Failure, refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(InternalServerError, _failed)


def status_of(failure: Failure) -> int:
    """The HTTP status code that carries this meaning."""
    return next((status for kind, status in _STATUS.items() if isinstance(failure, kind)), 400)


def wants_json() -> bool:
    """Whether the asker is a program: under /api/, or one that prefers JSON to a page."""
    if request.path.startswith("/api/"):
        return True
    accepted = request.accept_mimetypes
    wish = max(accepted["application/json"], accepted["application/problem+json"])
    return bool(wish > accepted["text/html"])


def problem(status: int, code: str, text: Text, **members: Any) -> Response:
    """A problem+json answer: `detail` in the asker's language, `text` in both, further members as given."""
    body = {
        "type": f"urn:highland-post:problem:{code}",
        "title": code.replace("_", " "),
        "status": status,
        "code": code,
        "detail": say(text),
        "text": {"vi": text.vi, "en": text.en},
    } | members
    return Response(json.dumps(body), status, mimetype="application/problem+json")


def fault(found: Problem) -> dict[str, Any]:
    """One fault of one field as problem+json lists it."""
    text = {"vi": found.text.vi, "en": found.text.en}
    return {"pointer": found.at, "code": found.code, "detail": say(found.text), "text": text}


def refused(failure: Failure) -> Response:
    """The answer to a refusal; the view may also call it to answer part of a request."""
    status = status_of(failure)
    problems = failure.problems if isinstance(failure, Invalid | Conflict) else ()
    if wants_json():
        errors = [fault(p) for p in problems]
        response = problem(status, failure.code, failure.text, **({"errors": errors} if errors else {}))
    else:
        response = _page(status, failure.text, problems=problems)
    match failure:
        case TooMany(retry_after_s=int()) | Conflict(retry_after_s=int()):
            response.headers["Retry-After"] = str(failure.retry_after_s)
        case Unavailable():
            response.headers["Retry-After"] = str(_RETRY_UNAVAILABLE_S)
        case _:
            pass
    return response


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()
    text = _HTTP_TEXTS.get(status) or Text(f"Lỗi {status}.", f"Error {status}.")
    if status == 413:
        limit = current_app.config["MAX_CONTENT_LENGTH"] // 1_000_000
        text = Text(f"{text.vi} Tối đa {limit} MB.", f"{text.en} At most {limit} MB.")
    response = problem(status, f"http_{status}", text) if wants_json() else _page(status, text)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _failed(error: InternalServerError) -> Response:
    """Our own fault: the log knows what happened, the asker only its number."""
    incident = secrets.token_hex(4)
    cause = error.original_exception
    log.error("incident %s at %s %s", incident, request.method, request.path, exc_info=cause)
    text = _HTTP_TEXTS[500]
    if wants_json():
        return problem(500, "internal_error", text, incident=incident)
    return _page(500, text, incident=incident)


def _page(status: int, text: Text, **more: Any) -> Response:
    titles = {
        401: gettext("Sign in"),
        403: gettext("Not allowed"),
        404: gettext("Not found"),
        409: gettext("That cannot be done now"),
        422: gettext("Please check"),
        429: gettext("Too many tries"),
        503: gettext("Not available now"),
    }
    title = titles.get(status, gettext("That did not work"))
    template = "errors/fragment.html" if request.headers.get("HX-Request") else "errors/page.html"
    return make_response(render_template(template, status=status, title=title, text=say(text), **more), status)
