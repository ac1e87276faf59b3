"""A day's problem as JSON, without people and places, for a support case."""

from __future__ import annotations

from typing import Any

from flask import Response
from pydantic import Field, RootModel

from logistics.pickups.exporting import export
from logistics.travel.sources import configured
from logistics.web.iso_times import Day
from logistics.web.json_body import JsonBody
from logistics.web.permissions import allow
from logistics.web.settings import current_settings
from logistics.web.transactions import current_database
from logistics.web.v1.blueprint import PLANS, blueprint
from logistics.web.v1.office_named import office_named
from logistics.web.v1.plannings import PLANNERS


class InstanceIn(JsonBody):
    """Which office's day."""

    office_code: str = Field(max_length=16, examples=["LCU"])
    service_day: Day = Field(examples=["2025-11-05"])


class InstanceOut(RootModel[dict[str, Any]]):
    """The problem as `problem.schema.json` of the documentation describes it; `logistics route` solves it."""


@blueprint.post("/instances", tags=[PLANS], responses={"200": InstanceOut})
@allow(*PLANNERS)
def export_instance(body: InstanceIn) -> Response:
    """The day's problem: times, loads, windows and vehicles; no name, phone, place or position.

    What waits is gathered into requests for the day, as planning does; asked again, the answer tells the day as it
    then is. 422 where there is nothing to fetch, or no vehicle to fetch it with.
    """
    with current_database().reading() as session:
        code = office_named(session, body.office_code).code
    settings = current_settings()
    sources = configured(settings.travel_engine_url, settings.storage_dir)
    told = export(current_database(), code, body.service_day, sources=sources)
    return Response(told, mimetype="application/json")
