"""On what the clerk prints: chosen beside the button, remembered by the office."""

from __future__ import annotations

import pypdfium2
import pytest
from browser import SignedIn
from flask.testing import FlaskClient
from sqlalchemy import select
from walk import a_registered_parcel

from logistics.db import Database
from logistics.parties.models import Office, Role
from logistics.shipments.models import LabelPrint

_MM = 25.4 / 72


@pytest.fixture
def clerk(as_role: SignedIn) -> FlaskClient:
    """The first office's clerk."""
    return as_role(Role.CLERK)


def _page_mm(pdf: bytes) -> tuple[int, int]:
    width, height = pypdfium2.PdfDocument(pdf)[0].get_size()
    return round(width * _MM), round(height * _MM)


def _printed(world: Database) -> list[str]:
    with world.reading() as session:
        return list(session.scalars(select(LabelPrint.layout).order_by(LabelPrint.id)))


def test_a_label_comes_on_what_the_clerk_chose_and_that_is_written_down(clerk: FlaskClient, world: Database) -> None:
    chosen = clerk.post("/counter/labels", data={"number": a_registered_parcel(world), "output": "A7/A4"})
    plain = clerk.post("/counter/labels", data={"number": a_registered_parcel(world)})

    assert [_page_mm(answer.data) for answer in (chosen, plain)] == [(210, 297), (100, 150)]
    assert _printed(world) == ["A7/A4", "100x150"]


def test_zpl_is_saved_as_a_file_for_the_printer(clerk: FlaskClient, world: Database) -> None:
    number = a_registered_parcel(world)

    answer = clerk.post("/counter/labels", data={"number": number, "output": "100x150/zpl-12"})

    assert answer.mimetype == "application/zpl"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={number}.zpl"
    assert b"^PW1200^LL1800" in answer.data


def test_the_office_prints_on_what_a_clerk_kept_and_no_other_office_does(
    as_role: SignedIn, clerk: FlaskClient, world: Database
) -> None:
    clerk.post("/counter/labels", data={"number": a_registered_parcel(world), "output": "80x80", "keep_output": "yes"})

    next_one = clerk.post("/counter/labels", data={"number": a_registered_parcel(world)})

    assert _page_mm(next_one.data) == (80, 80)
    assert '<option value="80x80" selected>' in clerk.get(f"/counter/parcels/{a_registered_parcel(world)}").text
    with world.reading() as session:
        assert session.scalars(select(Office.label_output).order_by(Office.id)).all() == ["80x80", "100x150"]


@pytest.mark.parametrize("wrong", [{"output": "A0"}, {"output": "A7/A4", "start_position": "9"}])
def test_a_choice_that_cannot_be_printed_prints_nothing(
    clerk: FlaskClient, world: Database, wrong: dict[str, str]
) -> None:
    answer = clerk.post("/counter/labels", data={"number": a_registered_parcel(world), "keep_output": "yes"} | wrong)

    assert answer.status_code == 422
    assert _printed(world) == []
