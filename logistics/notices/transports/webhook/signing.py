"""Signing: HMAC-SHA256 over id.timestamp.body, one signature for each secret that is valid now.

Source: the Standard Webhooks specification (headers webhook-id, webhook-timestamp, webhook-signature; secrets
as "whsec_" and base64). Receivers verify with any library for it.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import secrets as randomness
from collections.abc import Mapping, Sequence

PREFIX = "whsec_"
TOLERANCE_S = 300
"""A message older or newer than this is not believed: it may have been recorded and sent again."""


def new_secret() -> str:
    """A secret of 256 random bits."""
    return PREFIX + base64.b64encode(randomness.token_bytes(32)).decode()


def headers(message_id: str, sent_at: dt.datetime, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The three headers of a signed message; while secrets are exchanged it carries a signature of each."""
    timestamp = str(int(sent_at.timestamp()))
    signatures = (_signature(secret, message_id, timestamp, body) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
    }


def verified(given: Mapping[str, str], body: bytes, secrets: Sequence[str], now: dt.datetime) -> bool:
    """Whether the message was signed with one of the secrets, and lately; the receiver's side of `headers`.

    A receiver also keeps the ids it has seen, for longer than the tolerance, and ignores repeats.
    """
    message_id, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not message_id or not timestamp.isascii() or not timestamp.isdigit():
        return False
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE_S:
        return False
    expected = [_signature(secret, message_id, timestamp, body).encode() for secret in secrets]
    found = [signature.encode() for signature in given.get("webhook-signature", "").split()]
    return any(hmac.compare_digest(one, other) for one in expected for other in found)


def _signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(_key(secret), signed, hashlib.sha256)).decode()


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        return secret.encode()
