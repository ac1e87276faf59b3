"""How a command says no: a sentence on standard error, with --json an object on standard output, and an exit code.

1 where the work found problems, 2 where the command was used wrongly; what was named and does not exist is wrong use.
"""

from __future__ import annotations

from dataclasses import dataclass

import click
from sqlalchemy.exc import DBAPIError

from logistics.cli.output import print_json, say
from logistics.errors import Failure, Invalid, NotFound, Problem, Text

PROBLEMS = 1
WRONG_USE = 2

Refused = (click.ClickException, click.Abort, Failure, DBAPIError, OSError)
"""What a command may end with; anything else is a fault of ours and keeps its traceback."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command did not do what it was asked."""

    code: str
    text: Text
    exit_code: int
    problems: tuple[Problem, ...] = ()

    def tell(self, *, as_json: bool) -> None:
        """Say it to the person, and to the program where one asked."""
        for text in [_placed(problem) for problem in self.problems] or [self.text]:
            say(Text(f"logistics: {text.vi}", f"logistics: {text.en}"))
        if as_json:
            problems = [{"at": one.at, "code": one.code, "text": one.text} for one in self.problems]
            print_json({"error": {"code": self.code, "text": self.text, "problems": problems}})


def refusal(error: BaseException) -> Refusal:
    """The refusal that this error means. Raises TypeError for one that is not of `Refused`."""
    match error:
        case click.Abort():
            return Refusal("interrupted", Text("đã dừng.", "stopped."), PROBLEMS)
        case click.UsageError():
            return Refusal("wrong_use", _same(error.format_message()), WRONG_USE)
        case click.ClickException():
            return Refusal("refused", _same(error.format_message()), error.exit_code)
        case Failure():
            problems = error.problems if isinstance(error, Invalid) else ()
            return Refusal(error.code, error.text, WRONG_USE if isinstance(error, NotFound) else PROBLEMS, problems)
        case DBAPIError():
            return Refusal("database_unusable", _database(error), PROBLEMS)
        case OSError():
            return Refusal("file_unusable", _same(f"{error.filename or 'file'}: {error.strerror or error}"), PROBLEMS)
        case _:
            raise TypeError(type(error).__name__)


def _placed(problem: Problem) -> Text:
    """What is wrong, after where it is."""
    if not problem.at:
        return problem.text
    return Text(f"{problem.at}: {problem.text.vi}", f"{problem.at}: {problem.text.en}")


def _same(words: str) -> Text:
    return Text(words, words)


def _database(error: DBAPIError) -> Text:
    reason = str(error.orig).strip()
    return Text(
        f"không dùng được cơ sở dữ liệu: {reason}\nDATABASE_URL có đúng không, đã chạy `logistics db upgrade` chưa?",
        f"the database cannot be used: {reason}\nIs DATABASE_URL right, and has `logistics db upgrade` been run?",
    )
