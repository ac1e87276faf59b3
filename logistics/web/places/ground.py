"""What lies in a piece of the map: villages, meeting points, roads, closures and outlines, as plain JSON."""

from __future__ import annotations

from typing import Any

from flask import current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.errors import Invalid
from logistics.parties.models import Role
from logistics.places.models import CommuneOutline, MeetingPoint, Village
from logistics.places.units import communes
from logistics.travel.closing import closures
from logistics.travel.map_data import roads_in
from logistics.travel.sources import built_roads
from logistics.web.permissions import allow
from logistics.web.places.blueprint import blueprint
from logistics.web.transactions import current_database

Box = tuple[float, float, float, float]

_MOST = 400
_WIDEST_DEG = 6.0


@blueprint.get("/ground.json")
@allow(Role.CLERK, Role.DISPATCHER, Role.ADMINISTRATOR)
def ground() -> ResponseReturnValue:
    """The piece of `?box=south,west,north,east`; of many villages those with a pin first."""
    box = _box(request.args.get("box", ""))
    with current_database().reading() as session:
        found = {
            "villages": _villages(session, box),
            "meeting_points": _meeting_points(session, box),
            "closures": _closures(session),
            "outlines": _outlines(session, box),
        }
    roads = built_roads(current_app.config["SETTINGS"].storage_dir)
    return jsonify(found | {"roads": roads_in(roads, box) if roads else []})


def _box(written: str) -> Box:
    try:
        south, west, north, east = (float(part) for part in written.split(","))
        if not (south < north <= south + _WIDEST_DEG and west < east <= west + _WIDEST_DEG):
            raise ValueError
        return south, west, north, east
    except ValueError:
        raise Invalid.one(
            "/box",
            "not_a_box",
            vi="Vùng bản đồ phải là nam,tây,bắc,đông và không quá 6 độ.",
            en="The box is south,west,north,east, at most 6 degrees wide.",
        ) from None


def _villages(session: Session, box: Box) -> list[dict[str, Any]]:
    rows = session.scalars(
        select(Village)
        .where(Village.lat.between(box[0], box[2]), Village.lon.between(box[1], box[3]))
        .order_by(Village.pinned_at.is_(None), Village.id)
        .limit(_MOST)
    )
    return [
        {
            "name": row.name,
            "at": [row.lat, row.lon],
            "pinned": row.pinned_at is not None,
            "page": url_for("places.village", village_id=row.id),
        }
        for row in rows
    ]


def _meeting_points(session: Session, box: Box) -> list[dict[str, Any]]:
    rows = session.scalars(
        select(MeetingPoint)
        .where(MeetingPoint.lat.between(box[0], box[2]), MeetingPoint.lon.between(box[1], box[3]))
        .order_by(MeetingPoint.id)
        .limit(_MOST)
    )
    return [
        {"name": row.name, "at": [row.lat, row.lon], "page": url_for("places.meeting_point", meeting_point_id=row.id)}
        for row in rows
    ]


def _closures(session: Session) -> list[dict[str, Any]]:
    """Every closure that holds now and has a place; they are few."""
    return [
        {
            "road": closure.road,
            "source": closure.source,
            "area": [[p.lat, p.lon] for p in closure.area],
            "pins": [[p.lat, p.lon] for p in closure.pins],
        }
        for closure in closures(session, clock.now())
        if closure.located
    ]


def _outlines(session: Session, box: Box) -> list[dict[str, Any]]:
    """The outlines of communes around the middle of the piece: those whose centre is in it or near."""
    height, width = box[2] - box[0], box[3] - box[1]
    near = [
        unit.code
        for unit in communes().values()
        if box[0] - height / 2 <= unit.lat <= box[2] + height / 2
        and box[1] - width / 2 <= unit.lon <= box[3] + width / 2
    ]
    rows = session.execute(
        select(CommuneOutline.code, CommuneOutline.polygons).where(CommuneOutline.code.in_(near[:_MOST]))
    )
    return [
        {
            "name": communes()[code].name,
            "at": [communes()[code].lat, communes()[code].lon],
            "rings": [[[lat, lon] for lon, lat, *_ in outer] for outer, *_ in polygons],
        }
        for code, polygons in rows
    ]
