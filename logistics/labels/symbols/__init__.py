"""Symbols a scanner reads, each decoded from its own modules before it is handed out."""

from logistics.labels.symbols.code128 import LinearSymbol, code128, gs1_128
from logistics.labels.symbols.qr import SquareSymbol, qr

__all__ = ["LinearSymbol", "SquareSymbol", "code128", "gs1_128", "qr"]
