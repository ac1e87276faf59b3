"""Sheets of orders and sellers: upload, mapping of unknown headings, progress, report, failing rows and labels."""

from logistics.web.imports import outputs, progress, sellers, sheets, upload
from logistics.web.imports.blueprint import blueprint

__all__ = ["blueprint", "outputs", "progress", "sellers", "sheets", "upload"]
