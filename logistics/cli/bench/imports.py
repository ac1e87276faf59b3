"""`logistics bench import`: 2,500 invented orders from the file to committed rows, on a fresh SQLite file.

CPU seconds, the median of several runs; `--file` measures a sheet of one's own, `--load` the bare load of many
rows beside SQLite's own INSERT..SELECT of the same rows.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click
from sqlalchemy import text

import logistics.schema  # noqa: F401  every room's tables
from logistics import clock
from logistics.cli.bench.import_sheet import invented_sheet, sellers_of
from logistics.cli.output import emit, json_option, say
from logistics.db import Base, Database
from logistics.parties.import_sellers import import_sellers
from logistics.shipments.sheets.batch_import import Prepared, Upload, prepare, take_in
from logistics.shipments.writing import Stamp, numbered_rows

_TABLES = ("consignee", "shipment", "parcel", "shipment_line")
_MAX_BYTES = 1_000_000_000


@dataclass(slots=True)
class Stages:
    """CPU seconds of each stage, one figure a run."""

    cpu_s: dict[str, list[float]] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what happens inside."""
        start = time.process_time()
        yield
        self.cpu_s.setdefault(name, []).append(time.process_time() - start)

    def medians(self) -> dict[str, float]:
        """The middle run of each stage."""
        return {name: round(statistics.median(runs), 3) for name, runs in self.cpu_s.items()}


@click.command("import")
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A sheet of your own.")
@click.option("--orders", default=2_500, show_default=True, help="Orders in the invented sheet.")
@click.option("--runs", default=3, show_default=True)
@click.option("--load", default=0, help="Also load so many shipments, beside INSERT..SELECT of the same rows.")
@json_option
def command(file: Path | None, orders: int, runs: int, load: int, *, as_json: bool) -> None:
    """Measure the import of a sheet, from its bytes to committed rows."""
    content = file.read_bytes() if file else invented_sheet(orders)
    stages = Stages()
    counts: Mapping[str, int] = {}
    for run in range(runs):
        say(f"run {run + 1} of {runs}")
        counts = _run(content, stages)
    medians = stages.medians()
    result: dict[str, object] = {
        "runs": runs,
        **counts,
        "cpu_s": round(sum(medians.values()), 3),
        # Later runs find communes and goods remembered; a command of its own is always the first.
        "first_run_cpu_s": round(sum(figures[0] for figures in stages.cpu_s.values()), 3),
        "stages_cpu_s": medians,
    }
    if load:
        result["load"] = _bare_load(load)
    emit(result, lambda: "\n".join(f"{name}: {value}" for name, value in result.items()), as_json=as_json)


def _run(content: bytes, stages: Stages) -> Mapping[str, int]:
    with _fresh() as database:
        with database.transaction() as session:
            import_sellers(session, sellers_of(content))
        with stages.stage("read, check and pack"), database.reading() as session:
            prepared = prepare(session, _upload(content), clock.now())
        with stages.stage("number, insert and commit"), database.transaction() as session:
            _, report = take_in(session, prepared, _stamp())
    return {"rows": report.rows, "orders": report.orders, "made": report.made, "rejected": report.rejected_orders}


def _bare_load(shipments: int) -> Mapping[str, float]:
    """Seconds of CPU to number and to insert so many shipments, and for SQLite to copy their rows by itself."""
    content = invented_sheet(shipments)
    with _fresh() as database:
        with database.transaction() as session:
            import_sellers(session, sellers_of(content))
        with database.reading() as session:
            prepared: Prepared = prepare(session, _upload(content), clock.now())
        with database.transaction() as session:
            start = time.process_time()
            rows = numbered_rows(session, prepared.shipments, _stamp())
            numbered = time.process_time()
            rows.insert(session)
        ours = time.process_time()
        limit = _copied(database)
    return {
        "shipments": len(prepared.shipments),
        "number_cpu_s": round(numbered - start, 3),
        "insert_cpu_s": round(ours - numbered, 3),
        "insert_select_cpu_s": round(limit, 3),
    }


def _copied(database: Database) -> float:
    """Seconds of CPU for INSERT..SELECT of all rows into emptied tables of the same shape and indexes."""
    with database.transaction() as session:
        for table in _TABLES:
            session.execute(text(f"CREATE TEMP TABLE copy_of_{table} AS SELECT * FROM {table}"))  # noqa: S608
        for table in reversed(_TABLES):
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
    start = time.process_time()
    with database.transaction() as session:
        for table in _TABLES:
            session.execute(text(f"INSERT INTO {table} SELECT * FROM copy_of_{table}"))  # noqa: S608
    return time.process_time() - start


@contextmanager
def _fresh() -> Iterator[Database]:
    with tempfile.TemporaryDirectory(prefix="highland-bench-") as folder:
        database = Database(f"sqlite:///{folder}/bench.db")
        Base.metadata.create_all(database.engine)
        yield database
        database.dispose()


def _upload(content: bytes) -> Upload:
    return Upload(content=content, filename="bench.csv", max_bytes=_MAX_BYTES)


def _stamp() -> Stamp:
    return Stamp(now=clock.now(), item_number_key="bench")
