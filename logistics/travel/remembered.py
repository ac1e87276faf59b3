"""Answers kept for a while: re-planning a day asks the same matrices again and again."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from logistics.clock import local
from logistics.travel.matrix import Answer, Draws, Quality, Question, Source
from logistics.travel.points import Floats

_KEPT = 8
_LINES_KEPT = 512


@dataclass(slots=True)
class Remembered:
    """A source whose last answers and lines are kept by points to the metre, mode, day, closures and version.

    An answer with a complaint is not kept: who was silent is asked again. The day stands in the key because seasons
    change the roads, and because an engine's map may have been renewed since yesterday.
    """

    source: Source
    _answers: OrderedDict[Any, Answer] = field(default_factory=OrderedDict, init=False, repr=False)
    _lines: OrderedDict[Any, Floats | None] = field(default_factory=OrderedDict, init=False, repr=False)

    @property
    def quality(self) -> Quality:
        """That of the source."""
        return self.source.quality

    @property
    def version(self) -> str:
        """That of the source."""
        return self.source.version

    def answer(self, question: Question) -> Answer:
        """The source's answer, asked for once; callers must not write into its arrays."""
        key = self._key(question)
        if (kept := self._answers.get(key)) is not None:
            self._answers.move_to_end(key)
            return kept
        answer = self.source.answer(question)
        if answer.complaint is None:
            _keep(self._answers, key, answer, _KEPT)
        return answer

    def line(self, question: Question) -> Floats | None:
        """The source's line; None where it draws none."""
        if not isinstance(self.source, Draws):
            return None
        key = self._key(question)
        if key not in self._lines:
            _keep(self._lines, key, self.source.line(question), _LINES_KEPT)
        return self._lines[key]

    def _key(self, question: Question) -> tuple[object, ...]:
        points = tuple((round(p.lat, 5), round(p.lon, 5)) for p in question.points)
        day: dt.date = local(question.departure).date()
        return points, question.mode, day, frozenset(question.closures), self.version


def _keep(kept: OrderedDict[Any, Any], key: object, value: object, most: int) -> None:
    kept[key] = value
    while len(kept) > most:
        kept.popitem(last=False)
