"""Text messages for the person at the terminal: what a development machine has instead of a gateway."""

from __future__ import annotations

import sys

from logistics.notices.transports.letter import Letter
from logistics.notices.transports.sms.spelling import Alphabet, messages, spelled


class Console:
    """Writes each message to standard error; of the number only its end, for consoles are kept."""

    def __init__(self, alphabet: Alphabet) -> None:
        self._alphabet: Alphabet = alphabet

    def send(self, letter: Letter) -> None:
        """Write the message down."""
        text = spelled(letter.body["text"], self._alphabet)
        count = messages(text, self._alphabet)
        sys.stderr.write(f"SMS to ...{letter.recipient[-3:]} ({count} message(s)): {text}\n")
