"""Photos that prove what happened to a parcel, for those whose business it is."""

from __future__ import annotations

from flask import Response
from sqlalchemy import select

from logistics.errors import NotFound
from logistics.parties.models import Role
from logistics.shipments.models import Parcel
from logistics.tracking.photos import photo_of
from logistics.tracking.visibility import concerning
from logistics.web.access import current_principal
from logistics.web.custody.blueprint import blueprint
from logistics.web.permissions import allow
from logistics.web.settings import current_settings
from logistics.web.transactions import current_database


@blueprint.get("/parcels/<number>/photos/<sha256>")
@allow(Role.CLERK, Role.DISPATCHER)
def photo(number: str, sha256: str) -> Response:
    """The photo as JPEG, where an event of the parcel names it."""
    with current_database().reading() as session:
        mine = (Parcel.item_number == number, concerning(current_principal()))
        parcel_id = session.scalar(select(Parcel.id).where(*mine))
        if parcel_id is None:
            raise NotFound("parcel")
        content = photo_of(session, parcel_id, current_settings().storage_dir, sha256)
    return Response(content, mimetype="image/jpeg")
