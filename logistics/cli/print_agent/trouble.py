"""What can go wrong at a printer: before anything was sent to it, or midway."""


class PrinterOff(Exception):
    """The printer does not answer, or takes nothing; nothing was sent to it."""


class BrokeOff(Exception):
    """The connection broke after the first byte: the label may have come out."""
