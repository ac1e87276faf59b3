"""`logistics plan`: batch an office's pickups into collection routes, and publish a version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import click

from logistics import clock
from logistics.cli.output import emit, json_option, say
from logistics.cli.progress import now_and_then
from logistics.db import Database
from logistics.errors import Text
from logistics.pickups import look_up, planning, publishing
from logistics.pickups.exporting import export
from logistics.pickups.planning import Draft
from logistics.pickups.solving import Effort
from logistics.pickups.view import PlanView, StopView
from logistics.routing import Progress
from logistics.settings import Settings
from logistics.text import counted, dong
from logistics.travel.sources import configured

_KIND = {
    "truck": Text("xe tải", "truck"),
    "van": Text("xe van", "van"),
    "motorbike": Text("xe máy", "motorbike"),
}

_SAYS = {
    "observed": Text("các chuyến đã đi", "drives"),
    "engine": Text("máy chủ chỉ đường", "routing engine"),
    "graph": Text("bản đồ đường", "road map"),
    "anchor": Text("đường đã biết", "known road"),
    "estimate": Text("ước tính", "estimate"),
    "": Text("cùng chỗ", "same place"),
}


class Day(click.ParamType[dt.date]):
    """A service day: YYYY-MM-DD, today or tomorrow."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        today = clock.service_day(clock.now())
        if value in ("today", "tomorrow"):
            return today + dt.timedelta(days=value == "tomorrow")
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return self.fail(f"{value!r} is not a day; write YYYY-MM-DD, today or tomorrow.", param, ctx)


@click.command("plan")
@click.option("--office", required=True, help="The office's code.")
@click.option("--date", "day", type=Day(), default="today", show_default=True, help="The service day.")
@click.option("--seconds", type=click.FloatRange(0.1, 3600), default=None, help="How long to search.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--publish", is_flag=True, help="Put the new version in force.")
@click.option(
    "--export",
    "export_to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the day as a problem without people or places for `logistics route`, and plan nothing.",
)
@json_option
@click.pass_obj
def command(
    settings: Settings,
    office: str,
    day: dt.date,
    seconds: float | None,
    seed: int,
    publish: bool,
    export_to: Path | None,
    as_json: bool,
) -> None:
    """Plan the office's pickups of one day; exits with 1 where a request could not be served."""
    database = Database(settings.database_url)
    if export_to:
        sources = configured(settings.travel_engine_url, settings.storage_dir)
        export_to.write_text(export(database, office, day, sources=sources), "utf-8")
        emit({"file": str(export_to)}, lambda: str(export_to), as_json=as_json)
        return
    effort = Effort(seconds or settings.plan_seconds, seed)
    plan_id = planning.plan_now(
        database,
        office,
        day,
        effort=effort,
        sources=configured(settings.travel_engine_url, settings.storage_dir),
        on_start=lambda draft: say(_start(draft, effort)),
        on_progress=now_and_then(_tell),
    )
    with database.transaction() as session:
        if publish:
            publishing.publish(session, plan_id, fence=look_up.plan_view(session, plan_id).fence, by=None)
        view = look_up.plan_view(session, plan_id)
    emit(view, lambda: _text(view), as_json=as_json)
    if view.unserved:
        raise SystemExit(1)


def _start(draft: Draft, effort: Effort) -> Text:
    office, day = draft.day.office.code, draft.day.service_day
    households, stops = len(draft.layout.places), len(draft.problem.stops)
    return Text(
        f"Đang lập tuyến {office} ngày {day:%d/%m/%Y}: {stops} lượt ghé {households} hộ, {effort.seconds:g} giây ...",
        f"Planning {office} for {day.isoformat()}: {counted(stops, 'visit')} to {counted(households, 'household')}, "
        f"{effort.seconds:g} s ...",
    )


def _tell(progress: Progress) -> None:
    note = how_far(progress)
    say(Text(f"  {progress.wall_s:5.1f} s  {note.vi}", f"  {progress.wall_s:5.1f} s  {note.en}"))


def how_far(progress: Progress) -> Text:
    """How far a search is, in words; the cost only once everybody is served, for before it is mostly penalties."""
    if progress.unserved:
        return Text(
            f"còn {progress.unserved} lượt ghé chưa có tuyến",
            f"{counted(progress.unserved, 'visit')} still without a route",
        )
    return Text(
        f"{progress.routes} tuyến, {dong(progress.cost)}", f"{counted(progress.routes, 'route')}, {dong(progress.cost)}"
    )


def _text(view: PlanView) -> Text:
    return Text("\n".join(_lines(view, "vi")), "\n".join(_lines(view, "en")))


def _lines(view: PlanView, language: Literal["vi", "en"]) -> Iterator[str]:
    vi = language == "vi"
    in_force = (" · đang áp dụng" if vi else " · in force") if view.published else ""
    version = "bản" if vi else "version"
    yield f"{view.office_name} · {view.service_day:%d/%m/%Y} · {version} {view.version}{in_force}"
    routes = f"{len(view.routes)} tuyến" if vi else counted(len(view.routes), "route")
    yield f"{routes}, {view.distance_m / 1000:.0f} km, {dong(view.cost)}"
    for route in view.routes:
        kind = getattr(_KIND[route.vehicle_kind], language)
        driver = route.driver or ("chưa có tài xế" if vi else "no driver yet")
        yield ""
        yield (
            f"{'Tuyến' if vi else 'Route'} {route.sequence}: {kind} {route.vehicle_plate}, {driver}; "
            f"{clock.local(route.departs_at):%H:%M}-{clock.local(route.returns_at):%H:%M}, "
            f"{route.distance_m / 1000:.0f} km, {_parcels(route.parcels, vi=vi)}, {route.mass_g / 1000:.0f} kg"
        )
        for stop in route.stops:
            parcels = _parcels(len(stop.parcels), vi=vi)
            yield (
                f"  {stop.sequence:>2}. {clock.local(stop.arrives_at):%H:%M}  {stop.seller_code}  {stop.place_name}, "
                f"{stop.commune}  ({parcels}; {_leg(stop, language)})"
            )
    if view.unserved:
        yield "\nChưa phục vụ được:" if vi else "\nNot served:"
    for left in view.unserved:
        yield f"  {left.seller_code}  {left.village}: {' '.join(reason[language] for reason in left.reasons)}"


def _leg(stop: StopView, language: Literal["vi", "en"]) -> str:
    """How far and how long it is to the stop, by how much it may take longer, and who says so."""
    minutes, more = round(stop.leg_duration_s / 60), round(stop.leg_band * stop.leg_duration_s / 60)
    unit = "phút" if language == "vi" else "min"
    says = getattr(_SAYS[stop.leg_quality], language)
    return f"{stop.leg_distance_m / 1000:.1f} km, {minutes} + {more} {unit}, {says}"


def _parcels(number: int, *, vi: bool) -> str:
    return f"{number} kiện" if vi else counted(number, "parcel")
