"""Posting one signed message to one address, without redirects, proxies or second look-ups."""

from __future__ import annotations

import json
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from logistics import clock
from logistics.notices.transports.letter import TIMEOUT_S, Letter, Transport, TransportError
from logistics.notices.transports.webhook import signing
from logistics.notices.transports.webhook.address import Target, target
from logistics.settings import Settings

_GONE = 410
_AGENT = "Highland-Post-Webhooks/1"


def transport_for(settings: Settings) -> Transport:
    """The webhook transport; only an installation under test may call addresses inside."""
    return Webhook(public_only=settings.environment != "test")


class Webhook:
    """Sends JSON with the three headers of Standard Webhooks. Any answer but 2xx is a failure, 410 the last one."""

    def __init__(self, *, public_only: bool = True) -> None:
        self._public_only = public_only

    def send(self, letter: Letter) -> None:
        """Post the message. Raises TransportError."""
        body = json.dumps(letter.body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json", "User-Agent": _AGENT}
        headers |= signing.headers(letter.id, clock.now(), body, letter.secrets)
        status = self._post(letter.recipient, body, headers)
        if status == _GONE:
            raise TransportError("the receiver answered 410 Gone: it wants no more messages", gone=True)
        if not 200 <= status < 300:
            raise TransportError(f"the receiver answered {status}")

    def _post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        there = target(url, public_only=self._public_only)
        with requests.Session() as session:
            session.trust_env = False  # no proxy, no .netrc
            session.mount(f"{there.scheme}://", _Pinned(there))
            try:
                # Streamed, and closed unread: what the receiver says beyond its status is its own affair.
                with session.post(
                    url, data=body, headers=headers, timeout=TIMEOUT_S, allow_redirects=False, stream=True
                ) as answer:
                    return answer.status_code
            except requests.RequestException as error:
                raise TransportError(f"{there.host} does not answer ({type(error).__name__})") from None


class _Pinned(HTTPAdapter):
    """Connects to the address that was looked up, and still asks for, and checks, the certificate of the name."""

    def __init__(self, there: Target) -> None:
        super().__init__(max_retries=0)
        self._there = there

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        host: dict[str, Any]
        pool: dict[str, Any]
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)  # type: ignore[assignment]
        host["host"] = self._there.ip
        if self._there.scheme == "https":
            pool["server_hostname"] = pool["assert_hostname"] = self._there.host
        return host, pool

    def add_headers(self, request: requests.PreparedRequest, **_: Any) -> None:
        default = {"https": 443, "http": 80}[self._there.scheme]
        host = f"[{self._there.host}]" if ":" in self._there.host else self._there.host
        request.headers["Host"] = host if self._there.port == default else f"{host}:{self._there.port}"
