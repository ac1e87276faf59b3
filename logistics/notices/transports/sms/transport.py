"""Which SMS transport this installation has."""

from __future__ import annotations

from logistics.notices.transports.letter import Transport
from logistics.notices.transports.sms.console import Console
from logistics.notices.transports.sms.gateway import Gateway
from logistics.settings import Settings


def available(settings: Settings) -> bool:
    """Whether text messages can leave; in production only through a gateway, for nobody reads a console there."""
    return bool(settings.sms_gateway_url) or settings.environment != "production"


def transport_for(settings: Settings) -> Transport:
    """The gateway of the settings, else the console."""
    if settings.sms_gateway_url:
        return Gateway(settings.sms_gateway_url, settings.sms_gateway_token, settings.sms_alphabet)
    return Console(settings.sms_alphabet)
