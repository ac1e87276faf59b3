"""Pages by keyset: a cursor says after which row to go on, so that new rows never shift the next page."""

from __future__ import annotations

import base64
import binascii

from pydantic import BaseModel, ConfigDict, Field

from logistics.errors import Invalid
from logistics.web.row_id import LARGEST


class PageQuery(BaseModel):
    """Which page of a list."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=500)
    cursor: str = Field(default="", max_length=64, description="`next_cursor` of the page before.")


def after(cursor: str) -> int:
    """The id after which the page begins, 0 for the first. Raises Invalid for a cursor that we did not make."""
    if not cursor:
        return 0
    try:
        row_id = int(base64.urlsafe_b64decode(cursor.encode()).removeprefix(b"id:"))
    except (ValueError, binascii.Error):
        raise _unknown_cursor() from None
    if not 0 <= row_id <= LARGEST:
        raise _unknown_cursor()
    return row_id


def cursor_of(row_id: int) -> str:
    """The opaque cursor that goes on after this row."""
    return base64.urlsafe_b64encode(f"id:{row_id}".encode()).decode()


def _unknown_cursor() -> Invalid:
    return Invalid.one(
        "/cursor",
        "unknown_cursor",
        vi="Con trỏ trang không đúng. Dùng next_cursor của trang trước.",
        en="This is no cursor of ours. Take next_cursor of the page before.",
    )
