"""Where a lot went, for whoever trades it on."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app
from pydantic import BaseModel, Field

from logistics.errors import NotFound
from logistics.parties import visible_to
from logistics.parties.models import Role
from logistics.shipments.models import Parcel
from logistics.tracking.epcis import lot_document
from logistics.web.access import current_principal
from logistics.web.permissions import allow
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import LOTS, blueprint, json_body

JSON_LD = "application/ld+json"


class LotPath(BaseModel):
    """Which lot."""

    lot: str = Field(min_length=1, max_length=40, json_schema_extra={"example": "TRA-11"})


_DOCUMENT: dict[str, Any] = {
    "type": "object",
    "required": ["@context", "type", "schemaVersion", "creationDate", "epcisBody"],
    "properties": {
        "@context": {"type": "array", "items": {"type": "string"}},
        "type": {"const": "EPCISDocument"},
        "schemaVersion": {"const": "2.0"},
        "creationDate": {"type": "string", "format": "date-time"},
        "epcisBody": {
            "type": "object",
            "required": ["eventList"],
            "properties": {"eventList": {"type": "array", "items": {"type": "object"}}},
        },
    },
}


@blueprint.get(
    "/lots/<lot>/epcis",
    tags=[LOTS],
    responses={
        "200": {
            "description": "The lot's story as an EPCISDocument",
            "content": {JSON_LD: {"schema": _DOCUMENT}},
        }
    },
)
@allow(Role.CLERK, Role.DISPATCHER, Role.SELLER, Role.ADMINISTRATOR, Role.INTEGRATOR)
def get_lot_epcis(path: LotPath) -> Response:
    """What happened to one's parcels of a lot, as EPCIS 2.0 in JSON-LD; 2,000 parcels at most."""
    base_url: str = current_app.config["SETTINGS"].base_url
    seen = visible_to(current_principal(), Parcel)
    with current_database().reading() as session:
        document = lot_document(session, path.lot, seen, base_url.rstrip("/"))
    if document is None:
        raise NotFound("lot", vi="Không có lô này.", en="There is no such lot.")
    return Response(json_body(document), mimetype=JSON_LD)
