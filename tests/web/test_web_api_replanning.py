"""A program lives through a day: it plans, hears what has changed, plans again, compares and publishes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from api_client import Api
from factories import a_seller, a_shipment, a_user, a_vehicle
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics import clock
from logistics.cli.handlers import HANDLERS
from logistics.db import Database
from logistics.jobs.models import Job
from logistics.jobs.worker import run_next
from logistics.parties.credentials import API_KEY_LIFETIME, issue
from logistics.parties.models import AuditEntry, CredentialKind, Office, Role, Vehicle, VehicleKind
from logistics.pickups import planning, publishing
from logistics.pickups.models import TouchedRoute
from logistics.routing import Iterations, problem_from_json, solve
from logistics.settings import Settings

pytestmark = pytest.mark.usefixtures("before_dawn")


@pytest.fixture
def day() -> dt.date:
    """The service day that all of this is about: today."""
    return clock.service_day(clock.now())


@pytest.fixture
def office_code(world: Database, day: dt.date) -> str:
    """The first office, with a published plan of three households on one of two vans."""
    with world.transaction() as session:
        office = _office(session)
        a_vehicle(session, office, VehicleKind.VAN)
        for n in range(3):
            a_shipment(session, a_seller(session, office, lat=22.41 + n / 100, lon=103.48))
        code = office.code
    draft = planning.prepare(world, code, day)
    found = solve(draft.problem, Iterations(20))
    with world.transaction() as session:
        plan = planning.keep(session, draft, found, created_by_id=None)
        publishing.publish(session, plan.id, fence=0, by=None)
    return code


@pytest.fixture
def program(api: Callable[..., Api]) -> Api:
    """A program of the first office."""
    return api(Role.INTEGRATOR)


@pytest.fixture
def plan(program: Api, office_code: str, day: dt.date) -> Any:
    """The version in force."""
    (version,) = program("GET", f"/plans?office_code={office_code}&service_day={day}").json["plans"]
    return program("GET", f"/plans/{version['id']}").json


@pytest.fixture
def replanned(
    program: Api, world: Database, settings: Settings, office_code: str, day: dt.date
) -> Callable[..., dict[str, Any]]:
    """Asks for a re-planning, has it worked out, and returns what its job then says."""

    def asked(**more: Any) -> dict[str, Any]:
        body = {"office_code": office_code, "service_day": day.isoformat()} | more
        answer = program("POST", "/replannings", json=body)
        assert answer.status_code == 202
        assert run_next(world, settings, {planning.REPLAN: HANDLERS[planning.REPLAN]})
        told: dict[str, Any] = program("GET", f"/plannings/{answer.json['id']}").json
        return told

    return asked


def _office(session: Session) -> Office:
    return session.scalars(select(Office).order_by(Office.id)).all()[0]


def test_a_new_pickup_is_told_planned_compared_and_published_once(
    program: Api, world: Database, plan: Any, replanned: Callable[..., dict[str, Any]]
) -> None:
    with world.transaction() as session:
        seller = a_seller(session, _office(session), lat=22.45, lon=103.48)
        a_shipment(session, seller)
        code = seller.code
    changes = program("GET", f"/plans/{plan['id']}/changes").json

    plan_id = replanned()["plan_id"]
    difference = program("GET", f"/plans/{plan_id}/difference").json
    fence = {"fence": program("GET", f"/plans/{plan_id}").json["fence"]}
    published = program("POST", f"/plans/{plan_id}/publish", json=fence)
    too_late = program("POST", f"/plans/{plan_id}/publish", json=fence)

    assert changes["newcomers"] == [{"seller_code": code, "parcels": 1, "planned": False}]
    assert difference["in_force_id"] == plan["id"]
    assert [stop["seller_code"] for stop in difference["now_served"]] == [code]
    assert (published.status_code, too_late.status_code) == (200, 409)
    assert (too_late.mimetype, too_late.json["code"]) == ("application/problem+json", "plan_changed_meanwhile")


def test_a_cancelled_pickup_leaves_the_plan(program: Api, plan: Any, replanned: Callable[..., dict[str, Any]]) -> None:
    stop = plan["routes"][0]["stops"][0]

    cancelled = program("POST", f"/pickups/{stop['request_id']}/cancel")
    changes = program("GET", f"/plans/{plan['id']}/changes").json
    difference = program("GET", f"/plans/{replanned()['plan_id']}/difference").json

    assert (cancelled.status_code, cancelled.json["state"]) == (200, "cancelled")
    assert [one["id"] for one in changes["cancelled"]] == [stop["id"]]
    assert [one["seller_code"] for one in difference["no_longer"]] == [stop["seller_code"]]


def test_a_broken_vehicles_stops_go_to_the_other_and_back_when_it_drives_again(
    program: Api, plan: Any, replanned: Callable[..., dict[str, Any]], day: dt.date
) -> None:
    (route,) = plan["routes"]
    breakdown = f"/vehicles/{route['vehicle_id']}/breakdowns/{day}"

    noted = [program("PUT", breakdown).status_code for _ in range(2)]
    changes = program("GET", f"/plans/{plan['id']}/changes").json
    difference = program("GET", f"/plans/{replanned()['plan_id']}/difference").json
    back = program("DELETE", breakdown).status_code

    assert noted == [204, 204]
    assert [one["vehicle_id"] for one in changes["broken"]] == [route["vehicle_id"]]
    assert {move["from_plate"] for move in difference["moved"]} == {route["vehicle_plate"]}
    assert len(difference["moved"]) == 3
    assert back == 204
    assert program("GET", f"/plans/{plan['id']}/changes").json["broken"] == []


def test_a_closed_road_flags_the_routes_that_use_it_until_it_is_open_again(
    program: Api, world: Database, plan: Any
) -> None:
    at = plan["routes"][0]["stops"][0]
    body = {"at": {"lat": at["lat"], "lon": at["lon"]}, "description": "Sạt lở", "vehicles": ["van"]}

    first, again = (
        program("POST", "/closures", json=body, headers={"Idempotency-Key": "landslide-1"}) for _ in range(2)
    )
    changes = program("GET", f"/plans/{plan['id']}/changes").json
    listed = program("GET", "/closures").json["closures"]
    opened = [program("POST", f"/closures/{first.json['id']}/open").status_code for _ in range(2)]

    assert (first.status_code, again.json) == (201, first.json)
    assert [flag["closure_id"] for flag in changes["touched"]] == [first.json["id"]]
    assert [(one["id"], one["vehicles"]) for one in listed] == [(first.json["id"], ["van"])]
    assert opened == [200, 409]
    with world.reading() as session:
        assert len(session.scalars(select(TouchedRoute)).all()) == 1


def test_where_nothing_has_changed_no_version_is_made(replanned: Callable[..., dict[str, Any]]) -> None:
    told = replanned()

    assert (told["state"], told["plan_id"], told["nothing"]) == ("done", None, True)


def test_a_stop_is_given_to_another_vehicle_and_the_version_thrown_away(
    program: Api, world: Database, plan: Any, replanned: Callable[..., dict[str, Any]]
) -> None:
    with world.reading() as session:
        others = select(Vehicle).where(Vehicle.id != plan["routes"][0]["vehicle_id"]).order_by(Vehicle.id)
        other = session.scalars(others.where(Vehicle.office_id == _office(session).id)).all()[0]
    give = {"stop_id": plan["routes"][0]["stops"][1]["id"], "vehicle_id": other.id}

    plan_id = replanned(give=give)["plan_id"]
    difference = program("GET", f"/plans/{plan_id}/difference").json
    dropped = program("DELETE", f"/plans/{plan_id}")

    assert [move["to_plate"] for move in difference["moved"]] == [other.plate]
    assert dropped.status_code == 204
    assert program("GET", f"/plans/{plan_id}").status_code == 404
    assert program("DELETE", f"/plans/{plan['id']}").status_code == 409


def test_a_replanning_sent_again_is_one_job(program: Api, world: Database, office_code: str, day: dt.date) -> None:
    body = {"office_code": office_code, "service_day": day.isoformat()}

    answers = [program("POST", "/replannings", json=body, headers={"Idempotency-Key": "k-1"}) for _ in range(2)]

    assert answers[0].json == answers[1].json
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    with world.reading() as session:
        assert len(session.scalars(select(Job).where(Job.kind == planning.REPLAN)).all()) == 1


def test_without_a_plan_in_force_there_is_nothing_to_plan_again(program: Api, world: Database, day: dt.date) -> None:
    with world.reading() as session:
        code = _office(session).code

    answer = program("POST", "/replannings", json={"office_code": code, "service_day": day.isoformat()})

    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    assert answer.json["code"] == "nothing_in_force"


def test_a_day_is_exported_without_people_or_places(program: Api, office_code: str, day: dt.date) -> None:
    answer = program("POST", "/instances", json={"office_code": office_code, "service_day": day.isoformat()})

    assert answer.status_code == 200
    assert len(problem_from_json(answer.text).stops) == 3
    for personal in ("Giàng", "+848", "Tam Đường", "LC0", "103.48", "22.41", office_code):
        assert personal not in answer.text


def test_another_offices_program_sees_and_changes_nothing(
    api: Callable[..., Api], world: Database, plan: Any, office_code: str, day: dt.date
) -> None:
    stranger, route = api(Role.INTEGRATOR, 1), plan["routes"][0]
    with world.reading() as session:
        before = len(session.scalars(select(AuditEntry)).all())
    about = {"office_code": office_code, "service_day": day.isoformat()}

    answers = [
        stranger("GET", f"/plans/{plan['id']}/changes"),
        stranger("GET", f"/plans/{plan['id']}/difference"),
        stranger("DELETE", f"/plans/{plan['id']}"),
        stranger("PUT", f"/vehicles/{route['vehicle_id']}/breakdowns/{day}"),
        stranger("POST", f"/pickups/{route['stops'][0]['request_id']}/cancel"),
        stranger("POST", "/replannings", json=about),
        stranger("POST", "/instances", json=about),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5 + [422] * 2
    with world.reading() as session:
        assert len(session.scalars(select(AuditEntry)).all()) == before


def test_a_sellers_program_closes_no_road(app: Flask, world: Database) -> None:
    with world.transaction() as session:
        office = _office(session)
        user = a_user(session, Role.INTEGRATOR, office_id=office.id, seller_id=a_seller(session, office).id)
        key = issue(session, user, CredentialKind.API_KEY, API_KEY_LIFETIME)
    program = Api(app.test_client(), key)

    answers = [program("POST", "/closures", json={"road": "QL4D"}), program("GET", "/closures")]

    assert [answer.status_code for answer in answers] == [403, 403]
