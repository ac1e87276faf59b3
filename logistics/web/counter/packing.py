"""How a parcel is packed, on paper: its slip, and the instruction for its kind of goods."""

from __future__ import annotations

from io import BytesIO

from flask import Response

from logistics.errors import NotFound
from logistics.labels.documents import write_packing_instruction, write_packing_slips
from logistics.parties.models import Office, Role
from logistics.parties.phones import spoken
from logistics.shipments.own_profiles import office_standard
from logistics.shipments.packing_instruction import packing_instruction
from logistics.shipments.packing_slip import packing_slips
from logistics.web.counter.acceptance import own_office
from logistics.web.counter.blueprint import blueprint
from logistics.web.counter.label_choice import office_output
from logistics.web.parcels import visible_parcel
from logistics.web.permissions import allow
from logistics.web.transactions import current_database


@blueprint.get("/parcels/<number>/slip.pdf")
@allow(Role.CLERK)
def slip(number: str) -> Response:
    """The packing slip that goes into the carton; it may be printed as often as one likes."""
    with current_database().reading() as session:
        parcel = visible_parcel(session, number)
        slips = packing_slips(session, [parcel.id], office_output(session).layout.format)
    stream = BytesIO()
    write_packing_slips(slips, stream)
    return _pdf(stream, f"{parcel.item_number}-slip.pdf")


@blueprint.get("/packing/<profile>.pdf")
@allow(Role.CLERK)
def instruction(profile: str) -> Response:
    """The sheet for the wall: how goods of this profile are packed."""
    with current_database().reading() as session:
        office = session.get_one(Office, own_office())
        rules = office_standard(session, office.id)
    if (found := rules.profiles.get(profile)) is None:
        raise NotFound("profile")
    stream = BytesIO()
    write_packing_instruction(packing_instruction(found, rules, spoken(office.phone)), stream)
    return _pdf(stream, f"{found.code}.pdf")


def _pdf(stream: BytesIO, filename: str) -> Response:
    response = Response(stream.getvalue(), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=filename)
    return response
