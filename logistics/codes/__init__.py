"""Codes people scan and type: item numbers, S10, SSCC; made, read and verified. ASCII digits only."""

from logistics.codes.check import Verdict, VerdictReason, check, read
from logistics.codes.code import Code, CodeKind
from logistics.codes.item_number import LAST_SERIAL, item_number, item_numbers, serial_of
from logistics.codes.sscc import digital_link, gs1_text, is_demonstration, sscc

__all__ = [
    "LAST_SERIAL",
    "Code",
    "CodeKind",
    "Verdict",
    "VerdictReason",
    "check",
    "digital_link",
    "gs1_text",
    "is_demonstration",
    "item_number",
    "item_numbers",
    "read",
    "serial_of",
    "sscc",
]
