"""What an engine has answered is kept in a file: for the next process, for a day, and never instead of a closure."""

from __future__ import annotations

import datetime as dt
import functools
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from logistics import clock
from logistics.travel import Closure, Estimate, Point, Quality, TravelMatrix
from logistics.travel import kept_pairs as room
from logistics.travel.engine import engine
from logistics.travel.kept_pairs import KeptPairs, fresh_rows

MORNING = dt.datetime(2025, 11, 5, 0, 0, tzinfo=dt.UTC)
HOUSEHOLDS = [Point(22.30 + n / 1000, 103.40) for n in range(60)]


class Osrm(BaseHTTPRequestHandler):
    """An OSRM whose seconds are 10 a thousandth of a degree, and which counts the pairs it is asked for."""

    pairs: ClassVar[list[int]] = []
    status: ClassVar[int] = 200
    null_at: ClassVar[float | None] = None

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        lats = [float(place.split(",")[1]) for place in address.path.rsplit("/", 1)[1].split(";")]
        if "table" not in self.path:
            self._reply(400, {"code": "NoRoute"})
            return
        chosen = parse_qs(address.query)
        origins, targets = ([lats[int(n)] for n in chosen[name][0].split(";")] for name in ("sources", "destinations"))
        self.pairs.append(len(origins) * len(targets))
        seconds = [[None if self.null_at in (a, b) else 10_000 * abs(a - b) for b in targets] for a in origins]
        self._reply(self.status, {"durations": seconds, "distances": seconds})

    def _reply(self, status: int, body: object) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    Osrm.pairs, Osrm.status, Osrm.null_at = [], 200, None
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Osrm)
    thread = threading.Thread(target=functools.partial(httpd.serve_forever, poll_interval=0.01))
    thread.start()
    yield f"osrm+http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    return tmp_path / "storage" / "answers.sqlite"


def a_chain(url: str, answers: Path) -> TravelMatrix:
    """As another process would make it."""
    return TravelMatrix([engine(url, KeptPairs(answers)), Estimate()])


def test_another_process_asks_for_nothing_that_was_answered(server: str, answers: Path) -> None:
    first = a_chain(server, answers).matrix(HOUSEHOLDS, "van", MORNING)
    asked = len(Osrm.pairs)

    again = a_chain(server, answers).matrix(HOUSEHOLDS[::-1], "van", MORNING)

    assert len(Osrm.pairs) == asked
    assert (again.duration_s == first.duration_s[::-1, ::-1]).all()
    assert again.shares()[Quality.ENGINE] == 1


def test_for_one_new_household_only_its_own_pairs_are_asked(server: str, answers: Path) -> None:
    a_chain(server, answers).matrix(HOUSEHOLDS, "van", MORNING)
    Osrm.pairs.clear()

    matrices = a_chain(server, answers).matrix([*HOUSEHOLDS[:30], Point(22.5, 103.4), *HOUSEHOLDS[30:]], "van", MORNING)

    assert sum(Osrm.pairs) == 61 + 60
    assert matrices.shares()[Quality.ENGINE] == 1
    assert matrices.duration_s[30, 0] == matrices.duration_s[0, 30] == 2000


def test_another_vehicle_or_engine_is_asked_for_itself(server: str, answers: Path) -> None:
    a_chain(server, answers).matrix(HOUSEHOLDS[:5], "van", MORNING)

    a_chain(server, answers).matrix(HOUSEHOLDS[:5], "foot", MORNING)
    a_chain(server.replace("127.0.0.1", "localhost"), answers).matrix(HOUSEHOLDS[:5], "van", MORNING)

    assert Osrm.pairs == [25, 25, 25]


def test_a_null_is_kept_as_a_null_and_still_counted(server: str, answers: Path) -> None:
    Osrm.null_at = round(HOUSEHOLDS[1].lat, 6)
    a_chain(server, answers).matrix(HOUSEHOLDS[:3], "van", MORNING)

    matrices = a_chain(server, answers).matrix(HOUSEHOLDS[:3], "van", MORNING)

    assert Osrm.pairs == [9]
    assert "did not know 4 of 6 pairs" in matrices.complaints[0].en
    assert matrices.quality.tolist() == [[0, 1, 4], [1, 0, 1], [4, 1, 0]]


def test_a_day_later_the_engine_is_asked_again(server: str, answers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_chain(server, answers).matrix(HOUSEHOLDS[:5], "van", MORNING)
    tomorrow = clock.now() + dt.timedelta(days=1, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)

    a_chain(server, answers).matrix(HOUSEHOLDS[:5], "van", MORNING)

    assert Osrm.pairs == [25, 25]


def test_while_a_road_is_closed_nothing_is_kept_or_taken(server: str, answers: Path) -> None:
    closure = Closure(id="1", since=MORNING, area=(Point(21, 105), Point(21.1, 105), Point(21.1, 105.1)))

    for closures in ([closure], [], [closure]):
        a_chain(server, answers).matrix(HOUSEHOLDS[:5], "van", MORNING, closures)

    assert Osrm.pairs == [25, 25, 25]


def test_who_was_silent_is_asked_again(server: str, answers: Path) -> None:
    Osrm.status = 500
    a_chain(server, answers).matrix(HOUSEHOLDS[:5], "van", MORNING)
    Osrm.status = 200

    matrices = a_chain(server, answers).matrix(HOUSEHOLDS[:5], "van", MORNING)

    assert matrices.shares()[Quality.ENGINE] == 1


def test_a_damaged_file_is_as_good_as_none(server: str, answers: Path) -> None:
    answers.parent.mkdir()
    answers.write_bytes(b"no database, but long enough to be taken for one" * 100)

    matrices = a_chain(server, answers).matrix(HOUSEHOLDS[:5], "van", MORNING)

    assert matrices.shares()[Quality.ENGINE] == 1


def test_of_too_many_pairs_the_oldest_go(server: str, answers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_MOST", 30)
    a_chain(server, answers).matrix(HOUSEHOLDS[:5], "van", MORNING)
    later = clock.now() + dt.timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    a_chain(server, answers).matrix(HOUSEHOLDS[5:10], "van", MORNING)
    Osrm.pairs.clear()

    a_chain(server, answers).matrix(HOUSEHOLDS[5:10], "van", MORNING)
    assert Osrm.pairs == []
    a_chain(server, answers).matrix(HOUSEHOLDS[:5], "van", MORNING)
    assert Osrm.pairs == [25]


def test_few_rows_cover_all_that_was_not_asked() -> None:
    asked = np.ones((9, 9), bool)
    asked[4, :] = asked[:, 4] = False

    assert np.flatnonzero(fresh_rows(asked)).tolist() == [4]
    assert not fresh_rows(np.ones((9, 9), bool)).any()
    assert fresh_rows(np.eye(9, dtype=bool)).all()
