"""What if: the day under another assumption, without the day itself being any different."""

from __future__ import annotations

import datetime as dt

import pytest
from factories import a_seller, a_shipment, a_vehicle, an_office
from sqlalchemy import select, update

from logistics.db import Database
from logistics.errors import Conflict
from logistics.parties.models import Office, Vehicle, VehicleKind
from logistics.pickups import planning, publishing
from logistics.pickups.what_if import Assumption
from logistics.routing import NO_WAY, Iterations, solve

DAY = dt.date(2025, 11, 5)


def _a_day(database: Database) -> Office:
    with database.transaction() as session:
        office = an_office(session)
        a_vehicle(session, office, VehicleKind.VAN, shift_start_s=6 * 3600, shift_end_s=14 * 3600)
        a_shipment(session, a_seller(session, office, lat=22.46, lon=103.48))
        return office


def test_one_more_vehicle_is_planned_with_and_stays_out_of_use(database: Database) -> None:
    office = _a_day(database)

    draft = planning.prepare(database, office.code, DAY, assumption=Assumption(one_more=VehicleKind.MOTORBIKE))

    assert sorted(group.kind for group in draft.layout.groups.values()) == ["motorbike", "van"]
    with database.reading() as session:
        borrowed = session.scalars(select(Vehicle).where(Vehicle.kind == VehicleKind.MOTORBIKE)).one()
        assert not borrowed.active


def test_a_plan_with_a_vehicle_that_is_only_supposed_is_not_put_in_force(database: Database) -> None:
    office = _a_day(database)
    draft = planning.prepare(database, office.code, DAY, assumption=Assumption(one_more=VehicleKind.MOTORBIKE))
    with database.transaction() as session:
        found = solve(draft.problem, Iterations(5))
        plan = planning.keep(session, draft, found, created_by_id=None)
        plan.summary = plan.summary | {"why": {"kind": "what_if", "one_more": "motorbike"}}
        plan_id, driven = plan.id, plan.routes[0].vehicle_id
        session.execute(update(Vehicle).values(active=False))

    with pytest.raises(Conflict, match="only supposed") as refused, database.transaction() as session:
        publishing.publish(session, plan_id, fence=0, by=None)
    with database.transaction() as session:
        session.get_one(Vehicle, driven).active = True
        publishing.publish(session, plan_id, fence=0, by=None)

    assert refused.value.code == "vehicle_only_supposed"


def test_asking_twice_borrows_one_vehicle(database: Database) -> None:
    office = _a_day(database)

    for _ in range(2):
        planning.prepare(database, office.code, DAY, assumption=Assumption(one_more=VehicleKind.TRUCK))

    with database.reading() as session:
        assert len(session.scalars(select(Vehicle)).all()) == 2


def test_another_hour_to_begin_moves_the_shift_and_not_the_vehicle(database: Database) -> None:
    office = _a_day(database)

    draft = planning.prepare(database, office.code, DAY, assumption=Assumption(shift_start_s=8 * 3600))

    shift = draft.problem.vehicles[0].shift
    assert (shift.start_s, shift.end_s) == (8 * 3600, 16 * 3600)
    with database.reading() as session:
        assert session.scalars(select(Vehicle)).one().shift_start_s == 6 * 3600


def test_a_supposed_closure_bars_the_way(database: Database) -> None:
    office = _a_day(database)

    as_it_is = planning.prepare(database, office.code, DAY)
    barred = planning.prepare(database, office.code, DAY, assumption=Assumption(closed_at=(22.46, 103.48)))

    before, after = (draft.problem.travel[0].duration_s[0, 1] for draft in (as_it_is, barred))
    assert before < NO_WAY
    assert after == NO_WAY


def test_an_assumption_survives_the_way_through_a_job() -> None:
    assumption = Assumption(VehicleKind.VAN, 7 * 3600, (22.4, 103.5))

    assert Assumption.from_json(assumption.to_json()) == assumption
