"""The meanings that can go wrong. Only the web turns them into status codes.

Every error says what is wrong, where, and what to do, in Vietnamese and English. The two texts are
written together at the place that raises, so that a clerk and an integrator read the same fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages of the house."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.en


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field: `at` is a JSON pointer ("/lines/0/mass_g"), `code` a stable word."""

    at: str
    code: str
    text: Text


class Failure(Exception):
    """A refusal with a meaning. `code` is stable for programs, `text` is for people."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(text.en)
        self.code = code
        self.text = text


class Invalid(Failure):
    """The input cannot be accepted; `problems` names every fault at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        if not problems:
            raise ValueError("Invalid needs at least one problem")
        first = problems[0]
        super().__init__(first.code, first.text)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "; ".join(f"{problem.at}: {problem.text.en}" for problem in self.problems)

    @classmethod
    def one(cls, at: str, code: str, *, vi: str, en: str) -> Invalid:
        """An Invalid with a single problem."""
        return cls([Problem(at, code, Text(vi, en))])


class NotFound(Failure):
    """There is no such thing, or the asker may not know of it: both are answered alike."""

    def __init__(self, what: str = "object", *, vi: str = "Không tìm thấy.", en: str = "Not found.") -> None:
        super().__init__(f"{what}_not_found", Text(vi, en))


class Conflict(Failure):
    """The state changed meanwhile, or a rule of the state forbids this step; `problems` may name the fields.

    Where waiting helps, `retry_after_s` says how long.
    """

    def __init__(
        self, code: str, *, vi: str, en: str, problems: Sequence[Problem] = (), retry_after_s: int | None = None
    ) -> None:
        super().__init__(code, Text(vi, en))
        self.problems = tuple(problems)
        self.retry_after_s = retry_after_s


class Denied(Failure):
    """Known asker, but this asker may not do this."""

    def __init__(self, code: str = "denied", *, vi: str = "Không được phép.", en: str = "Not allowed.") -> None:
        super().__init__(code, Text(vi, en))


class TooMany(Failure):
    """Tried too often; try again after `retry_after_s` seconds."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(
            "too_many_tries",
            Text(
                f"Thử quá nhiều lần. Thử lại sau {retry_after_s} giây.",
                f"Too many tries. Try again in {retry_after_s} second{'' if retry_after_s == 1 else 's'}.",
            ),
        )
        self.retry_after_s = retry_after_s


class Unavailable(Failure):
    """Something outside does not answer; what was asked may be tried again."""

    def __init__(self, code: str, *, vi: str, en: str) -> None:
        super().__init__(code, Text(vi, en))
