"""Messages that could not be delivered: listed with their reason, and sent again."""

from logistics.web.notices.dead_letters import blueprint

__all__ = ["blueprint"]
