"""Every command is there, explains itself, and is found without importing all the others."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from logistics.cli import COMMANDS, cli
from logistics.cli.bench import BENCHMARKS
from logistics.settings import Settings

ALL = [*((name,) for name in COMMANDS), *(("bench", name) for name in BENCHMARKS)]


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_explains_itself(words: tuple[str, ...]) -> None:
    told = CliRunner().invoke(cli, [*words, "--help"], obj=Settings(environment="test"))

    assert told.exit_code == 0
    assert told.output.startswith("Usage:")


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_what_is_used_wrongly_exits_with_two(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(cli, [*words, "--no-such-option"], obj=Settings(environment="test")).exit_code == 2


def test_the_list_of_commands_imports_none_of_them() -> None:
    program = (
        "import sys; from click.testing import CliRunner; from logistics.cli import cli;"
        "CliRunner().invoke(cli, ['--help'], catch_exceptions=False);"
        "print([m for m in ('ortools', 'numba', 'flask', 'sqlalchemy.orm') if m in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip().startswith("[")
    assert "ortools" not in done.stdout
    assert "numba" not in done.stdout


def _leaves(command: click.Command, words: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    if not isinstance(command, click.Group):
        return [(words, command)]
    context = click.Context(command)
    return [
        leaf
        for name in command.list_commands(context)
        if (inner := command.get_command(context, name)) is not None
        for leaf in _leaves(inner, (*words, name))
    ]


def test_every_command_can_answer_programs() -> None:
    """Servers run until stopped and have no result; `openapi` prints nothing but JSON."""
    without = {("serve",), ("clock",), ("worker",), ("openapi",)}

    silent = [
        " ".join(words)
        for words, command in _leaves(cli)
        if words not in without and not any("--json" in option.opts for option in command.params)
    ]

    assert silent == []
