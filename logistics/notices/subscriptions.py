"""An integrator's subscriptions to webhooks: made, their secrets exchanged without a gap, ended."""

from __future__ import annotations

from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import Conflict, Invalid, NotFound
from logistics.notices import visibility as _visibility  # noqa: F401  registers the rules of our tables
from logistics.notices.models import Subscription
from logistics.notices.transports.webhook.signing import new_secret
from logistics.parties import Principal, visible_to
from logistics.parties.audit import note
from logistics.tracking.mapping import Vocabulary

MOST = 10
_LONGEST_URL = 400


def subscribe(session: Session, principal: Principal, url: str, vocabulary: Vocabulary | None = None) -> Subscription:
    """A subscription of the principal's to everything that happens to the parcels they see.

    Statuses are told in the words of `vocabulary` too, where one is given. Its `secret` is what messages are signed
    with. Whether the address is a public one is judged at each delivery.
    Raises Invalid for a URL that no webhook can go to, Conflict where there are `MOST` already.
    """
    _check(url)
    own = select(func.count()).select_from(Subscription)
    if session.scalar(own.where(Subscription.user_id == principal.user_id, Subscription.active)) == MOST:
        raise Conflict(
            "too_many_subscriptions",
            vi=f"Đã có {MOST} đăng ký. Hãy hủy bớt một đăng ký.",
            en=f"There are {MOST} subscriptions already. End one of them first.",
        )
    subscription = Subscription(
        user_id=principal.user_id, url=url, secret=new_secret(), created_at=clock.now(), vocabulary=vocabulary
    )
    session.add(subscription)
    session.flush()
    note(session, principal, "subscription.add", f"subscription {subscription.id}", url)
    return subscription


def subscriptions(session: Session, principal: Principal) -> list[Subscription]:
    """Those the principal may see, the newest first."""
    seen = visible_to(principal, Subscription)
    return list(session.scalars(select(Subscription).where(seen).order_by(Subscription.id.desc())))


def rotate_secret(session: Session, principal: Principal, subscription_id: int) -> Subscription:
    """The subscription with a new secret. Messages carry a signature of the former one as well, until it is
    retired, so that the receiver can change over when it likes.
    """
    subscription = find(session, principal, subscription_id)
    subscription.former_secret = subscription.secret
    subscription.secret = new_secret()
    note(session, principal, "subscription.rotate", f"subscription {subscription.id}")
    return subscription


def retire_former_secret(session: Session, principal: Principal, subscription_id: int) -> None:
    """From now on sign with the present secret only."""
    find(session, principal, subscription_id).former_secret = ""
    note(session, principal, "subscription.retire", f"subscription {subscription_id}")


def unsubscribe(session: Session, principal: Principal, subscription_id: int) -> None:
    """End the subscription; what still waits for it is laid aside at its next try."""
    find(session, principal, subscription_id).active = False
    note(session, principal, "subscription.end", f"subscription {subscription_id}")


def find(session: Session, principal: Principal, subscription_id: int) -> Subscription:
    """The subscription, if the principal may see it. Raises NotFound."""
    seen = visible_to(principal, Subscription)
    found = session.scalar(select(Subscription).where(Subscription.id == subscription_id, seen))
    if found is None:
        raise NotFound("subscription")
    return found


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        plain = parts.scheme == "https" and parts.hostname and parts.username is None and parts.port != 0
    except ValueError:
        plain = False
    if not plain or len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise Invalid.one(
            "/url",
            "not_a_webhook_url",
            vi=f"Địa chỉ phải là https://... không kèm tài khoản, tối đa {_LONGEST_URL} ký tự.",
            en=f"The address must be https://... without a user name, of at most {_LONGEST_URL} characters.",
        )
