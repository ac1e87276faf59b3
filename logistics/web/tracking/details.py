"""The recipient's detail: opened by the end of the phone number, kept open by a signed link."""

from __future__ import annotations

from functools import partial

from flask import Response, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

import logistics
from logistics.codes import check
from logistics.errors import NotFound, Text
from logistics.tracking.detail import Detail, detail
from logistics.tracking.detail_access import Opened, link_token, open_with_digits, read_token
from logistics.tracking.timeline import PublicTimeline, public_view
from logistics.web.language import current_language
from logistics.web.permissions import public
from logistics.web.tracking.guessing import count_miss, require_patience
from logistics.web.tracking.pages import blueprint, story_page
from logistics.web.transactions import current_database


@blueprint.post("/t/<number>")
@public
def open_detail(number: str) -> ResponseReturnValue:
    """Lead to the detail where the digits are right; the story with what is wrong where not.

    Whoever guesses digits is stopped by the parcel, five tries an hour, wherever they come from; whoever guesses
    numbers by their address, counted together with the misses of the public page.
    """
    require_patience()
    canonical = check(number).canonical or number
    with current_database().transaction() as session:
        answer = open_with_digits(session, canonical, request.form.get("digits", ""))
    if isinstance(answer, Opened):
        token = link_token(canonical, current_app.config["SECRET_KEY"])
        return redirect(url_for("tracking.detail", number=canonical, token=token), 303)
    timeline = _public(canonical)
    if timeline is None:
        count_miss()
        raise NotFound("parcel")
    return _refused(timeline, answer.failure.text, getattr(answer.failure, "retry_after_s", 0))


@blueprint.get("/t/<number>/<token>", endpoint="detail")
@public
def show_detail(number: str, token: str) -> ResponseReturnValue:
    """The detail behind a signed link; the public story where the link is forged or too old."""
    canonical = check(number).canonical or number
    if read_token(token, current_app.config["SECRET_KEY"]) != canonical:
        return redirect(url_for("tracking.parcel", number=canonical))
    timeline = _public(canonical)
    with current_database().reading() as session:
        found = detail(session, canonical)
    if timeline is None or found is None:
        raise NotFound("parcel")
    return _shown(timeline, found)


def _public(number: str) -> PublicTimeline | None:
    return current_database().glance(partial(public_view, item_number=number))


def _refused(timeline: PublicTimeline, why: Text, retry_after_s: int) -> Response:
    page = make_response(story_page(timeline, refused=why), 429 if retry_after_s else 403)
    if retry_after_s:
        page.headers["Retry-After"] = str(retry_after_s)
    return page


def _shown(timeline: PublicTimeline, found: Detail) -> Response:
    page = make_response()
    page.set_etag(f"{timeline.etag}-{found.etag}-{current_language()}-{logistics.__version__}", weak=True)
    page.headers["Cache-Control"] = "private, no-cache"
    # The address opens the detail: no other page may learn it.
    page.headers["Referrer-Policy"] = "no-referrer"
    page.vary.add("Cookie")
    if request.if_none_match.contains_weak(page.get_etag()[0] or ""):
        page.status_code = 304
        return page
    page.set_data(story_page(timeline, detail=found))
    return page
