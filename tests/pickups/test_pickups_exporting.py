"""A real day leaves the house as numbers: solvable again, and nobody can be read out of it."""

from __future__ import annotations

import datetime as dt

from factories import a_seller, a_shipment, a_vehicle, an_office

from logistics.db import Database
from logistics.parties.models import VehicleKind
from logistics.pickups.exporting import export
from logistics.routing import Iterations, problem_from_json, solve

DAY = dt.date(2025, 11, 5)


def test_an_exported_day_is_solved_again(database: Database) -> None:
    code = _a_day(database)

    problem = problem_from_json(export(database, code, DAY))

    assert len(solve(problem, Iterations(5)).routes[0].stops) == 2


def test_an_exported_day_names_nobody_and_no_place(database: Database) -> None:
    code = _a_day(database)

    text = export(database, code, DAY)

    for personal in ("Giàng", "+848", "Tam Đường", "LC0", "103.6", "22.31", code):
        assert personal not in text


def _a_day(database: Database) -> str:
    with database.transaction() as session:
        office = an_office(session)
        a_vehicle(session, office, VehicleKind.VAN)
        for lat in (22.318, 22.33):
            a_shipment(session, a_seller(session, office, lat=lat))
        return str(office.code)
