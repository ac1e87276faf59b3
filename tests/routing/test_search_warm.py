"""Whether the search is compiled is told truly: for this place, this version, and only when all of it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from logistics.routing.search import compiled, warm
from logistics.routing.search.worker import Worker

ROOM = Path(compiled.__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for compiled code, whether this run compiles or not."""
    monkeypatch.setattr(warm, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(warm, "COMPILED", True)
    return tmp_path


def a_room(folder: Path) -> Path:
    """A room with compiled verbs in it and below it."""
    for name in ("search/compiled.py", "search/state.py", "search/plain.py"):
        _write(folder / name, "A = 1\n")
    for name in ("search/steps/anneal.py", "search/steps/deep/down.py", "bound/labels.py"):
        _write(folder / name, "@jit\ndef verb():\n    pass\n")
    return folder


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_nothing_is_warm_before_it_is_compiled(folder: Path) -> None:
    assert not warm.is_warm()


def test_what_was_broken_off_is_not_warm(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(self: Worker, clock: object) -> None:
        (folder / "anneal.nbi").touch()
        raise KeyboardInterrupt

    monkeypatch.setattr(Worker, "run", break_off)

    with pytest.raises(KeyboardInterrupt):
        warm.warm_up()

    assert not warm.is_warm()


def test_what_was_finished_is_warm(folder: Path) -> None:
    warm.warm_up()

    assert warm.is_warm()


def test_every_file_with_a_compiled_verb_counts(tmp_path: Path) -> None:
    room = a_room(tmp_path)

    names = {path.relative_to(room).as_posix() for path in compiled.sources(room)}

    assert names == {
        "search/compiled.py",
        "search/state.py",
        "search/steps/anneal.py",
        "search/steps/deep/down.py",
        "bound/labels.py",
    }


def test_our_own_steps_and_what_they_share_are_among_them() -> None:
    names = {path.relative_to(ROOM).as_posix() for path in compiled.sources(ROOM)}

    assert {"search/compiled.py", "search/state.py", "search/steps/anneal.py", "search/steps/recreate.py"} <= names


def test_another_place_is_another_version(tmp_path: Path) -> None:
    here, there = a_room(tmp_path / "here"), a_room(tmp_path / "there")

    assert compiled.digest(compiled.sources(here)) != compiled.digest(compiled.sources(there))


@pytest.mark.parametrize("name", ["bound/labels.py", "search/steps/deep/down.py", "search/state.py"])
def test_another_text_or_time_is_another_version(tmp_path: Path, name: str) -> None:
    room = a_room(tmp_path)
    files = compiled.sources(room)
    before = compiled.digest(files)

    os.utime(room / name, (1, 1))
    touched = compiled.digest(files)
    (room / name).write_text("@jit\ndef other():\n    pass\n")

    assert len({before, touched, compiled.digest(files)}) == 3
