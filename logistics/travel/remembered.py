"""Answers kept for a while: re-planning a day asks the same matrices again and again."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from logistics.travel.matrix import Answer, Quality, Question
from logistics.travel.observed import is_wet
from logistics.travel.points import Floats
from logistics.travel.road_graph import RoadGraph

_KEPT = 8


@dataclass(slots=True)
class Remembered:
    """A road graph whose last answers are kept by points to the metre, mode, season, closures and version."""

    source: RoadGraph
    _answers: OrderedDict[Any, Answer] = field(default_factory=OrderedDict, init=False, repr=False)

    @property
    def quality(self) -> Quality:
        """That of the source."""
        return self.source.quality

    @property
    def version(self) -> str:
        """That of the source."""
        return self.source.version

    def answer(self, question: Question) -> Answer:
        """The source's answer, computed once; callers must not write into its arrays."""
        key = (
            tuple((round(p.lat, 5), round(p.lon, 5)) for p in question.points),
            question.mode,
            is_wet(question.departure),
            frozenset(question.closures),
            self.version,
        )
        if key not in self._answers:
            self._answers[key] = self.source.answer(question)
            while len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
        self._answers.move_to_end(key)
        return self._answers[key]

    def line(self, question: Question) -> Floats | None:
        """The source's line."""
        return self.source.line(question)
