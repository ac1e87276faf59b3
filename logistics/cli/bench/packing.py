"""`logistics bench packing`: cartons with a known perfect packing, and the two on which py3dbp fails, side by side.

A case is made by cutting a carton again and again right through (seeded), so its pieces fill it exactly. Pieces may
be turned any way. Solved means every piece is placed; ours are audited and must stand, py3dbp's are taken as told.
"""

from __future__ import annotations

import importlib.util
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import click

from logistics.cli.output import emit, json_option, say
from logistics.packaging import QUICK, THOROUGH, Orientation, Size
from logistics.packaging.fitting import Effort, Kind, faults, fill

Extents = tuple[int, int, int]

KNOWN = {
    "3 x (40,30,30) in 90x40x30": ((90, 40, 30), ((40, 30, 30),) * 3),
    "20 x (20,5,6) in 25x25x20": ((25, 25, 20), ((20, 5, 6),) * 20),
}
FAMILIES = {"fine": 1, "coarse": 20}
"""Cuts fall on multiples of so many millimetres; coarse cuts leave many pieces alike and many false fits."""


@dataclass(frozen=True, slots=True)
class Case:
    """A carton and the pieces that fill it."""

    name: str
    room: Extents
    pieces: tuple[Extents, ...]


@dataclass(slots=True)
class Score:
    """What one packer did: cases solved, how full the cartons got, CPU seconds."""

    cases: int = 0
    solved: int = 0
    cpu_s: float = 0.0
    uses: list[float] = field(default_factory=list)

    def add(self, case: Case, placed: Sequence[int], cpu_s: float) -> None:
        """One case: the volumes of the pieces placed."""
        self.cases += 1
        self.solved += len(placed) == len(case.pieces)
        self.uses.append(sum(placed) / _volume(case.room))
        self.cpu_s += cpu_s

    def table(self) -> dict[str, object]:
        """The score for printing."""
        use = 100 * sum(self.uses) / len(self.uses) if self.uses else 0
        lowest = 100 * min(self.uses, default=0)
        return {
            "cases": self.cases,
            "solved": self.solved,
            "volume_use_percent": round(use, 2),
            "lowest_use_percent": round(lowest, 2),
            "cpu_s": round(self.cpu_s, 2),
        }


@click.command("packing")
@click.option("--cases", default=500, show_default=True, type=click.IntRange(1), help="Generated cases.")
@click.option("--seed", default=2025, show_default=True)
@json_option
def command(*, cases: int, seed: int, as_json: bool) -> None:
    """Perfect packings found: ours quick, ours thorough, and py3dbp where it is installed."""
    packers: dict[str, Callable[[Case], list[int]]] = {
        "highland_quick": lambda case: _ours(case, QUICK),
        "highland_thorough": lambda case: _ours(case, THOROUGH),
    }
    if importlib.util.find_spec("py3dbp"):
        packers["py3dbp"] = _py3dbp
    else:
        say("py3dbp is not installed (pip install py3dbp): measured without it")
    generated = {
        family: [case(f"{family} {number}", seed * 1000 + number, step) for number in range(share)]
        for (family, step), share in zip(FAMILIES.items(), (cases - cases // 2, cases // 2), strict=True)
    }
    known = [Case(name, room, pieces) for name, (room, pieces) in KNOWN.items()]

    result: dict[str, Any] = {
        "seed": seed,
        "known_placed": {one.name: {name: len(packer(one)) for name, packer in packers.items()} for one in known},
        "generated": {
            family: {name: _scored(packer, group).table() for name, packer in packers.items()}
            for family, group in generated.items()
        },
    }

    emit(result, lambda: _text(result), as_json=as_json)


def case(name: str, seed: int, step: int) -> Case:
    """A carton of 150 to 600 mm cut into 4 to 40 pieces; every cut on a multiple of `step` millimetres."""
    dice = random.Random(seed)
    room = (dice.randrange(160, 601, 20), dice.randrange(160, 601, 20), dice.randrange(160, 601, 20))
    pieces = [room]
    wanted = dice.randint(4, 40)
    while len(pieces) < wanted:
        pieces.sort(key=lambda piece: _volume(piece) * dice.random())
        piece = pieces.pop()
        axis = dice.choices(range(3), weights=piece)[0]
        places = range(max(step, piece[axis] // 5 // step * step), piece[axis] * 4 // 5 + 1, step)
        if not places or places[-1] >= piece[axis]:
            pieces.append(piece)
            break
        pieces += _cut(piece, axis, dice.choice(places))
    return Case(name, room, tuple(_turned(piece, dice) for piece in pieces))


def _turned(piece: Extents, dice: random.Random) -> Extents:
    first, second, third = dice.sample(piece, 3)
    return first, second, third


def _cut(piece: Extents, axis: int, at: int) -> tuple[Extents, Extents]:
    first, second = list(piece), list(piece)
    first[axis], second[axis] = at, piece[axis] - at
    return (first[0], first[1], first[2]), (second[0], second[1], second[2])


def _volume(extents: Extents) -> int:
    return extents[0] * extents[1] * extents[2]


def _scored(packer: Callable[[Case], list[int]], group: Sequence[Case]) -> Score:
    score = Score()
    for one in group:
        started = time.process_time()
        placed = packer(one)
        score.add(one, placed, time.process_time() - started)
    return score


def _ours(one: Case, effort: Effort) -> list[int]:
    counted = Counter(Size(*sorted(piece, reverse=True)) for piece in one.pieces)
    kinds = [Kind(count, size.turned(Orientation.ANY), 1) for size, count in counted.items()]
    lying = fill(kinds, one.room, len(one.pieces), effort)
    if wrong := faults(lying, kinds, one.room):
        raise click.ClickException(f"{one.name}: {wrong}")
    return [_volume((unit.dx, unit.dy, unit.dz)) for unit in lying]


def _py3dbp(one: Case) -> list[int]:
    py3dbp: Any = importlib.import_module("py3dbp")
    packer = py3dbp.Packer()
    carton = py3dbp.Bin("carton", *one.room, len(one.pieces))
    packer.add_bin(carton)
    for number, piece in enumerate(one.pieces):
        packer.add_item(py3dbp.Item(str(number), *piece, 1))
    packer.pack(bigger_first=True)
    return [int(unit.width * unit.height * unit.depth) for unit in carton.items]


def _text(result: dict[str, Any]) -> str:
    rows = [f"{name}: {counts}" for name, counts in result["known_placed"].items()]
    for family, scores in result["generated"].items():
        rows += [f"{family:<7} {name:<18} {score}" for name, score in scores.items()]
    return "\n".join(rows)
