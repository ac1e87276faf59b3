"""A routing engine over HTTP that answers well, badly, or not at all."""

from __future__ import annotations

import datetime as dt
import functools
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import numpy as np
import pytest

from logistics.errors import Invalid
from logistics.travel import Closure, Estimate, Point, Quality, TravelMatrix
from logistics.travel.engine import Engine, engine
from logistics.travel.remembered import Remembered

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


WAYS = {
    "osrm": (osrm([[0, None], [700, 0]]), {"routes": [{"duration": 600.2, "distance": 8000.4}]}),
    "valhalla": (valhalla([[0, None], [700, 0]]), {"trip": {"summary": {"time": 600.2, "length": 8.0004}}}),
    "graphhopper": (
        {"times": [[0, None], [700, 0]], "distances": METRES},
        {"paths": [{"time": 600_200, "distance": 8000.4}]},
    ),
}


@pytest.mark.parametrize("kind", WAYS)
def test_a_null_is_asked_again_as_a_way(server: str, kind: str) -> None:
    Answers.replies = [(200, reply) for reply in WAYS[kind]]

    matrices = TravelMatrix([engine(f"{kind}+{server}")]).matrix(POINTS, "truck", MORNING)

    assert (matrices.duration_s[0, 1], matrices.distance_m[0, 1]) == (601, 8000)
    assert matrices.complaints == ()


def test_an_engine_that_knows_no_way_either_is_not_asked_for_every_null(server: str) -> None:
    many = [Point(22.3 + n / 1000, 103.4) for n in range(12)]
    Answers.replies = [(200, osrm([[None] * 12] * 12, [[None] * 12] * 12)), (400, {"code": "NoRoute"})]

    matrices = TravelMatrix([Engine("osrm", server), Estimate()]).matrix(many, "truck", MORNING)

    assert "132 of 132 pairs" in matrices.complaints[0].en
    assert len(Answers.asked) == 1 + 20


def test_a_place_far_from_any_road_is_left_to_the_next_source_and_a_near_one_is_walked(server: str) -> None:
    places = [{"distance": 250.0}, {"distance": 0.0}], [{"distance": 250.0}, {"distance": 0.0}]
    Answers.replies = [(200, osrm() | dict(zip(("sources", "destinations"), places, strict=True)))]
    walked = TravelMatrix([Engine("osrm", server)]).matrix(POINTS, "truck", MORNING)
    places[0][0]["distance"] = places[1][0]["distance"] = 90_000.0
    Answers.replies = [(200, osrm() | dict(zip(("sources", "destinations"), places, strict=True)))]
    far = TravelMatrix([Engine("osrm", server), Estimate()]).matrix(POINTS, "truck", MORNING)

    assert walked.distance_m[0, 1] == 8_250
    assert walked.duration_s[0, 1] > 601 + 150
    assert far.quality[0, 1] == Quality.ESTIMATE


def test_a_refused_matrix_is_asked_without_the_place_that_is_to_blame(server: str) -> None:
    """Valhalla answers 400 to all for one place without a road; here the second of three is that place."""
    three = [POINTS[0], Point(10.0, 106.0), POINTS[1]]
    refusal = (400, {"error_code": 171, "error": "No suitable edges near location"})
    Answers.replies = [refusal, refusal, (200, valhalla()), (200, valhalla())]

    matrices = TravelMatrix([Engine("valhalla", server), Estimate()]).matrix(three, "truck", MORNING)

    assert matrices.quality.tolist() == [[0, 1, 4], [1, 0, 1], [4, 1, 0]]
    assert matrices.duration_s[0, 2] == 601
    assert "4 of 6 pairs" in matrices.complaints[0].en


def test_a_null_that_stays_is_counted_and_passed_down_the_chain(server: str) -> None:
    Answers.replies = [(200, osrm([[0, None], [700, 0]]))]

    matrices = TravelMatrix([Engine("osrm", server), Estimate()]).matrix(POINTS, "truck", MORNING)

    assert "1 of 2 pairs" in matrices.complaints[0].en
    assert matrices.quality.tolist() == [[0, Quality.ESTIMATE], [Quality.ENGINE, 0]]
    assert matrices.duration_s[0, 1] > 0


@pytest.mark.parametrize(
    ("status", "reply"),
    [(500, {}), (200, b"<html>"), (200, {"code": "NoTable"}), (200, osrm([[0]])), (200, osrm(None))],
)
def test_an_engine_in_trouble_is_noted_and_the_plan_goes_on(server: str, status: int, reply: object) -> None:
    Answers.replies = [(status, reply)]

    matrices = TravelMatrix([Engine("osrm", server), Estimate()]).matrix(POINTS, "truck", MORNING)

    assert matrices.quality[0, 1] == Quality.ESTIMATE
    assert "gave no answer" in matrices.complaints[0].en
    assert "không trả lời" in matrices.complaints[0].vi


def test_an_engine_that_is_down_is_asked_once_however_many_points() -> None:
    asked = Engine("valhalla", "http://127.0.0.1:9")
    many = [Point(22.3 + n / 1000, 103.4) for n in range(120)]

    matrices = TravelMatrix([asked, Estimate()]).matrix(many, "truck", MORNING)

    assert ["ConnectionError" in complaint.en for complaint in matrices.complaints] == [True]
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


def test_an_answer_is_asked_for_once_a_day(server: str) -> None:
    Answers.replies = [(200, osrm())]
    chain = TravelMatrix([Remembered(Engine("osrm", server)), Estimate()])

    first = chain.matrix(POINTS, "truck", MORNING)
    again = chain.matrix(POINTS, "truck", MORNING + dt.timedelta(hours=5))
    tomorrow = chain.matrix(POINTS, "truck", MORNING + dt.timedelta(days=1))

    assert (first.duration_s == again.duration_s).all()
    assert tomorrow.quality[0, 1] == Quality.ENGINE
    assert len(Answers.asked) == 2


def test_an_engine_that_was_silent_is_asked_again(server: str) -> None:
    Answers.replies = [(500, {}), (200, osrm())]
    chain = TravelMatrix([Remembered(Engine("osrm", server)), Estimate()])

    silent = chain.matrix(POINTS, "truck", MORNING)
    spoken = chain.matrix(POINTS, "truck", MORNING)

    assert silent.quality[0, 1] == Quality.ESTIMATE
    assert spoken.quality[0, 1] == Quality.ENGINE


LINE = [[103.40, 22.30], [103.43, 22.31], [103.45, 22.32]]


@pytest.mark.parametrize(
    ("kind", "matrix", "way"),
    [
        ("osrm", osrm(), {"routes": [{"geometry": {"coordinates": LINE}}]}),
        # The polyline is that of LINE, written by the published algorithm, with six decimals.
        ("valhalla", valhalla(), {"trip": {"legs": [{"shape": "_uapi@_c`fdE_pR_ry@_pR_af@"}]}}),
        (
            "graphhopper",
            {"times": SECONDS, "distances": METRES},
            {"paths": [{"points": {"coordinates": LINE}}]},
        ),
    ],
)
def test_the_line_of_a_leg_comes_from_the_engine(server: str, kind: str, matrix: object, way: object) -> None:
    Answers.replies = [(200, matrix), (200, way)]
    chain = TravelMatrix([engine(f"{kind}+{server}"), Estimate()])

    (leg,) = chain.path(POINTS, "van", MORNING)

    assert leg.drawn
    assert leg.line.tolist() == pytest.approx(np.array(LINE)[:, ::-1])


@pytest.mark.parametrize("reply", [(500, {}), (200, {"routes": []}), (200, {"routes": [{"geometry": None}]})])
def test_a_leg_without_a_line_is_not_drawn_as_a_road(server: str, reply: tuple[int, object]) -> None:
    Answers.replies = [(200, osrm()), reply]

    (leg,) = TravelMatrix([Engine("osrm", server), Estimate()]).path(POINTS, "van", MORNING)

    assert (leg.quality, leg.drawn, len(leg.line)) == (Quality.ENGINE, False, 2)
