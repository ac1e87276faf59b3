"""The reference is whole: what exists is described, and what is described exists."""

from __future__ import annotations

import configparser
import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from logistics.cli import COMMANDS, cli
from logistics.cli.bench import BENCHMARKS
from logistics.cli.lazy import LazyGroup
from logistics.settings import Settings

CHECKOUT = Path(__file__).parents[2]
REFERENCE = CHECKOUT / "docs" / "reference"
ROW = re.compile(r"^\| `([A-Z0-9_]+)` \| (?:`([^`]*)`|empty) \|", re.MULTILINE)
PACKAGE = re.compile(r"^[@A-Za-z0-9./_-]+")


def _rows(page: str) -> dict[str, list[str]]:
    """The cells of every table row of a page, by the first cell."""
    lines = (REFERENCE / page).read_text(encoding="utf-8").splitlines()
    cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|"))
    return {row[0]: row[1:] for row in cells}


def test_every_setting_is_described_with_its_default() -> None:
    described = dict(ROW.findall((REFERENCE / "settings.md").read_text("utf-8")))

    assert described == {field.name.upper(): str(field.default) for field in dataclasses.fields(Settings)}


def _spelled(command: click.Command, words: tuple[str, ...]) -> Iterator[str]:
    """How each command under this one is called; a benchmark by its name alone, for its peers may be missing."""
    if isinstance(command, LazyGroup) and words[-1:] == ("bench",):
        yield from (f"logistics bench {name}" for name in BENCHMARKS)
    elif isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _spelled(inner, (*words, name))
    else:
        yield " ".join(words)


def test_every_command_is_described() -> None:
    described = set(re.findall(r"^\| `(logistics [a-z -]+)` \|", (REFERENCE / "commands.md").read_text("utf-8"), re.M))

    assert described == set(_spelled(cli, ("logistics",)))
    assert {words.split()[1] for words in described} == set(COMMANDS)


def _direct_dependencies() -> set[str]:
    setup = configparser.ConfigParser()
    setup.read(CHECKOUT / "setup.cfg", encoding="utf-8")
    listed = [setup["options"]["install_requires"], *setup["options.extras_require"].values()]
    python = {found[0] for line in "\n".join(listed).splitlines() if (found := PACKAGE.match(line.strip()))}
    node = json.loads((CHECKOUT / "package.json").read_text(encoding="utf-8"))
    return python | set(node["dependencies"]) | set(node["devDependencies"])


def test_every_direct_dependency_is_named_with_its_purpose_and_licence() -> None:
    described = _rows("dependencies.md")

    missing = {name for name in _direct_dependencies() if not all(described.get(name, [""]))}

    assert missing == set()


def test_no_dependency_is_described_that_nobody_asks_for() -> None:
    headings = {"package", "facts", "---"}
    sources = {first for first in _rows("dependencies.md") if " " in first}

    assert set(_rows("dependencies.md")) - headings - sources == _direct_dependencies()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_lock_pins_every_described_package_by_hash(lock: str) -> None:
    pinned = (CHECKOUT / lock).read_text(encoding="utf-8")
    setup = configparser.ConfigParser()
    setup.read(CHECKOUT / "setup.cfg", encoding="utf-8")
    wanted = setup["options"]["install_requires"].split()
    names = {found[0] for line in wanted if (found := PACKAGE.match(line))}

    unpinned = {name for name in names if not re.search(rf"^{re.escape(name)}(\[[a-z]+\])?==", pinned, re.MULTILINE)}

    assert unpinned == set()
    assert "--hash=sha256:" in pinned
