"""What programs send and are told about trips."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from logistics.web.json_body import JsonBody

MOST_BAGS = 500
"""Bags in one request: more than any truck of ours carries."""

BagCode = Annotated[str, Field(pattern=r"^[0-9 ()]{18,24}$", examples=["389385012300000018"])]


class StopIn(JsonBody):
    """Where a leg ends: an office by its code, or any place by name."""

    office_code: str = Field(default="", max_length=16, examples=["TAMDUONG"])
    name: str = Field(default="", max_length=160, examples=["Trung tâm khai thác Hà Nội"])

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.office_code) == bool(self.name.strip()):
            raise PydanticCustomError("one_of_both", "give either office_code or name")
        return self


class TripIn(JsonBody):
    """A vehicle's way from one's own office over these stops."""

    vehicle: str = Field(min_length=1, max_length=40, examples=["25C-012.34"])
    driver: str = Field(min_length=1, max_length=160, examples=["Lò Văn Páo"])
    stops: list[StopIn] = Field(min_length=1, max_length=20)


class LegOut(BaseModel):
    """One stretch; the moments are null until it departed and arrived."""

    sequence: int
    to: str
    departed_at: str | None
    arrived_at: str | None


class TripOut(BaseModel):
    """A trip, its legs, and the SSCC of the bags aboard now."""

    code: str
    vehicle: str
    driver: str
    created_at: str
    legs: list[LegOut]
    bags: list[str]


class TripsOut(BaseModel):
    """One page; `next_cursor` is null on the last."""

    trips: list[TripOut]
    next_cursor: str | None


class TripPath(BaseModel):
    """Which trip."""

    code: str = Field(pattern=r"^TR[0-9]{8,14}$", json_schema_extra={"example": "TR00000001"})


class BagsIn(JsonBody):
    """Bags by their SSCC."""

    bags: list[BagCode] = Field(min_length=1, max_length=MOST_BAGS)


class ArrivalIn(JsonBody):
    """The bags that were carried in; null where nobody counted and all that is listed came."""

    bags: list[BagCode] | None = Field(default=None, max_length=MOST_BAGS)


class MisroutedOut(BaseModel):
    """A bag that belongs elsewhere."""

    bag: str
    to: str


class UnloadedOut(BaseModel):
    """What came off, by SSCC: each bag is in exactly one of the lists."""

    received: list[str]
    missing: list[str]
    surplus: list[str]
    misrouted: list[MisroutedOut]
    unknown: list[str]
