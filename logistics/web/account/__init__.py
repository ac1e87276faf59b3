"""Signing in and out, and the page on which everybody starts."""

from logistics.web.account.pages import blueprint

__all__ = ["blueprint"]
