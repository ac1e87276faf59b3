"""Track a parcel by its number: a form, and a page that is live the instant the number exists.

The number alone shows status, commune and time, so guessing numbers wins nothing. Guesses are counted all the
same: whoever names too many numbers that do not exist has to wait.
"""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import logistics
from logistics.codes import Verdict, check
from logistics.errors import Text
from logistics.tracking.detail import Detail
from logistics.tracking.timeline import PublicTimeline, public_view
from logistics.web.language import current_language
from logistics.web.permissions import public
from logistics.web.tracking.guessing import count_miss, require_patience
from logistics.web.tracking.stages import stages
from logistics.web.transactions import current_database

blueprint = Blueprint("tracking", __name__)

EXAMPLE = "HP123456789014"
"""Well formed, with its right check digit."""


@blueprint.get("/t")
@public
def ask() -> ResponseReturnValue:
    """The form for a number; a number given is led to its own address."""
    asked = request.args.get("number", "").strip()
    if asked:
        return redirect(url_for("tracking.parcel", number=check(asked).canonical or asked[:40]))
    return _form("", None)


@blueprint.get("/t/<number>")
@public
def parcel(number: str) -> ResponseReturnValue:
    """Where the parcel is, as coarse as everybody may know; the form with a hint for an unknown number."""
    verdict = check(number)
    if not verdict.valid or verdict.canonical is None:
        return _form(number, verdict)
    if verdict.canonical != number:
        return redirect(url_for("tracking.parcel", number=verdict.canonical))
    require_patience()
    timeline = current_database().glance(partial(public_view, item_number=number))
    if timeline is None:
        count_miss()
        return _form(number, verdict)
    return _story(timeline)


def _story(timeline: PublicTimeline) -> Response:
    page = make_response()
    page.set_etag(f"{timeline.etag}-{current_language()}-{logistics.__version__}", weak=True)
    page.headers["Cache-Control"] = "no-cache"
    page.vary.add("Cookie")
    if request.if_none_match.contains_weak(page.get_etag()[0] or ""):
        page.status_code = 304
        return page
    page.set_data(story_page(timeline))
    return page


def story_page(timeline: PublicTimeline, *, detail: Detail | None = None, refused: Text | None = None) -> str:
    """The page of the story; with the recipient's detail, or with why it was not opened."""
    return render_template(
        "tracking/story.html", timeline=timeline, stages=stages(timeline.status), detail=detail, refused=refused
    )


def _form(number: str, verdict: Verdict | None) -> Response:
    """The form; with what is wrong about the number where one was given."""
    page = render_template("tracking/ask.html", number=number[:40], verdict=verdict, example=EXAMPLE)
    return make_response(page, 404 if number else 200)
