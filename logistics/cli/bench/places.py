"""`logistics bench places`: how often villages are understood when written badly, and how fast."""

from __future__ import annotations

import csv
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import click

from logistics.cli.output import emit, json_option
from logistics.places.address import Knowledge, Understanding, understand
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
        "right of 100 found, by confidence": _honesty(hamlets, spoils.values(), known),
        "ms a look-up": _speeds(hamlets, known, Gazetteer(_many(hamlets), province)),
    }
    emit(result, lambda: _table(result), as_json=as_json)


def _shares(hamlets: Sequence[Hamlet], spoil: Spoil, known: Knowledge, *, with_commune: bool) -> dict[str, float]:
    """Percent right, only its commune, ambiguous with and without the right one offered, wrong, and none."""
    dice = random.Random(_SEED)
    counts: Counter[str] = Counter()
    for hamlet in hamlets:
        written = spoil(hamlet.name, dice)
        address = f", {unit(hamlet.commune_code).address}" if with_commune else ""
        counts[_outcome(hamlet, understand(written + address, known))] += 1
    return {name: round(100 * count / len(hamlets), 1) for name, count in sorted(counts.items())}


def _outcome(hamlet: Hamlet, found: Understanding) -> str:
    offered = {(c.unit_code, bare(c.village or "")) for c in found.candidates}
    right = (hamlet.commune_code, bare(hamlet.name)) in offered
    match found.status:
        case "found" if found.village is None and found.unit_code == hamlet.commune_code:
            return "commune only"
        case "found":
            return "right" if right else "wrong"
        case "ambiguous":
            return "ambiguous" if right else "ambiguous without it"
        case "unknown":
            return "none"


def _honesty(hamlets: Sequence[Hamlet], spoils: Iterable[Spoil], known: Knowledge) -> dict[str, str]:
    """Of all places found, how many in a hundred were right, beside the confidence that was told."""
    right: Counter[float] = Counter()
    told: Counter[float] = Counter()
    for spoil in spoils:
        for with_commune in (True, False):
            dice = random.Random(_SEED)
            for hamlet in hamlets:
                address = f", {unit(hamlet.commune_code).address}" if with_commune else ""
                found = understand(spoil(hamlet.name, dice) + address, known)
                if found.status == "found" and found.village:
                    confidence = round(found.confidence, 1)
                    told[confidence] += 1
                    right[confidence] += _outcome(hamlet, found) == "right"
    return {f"{c:.1f}": f"{100 * right[c] / told[c]:.1f} of {told[c]}" for c in sorted(told)}


def _speeds(hamlets: Sequence[Hamlet], known: Knowledge, country: Gazetteer) -> dict[str, float]:
    """CPU milliseconds of one look-up of a misspelt name, and of a whole address with and without its commune."""
    dice = random.Random(_SEED)
    some = dice.sample(list(hamlets), min(200, len(hamlets)))
    names = [_lose_a_letter(h.name, dice) for h in some]
    addresses = [f"{name}, {unit(h.commune_code).address}" for name, h in zip(names, some, strict=True)]
    at_home, abroad = known.home_province, replace(known, gazetteer=country, home_province="")
    whole = f"country of {_COUNTRY}"
    return {
        "province": _speed(names, lambda name: known.gazetteer.look_up(name, [at_home])),
        whole: _speed(names, country.look_up),
        "province, an address": _speed(addresses, lambda text: understand(text, known)),
        "province, a bare name": _speed(names, lambda text: understand(text, known)),
        f"{whole}, an address": _speed(addresses, lambda text: understand(text, abroad)),
        f"{whole}, a bare name": _speed(names, lambda text: understand(text, abroad)),
    }


def _speed(texts: Sequence[str], ask: Callable[[str], object]) -> float:
    """CPU milliseconds of one question, the median of three rounds."""
    rounds = []
    for _ in range(3):
        begun = time.process_time()
        for text in texts:
            ask(text)
        rounds.append(1000 * (time.process_time() - begun) / len(texts))
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
