"""Parcels handed over to line-haul carriers: announced, watched, labelled, withdrawn, tried again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Self

from flask import Response, jsonify
from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy.orm import Session

from logistics.carriers.choosing import inside
from logistics.carriers.handing_over import hand_over, try_again, withdraw
from logistics.carriers.known import carrier, carriers
from logistics.carriers.models import HandOver, HandOverState
from logistics.carriers.standing import Standing, label_url, one, require_label, standing
from logistics.errors import Invalid
from logistics.parties.models import Role
from logistics.web.access import current_principal
from logistics.web.handling_events import ItemNumber, moment
from logistics.web.json_body import JsonBody
from logistics.web.permissions import allow
from logistics.web.row_id import Id
from logistics.web.settings import current_settings
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import HAND_OVERS, answered, blueprint
from logistics.web.v1.once import OnceHeader, once
from logistics.web.v1.paging import PageQuery, after, cursor_of
from logistics.web.v1.problems import refusal

MOST_PARCELS = 500
"""Item numbers in one request; a bag or a trip may hold more."""

CarrierCode = Annotated[str, Field(pattern=r"^[a-z_]{2,24}$", examples=["ghn"])]
_SEERS = (Role.CLERK, Role.DISPATCHER, Role.ADMINISTRATOR, Role.INTEGRATOR)
_GIVERS = (Role.CLERK, Role.INTEGRATOR)


class HandOverIn(JsonBody):
    """Which parcels, by number or as all that a bag or trip holds, go to which carrier."""

    carrier: CarrierCode
    parcels: list[ItemNumber] = Field(default_factory=list, max_length=MOST_PARCELS)
    inside: str = Field(default="", max_length=24, description="A bag's SSCC or a trip's code.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.parcels) == bool(self.inside.strip()):
            raise PydanticCustomError("one_of_both", "give either parcels or inside")
        return self


_EXAMPLE: dict[str, Any] = {
    "id": 7,
    "item_number": "HP123456789014",
    "carrier": "ghn",
    "state": "confirmed",
    "number": "LFCX8P",
    "said": "",
    "created_at": "2025-11-05T01:00:00Z",
    "next_try_at": None,
    "fetched": False,
}


class HandOverOut(BaseModel):
    """One parcel announced to one carrier; `number` is the carrier's, empty until it has given one.

    `said` is why the carrier refused it, or why the last try failed. Until `fetched`, the parcel lies at the office.
    """

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE]}}

    id: int
    item_number: str
    carrier: str
    state: HandOverState
    number: str
    said: str
    created_at: str
    next_try_at: str | None
    fetched: bool


class HandOversOut(BaseModel):
    """Hand-overs, the oldest first."""

    hand_overs: list[HandOverOut]


class HandOversPageOut(HandOversOut):
    """One page; `next_cursor` is null on the last."""

    next_cursor: str | None


class HandOversQuery(PageQuery):
    """Oldest first, narrowed by carrier and state."""

    carrier: CarrierCode | None = None
    state: HandOverState | None = None


class HandOverPath(BaseModel):
    """Which hand-over."""

    hand_over_id: Id


class CarrierLabelOut(BaseModel):
    """Where the carrier's label can be fetched for a short while."""

    url: str = Field(examples=["https://online-gateway.ghn.vn/a5/public-api/printA5?token=…"])


@blueprint.post("/hand-overs", tags=[HAND_OVERS], responses={"201": HandOversOut})
@allow(*_GIVERS)
def create_hand_overs(body: HandOverIn, header: OnceHeader) -> Response:
    """Announce parcels that lie ready at one's office to a carrier; all of them or, with every fault named, none.

    A parcel that was announced to it before is answered as it stands. The carrier is told soon, and again until it
    answers; a parcel changes hands when it says that it has fetched it.
    """
    return once(header, partial(_made, body))


@blueprint.get("/hand-overs", tags=[HAND_OVERS], responses={"200": HandOversPageOut})
@allow(*_SEERS)
def list_hand_overs(query: HandOversQuery) -> Response:
    """Hand-overs of one's office, and of one's parcels elsewhere."""
    narrowed = [HandOver.id > after(query.cursor)]
    if query.carrier is not None:
        narrowed.append(HandOver.carrier == query.carrier)
    if query.state is not None:
        narrowed.append(HandOver.state == query.state)
    with current_database().reading() as session:
        found = standing(session, current_principal(), *narrowed, limit=query.limit + 1)
    more = cursor_of(found[query.limit - 1].id) if len(found) > query.limit else None
    return jsonify(hand_overs=[_shown(each) for each in found[: query.limit]], next_cursor=more)


@blueprint.get("/hand-overs/<int:hand_over_id>", tags=[HAND_OVERS], responses={"200": HandOverOut})
@allow(*_SEERS)
def get_hand_over(path: HandOverPath) -> Response:
    """What became of one hand-over."""
    with current_database().reading() as session:
        return jsonify(_shown(one(session, current_principal(), path.hand_over_id)))


@blueprint.get(
    "/hand-overs/<int:hand_over_id>/label",
    tags=[HAND_OVERS],
    responses={"200": CarrierLabelOut, "503": refusal(HTTPStatus.SERVICE_UNAVAILABLE, "The carrier does not answer.")},
)
@allow(*_SEERS)
def get_carrier_label(path: HandOverPath) -> Response:
    """Where the carrier's own label is. 409 without a number of the carrier's, 503 where it does not answer."""
    with current_database().reading() as session:
        given = one(session, current_principal(), path.hand_over_id)
        require_label(session, given)
    return jsonify(url=label_url(carrier(current_settings(), given.carrier), given.number))


@blueprint.delete("/hand-overs/<int:hand_over_id>", tags=[HAND_OVERS], responses={"200": HandOverOut})
@allow(*_GIVERS)
def withdraw_hand_over(path: HandOverPath) -> Response:
    """Take the parcel back: at once where the carrier was never told, else as soon as it agrees. Again: no change.

    A carrier that has fetched the parcel agrees no more; then the hand-over is confirmed again, and `said` tells why.
    """
    with current_database().transaction() as session:
        return _changed(session, withdraw, path.hand_over_id)


@blueprint.post("/hand-overs/<int:hand_over_id>/retry", tags=[HAND_OVERS], responses={"200": HandOverOut})
@allow(*_GIVERS)
def retry_hand_over(path: HandOverPath, header: OnceHeader) -> Response:
    """Announce anew what was refused or withdrawn, as a hand-over of its own; try at once what waits for its turn.

    409 where the carrier has it.
    """
    return once(header, lambda session: _changed(session, try_again, path.hand_over_id))


def _made(body: HandOverIn, session: Session) -> Response:
    principal = current_principal()
    if body.carrier not in carriers(current_settings()):
        raise Invalid.one(
            "/carrier",
            "unknown_carrier",
            vi=f"Chưa khai báo hãng {body.carrier}.",
            en=f"The carrier {body.carrier} is not set up here.",
        )
    numbers, at = body.parcels, ""
    if not numbers:
        numbers, at = inside(session, principal, body.inside.strip()), "/inside"
    made = hand_over(session, principal, body.carrier, numbers, at)
    session.flush()
    found = standing(session, principal, HandOver.id.in_([given.id for given in made]), limit=len(made))
    return answered(jsonify(hand_overs=[_shown(each) for each in found]), 201)


def _changed(session: Session, change: Callable[..., HandOver], hand_over_id: int) -> Response:
    given = change(session, current_principal(), hand_over_id)
    session.flush()
    return jsonify(_shown(one(session, current_principal(), given.id)))


def _shown(given: Standing) -> dict[str, Any]:
    return {
        "id": given.id,
        "item_number": given.item_number,
        "carrier": given.carrier,
        "state": given.state.value,
        "number": given.number,
        "said": given.said,
        "created_at": moment(given.created_at),
        "next_try_at": moment(given.next_try_at) if given.next_try_at else None,
        "fetched": given.fetched,
    }
