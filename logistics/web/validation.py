"""Pydantic's complaints as the meanings of the kernel: every fault at once, each at its JSON pointer."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError

from logistics.errors import Invalid, Problem, Text
from logistics.web.json_body import escaped


def invalid(error: ValidationError) -> Invalid:
    """The Invalid that says what pydantic found."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return Invalid([_problem(fault["loc"], fault["type"], fault["msg"]) for fault in found])


def _problem(where: Sequence[int | str], kind: str, message: str) -> Problem:
    pointer = "".join(f"/{escaped(part)}" for part in where) or "/"
    return Problem(pointer, kind, Text(f"Dữ liệu không đúng dạng: {message}", message))
