"""Viettel Post."""

from logistics.carriers.viettel_post.client import ViettelPost

__all__ = ["ViettelPost"]
