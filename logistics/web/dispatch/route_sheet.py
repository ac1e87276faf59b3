"""A route on paper: for a phone without power, and for the office wall."""

from __future__ import annotations

import io

from flask import Response
from sqlalchemy import select

from logistics.errors import NotFound
from logistics.parties import visible_to
from logistics.parties.models import Role
from logistics.pickups.models import CollectionRoute
from logistics.pickups.route_sheet import write_route_sheet
from logistics.web.access import current_principal
from logistics.web.dispatch.blueprint import blueprint
from logistics.web.permissions import allow
from logistics.web.transactions import current_database


@blueprint.get("/<int:route_id>/sheet.pdf")
@allow(Role.DISPATCHER, Role.ADMINISTRATOR, Role.DRIVER)
def sheet(route_id: int) -> Response:
    """The route sheet as a PDF in A4."""
    stream = io.BytesIO()
    with current_database().reading() as session:
        route = session.scalar(
            select(CollectionRoute).where(
                CollectionRoute.id == route_id, visible_to(current_principal(), CollectionRoute)
            )
        )
        if route is None:
            raise NotFound("route", vi="Không có tuyến này.", en="There is no such route.")
        write_route_sheet(session, route, stream)
    name = f"attachment; filename=route-{route_id}.pdf"
    return Response(stream.getvalue(), mimetype="application/pdf", headers={"Content-Disposition": name})
