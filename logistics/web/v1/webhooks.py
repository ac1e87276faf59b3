"""Webhooks out: addresses subscribed, secrets exchanged without a gap, deliveries looked at and sent again."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, jsonify
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from logistics.notices.dead_letters import deliveries, replay, replay_from
from logistics.notices.models import Notice, NoticeState, Subscription
from logistics.notices.subscriptions import (
    find,
    retire_former_secret,
    rotate_secret,
    subscribe,
    subscriptions,
    unsubscribe,
)
from logistics.parties.models import Role
from logistics.tracking.mapping import Vocabulary
from logistics.web.access import current_principal
from logistics.web.handling_events import moment
from logistics.web.json_body import JsonBody
from logistics.web.permissions import allow
from logistics.web.row_id import Id
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import WEBHOOKS, answered, blueprint
from logistics.web.v1.once import OnceHeader, once
from logistics.web.v1.paging import PageQuery, after, cursor_of

_OWNERS = (Role.SELLER, Role.ADMINISTRATOR, Role.INTEGRATOR)


class WebhookIn(JsonBody):
    """Where messages go: https, at a public address."""

    url: str = Field(min_length=9, max_length=400, examples=["https://shop.example/hooks/highland-post"])
    vocabulary: Vocabulary | None = Field(
        default=None,
        strict=False,
        description="Tell statuses in the words of this system too, as `mapped_status` of each parcel.",
        examples=["aftership"],
    )


class WebhookOut(BaseModel):
    """One subscription. `exchanging` tells that messages are signed with the former secret as well."""

    id: int
    url: str
    created_at: str
    active: bool
    exchanging: bool
    vocabulary: Vocabulary | None


class NewWebhookOut(WebhookOut):
    """The subscription with its secret, which is shown this once."""

    secret: str = Field(examples=["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"])


class WebhooksOut(BaseModel):
    """One's subscriptions, the newest first."""

    webhooks: list[WebhookOut]


class DeliveryOut(BaseModel):
    """One message: what was told, and what became of it."""

    id: int
    state: NoticeState
    attempts: int
    last_error: str
    created_at: str
    delivered_at: str | None
    body: dict[str, Any]


class DeliveriesOut(BaseModel):
    """One page, oldest first; `next_cursor` is null on the last."""

    deliveries: list[DeliveryOut]
    next_cursor: str | None


class DeliveriesQuery(PageQuery):
    """Oldest first, narrowed by state: `dead` are the dead letters."""

    state: NoticeState | None = None


class WebhookPath(BaseModel):
    """Which subscription."""

    webhook_id: Id


class DeliveryPath(BaseModel):
    """Which message."""

    delivery_id: Id


class ReplayIn(JsonBody):
    """The event to begin with."""

    from_event: uuid.UUID = Field(strict=False, examples=["019a52b1-6f1e-7c55-9d8e-3f1b2a4c5d6e"])


class ReplayedOut(BaseModel):
    """How many messages are on their way again."""

    messages: int


@blueprint.post("/webhooks", tags=[WEBHOOKS], responses={"201": NewWebhookOut})
@allow(*_OWNERS)
def create_webhook(body: WebhookIn, header: OnceHeader) -> Response:
    """Subscribe an address to all that happens to one's parcels. 409 where there are ten already."""

    def work(session: Session) -> Response:
        made = subscribe(session, current_principal(), body.url, body.vocabulary)
        return answered(jsonify(_shown(made) | {"secret": made.secret}), 201)

    return once(header, work)


@blueprint.get("/webhooks", tags=[WEBHOOKS], responses={"200": WebhooksOut})
@allow(*_OWNERS)
def list_webhooks() -> Response:
    """One's subscriptions, ended ones included."""
    with current_database().reading() as session:
        return jsonify(webhooks=[_shown(each) for each in subscriptions(session, current_principal())])


@blueprint.post("/webhooks/<int:webhook_id>/rotate", tags=[WEBHOOKS], responses={"200": NewWebhookOut})
@allow(*_OWNERS)
def rotate_webhook_secret(path: WebhookPath, header: OnceHeader) -> Response:
    """Take a new secret. Messages are signed with both until the former is retired."""

    def work(session: Session) -> Response:
        changed = rotate_secret(session, current_principal(), path.webhook_id)
        return jsonify(_shown(changed) | {"secret": changed.secret})

    return once(header, work)


@blueprint.delete("/webhooks/<int:webhook_id>/former-secret", tags=[WEBHOOKS], responses={"204": None})
@allow(*_OWNERS)
def retire_webhook_secret(path: WebhookPath) -> Response:
    """Sign with the present secret only."""
    with current_database().transaction() as session:
        retire_former_secret(session, current_principal(), path.webhook_id)
    return Response(status=204)


@blueprint.delete("/webhooks/<int:webhook_id>", tags=[WEBHOOKS], responses={"204": None})
@allow(*_OWNERS)
def delete_webhook(path: WebhookPath) -> Response:
    """End the subscription; its deliveries can still be read."""
    with current_database().transaction() as session:
        unsubscribe(session, current_principal(), path.webhook_id)
    return Response(status=204)


@blueprint.get("/webhooks/<int:webhook_id>/deliveries", tags=[WEBHOOKS], responses={"200": DeliveriesOut})
@allow(*_OWNERS)
def list_deliveries(path: WebhookPath, query: DeliveriesQuery) -> Response:
    """What was sent to the subscription, or waits, or was given up."""
    with current_database().reading() as session:
        subscription = find(session, current_principal(), path.webhook_id)
        found = deliveries(session, subscription, query.state, after_id=after(query.cursor), limit=query.limit + 1)
        page = [_delivery(notice) for notice in found[: query.limit]]
    more = cursor_of(found[query.limit - 1].id) if len(found) > query.limit else None
    return jsonify(deliveries=page, next_cursor=more)


@blueprint.post("/webhooks/<int:webhook_id>/replay", tags=[WEBHOOKS], responses={"202": ReplayedOut})
@allow(*_OWNERS)
def replay_webhook(path: WebhookPath, body: ReplayIn, header: OnceHeader) -> Response:
    """Send everything from an event on once more, under the old ids."""

    def work(session: Session) -> Response:
        messages = replay_from(session, current_principal(), path.webhook_id, body.from_event)
        return answered(jsonify(messages=messages), 202)

    return once(header, work)


@blueprint.post("/deliveries/<int:delivery_id>/replay", tags=[WEBHOOKS], responses={"204": None})
@allow(*_OWNERS)
def replay_delivery(path: DeliveryPath, header: OnceHeader) -> Response:
    """Send one message once more, under its old id. 409 where it still waits."""

    def work(session: Session) -> Response:
        replay(session, current_principal(), path.delivery_id)
        return Response(status=204)

    return once(header, work)


def _shown(subscription: Subscription) -> dict[str, Any]:
    return {
        "id": subscription.id,
        "url": subscription.url,
        "created_at": moment(subscription.created_at),
        "active": subscription.active,
        "exchanging": bool(subscription.former_secret),
        "vocabulary": subscription.vocabulary,
    }


def _delivery(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id,
        "state": notice.state.value,
        "attempts": notice.attempts,
        "last_error": notice.last_error,
        "created_at": moment(notice.created_at),
        "delivered_at": moment(notice.delivered_at) if notice.delivered_at else None,
        "body": notice.body,
    }
