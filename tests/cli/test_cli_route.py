"""`logistics route` loses no plan to a signal, takes no number that means nothing, and says where a file is wrong."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest

from logistics.cli import route, run
from logistics.routing import Plan, Problem, to_json
from logistics.settings import Settings
from tests.routing.routing_cases import a_problem

ENGLISH = Settings(environment="test", language="en")


@pytest.fixture
def valley(tmp_path: Path) -> Path:
    """A file with a small problem of our own."""
    path = tmp_path / "valley.json"
    path.write_text(to_json(a_problem()), "utf-8")
    return path


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_the_bound_is_computed_keeps_the_plan(
    valley: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], asked: int
) -> None:
    def slow_bound(problem: Problem, plan: Plan, seconds: float) -> Plan:
        os.kill(os.getpid(), asked)
        time.sleep(20)
        raise AssertionError("the bound was not ended")

    monkeypatch.setattr(route, "with_bound", slow_bound)
    out = valley.with_suffix(".sol")

    code = run(["route", str(valley), "--iterations", "50", "--solution", str(out), "--json"], ENGLISH)

    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert (told["checked"], told["unserved"], told["bound"]) == (True, [], None)
    assert out.read_text("utf-8").startswith("Route #1:")


def test_a_signal_during_the_search_skips_the_bound(
    valley: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_bound(problem: Problem, plan: Plan, seconds: float) -> Plan:
        raise AssertionError("nobody waits for a bound any more")

    monkeypatch.setattr(route, "with_bound", no_bound)
    monkeypatch.setattr(route, "_tell", lambda progress: os.kill(os.getpid(), signal.SIGINT))

    code = run(["route", str(valley), "--seconds", "30", "--json"], ENGLISH)

    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert told["checked"]
    assert told["wall_s"] < 10


def test_handlers_are_as_they_were_afterwards(valley: Path) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]

    run(["route", str(valley), "--iterations", "5"], ENGLISH)

    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


@pytest.mark.parametrize(
    "words",
    [
        ["--seconds", "-1"],
        ["--seconds", "nan"],
        ["--seconds", "inf"],
        ["--cpu-seconds", "-0.5"],
        ["--iterations", "-5"],
        ["--threads", "-3"],
        ["--threads", "0"],
        ["--vehicles", "-2"],
        ["--seed", "-1"],
    ],
    ids=" ".join,
)
def test_a_number_that_means_nothing_is_wrong_use(valley: Path, words: list[str]) -> None:
    assert run(["route", str(valley), *words], ENGLISH) == 2


def test_a_fault_is_told_with_its_place(valley: Path, capsys: pytest.CaptureFixture[str]) -> None:
    valley.write_text(valley.read_text("utf-8").replace('"count":2', '"count":-1'), "utf-8")

    code = run(["route", str(valley)], ENGLISH)

    assert code == 1
    assert "/vehicles/0/count: count is -1" in capsys.readouterr().err
