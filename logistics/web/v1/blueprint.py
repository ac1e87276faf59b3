"""The blueprint of the API, how its refusals look, and its description in OpenAPI 3.1."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.info import Info
from flask_openapi3.models.security_scheme import SecurityScheme
from flask_openapi3.models.tag import Tag
from flask_openapi3.openapi import OpenAPI
from pydantic import ValidationError

import logistics
from logistics.web.permissions import public
from logistics.web.v1 import limits, sent
from logistics.web.v1.description import complete
from logistics.web.v1.problems import refusals, schemas
from logistics.web.validation import invalid

SECURITY: list[dict[str, list[str]]] = [{"bearer": []}]
INFO = Info(
    title="Highland Post",
    version=logistics.__version__,
    description="Shipments packed to a standard, their labels, pickups, routes and tracking. "
    "Numbers carry their unit in their name; moments are RFC 3339 in UTC; refusals are problem+json (RFC 9457).",
)
BEARER: dict[str, SecurityScheme | dict[str, Any]] = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key of `logistics users api-key`."},
}


blueprint = APIBlueprint("v1", __name__, url_prefix="/api/v1", abp_security=SECURITY, abp_responses=refusals())
blueprint.components_schemas.update(schemas())

blueprint.before_request(limits.require_moderation)
blueprint.before_request(sent.require_readable)
blueprint.after_request(limits.told)

SHIPMENTS = Tag(name="shipments", description="What is sent, packed to the standard.")
IMPORTS = Tag(name="imports", description="Sheets of orders, taken in whole or not at all.")
PICKUPS = Tag(name="pickups", description="What is to be fetched from the villages.")
PLANS = Tag(name="plans", description="Collection routes of one office's day, in versions.")
ROADS = Tag(name="roads", description="Roads that are closed for a while.")
EVENTS = Tag(name="events", description="What happened to parcels, only ever added.")
HAND_OVERS = Tag(name="hand-overs", description="Parcels announced to line-haul carriers, and what those answered.")
TRIPS = Tag(name="trips", description="The line-haul: sealed bags on a vehicle, leg by leg, moved with one scan.")
WEBHOOKS = Tag(name="webhooks", description="Signed messages to programs about what happens, kept until delivered.")
INCOMING = Tag(name="incoming", description="What gateways and carriers send, each proving who it is.")
LOTS = Tag(name="lots", description="Where a lot went, as EPCIS 2.0.")
PRINTING = Tag(name="printing", description="Labels for the printer of an office, fetched by its print agent.")
TRACKING = Tag(name="tracking", description="What anybody with an item number may know.")


def refuse(error: ValidationError) -> Response:
    """What the library calls where a request is not of the described form."""
    raise invalid(error)


def answered(response: Response, status: int) -> Response:
    """The response with another status than 200."""
    response.status_code = status
    return response


def json_answer(told: Any, status: int = 200) -> Response:
    """The answer that says `told`."""
    return Response(json_body(told), status, mimetype="application/json")


def json_body(told: Any) -> bytes:
    """`told` as JSON: dataclasses, words, days, and moments in UTC with `Z` are written as they are."""
    return orjson.dumps(told, option=orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS)


def described(app: OpenAPI) -> None:
    """Serve the description of this application's API at /openapi.json; it is made when it is first asked for."""

    @cache
    def whole() -> dict[str, Any]:
        return complete(app.api_doc)

    @app.get("/openapi.json", doc_ui=False)
    @public
    def openapi() -> Response:
        """The API in OpenAPI 3.1."""
        return jsonify(whole())
