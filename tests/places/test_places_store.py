"""Villages, outlines and pins in the database; files fetched whole or not at all; a polite geocoder."""

from __future__ import annotations

import datetime as dt
import functools
import gzip
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import select

from logistics.db import Database
from logistics.errors import Conflict, Invalid, NotFound, TooMany, Unavailable
from logistics.places.fetching import fetch
from logistics.places.geocoding import geocode, take_turn
from logistics.places.loading import Origin, credits, gazetteer, load_outlines, load_villages, outlines_of
from logistics.places.meeting_points import add_meeting_point, meeting_points_near
from logistics.places.models import PinChange, Village
from logistics.places.pins import pin

NOON = dt.datetime(2025, 11, 5, 5, 0, tzinfo=dt.UTC)
ORIGIN = Origin("test", "CC BY 4.0", "Villages: test")
CSV = "geonameid,name,lat,lon,dem_m,commune_code\n1,Po Chà,22.54,103.44,782,03394\n2,Nowhere,22.5,103.5,,99999\n"
BODY = b"whole file " * 10_000


class Files(BaseHTTPRequestHandler):
    """Serves BODY, by range where asked; /broken sends half of it; /search answers like a geocoder."""

    asked: list[str] = []  # noqa: RUF012  what was asked, for the tests to read
    version = ""

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path.startswith("/search"):
            self._send(json.dumps([{"display_name": "Bình Lư", "lat": "22.31", "lon": "103.62"}]).encode(), 200)
            return
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
        if self.headers.get("If-Range", self.version) != self.version:
            start = 0
        if start >= len(BODY):
            self._send(b"", 416)
            return
        self._send(BODY[start:], 206 if start else 200, whole=self.path != "/broken")

    def _send(self, body: bytes, status: int, *, whole: bool = True) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", self.version)
        self.end_headers()
        self.wfile.write(body if whole else body[: len(body) // 2])

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    Files.asked, Files.version = [], '"monday"'
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    thread = threading.Thread(target=functools.partial(httpd.serve_forever, poll_interval=0.01))
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def a_file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


@pytest.mark.parametrize("name", ["villages.csv", "villages.csv.gz"])
def test_villages_of_a_table_are_loaded_with_their_credit(database: Database, tmp_path: Path, name: str) -> None:
    with database.transaction() as session:
        loaded = load_villages(session, a_file(tmp_path, name, CSV), ORIGIN)
        village = session.scalars(select(Village)).one()

        assert (loaded.kept, loaded.left_out) == (1, 1)
        assert (village.name, village.folded, village.elevation_m) == ("Po Chà", "po cha", 782)
        assert credits(session) == ["Villages: test (CC BY 4.0)"]
        assert len(gazetteer(session)) == 1


def test_villages_of_a_geonames_dump_lie_in_the_outline_around_them(database: Database, tmp_path: Path) -> None:
    square = [[[103.4, 22.5], [103.5, 22.5], [103.5, 22.6], [103.4, 22.6], [103.4, 22.5]]]
    shape = {"type": "Feature", "properties": {"code": "03394"}, "geometry": {"type": "Polygon", "coordinates": square}}
    outline = a_file(tmp_path, "communes.geojson", json.dumps({"type": "FeatureCollection", "features": [shape]}))

    def row(number: str, name: str, lat: str, kind: str) -> str:
        return "\t".join([number, name, name, "", lat, "103.44", kind, "PPL", *[""] * 8, "-9999", "", ""])

    dump = "\n".join([row("1", "Po Chà", "22.54", "P"), row("2", "Far", "10.0", "P"), row("3", "River", "22.54", "H")])

    with database.transaction() as session:
        load_outlines(session, outline, Origin("outlines", "MIT", "Outlines: test"))
        loaded = load_villages(session, a_file(tmp_path, "VN.txt", dump), ORIGIN)
        village = session.scalars(select(Village)).one()

        assert (loaded.kept, loaded.left_out) == (1, 1)
        assert (village.commune_code, village.elevation_m) == ("03394", None)
        assert outlines_of(session).around(22.54, 103.44) == ["03394"]


def test_loading_again_replaces_villages_but_never_a_pin(database: Database, tmp_path: Path) -> None:
    path = a_file(tmp_path, "villages.csv", CSV)
    with database.transaction() as session:
        load_villages(session, path, ORIGIN)
        village_id = session.scalars(select(Village.id)).one()
        pin(session, village_id, (22.55, 103.45), NOON, by_id=None)

        load_villages(session, path, ORIGIN)

        village = session.scalars(select(Village)).one()
        change = session.scalars(select(PinChange)).one()
        assert (village.lat, village.lon) == (22.55, 103.45)
        assert (change.from_lat, change.to_lat) == (22.54, 22.55)


def test_a_pin_outside_vietnam_or_on_no_village_is_refused(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        load_villages(session, a_file(tmp_path, "villages.csv", CSV), ORIGIN)
        village_id = session.scalars(select(Village.id)).one()

        with pytest.raises(Invalid):
            pin(session, village_id, (103.45, 22.55), NOON, by_id=None)
        with pytest.raises(NotFound):
            pin(session, village_id + 1, (22.55, 103.45), NOON, by_id=None)


def test_a_meeting_point_told_twice_is_kept_once_and_found_nearest_first(database: Database) -> None:
    with database.transaction() as session:
        first = add_meeting_point(session, "Ngã ba vào  Po Chà", 22.545, 103.437)
        again = add_meeting_point(session, "Ngã ba vào Po Chà", 22.545, 103.437)
        nearer = add_meeting_point(session, "Cầu", 22.541, 103.440)
        add_meeting_point(session, "Than Uyên", 21.95, 103.88)

        assert first.id == again.id
        assert [p.name for p in meeting_points_near(session, 22.54, 103.44)] == [nearer.name, first.name]
        with pytest.raises(Invalid):
            add_meeting_point(session, " ", 22.5, 103.4)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("villages.csv", "name,lat\nPo Chà,22", "lacks the headings lon"),
        ("villages.csv", "name,lat,lon\nPo Chà,north,103", "line 2"),
        ("villages.csv", "name,lat,lon\n,22.5,103", "line 2"),
        ("villages.csv", "name,lat,lon\nPo Chà,22.5,103\nSin C", "line 3.*cut off"),
        ("villages.csv", "name,lat,lon\nPo Chà,nan,103", "line 2"),
        ("villages.csv", "", "lacks the headings"),
        ("VN.txt", "1\ta\ta\ta\t22\t103\tP\tPPL\tVN" + "\t" * 10 + "\n2\tSin C", "line 2.*cut off"),
        ("villages.zip", "not a zip", "missing or damaged"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(
    database: Database, tmp_path: Path, name: str, text: str, says: str
) -> None:
    with database.transaction() as session, pytest.raises(Invalid, match=says):
        load_villages(session, a_file(tmp_path, name, text), ORIGIN)


@pytest.mark.parametrize(
    "text",
    [
        '{"features": [{"geometry": null}]}',
        '{"features": [{"properties": {"code": "03390"}, "geometry": {"type": "Polygon", "coordinates": []}}]}',
        '{"features": [{"properties": {"code": "03390"}, "geometry": {"type": "Point", "coordinates": [103, 22]}}]}',
        '{"type": "FeatureCollection", "features": [{"type"',
    ],
)
def test_what_is_no_file_of_outlines_is_refused(database: Database, tmp_path: Path, text: str) -> None:
    with database.transaction() as session, pytest.raises(Invalid, match="commune codes"):
        load_outlines(session, a_file(tmp_path, "a.geojson", text), ORIGIN)


def test_a_download_that_broke_off_goes_on_where_it_stopped(server: str, tmp_path: Path) -> None:
    target = tmp_path / "villages.zip"
    with pytest.raises(Unavailable):
        fetch(f"{server}/broken", target)
    arrived = target.with_name("villages.zip.part").stat().st_size

    fetch(f"{server}/whole", target, hashlib.sha256(BODY).hexdigest())

    assert 0 < arrived < len(BODY)
    assert target.read_bytes() == BODY


def test_a_download_of_a_file_that_was_renewed_meanwhile_begins_anew(server: str, tmp_path: Path) -> None:
    target = tmp_path / "villages.zip"
    with pytest.raises(Unavailable, match="ChunkedEncodingError"):
        fetch(f"{server}/broken", target)
    part = target.with_name("villages.zip.part")
    part.write_bytes(b"x" * part.stat().st_size)
    Files.version = '"tuesday"'

    fetch(f"{server}/whole", target)

    assert target.read_bytes() == BODY
    assert [path.name for path in tmp_path.iterdir()] == ["villages.zip"]


def test_a_file_with_the_wrong_checksum_never_takes_its_place(server: str, tmp_path: Path) -> None:
    target = tmp_path / "villages.zip"

    with pytest.raises(Conflict, match="SHA-256"):
        fetch(f"{server}/whole", target, "0" * 64)

    assert list(tmp_path.iterdir()) == []


def test_a_memory_stick_serves_as_well(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "villages.zip").write_bytes(BODY)

    assert fetch(str(stick), tmp_path / "here" / "villages.zip").read_bytes() == BODY
    with pytest.raises(Unavailable, match="memory stick"):
        fetch(str(stick), tmp_path / "here" / "other.zip")


def test_the_geocoder_is_asked_once_for_the_same_text(database: Database, server: str) -> None:
    waits: list[float] = []

    first = geocode(database, f"nominatim+{server}", "Bình Lư", NOON, waits.append)
    second = geocode(database, f"nominatim+{server}", "binh  lu", NOON, waits.append)

    assert [(s.address, s.lat, s.lon) for s in first] == [("Bình Lư", 22.31, 103.62)]
    assert second == first
    assert "OpenStreetMap" in first[0].credit
    assert len(Files.asked) == len(waits) == 1


def test_turns_lie_a_second_apart_and_the_queue_is_short(database: Database) -> None:
    with database.transaction() as session:
        turns = [take_turn(session, "geocoder", NOON) for _ in range(11)]
        with pytest.raises(TooMany):
            take_turn(session, "geocoder", NOON)

    assert [(turn - NOON).total_seconds() for turn in turns] == list(range(11))


def test_a_geocoder_that_does_not_answer_or_has_no_kind_says_so(database: Database) -> None:
    for url in ("photon+http://127.0.0.1:9", "somewhere"):
        with pytest.raises(Unavailable):
            geocode(database, url, "Bình Lư", NOON, lambda _: None)
