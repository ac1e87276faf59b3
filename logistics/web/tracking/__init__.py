"""The public page of a parcel: what anybody who has its number may know, without JavaScript."""

from logistics.web.tracking.pages import blueprint

__all__ = ["blueprint"]
