"""Parcels and their labels."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

from flask import Response, jsonify
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.carriers.models import HandOverState
from logistics.carriers.words import words_about
from logistics.errors import Invalid, NotFound
from logistics.labels.formats import LabelFormat, Paper, PrintLayout
from logistics.labels.outputs import LabelOutput
from logistics.parties import visible_to
from logistics.parties.models import Role
from logistics.shipments.labelling import Printing, parcels_of_numbers, print_labels
from logistics.shipments.models import Parcel
from logistics.tracking.new_event import Sender
from logistics.tracking.void import void
from logistics.web.access import current_principal
from logistics.web.handling_events import ItemNumber, moment
from logistics.web.json_body import JsonBody
from logistics.web.language import say
from logistics.web.permissions import allow
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import SHIPMENTS, blueprint
from logistics.web.v1.once import OnceHeader, once
from logistics.web.v1.shipments import ParcelOut, parcel_out


class ParcelPath(BaseModel):
    """Which parcel."""

    item_number: ItemNumber


_KINDS = ("application/pdf", "application/zpl")


class LabelIn(JsonBody):
    """How the label is wanted; a reprint needs a reason."""

    format: Literal["pdf", "zpl"] = "pdf"
    size: LabelFormat = Field(default=LabelFormat.MM_100X150, strict=False)
    paper: Paper | None = Field(
        default=None, strict=False, description="A sheet that carries several labels; only for PDF."
    )
    start_position: int = Field(default=1, ge=1, le=16, description="The first free place of the sheet, row by row.")
    dots_per_mm: Literal[8, 12] = Field(default=8, description="Of the printer.")
    reason: str = Field(default="", max_length=200)

    def output(self) -> LabelOutput:
        """The output that is asked for. Raises Invalid where no printer takes it, such as ZPL on a sheet."""
        layout = PrintLayout(self.size, self.paper, self.start_position, self.dots_per_mm)
        output = LabelOutput(layout, as_zpl=self.format == "zpl")
        if output.as_zpl and output.layout.paper:
            raise Invalid.one(
                "/paper", "no_zpl_on_sheets", vi="ZPL in từng nhãn, không in trên tờ.", en="ZPL prints no sheets."
            )
        return output.starting_at(self.start_position)


@blueprint.get("/parcels/<item_number>", tags=[SHIPMENTS], responses={"200": ParcelOut})
@allow(Role.CLERK, Role.DISPATCHER, Role.DRIVER, Role.SELLER, Role.ADMINISTRATOR, Role.INTEGRATOR)
def get_parcel(path: ParcelPath) -> Response:
    """One parcel."""
    with current_database().reading() as session:
        sees = visible_to(current_principal(), Parcel)
        parcel = session.scalar(select(Parcel).where(Parcel.item_number == path.item_number, sees))
        if parcel is None:
            raise NotFound("parcel")
        return jsonify(parcel_out(parcel).model_dump(mode="json"))


@blueprint.post(
    "/parcels/<item_number>/label",
    tags=[SHIPMENTS],
    responses={
        "200": {
            "description": "The label",
            "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in _KINDS},
        }
    },
)
@allow(Role.CLERK, Role.SELLER, Role.ADMINISTRATOR, Role.INTEGRATOR)
def print_label(path: ParcelPath, body: LabelIn) -> Response:
    """The parcel's label, its printing recorded. 409 for a void parcel, or a reprint without a reason."""
    principal, output = current_principal(), body.output()
    printing = Printing(now=clock.now(), layout=output.word, user_id=principal.user_id, reason=body.reason)
    with current_database().transaction() as session:
        ids = parcels_of_numbers(session, [path.item_number], visible_to(principal, Parcel))
        contents = print_labels(session, ids, printing)
    stream = BytesIO()
    output.write(contents, stream)
    return Response(stream.getvalue(), mimetype=output.mimetype)


class CarrierReportOut(BaseModel):
    """One thing that the carrier said: as it came, when, and in plain words; `moved`: it is in the story too."""

    raw: str
    said_at: str
    text: str
    moved: bool


class CarrierWordOut(BaseModel):
    """A carrier that has the parcel: its own newest word as it came, and what that means in plain words.

    `reports` are all its words, oldest first, also those that nobody knows.
    """

    carrier: str
    number: str
    state: HandOverState
    raw: str
    said_at: str | None
    text: str
    reports: list[CarrierReportOut]


class CarrierWordsOut(BaseModel):
    """Every carrier that the parcel was handed over to, oldest first."""

    carriers: list[CarrierWordOut]


@blueprint.get("/parcels/<item_number>/carriers", tags=[SHIPMENTS], responses={"200": CarrierWordsOut})
@allow(Role.CLERK, Role.DISPATCHER, Role.SELLER, Role.ADMINISTRATOR, Role.INTEGRATOR)
def get_parcel_carriers(path: ParcelPath) -> Response:
    """What the line-haul carriers say of the parcel. A word that nobody knows is kept, and reads as in progress."""
    with current_database().reading() as session:
        words = words_about(session, path.item_number, visible_to(current_principal(), Parcel))
    return jsonify(
        carriers=[
            {
                "carrier": word.carrier,
                "number": word.number,
                "state": word.state.value,
                "raw": word.raw,
                "said_at": moment(word.said_at) if word.said_at else None,
                "text": say(word.text),
                "reports": [
                    {
                        "raw": each.raw,
                        "said_at": moment(each.happened_at),
                        "text": say(each.text),
                        "moved": each.in_story,
                    }
                    for each in word.reports
                ],
            }
            for word in words
        ]
    )


class VoidIn(JsonBody):
    """Why the number ends."""

    reason: str = Field(min_length=1, max_length=400)


@blueprint.post("/parcels/<item_number>/void", tags=[SHIPMENTS], responses={"204": None})
@allow(Role.CLERK, Role.ADMINISTRATOR, Role.INTEGRATOR)
def void_parcel(path: ParcelPath, body: VoidIn, header: OnceHeader) -> Response:
    """End the number for ever and cancel its parcel. 409 where it is void already or has left in a bag."""
    principal = current_principal()
    sender = Sender(principal=principal, sees=visible_to(principal, Parcel))

    def work(session: Session) -> Response:
        void(session, path.item_number, body.reason, sender)
        return Response(status=204)

    return once(header, work)
