"""An SMS gateway spoken to over HTTP: JSON {"id", "to", "text"} with a bearer token."""

from __future__ import annotations

import requests

from logistics.notices.transports.letter import TIMEOUT_S, Letter, TransportError
from logistics.notices.transports.sms.spelling import Alphabet, spelled

_REFUSED = frozenset({400, 404, 422})
"""The message itself is refused: the number is wrong or the text is. Anything else may pass."""


class Gateway:
    """Posts each message to one URL. The id lets the gateway know a repeat; a redirect is a failure."""

    def __init__(self, url: str, token: str, alphabet: Alphabet) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._alphabet: Alphabet = alphabet

    def send(self, letter: Letter) -> None:
        """Hand the message to the gateway. Raises TransportError."""
        told = {"id": letter.id, "to": letter.recipient, "text": spelled(letter.body["text"], self._alphabet)}
        try:
            answer = requests.post(
                self._url, json=told, headers=self._headers, timeout=TIMEOUT_S, allow_redirects=False
            )
        except requests.RequestException as error:
            # Only the kind: the message of a connection error repeats the URL, which may hold a key.
            raise TransportError(f"the SMS gateway does not answer ({type(error).__name__})") from None
        if not 200 <= answer.status_code < 300:
            refused = answer.status_code in _REFUSED
            raise TransportError(f"the SMS gateway answered {answer.status_code}", permanent=refused)
