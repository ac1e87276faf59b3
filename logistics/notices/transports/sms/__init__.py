"""Text messages: through an HTTP gateway, or onto the console where none is set."""

from logistics.notices.transports.sms.transport import available, transport_for

__all__ = ["available", "transport_for"]
