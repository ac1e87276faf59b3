"""What commands print: results on standard output, progress and messages on standard error."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on standard output.")


def say(message: str) -> None:
    """A message for the person at the terminal, on standard error."""
    click.echo(message, err=True)


def emit(result: object, text: Callable[[], str] | str, *, as_json: bool) -> None:
    """The command's result: JSON for programs, else the text for people."""
    if as_json:
        click.echo(json.dumps(result, default=_plain, ensure_ascii=False, indent=2))
    else:
        click.echo(text() if callable(text) else text)


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
