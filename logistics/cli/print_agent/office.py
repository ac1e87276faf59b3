"""The office's print queue, as the agent reaches it: the JSON API over HTTP(S)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from logistics.labels.formats import LabelFormat
from logistics.shipments.printing_queue import PrintOutcome

_TIMEOUT_S = 20.0
_CONFLICT = 409


class OfficeSilent(Exception):
    """The server does not answer, or refuses this key."""


@dataclass(frozen=True, slots=True)
class ClaimedLabel:
    """One label to print, and the fence with which to settle it."""

    job_id: int
    fence: int
    item_number: str
    maybe_printed: bool
    zpl: bytes


class Office:
    """The queue of the office whose key this is."""

    def __init__(self, url: str, key: str, size: LabelFormat, dots_per_mm: int) -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError(f"{url}: write https://...")
        self._base = f"{url.rstrip('/')}/api/v1/print-jobs"
        self._key = key
        self._printer = {"size": size.value, "dots_per_mm": dots_per_mm}
        self._opener = build_opener(_NoRedirect)

    def claim(self) -> ClaimedLabel | None:
        """The label that has waited longest; None where none waits. Raises OfficeSilent."""
        job = self._post("/claim", self._printer)["job"]
        if job is None:
            return None
        return ClaimedLabel(job["id"], job["fence"], job["item_number"], job["maybe_printed"], job["zpl"].encode())

    def settle(self, label: ClaimedLabel, outcome: PrintOutcome) -> None:
        """Tell what came of the label. Not heard, it comes back as one that may have been printed."""
        self._post(f"/{label.job_id}/outcome", {"fence": label.fence, "outcome": outcome.value})

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        request = Request(self._base + path, json.dumps(body).encode(), headers)  # noqa: S310  http(s) is checked above
        try:
            with self._opener.open(request, timeout=_TIMEOUT_S) as answer:
                return json.loads(answer.read() or b"null")
        except HTTPError as refused:
            with refused:
                if refused.code == _CONFLICT:
                    return None  # claimed again meanwhile: it is another's to settle
                raise OfficeSilent(f"{self._base} refuses: {refused.code} {_detail(refused)}") from refused
        except (OSError, HTTPException, ValueError) as error:
            raise OfficeSilent(f"{self._base} does not answer: {error}") from error


class _NoRedirect(HTTPRedirectHandler):
    """The key is for this server alone: it is not carried to another address."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _detail(refused: HTTPError) -> str:
    try:
        told = json.loads(refused.read())
    except ValueError:
        return ""
    return str(told.get("detail", "")) if isinstance(told, dict) else ""
