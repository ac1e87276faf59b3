"""The public page of a parcel, without JavaScript: coarse for anybody with its number, in full for its recipient."""

from logistics.web.tracking import details
from logistics.web.tracking.pages import blueprint

__all__ = ["blueprint", "details"]
