"""A click group whose commands are imported when they are called, so that `--help` answers at once."""

from __future__ import annotations

import ast
import importlib
import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click


class LazyGroup(click.Group):
    """`modules` maps each command's name to the module whose `command` attribute is that command."""

    def __init__(self, *args: Any, modules: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self._modules)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self._modules:
            return None
        command = importlib.import_module(self._modules[name]).command
        if not isinstance(command, click.Command):
            raise TypeError(f"{self._modules[name]}.command is not a click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each command with the first sentence of its module, read without importing it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _summary(self._modules[name])) for name in self.list_commands(ctx)])


def _summary(module: str) -> str:
    """What stands behind the command's name in the first line of its module: "`logistics db`: the schema of ..."."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(module)
    words = ast.get_docstring(ast.parse(Path(spec.origin).read_text(encoding="utf8"))) or ""
    first = words.splitlines()[0] if words else ""
    said = first.partition("`: ")[2] or first
    return said[:1].upper() + said[1:]
