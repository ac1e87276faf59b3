"""The JSON schemas in the documentation are those of the code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from logistics.routing import Plan, Problem
from logistics.routing.exchange import schema

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize("kind", [Problem, Plan])
def test_the_schema_in_the_documentation_is_the_codes_own(kind: type[Problem] | type[Plan]) -> None:
    written = json.loads((REFERENCE / f"{kind.__name__.lower()}.schema.json").read_text(encoding="utf-8"))

    assert written == schema(kind)
