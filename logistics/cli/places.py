"""`logistics places`: understand an address, and bring villages and outlines into the database."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from logistics.cli.output import emit, json_option, say
from logistics.db import Database
from logistics.parties.models import Office
from logistics.places.address import Knowledge, Understanding, understand
from logistics.places.fetching import digest, fetch
from logistics.places.known_sources import known_sources
from logistics.places.loading import Origin, gazetteer, load_outlines, load_villages, outlines_of
from logistics.places.models import GazetteerFile
from logistics.places.units import communes
from logistics.settings import Settings

_GEONAMES = known_sources()["geonames"]


@click.group("places")
def command() -> None:
    """Know every village, and what an address means."""


@command.command("find")
@click.argument("text")
@click.option(
    "--province",
    default="",
    help="Code of the province to look in first, such as 12; by default that of the first office.",
)
@json_option
@click.pass_obj
def find(settings: Settings, text: str, province: str, as_json: bool) -> None:
    """Say which unit and village TEXT means; "ambiguous" with candidates rather than a guess."""
    try:
        with Database(settings.database_url).reading() as session:
            known = Knowledge(gazetteer(session), outlines_of(session), province or _home(session))
    except (OperationalError, ProgrammingError):
        say("The database is not ready (logistics db upgrade): no villages are known.")
        known = Knowledge(home_province=province)
    found = understand(text, known)
    emit(found, lambda: _sentence(found), as_json=as_json)


@command.command("fetch")
@click.argument("source")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Where to put it; needed unless SOURCE is a name.",
)
@click.option(
    "--from", "stick", default="", help="A file or folder to take a named source from, such as a memory stick."
)
@click.option("--sha256", default="", help="What the file's SHA-256 must be.")
@json_option
@click.pass_obj
def fetch_file(settings: Settings, source: str, target: Path | None, stick: str, sha256: str, as_json: bool) -> None:
    """Bring a file from SOURCE to a place here; goes on where it broke off.

    SOURCE is a name (geonames, roads), an address, a file or a folder.
    """
    known = known_sources().get(source)
    if known is None and target is None:
        names = ", ".join(known_sources())
        raise click.UsageError(f"{source!r} is no known name ({names}): say with --to where the file goes.")
    path = target or settings.storage_dir / "places" / (known.file if known else "")
    path = fetch(stick or (known.url if known else source), path, sha256)
    result = {"path": path, "bytes": path.stat().st_size, "sha256": digest(path)}
    result |= {"licence": known.licence, "credit": known.credit} if known else {}
    told = "{path}: {bytes} bytes, SHA-256 {sha256}".format(**result)
    emit(result, f"{told}\n{known.credit} ({known.licence})" if known else told, as_json=as_json)


@command.command("load")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--name", default="GeoNames", help="What to call this origin; its earlier villages are replaced.")
@click.option("--licence", default=_GEONAMES.licence)
@click.option("--credit", default=_GEONAMES.credit, help="The line to show wherever these places are shown.")
@click.option("--url", default="", help="Where the file came from.")
@json_option
@click.pass_context
def load(context: click.Context, /, path: Path, as_json: bool, **origin: str) -> None:
    """Load villages (GeoNames dump or CSV) or outlines of communes (GeoJSON) from PATH."""
    settings: Settings = context.obj
    load_into = load_outlines if ".geojson" in path.suffixes or path.suffix == ".json" else load_villages
    with Database(settings.database_url).transaction() as session:
        loaded = load_into(session, path, Origin(**origin))
    emit(loaded, f"{loaded.name}: {loaded.kept} kept, {loaded.left_out} left out.", as_json=as_json)


@command.command("verify")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
@click.pass_obj
def verify(settings: Settings, paths: tuple[Path, ...], as_json: bool) -> None:
    """Show what was loaded with licence and credit; exits with 1 if one of PATHS is not a file that was loaded."""
    with Database(settings.database_url).reading() as session:
        files = list(session.scalars(select(GazetteerFile).order_by(GazetteerFile.name)))
    loaded = [{n: getattr(f, n) for n in ("name", "places", "licence", "credit", "sha256", "loaded_at")} for f in files]
    unknown = [path for path in paths if digest(path) not in {file.sha256 for file in files}]
    lines = [f"{f.name}: {f.places} places, {f.credit} ({f.licence}), {f.loaded_at:%Y-%m-%d}" for f in files]
    emit({"loaded": loaded, "unknown": unknown}, "\n".join(lines) or "Nothing is loaded.", as_json=as_json)
    if unknown:
        say(f"Not what was loaded: {', '.join(map(str, unknown))}")
        raise SystemExit(1)


def _home(session: Session) -> str:
    """The province of the installation's first office; empty where it has none."""
    code = session.scalar(select(Office.commune_code).order_by(Office.id).limit(1)) or ""
    return communes()[code].province.code if code in communes() else ""


def _sentence(found: Understanding) -> str:
    if found.status == "found":
        village = f"{found.village}, " if found.village else ""
        place = f"{village}{found.unit} ({found.unit_code}) {found.lat:.5f},{found.lon:.5f}"
        return f"{place}, confidence {found.confidence:.2f}"
    lines = [f"  {c.village + ', ' if c.village else ''}{c.unit} ({c.unit_code})" for c in found.candidates]
    return "\n".join([found.status, *lines])
