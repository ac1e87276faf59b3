"""Signed HTTP messages to integrators, as Standard Webhooks describes them; never to an address inside."""

from logistics.notices.transports.webhook.transport import transport_for

__all__ = ["transport_for"]
