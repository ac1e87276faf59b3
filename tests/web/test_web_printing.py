"""From the clerk's button through the API and the agent to a port 9100."""

from __future__ import annotations

import json
import socket
import threading

from browser import SignedIn
from click.testing import CliRunner
from flask import Flask
from live import served
from sqlalchemy import select
from walk import a_registered_parcel

from logistics.cli import cli
from logistics.db import Database
from logistics.parties.credentials import API_KEY_LIFETIME, issue
from logistics.parties.models import AuditEntry, CredentialKind, Role, User
from logistics.settings import Settings
from logistics.shipments.models import Parcel, PrintJob, PrintState


def a_key(world: Database, role: Role, number: int = 0) -> str:
    with world.transaction() as session:
        user = session.scalars(select(User).where(User.role == role).order_by(User.id)).all()[number]
        return issue(session, user, CredentialKind.API_KEY, API_KEY_LIFETIME)


def test_a_clerks_label_comes_out_of_the_office_printer(
    app: Flask, as_role: SignedIn, world: Database, settings: Settings
) -> None:
    number = a_registered_parcel(world)
    clerk = as_role(Role.CLERK)
    papers: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as port, served(app) as address:
        thread = threading.Thread(target=_print_all, args=(port, papers), daemon=True)
        thread.start()
        answer = clerk.post("/counter/print", data={"number": number})
        told = CliRunner().invoke(
            cli,
            [
                *("print-agent", "--url", address, "--key", a_key(world, Role.INTEGRATOR)),
                *("--printer", f"tcp://127.0.0.1:{port.getsockname()[1]}", "--once", "--json"),
            ],
            obj=settings,
        )

    assert answer.status_code == 302
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout) == {"printed": 1}
    assert [number[2:].encode() in paper for paper in papers if paper] == [True]
    with world.reading() as session:
        assert session.scalars(select(PrintJob.state)).all() == [PrintState.PRINTED]


def _print_all(port: socket.socket, papers: list[bytes]) -> None:
    while True:
        try:
            line, _ = port.accept()
        except OSError:
            return
        with line:
            paper = b""
            while part := line.recv(65536):
                paper += part
            papers.append(paper)


def test_a_second_print_from_the_counter_needs_a_reason(as_role: SignedIn, world: Database) -> None:
    number = a_registered_parcel(world)
    clerk = as_role(Role.CLERK)
    clerk.post("/counter/print", data={"number": number})

    refused = clerk.post("/counter/print", data={"number": number})
    again = clerk.post("/counter/print", data={"number": number, "reason": "torn"})

    assert (refused.status_code, again.status_code) == (409, 302)


def test_the_queue_of_another_office_is_out_of_reach(app: Flask, as_role: SignedIn, world: Database) -> None:
    as_role(Role.CLERK).post("/counter/print", data={"number": a_registered_parcel(world)})
    client, foreign = app.test_client(), {"Authorization": f"Bearer {a_key(world, Role.CLERK, 1)}"}
    with world.reading() as session:
        job_id = session.scalars(select(PrintJob.id)).one()

    claimed = client.post("/api/v1/print-jobs/claim", json={}, headers=foreign)
    settled = client.post(
        f"/api/v1/print-jobs/{job_id}/outcome", json={"fence": 1, "outcome": "printed"}, headers=foreign
    )

    assert claimed.json == {"job": None}
    assert settled.status_code == 404


def test_programs_queue_and_see_what_waits(app: Flask, world: Database) -> None:
    number = a_registered_parcel(world)
    client, key = app.test_client(), {"Authorization": f"Bearer {a_key(world, Role.CLERK)}"}

    queued = client.post("/api/v1/print-jobs", json={"item_numbers": [number]}, headers=key)
    listed = client.get("/api/v1/print-jobs", headers=key)

    assert queued.status_code == 201
    assert [(job["id"], job["item_number"], job["state"]) for job in listed.json["jobs"]] == [
        (queued.json["job_ids"][0], number, "waiting")
    ]


def test_the_slip_and_the_packing_sheet_open_as_pdf(as_role: SignedIn, world: Database) -> None:
    number = a_registered_parcel(world)
    clerk = as_role(Role.CLERK)

    for address in (f"/counter/parcels/{number}/slip.pdf", "/counter/packing/tea_dry.pdf"):
        answer = clerk.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.data.startswith(b"%PDF")
    assert clerk.get("/counter/packing/nothing.pdf").status_code == 404
    assert as_role(Role.CLERK, office=1).get(f"/counter/parcels/{number}/slip.pdf").status_code == 404


def test_a_number_is_made_void_only_with_an_explicit_yes(as_role: SignedIn, world: Database) -> None:
    number = a_registered_parcel(world)
    clerk = as_role(Role.CLERK)

    hasty = clerk.post(f"/counter/parcels/{number}/void", data={"reason": "twice"})
    meant = clerk.post(f"/counter/parcels/{number}/void", data={"reason": "twice", "sure": "yes"})
    page = clerk.get(f"/counter/parcels/{number}?lang=en").text

    assert (hasty.status_code, meant.status_code) == (422, 302)
    assert "void for ever" in page
    with world.reading() as session:
        assert session.scalars(select(Parcel.voided_at).where(Parcel.item_number == number)).one() is not None
        assert "parcel.void" in session.scalars(select(AuditEntry.action)).all()
