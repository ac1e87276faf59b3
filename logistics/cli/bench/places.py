"""`logistics bench places`: how often villages are understood when written badly, and how fast."""

from __future__ import annotations

import csv
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from logistics.cli.output import emit, json_option
from logistics.places.address import Knowledge, understand
from logistics.places.gazetteer import Gazetteer, Hamlet, bare
from logistics.places.units import communes, unit
from logistics.text import fold

_SEED = 2025
_COUNTRY = 40_963
"""As many localities as GeoNames has for Vietnam."""

Spoil = Callable[[str, random.Random], str]


@click.command("places")
@click.option(
    "--villages",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=Path("../shared/data/places/lai_chau_localities_geonames.csv"),
    show_default=True,
)
@json_option
def command(villages: Path, as_json: bool) -> None:
    """Spoil every village's name in three ways, look it up, and count right, ambiguous, wrong and none."""
    hamlets = _read(villages)
    province = {code: u.province.code for code, u in communes().items()}
    known = Knowledge(Gazetteer(hamlets, province), home_province=unit(hamlets[0].commune_code).province.code)
    spoils: dict[str, Spoil] = {
        "as written": lambda name, dice: name,
        "without diacritics": lambda name, dice: fold(name),
        "one letter lost": _lose_a_letter,
        "words swapped": _swap_words,
    }
    result = {
        "villages": len(hamlets),
        "with commune": {name: _shares(hamlets, spoil, known, with_commune=True) for name, spoil in spoils.items()},
        "name only": {name: _shares(hamlets, spoil, known, with_commune=False) for name, spoil in spoils.items()},
        "ms a look-up": {
            "province": _speed(hamlets, Gazetteer(hamlets, province)),
            f"country of {_COUNTRY} made of these names": _speed(hamlets, Gazetteer(_many(hamlets), province)),
        },
    }
    emit(result, lambda: _table(result), as_json=as_json)


def _shares(hamlets: Sequence[Hamlet], spoil: Spoil, known: Knowledge, *, with_commune: bool) -> dict[str, float]:
    """Percent right, ambiguous with the right one among the candidates, wrong, and none."""
    dice = random.Random(_SEED)
    counts: Counter[str] = Counter()
    for hamlet in hamlets:
        written = spoil(hamlet.name, dice)
        address = f", {unit(hamlet.commune_code).address}" if with_commune else ""
        found = understand(written + address, known)
        offered = {(c.unit_code, bare(c.village or "")) for c in found.candidates}
        right = (hamlet.commune_code, bare(hamlet.name)) in offered
        match found.status:
            case "found":
                # A commune without its village is no wrong village, but no right one either.
                place_known = any((h.name, h.commune_code) == (found.village, found.unit_code) for h in hamlets)
                counts["right" if right else "wrong" if place_known else "none"] += 1
            case "ambiguous":
                counts["ambiguous" if right else "ambiguous without it"] += 1
            case "unknown":
                counts["none"] += 1
    return {name: round(100 * count / len(hamlets), 1) for name, count in sorted(counts.items())}


def _speed(hamlets: Sequence[Hamlet], gazetteer: Gazetteer) -> float:
    """CPU milliseconds of one look-up of a misspelt name, the median of three rounds."""
    dice = random.Random(_SEED)
    names = [_lose_a_letter(h.name, dice) for h in dice.sample(list(hamlets), min(200, len(hamlets)))]
    rounds = []
    for _ in range(3):
        begun = time.process_time()
        for name in names:
            gazetteer.look_up(name)
        rounds.append(1000 * (time.process_time() - begun) / len(names))
    return round(sorted(rounds)[1], 3)


def _lose_a_letter(name: str, dice: random.Random) -> str:
    words = name.split()
    # The word "Bản" before the name is not where the meaning lies: lose a letter of the name itself.
    start = len(name) - len(" ".join(words[1:])) if len(words) > 1 else 0
    letters = [place for place in range(start, len(name)) if name[place].isalnum()]
    place = dice.choice(letters) if len(letters) > 1 else -1
    return name[:place] + name[place + 1 :] if place >= 0 else name


def _swap_words(name: str, dice: random.Random) -> str:
    words = name.split()
    dice.shuffle(words)
    return " ".join(words)


def _many(hamlets: Sequence[Hamlet]) -> list[Hamlet]:
    """As many places as the country has, with syllables of these names."""
    dice = random.Random(_SEED)
    syllables = sorted({word for hamlet in hamlets for word in hamlet.name.split()})
    codes = sorted(communes())
    invented = [
        Hamlet(" ".join(dice.choices(syllables, k=dice.choice((2, 3)))), dice.choice(codes), 21.0, 105.0)
        for _ in range(_COUNTRY - len(hamlets))
    ]
    return [*hamlets, *invented]


def _read(path: Path) -> list[Hamlet]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Hamlet(row["name"], row["commune_code"], float(row["lat"]), float(row["lon"]))
            for row in csv.DictReader(lines)
        ]


def _table(result: dict[str, object]) -> str:
    return "\n".join(f"{name}: {figures}" for name, figures in result.items())
