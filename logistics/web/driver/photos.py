"""Photos from the phone's outbox: kept before the event that names them, or after it."""

from __future__ import annotations

import base64
import binascii
import uuid

from flask import Response, jsonify, request
from pydantic import Field, ValidationError

from logistics.errors import Invalid
from logistics.parties.models import Role
from logistics.tracking.new_event import Outcome
from logistics.tracking.photos import MOST_BYTES, keep_photo
from logistics.web.driver.blueprint import blueprint
from logistics.web.iso_times import Moment
from logistics.web.json_body import JsonBody, read_json
from logistics.web.permissions import allow
from logistics.web.settings import current_settings
from logistics.web.transactions import current_database
from logistics.web.validation import invalid

MOST_PHOTOS = 4


class PhotoIn(JsonBody):
    """One photo as JPEG in base64, under an id (UUIDv7) made by the phone."""

    id: uuid.UUID = Field(strict=False)
    happened_at: Moment
    jpeg: str = Field(max_length=MOST_BYTES * 4 // 3 + 4)
    sequence: int | None = Field(default=None, ge=0, le=2**53)


class PhotosIn(JsonBody):
    """A batch from one device, in the same envelope as handling events."""

    sent_at: Moment
    device: str = Field(default="", max_length=64)
    events: list[PhotoIn] = Field(min_length=1, max_length=MOST_PHOTOS)


@blueprint.post("/photos")
@allow(Role.DRIVER)
def take_photos() -> Response:
    """One verdict per photo, in the order sent; 422 where the batch is not of the agreed form."""
    try:
        batch = PhotosIn.model_validate(read_json(request.get_data()))
    except ValidationError as error:
        raise invalid(error) from None
    return jsonify(verdicts=[_kept(photo) for photo in batch.events])


def _kept(photo: PhotoIn) -> dict[str, str | None]:
    try:
        jpeg = base64.b64decode(photo.jpeg, validate=True)
        with current_database().transaction() as session:
            keep_photo(session, current_settings().storage_dir, jpeg)
    except (Invalid, binascii.Error):
        return {"id": str(photo.id), "outcome": Outcome.REJECTED.value, "code": "no_photo"}
    return {"id": str(photo.id), "outcome": Outcome.APPLIED.value, "code": None}
