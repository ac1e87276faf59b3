"""The instances of the literature in a folder, and what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from logistics.routing.instances import read_instance, read_solution


def instance_files(folder: Path, names: Sequence[str]) -> list[Path]:
    """The files of the instances with these names, of all where none is named. Raises UsageError for others."""
    files = sorted(path for path in folder.iterdir() if path.suffix in (".vrp", ".vrptw", ".json", ".txt"))
    files = [path for path in files if path.stem != "references"]
    unknown = set(names) - {path.stem for path in files}
    if unknown:
        raise click.UsageError(f"no such instance: {', '.join(sorted(unknown))}")
    return [path for path in files if not names or path.stem in names]


def best_known(path: Path, references: Path | None) -> int | None:
    """The best known cost in the problem's own unit: of NAME.sol beside the file, else of the list of NAME COST."""
    solution = path.with_suffix(".sol")
    if solution.exists():
        return read_solution(read_instance(path), solution.read_text()).cost
    for line in references.read_text().splitlines() if references else ():
        name, _, cost = line.partition(" ")
        if name == path.stem:
            return int(cost)
    return None
