"""Our statuses in the words of another system, beside our own, for programs that already speak those."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel, Field

from logistics.shipments.models import Status
from logistics.tracking.fold import BEFORE
from logistics.tracking.mapping import Vocabulary, mapping
from logistics.tracking.models import EventCode

MAPPED = "The status in the words of `vocabulary`; null where that has none, absent where none was asked for."


class VocabularyQuery(BaseModel):
    """In whose words the statuses are wanted as well."""

    vocabulary: Vocabulary | None = Field(
        default=None, description="Tell each status in the words of this system too, as `mapped_status`."
    )

    @classmethod
    def model_json_schema(cls, *form: Any, **options: Any) -> dict[str, Any]:
        """The schema, made once: flask-openapi3 asks for it at every request."""
        return _schema(cls, *form, **options)


@cache
def _schema(model: type[VocabularyQuery], *form: Any, **options: Any) -> dict[str, Any]:
    return super(VocabularyQuery, model).model_json_schema(*form, **options)


def in_words_of(vocabulary: Vocabulary, status: Status, *, failed: bool = False) -> str | None:
    """The status as that system calls it; `failed` tells that it is what a failed attempt left."""
    table = mapping(vocabulary)
    if not failed:
        return table.say(status)
    return table.tell(EventCode.PICKUP_FAILED if status in BEFORE else EventCode.DELIVERY_FAILED, status)
