"""A routing engine over HTTP that answers well, badly, or not at all."""

from __future__ import annotations

import datetime as dt
import functools
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from logistics.errors import Invalid
from logistics.travel import Closure, Estimate, Point, Quality, TravelMatrix
from logistics.travel.engine import Engine, engine

MORNING = dt.datetime(2025, 11, 5, 0, 0, tzinfo=dt.UTC)
POINTS = [Point(22.30, 103.40), Point(22.32, 103.45)]
SECONDS: list[list[float | None]] = [[0, 600.2], [700, 0]]
METRES: list[list[float | None]] = [[0, 8000], [8200, 0]]


class Answers(BaseHTTPRequestHandler):
    """Gives the next of `replies` (status and body), the last one again and again."""

    replies: ClassVar[list[tuple[int, Any]]] = []
    asked: ClassVar[list[tuple[str, Any]]] = []

    def do_GET(self) -> None:
        self._reply(None)

    def do_POST(self) -> None:
        self._reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _reply(self, body: Any) -> None:
        self.asked.append((self.path, body))
        status, answer = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    Answers.replies, Answers.asked = [], []
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=functools.partial(httpd.serve_forever, poll_interval=0.01))
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def osrm(seconds: object = SECONDS, metres: object = METRES) -> dict[str, object]:
    return {"code": "Ok", "durations": seconds, "distances": metres}


def valhalla(seconds: list[list[float | None]] = SECONDS) -> dict[str, object]:
    cells = [
        [{"time": s, "distance": None if m is None else m / 1000} for s, m in zip(*row, strict=True)]
        for row in zip(seconds, METRES, strict=True)
    ]
    return {"sources_to_targets": cells}


@pytest.mark.parametrize(
    ("kind", "reply", "path"),
    [
        ("osrm", osrm(), "/table/v1/driving/"),
        ("valhalla", valhalla(), "/sources_to_targets"),
        ("graphhopper", {"times": SECONDS, "distances": METRES}, "/matrix"),
    ],
)
def test_each_engine_is_asked_in_its_own_words(server: str, kind: str, reply: object, path: str) -> None:
    Answers.replies = [(200, reply)]

    matrices = TravelMatrix([engine(f"{kind}+{server}"), Estimate()]).matrix(POINTS, "truck", MORNING)

    assert matrices.duration_s.tolist() == [[0, 601], [700, 0]]
    assert matrices.distance_m.tolist() == [[0, 8000], [8200, 0]]
    assert matrices.quality[0, 1] == Quality.ENGINE
    assert Answers.asked[0][0].startswith(path)


def test_a_null_is_asked_again(server: str) -> None:
    Answers.replies = [(200, osrm([[0, None], [700, 0]])), (200, osrm())]
    asked = Engine("osrm", server)

    matrices = TravelMatrix([asked]).matrix(POINTS, "truck", MORNING)

    assert matrices.duration_s[0, 1] == 601
    assert asked.nulls == 0


def test_a_null_that_stays_is_counted_and_passed_down_the_chain(server: str) -> None:
    Answers.replies = [(200, osrm([[0, None], [700, 0]]))]
    asked = Engine("osrm", server)

    matrices = TravelMatrix([asked, Estimate()]).matrix(POINTS, "truck", MORNING)

    assert asked.nulls == 1
    assert matrices.quality.tolist() == [[0, Quality.ESTIMATE], [Quality.ENGINE, 0]]
    assert matrices.duration_s[0, 1] > 0


@pytest.mark.parametrize(
    ("status", "reply"),
    [(500, {}), (200, b"<html>"), (200, {"code": "NoTable"}), (200, osrm([[0]])), (200, osrm(None))],
)
def test_an_engine_in_trouble_is_noted_and_the_plan_goes_on(server: str, status: int, reply: object) -> None:
    Answers.replies = [(status, reply)]
    asked = Engine("osrm", server)

    matrices = TravelMatrix([asked, Estimate()]).matrix(POINTS, "truck", MORNING)

    assert matrices.quality[0, 1] == Quality.ESTIMATE
    assert asked.failure


def test_an_engine_that_is_down_is_asked_once_however_many_points() -> None:
    asked = Engine("valhalla", "http://127.0.0.1:9")
    many = [Point(22.3 + n / 1000, 103.4) for n in range(120)]

    matrices = TravelMatrix([asked, Estimate()]).matrix(many, "truck", MORNING)

    assert "ConnectionError" in asked.failure
    assert (matrices.quality[0, 1:] == Quality.ESTIMATE).all()


def test_closed_areas_are_told_to_valhalla_and_keep_others_from_answering(server: str) -> None:
    area = (Point(22.30, 103.42), Point(22.32, 103.42), Point(22.32, 103.43))
    closure = Closure(id="1", since=MORNING, area=area)

    Answers.replies = [(200, valhalla())]
    told = TravelMatrix([Engine("valhalla", server), Estimate()]).matrix(POINTS, "truck", MORNING, [closure])
    Answers.replies = [(200, osrm())]
    left = TravelMatrix([Engine("osrm", server), Estimate()]).matrix(POINTS, "truck", MORNING, [closure])

    assert told.quality[0, 1] == Quality.ENGINE
    assert Answers.asked[0][1]["exclude_polygons"] == [[[103.42, 22.30], [103.42, 22.32], [103.43, 22.32]]]
    assert left.quality[0, 1] == Quality.ESTIMATE


@pytest.mark.parametrize("url", ["http://host", "ors+http://host", "osrm+ftp://host", "osrm"])
def test_an_engine_of_no_known_kind_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match="TRAVEL_ENGINE_URL"):
        engine(url)
