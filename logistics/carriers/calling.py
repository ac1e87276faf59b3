"""One HTTP call to a carrier's JSON interface: bounded in time, never redirected, its failures told apart."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import Any, Literal

import requests

from logistics.carriers.carrier import CarrierError, Incoming
from logistics.errors import Denied, Invalid

TIMEOUT_S = (3.05, 15.0)
MOST_BYTES = 1_000_000


def call(
    method: Literal["GET", "POST"], url: str, headers: Mapping[str, str], told: Mapping[str, Any]
) -> tuple[int, Mapping[str, Any]]:
    """The status and the JSON object of the answer; `told` goes as the body, or as the query of a GET.

    Raises CarrierError: uncertain where the request may have arrived and been done.
    """
    sent: dict[str, Any] = {"params": told} if method == "GET" else {"json": told}
    try:
        answer = requests.request(method, url, headers=headers, timeout=TIMEOUT_S, allow_redirects=False, **sent)
    except requests.ConnectTimeout as error:
        raise CarrierError(f"no connection ({type(error).__name__})") from None
    except requests.RequestException as error:
        # Only the kind: the message may repeat the address with its query.
        raise CarrierError(f"no answer ({type(error).__name__})", uncertain=True) from None
    if answer.status_code >= 500:
        raise CarrierError(f"answered {answer.status_code}", uncertain=True)
    if answer.status_code in (408, 425, 429) or 300 <= answer.status_code < 400:
        raise CarrierError(f"answered {answer.status_code}")
    try:
        found = answer.json()
    except requests.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise CarrierError(f"answered {answer.status_code} with something that is no JSON object", uncertain=True)
    return answer.status_code, found


def json_of(request: Incoming) -> Mapping[str, Any]:
    """The JSON object in a carrier's webhook. Raises Invalid."""
    try:
        found = json.loads(request.body) if len(request.body) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise unreadable()
    return found


def require(given: str, secret: str) -> None:
    """Nothing, where the secret given is the one agreed on. Raises Denied, also where none was agreed on."""
    if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
        raise Denied("not_the_carrier", vi="Không xác thực được hãng vận chuyển.", en="This is not the carrier.")


def unreadable() -> Invalid:
    """What to raise for a webhook that holds no report."""
    return Invalid.one("", "no_report", vi="Không đọc được báo cáo trạng thái.", en="This is no status report.")
