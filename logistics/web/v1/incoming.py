"""What others send us unasked: text messages by the gateway, reports by carriers. Each proves who it is first."""

from __future__ import annotations

import hmac

from flask import Response, current_app, jsonify, request
from flask_openapi3.models import RawModel
from pydantic import BaseModel, ConfigDict, Field

from logistics.carriers.carrier import Incoming
from logistics.carriers.hearing import receive as receive_report
from logistics.carriers.known import carrier
from logistics.errors import Denied
from logistics.notices.inbound import Inbound
from logistics.notices.inbound import receive as receive_text
from logistics.settings import Settings
from logistics.web.json_body import JsonBody
from logistics.web.permissions import public
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import INCOMING, blueprint


class TextIn(JsonBody):
    """A text message that a phone sent us. `id` is the gateway's: its repeats are answered once."""

    model_config = ConfigDict(extra="ignore")

    id: str = Field(min_length=1, max_length=100, examples=["sms-581304"])
    phone: str = Field(min_length=1, max_length=20, examples=["0974305036"])
    text: str = Field(max_length=1000, examples=["HP123456789014"])


class SecretHeader(BaseModel):
    """What the gateway was told to send along."""

    secret: str = Field(default="", alias="X-Gateway-Secret", max_length=200)


class TakenOut(BaseModel):
    """Whether an answer is on its way to the phone."""

    answered: bool


class CarrierPath(BaseModel):
    """Which carrier."""

    carrier: str = Field(pattern=r"^[a-z_]{2,24}$", json_schema_extra={"example": "ghn"})


class HeardOut(BaseModel):
    """How many of the reports told something new; repeats and strangers' parcels are no error."""

    new: int


class ReportBody(RawModel):
    """As the carrier's own documentation says."""

    mimetypes = ["application/json"]  # noqa: RUF012  the library's own form


@blueprint.post("/sms", tags=[INCOMING], security=[{}], responses={"200": TakenOut})
@public
def take_text(header: SecretHeader, body: TextIn) -> Response:
    """A text from a phone: a number is answered with its status, DUNG and NHAN stop and start messages."""
    agreed = _settings().sms_inbound_secret
    if not agreed or not hmac.compare_digest(header.secret.encode(), agreed.encode()):
        raise Denied("unknown_gateway")
    with current_database().transaction() as session:
        answered = receive_text(session, Inbound(body.id, body.phone, body.text))
    return jsonify(answered=answered)


@blueprint.post("/carriers/<carrier>/webhook", tags=[INCOMING], security=[{}], responses={"200": HeardOut})
@public
def take_report(path: CarrierPath, raw: ReportBody) -> Response:
    """What a carrier reports of parcels handed over to it. 403 where the sender is not the carrier.

    The secret agreed with it stands in its address (GHN) or in its header (Viettel Post).
    """
    incoming = Incoming(
        headers={name.lower(): value for name, value in request.headers.items()},
        query=request.args.to_dict(),
        body=request.get_data(),
    )
    sender = carrier(_settings(), path.carrier)
    with current_database().transaction() as session:
        return jsonify(new=receive_report(session, sender, incoming))


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
