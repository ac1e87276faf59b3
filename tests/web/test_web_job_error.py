"""Why a job failed, as the API tells it: what to mend in the asked language, never what was raised inside."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from api_client import Api
from sqlalchemy import select

from logistics import clock
from logistics.cli.handlers import HANDLERS
from logistics.db import Database
from logistics.errors import Failure, Unavailable
from logistics.jobs import queue, worker
from logistics.jobs.models import Job
from logistics.parties.models import Office, Role, Seller
from logistics.settings import Settings

RAISED = "OperationalError: (psycopg) connection to 10.0.0.7, user 'post' failed"


def _a_planning(api: Api, world: Database) -> str:
    with world.reading() as session:
        code = session.scalars(select(Office.code).order_by(Office.id)).first()
    tomorrow = clock.service_day(clock.now()) + dt.timedelta(days=1)
    asked = api("POST", "/plannings", json={"office_code": code, "service_day": tomorrow.isoformat()})
    return f"/plannings/{asked.json['id']}"


def _an_import(api: Api, _world: Database) -> str:
    asked = api("POST", "/imports", data={"file": (io.BytesIO(b"a,b\n1,2\n"), "orders.csv")})
    return f"/imports/{asked.json['id']}"


def _a_registering(api: Api, world: Database) -> str:
    with world.reading() as session:
        code = session.scalars(select(Seller.code).order_by(Seller.id)).first()
    row = f'{{"seller_code": "{code}"}}'
    asked = api("POST", "/shipments/many", data=row, content_type="application/x-ndjson")
    return f"/shipments/many/{asked.json['id']}"


JOBS = {"planning": _a_planning, "import": _an_import, "registering": _a_registering}


def _failed(world: Database, error: str | Failure, *, final: bool) -> None:
    with world.transaction() as session:
        held = queue.claim(session)
        assert held is not None
        queue.fail(session, held, error, final=final)


@pytest.mark.parametrize("kind", JOBS)
def test_a_cancelled_job_has_neither_a_report_nor_an_error(api: Callable[..., Api], world: Database, kind: str) -> None:
    integrator = api(Role.INTEGRATOR)
    where = JOBS[kind](integrator, world)
    with world.transaction() as session:
        queue.cancel(session, session.scalars(select(Job)).one().id)

    told = integrator("GET", where).json

    assert (told["state"], told["error"]) == ("cancelled", "")
    assert {told.get(name) for name in ("report", "plan_id", "made")} == {None}


@pytest.mark.parametrize("kind", JOBS)
def test_what_was_raised_inside_is_told_as_a_number_to_report(
    api: Callable[..., Api], world: Database, kind: str
) -> None:
    integrator = api(Role.INTEGRATOR)
    where = JOBS[kind](integrator, world)
    _failed(world, RAISED, final=True)

    vietnamese = integrator("GET", where, headers={"Accept-Language": "vi"}).json
    english = integrator("GET", where, headers={"Accept-Language": "en"}).json

    number = vietnamese["id"]
    assert vietnamese["state"] == "dead"
    assert vietnamese["error"] == f"Có lỗi phía chúng tôi. Hãy gửi lại; nếu vẫn lỗi, báo kèm số {number}."
    assert english["error"].startswith("Something failed on our side.")
    with world.reading() as session:
        assert session.get_one(Job, number).error == RAISED


def test_what_is_tried_again_by_itself_has_no_error_yet(api: Callable[..., Api], world: Database) -> None:
    integrator = api(Role.INTEGRATOR)
    where = _a_planning(integrator, world)
    _failed(world, RAISED, final=False)

    told = integrator("GET", where).json

    assert (told["state"], told["error"]) == ("ready", "")


def test_a_refusal_is_told_in_the_asked_language(api: Callable[..., Api], world: Database, settings: Settings) -> None:
    integrator = api(Role.INTEGRATOR)
    where = _an_import(integrator, world)
    worker.run_next(world, settings, HANDLERS)

    told: dict[str, Any] = {
        each: integrator("GET", where, headers={"Accept-Language": each}).json for each in ("vi", "en")
    }

    with world.reading() as session:
        refusal = session.get_one(Job, told["vi"]["id"]).refusal or []
    assert refusal
    for language in ("vi", "en"):
        assert told[language]["state"] == "dead"
        assert told[language]["error"] == " ".join(each[language] for each in refusal)


def test_what_does_not_answer_is_named_while_it_is_tried_again(api: Callable[..., Api], world: Database) -> None:
    integrator = api(Role.INTEGRATOR)
    where = _a_planning(integrator, world)
    _failed(world, Unavailable("osrm", vi="Máy chủ đường không trả lời.", en="OSRM does not answer."), final=False)

    assert integrator("GET", where).json["error"] == "Máy chủ đường không trả lời."
