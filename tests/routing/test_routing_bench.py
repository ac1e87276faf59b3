"""The routing benchmarks: what they keep, how they judge, and that two cores are what they say."""

from __future__ import annotations

import json
import math
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from logistics.cli.bench import routing, routing_growth, routing_time
from logistics.cli.bench.chart import Panel, Series, chart
from logistics.cli.bench.routing_growth import drawn, near
from logistics.cli.bench.routing_kept import Budget, Kept, Run, thinned
from logistics.cli.bench.routing_watch import Watch
from logistics.routing import check, to_json
from logistics.routing.draft import Draft

SQUARE = """NAME : square
TYPE : CVRP
DIMENSION : 5
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 2
NODE_COORD_SECTION
1 0 0
2 0 10
3 10 10
4 10 0
5 5 5
DEMAND_SECTION
1 0
2 1
3 1
4 1
5 1
DEPOT_SECTION
1
-1
EOF
"""


def a_run(
    instance: str = "square", peer: str = "ours", cost: int = 100, seen: tuple[tuple[float, int], ...] = ()
) -> Run:
    return Run(instance, peer, 1, cost, "", 1.0, 0, 1.0, 200.0, seen)


@pytest.fixture
def square(tmp_path: Path) -> Path:
    folder = tmp_path / "instances"
    folder.mkdir()
    (folder / "square.vrp").write_text(SQUARE)
    return folder


def test_a_watch_remembers_when_a_cheaper_plan_was_found() -> None:
    seconds = iter([5.0, 6.0, 7.0, 8.0, 9.0])
    watch = Watch(10.0, now=lambda: next(seconds))

    shares = [watch.share(), watch.share(90), watch.share(95), watch.share(80)]

    assert shares == pytest.approx([0.1, 0.2, 0.3, 0.4])
    assert watch.seen == [(2.0, 90), (4.0, 80)]


def test_solves_of_wall_seconds_are_told_apart_from_those_of_the_processor(tmp_path: Path) -> None:
    file = tmp_path / "runs.jsonl"
    Kept(file, Budget(10.0)).add(a_run(cost=100))
    Kept(file, Budget(10.0, wall=True)).add(a_run(cost=90))

    found = [Kept(file, budget).run("square", "ours", 1) for budget in (Budget(10.0), Budget(10.0, wall=True))]

    assert [run.cost for run in found if run] == [100, 90]
    assert Kept(file, Budget(5.0)).run("square", "ours", 1) is None


def test_what_was_found_by_when_is_kept_only_where_asked_for(tmp_path: Path) -> None:
    file, run = tmp_path / "runs.jsonl", a_run(seen=((0.5, 120), (1.0, 100)))

    Kept(file, Budget(1.0)).add(run)
    Kept(file, Budget(2.0), seen=True).add(run)

    without, whole = (Kept(file, Budget(seconds)).run("square", "ours", 1) for seconds in (1.0, 2.0))
    assert without is not None
    assert without.seen == ()
    assert whole == run


def test_thinning_keeps_the_ends_and_promises_nothing_too_early() -> None:
    seen = [(0.1 + 0.001 * i, 1000 - i) for i in range(900)]

    few = thinned(seen)

    assert few[0] == (0.1, 1000)
    assert few[-1] == (0.999, 101)
    assert len(few) < 60
    assert set(few) <= {(round(second, 3), cost) for second, cost in seen}


def test_drawn_problems_repeat_themselves_and_grow_by_chance_alone() -> None:
    assert to_json(drawn(30, 1)) == to_json(drawn(30, 1))
    assert to_json(drawn(30, 1)) != to_json(drawn(30, 2))
    assert check(drawn(30, 1), Draft(drawn(30, 1)).plan()) == ()


def test_the_budget_that_ends_near_lies_between_those_that_were_tried() -> None:
    assert near([(8.0, 0.0), (4.0, 1.0), (2.0, 3.0)]) == pytest.approx(math.sqrt(8.0))
    assert near([(8.0, 0.0), (4.0, 1.9)]) == 4.0
    assert near([(8.0, 0.0), (4.0, 1.9), (2.0, math.inf)]) == 4.0


def test_a_chart_is_well_formed_whatever_the_names_say() -> None:
    series = [Series("<ours> & theirs", [(0.1, 10), (10, 0.5)]), Series("theirs", [(1, 4)], 1, line=False)]

    drawing = ElementTree.fromstring(chart("Gap <in> time", [Panel("one & only", "CPU seconds", "gap, %", series)]))

    texts = ["".join(one.itertext()) for one in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Gap <in> time", "one & only", "CPU seconds", "gap, %", "<ours> & theirs", "0.5", "10"} <= set(texts)


@pytest.mark.parametrize(("low", "high"), [(0.05, 3000), (1, 9), (258, 410), (90, 130)])
def test_every_axis_names_three_numbers_at_least(low: float, high: float) -> None:
    panel = Panel("", "x", "y", [Series("one", [(1, low), (1000, high)])])

    drawing = ElementTree.fromstring(chart("", [panel]))

    named = [one for one in drawing.iter("{http://www.w3.org/2000/svg}text") if one.get("text-anchor") == "end"]
    assert 3 <= len(named) <= 12


def test_two_cores_are_measured_beside_one_in_seconds_of_the_wall(
    square: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGISTICS_NO_JIT", "1")  # Plain Python is quick enough for four stops.
    keep = tmp_path / "runs.jsonl"
    asked = ["--instances", str(square), "--threads", "2", "--seconds", "0.5", "--seeds", "1", "--peer", "ours"]

    result = CliRunner().invoke(routing.command, [*asked, "--keep", str(keep), "--json"])

    told = json.loads(result.stdout)
    rows = [json.loads(line) for line in keep.read_text().splitlines()]
    assert (result.exit_code, told["cores"], told["budget"]) == (0, 2, "0.5 wall seconds")
    assert told["means"] == {"ours": 0.0, "ours-two-cores": 0.0}
    assert [(row["wall_seconds"], row["peer"]) for row in rows] == [(0.5, "ours"), (0.5, "ours-two-cores")]


def test_two_cores_are_refused_where_there_is_one(square: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing, "cores", lambda: [0])

    result = CliRunner().invoke(routing.command, ["--instances", str(square), "--threads", "2", "--peer", "ours"])

    assert result.exit_code == 2
    assert "use --threads 1" in result.stderr


def test_gaps_along_a_solve_come_from_what_was_found_by_when(
    square: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routing_time, "installed", lambda peer: peer == "ours")
    keep, picture, best = tmp_path / "runs.jsonl", tmp_path / "gaps.svg", tmp_path / "best.txt"
    best.write_text("square 100\n")
    Kept(keep, Budget(1.0), seen=True).add(a_run(cost=110, seen=((0.5, 150), (0.9, 110))))
    Kept(keep, Budget(2.0), seen=True).add(a_run(cost=105, seen=((0.25, 200), (1.5, 105))))
    asked = ["--instances", str(square), "--budget", "1", "--budget", "2", "--references", str(best)]

    result = CliRunner().invoke(
        routing_time.command, [*asked, "--keep", str(keep), "--picture", str(picture), "--json"]
    )

    along, ends = json.loads(result.stdout)["curves"]
    assert (along["points"][0], along["points"][-1]) == ([0.259, 100.0], [2.0, 5.0])
    assert ends["points"] == [[1.0, 10.0], [2.0, 5.0]]
    assert "along a solve of 2 s" in picture.read_text()


def test_growth_is_told_and_drawn(tmp_path: Path) -> None:
    keep, picture = tmp_path / "runs.jsonl", tmp_path / "growth.svg"
    for seconds, cost in ((4.0, 1000), (2.0, 1010), (1.0, 1030)):
        run = a_run("drawn-200-1", cost=cost, seen=((0.5 * seconds, 1100), (0.75 * seconds, cost)))
        Kept(keep, Budget(seconds), seen=True).add(run)

    asked = ["--stops", "200", "--seconds", "20", "--keep", str(keep), "--picture", str(picture), "--json"]
    result = CliRunner().invoke(routing_growth.command, asked)

    (row,) = json.loads(result.stdout)["rows"]
    assert (row["budget_s"], row["cost"], row["along_s"]) == (4.0, 1000, 3.0)
    assert row["near_s"] == pytest.approx(math.sqrt(2.0), abs=0.001)
    assert "Memory" in picture.read_text()
