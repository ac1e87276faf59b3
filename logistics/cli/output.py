"""What commands print: results on standard output, progress and messages on standard error, in LANGUAGE."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import json
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from logistics.errors import Text
from logistics.settings import Settings


class OutputFile(click.Path):
    """A file to be written: refused before any work is done where its folder is not there or may not be written."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path. Fails, naming the folder."""
        path = Path(str(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"the folder {path.parent} does not exist.", param, ctx)
        if not path.exists() and not os.access(path.parent, os.W_OK):
            self.fail(f"the folder {path.parent} may not be written to.", param, ctx)
        return path


class FiniteNumber(click.FloatRange):
    """A number in a range; neither infinity nor "not a number", which no range keeps out."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number. Fails, naming what was given."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value} is no number of which there is an end.", param, ctx)
        return number


json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on standard output.")


def spoken(text: Text | str) -> str:
    """The text in the language of the installation; a plain string is English for operators as it stands."""
    if isinstance(text, str):
        return text
    context = click.get_current_context(silent=True)
    settings = context.find_object(Settings) if context else None
    return text.vi if settings is None or settings.language == "vi" else text.en


def say(message: Text | str) -> None:
    """A message for the person at the terminal, on standard error."""
    click.echo(spoken(message), err=True)


def emit(result: object, text: Callable[[], Text | str] | Text | str, *, as_json: bool) -> None:
    """The command's result: JSON for programs, else the text for people."""
    if as_json:
        print_json(result)
    else:
        click.echo(spoken(text() if callable(text) else text))


def print_json(result: object) -> None:
    """The result as JSON on standard output."""
    click.echo(json.dumps(result, default=_plain, ensure_ascii=False, indent=2))


def _plain(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, frozenset | set | tuple):
        return list(value)
    raise TypeError(f"cannot write {type(value).__name__} as JSON")
