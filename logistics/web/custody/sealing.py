"""A bag as it is closed: its seal, its weight and the photo of both, for who opens it to compare."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from logistics.errors import Failure, Invalid, Problem
from logistics.parties.models import Role
from logistics.text import clean
from logistics.tracking.bags import seal
from logistics.tracking.photos import keep_photo, photo_of_bag
from logistics.web.custody.bags import bag_page
from logistics.web.custody.blueprint import blueprint, visible_bag
from logistics.web.form_key import once
from logistics.web.forms import Reader, faults_by_field
from logistics.web.language import say
from logistics.web.permissions import allow
from logistics.web.settings import current_settings
from logistics.web.transactions import current_database

LONGEST_SEAL = 40
HEAVIEST_KG = 1000


@dataclass(slots=True)
class _Photo:
    """What came of the form's photo: its hash where it is kept, its fault where it cannot be."""

    sha256: str | None
    problems: list[Problem]


@blueprint.post("/bags/<sscc>/seal")
@allow(Role.CLERK)
def seal_bag(sscc: str) -> ResponseReturnValue:
    """Close the bag with its seal, weight and photo; on to its label and manifest."""
    photo = _photo()
    try:
        number, gross_mass_g = _sealed(photo.problems)
        with current_database().transaction() as session:
            once(session, partial(seal, session, visible_bag(session, sscc), number, gross_mass_g, photo.sha256))
    except Invalid as invalid:
        faults = faults_by_field(invalid.problems)
        return _again(sscc, photo, problems=invalid.problems, faults=faults), 422
    except Failure as failure:
        return _again(sscc, photo, refusal=say(failure.text)), 409
    return redirect(url_for("custody.bag", sscc=sscc))


@blueprint.get("/bags/<sscc>/photo")
@allow(Role.CLERK, Role.DISPATCHER)
def photo_of_sealed_bag(sscc: str) -> Response:
    """The bag as it was sealed, as JPEG. 404 where no photo was taken, or it was deleted since."""
    with current_database().reading() as session:
        content = photo_of_bag(visible_bag(session, sscc), current_settings().storage_dir)
    return Response(content, mimetype="image/jpeg")


def _again(sscc: str, photo: _Photo, **more: object) -> str:
    """The page with what is wrong; a photo that is kept needs not be taken again."""
    with current_database().reading() as session:
        return bag_page(session, visible_bag(session, sscc), photo_sha256=photo.sha256, **more)


def _photo() -> _Photo:
    """Keep the form's photo by itself: whatever else is wrong with the form, it is not lost."""
    file = request.files.get("photo")
    content = file.read() if file is not None else b""
    if not content:
        return _Photo(request.form.get("photo_sha256", "")[:64] or None, [])
    try:
        with current_database().transaction() as session:
            return _Photo(keep_photo(session, current_settings().storage_dir, content, at="/photo"), [])
    except Invalid as invalid:
        return _Photo(None, list(invalid.problems))


def _sealed(problems: list[Problem]) -> tuple[str, int]:
    """Seal number and gross mass of the form. Raises Invalid with every fault, the photo's among them."""
    read, number = Reader(request.form), clean(request.form.get("seal", ""))[:LONGEST_SEAL]
    mass_kg = read.number("mass_kg")
    found: list[Problem] = []
    if not number:
        found += Invalid.one("/seal", "required", vi="Hãy ghi số niêm phong.", en="Fill in the seal's number.").problems
    try:
        read.done()
    except Invalid as invalid:
        found += invalid.problems
    else:
        if not 0 < mass_kg <= HEAVIEST_KG:
            fault = Invalid.one(
                "/mass_kg", "mass_out_of_range", vi="Cân túi: từ 0 đến 1000 kg.", en="A bag weighs up to 1000 kg."
            )
            found += fault.problems
    if found or problems:
        raise Invalid([*found, *problems])
    return number, round(mass_kg * 1000)
