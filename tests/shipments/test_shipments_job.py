"""The import as a job: asked for once, done once, its refused rows kept as a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from order_sheets import an_upload, as_csv, the_sellers, tiktok
from sqlalchemy import func, select

from logistics.db import Database
from logistics.errors import NotFound
from logistics.jobs import worker
from logistics.jobs.models import Job, JobState
from logistics.settings import Settings
from logistics.shipments.models import Shipment
from logistics.shipments.sheets.job import IMPORT, ask_for_import, handle
from logistics.shipments.sheets.storage import kept_rejects, kept_sheet

CONTENT = as_csv(tiktok(), tiktok(order="2", phone=""))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(environment="test", storage_dir=tmp_path, item_number_key="tests")


def asked(database: Database, settings: Settings, content: bytes = CONTENT) -> Job:
    with database.transaction() as session:
        return ask_for_import(session, settings, an_upload(content), None)


def worked(database: Database, settings: Settings) -> bool:
    return worker.run_next(database, settings, {IMPORT: handle})


@pytest.fixture
def house(database: Database) -> Database:
    with database.transaction() as session:
        the_sellers(session)
    return database


def test_an_upload_is_taken_in_by_a_worker(house: Database, settings: Settings) -> None:
    job_id = asked(house, settings).id

    assert worked(house, settings)

    with house.reading() as session:
        job = session.get_one(Job, job_id)
        assert job.state is JobState.DONE
        assert job.result is not None
        assert (job.result["made"], len(job.result["rejected"])) == (1, 1)
        assert session.scalar(select(func.count()).select_from(Shipment)) == 1
    (rejects,) = (settings.storage_dir / "rejects").iterdir()
    assert rejects.read_text("utf-8-sig").count("\n") == 2


def test_asking_twice_while_it_waits_is_one_job_and_after_it_is_done_a_new_one(
    house: Database, settings: Settings
) -> None:
    first, again = asked(house, settings).id, asked(house, settings).id
    worked(house, settings)
    later = asked(house, settings).id

    assert first == again != later
    assert worked(house, settings)
    assert not worked(house, settings)
    with house.reading() as session:
        assert session.scalar(select(func.count()).select_from(Shipment)) == 1


def test_a_refused_file_ends_its_job_with_the_reason(house: Database, settings: Settings) -> None:
    job_id = asked(house, settings, b"%PDF-1.7").id

    worked(house, settings)

    with house.reading() as session:
        job = session.get_one(Job, job_id)
        assert job.state is JobState.DEAD
        assert "PDF" in job.error


@pytest.mark.parametrize("name", ["../../etc/passwd", "0" * 64, ""])
def test_only_kept_files_are_given_out(settings: Settings, name: str) -> None:
    with pytest.raises(NotFound):
        kept_sheet(settings.storage_dir, name)
    with pytest.raises(NotFound):
        kept_rejects(settings.storage_dir, 1, name)
