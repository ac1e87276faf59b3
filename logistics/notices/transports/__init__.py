"""How notices leave the house: one folder a way, each with a Transport that sends one Letter or says why not."""

from logistics.notices.transports.letter import Letter, Transport, TransportError

__all__ = ["Letter", "Transport", "TransportError"]
