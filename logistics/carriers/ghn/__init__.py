"""Giao Hàng Nhanh."""

from logistics.carriers.ghn.client import Ghn

__all__ = ["Ghn"]
