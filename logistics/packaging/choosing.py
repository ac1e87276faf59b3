"""The smallest carton that truly holds some goods, and why each smaller one was refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from logistics.packaging.contents import Contents, Counts, Masses, masses
from logistics.packaging.fitting import GLANCE, Effort, Extents, Kind, Lying, fit, refuted
from logistics.packaging.fitting.proof import Outcome, settle
from logistics.packaging.mixing import Mix, mix
from logistics.packaging.standard import CartonKind


class Refusal(StrEnum):
    """Why a carton was not taken."""

    TOO_HEAVY = "too_heavy"
    TOO_SMALL = "too_small"
    """Proven: no placement exists."""
    NO_PLACEMENT = "no_placement"
    """None was found; that none exists is not proven."""


@dataclass(frozen=True, slots=True)
class Held:
    """A carton that holds the goods counted, and where each unit lies."""

    counts: Counts
    rules: Mix
    carton: CartonKind
    lying: tuple[Lying, ...]
    weighed: Masses


@dataclass(frozen=True, slots=True)
class Choice:
    """What became of the search for one carton; `held` is None where none was found."""

    held: Held | None
    refused: tuple[tuple[CartonKind, Refusal], ...]

    @property
    def optimistic_mm3(self) -> int | None:
        """The least outer volume not excluded by proof; None where every carton is."""
        open_cartons = [carton for carton, why in self.refused if why is Refusal.NO_PLACEMENT]
        if self.held:
            open_cartons.append(self.held.carton)
        return min((carton.outer.volume_mm3 for carton in open_cartons), default=None)


@dataclass(frozen=True, slots=True)
class Diligence:
    """How hard to look, and how hard to prove (0: not at all) in the prover's deterministic time."""

    effort: Effort
    proof: float = 0.0


def choose(contents: Contents, counts: Counts, diligence: Diligence, *, seek: bool = True) -> Choice:
    """The smallest carton that holds the goods counted together.

    With seek=False only the proofs are asked for, and what they leave open counts as not found.
    """
    rules = mix(contents.profiles(counts), contents.standard)
    if rules is None:
        return Choice(None, ())
    kinds = contents.kinds(counts)
    lines = contents.lines(counts)
    refused: list[tuple[CartonKind, Refusal]] = []
    for carton in rules.cartons:
        weighed = masses(kinds, lines, carton, rules)
        if weighed.gross_g > rules.max_gross_mass_g or weighed.load_g > carton.max_load_g:
            refused.append((carton, Refusal.TOO_HEAVY))
            continue
        lying = _settled(kinds, room(carton, rules), diligence, seek=seek)
        if isinstance(lying, Refusal):
            refused.append((carton, lying))
            continue
        return Choice(Held(counts, rules, carton, lying, weighed), tuple(refused))
    return Choice(None, tuple(refused))


def room(carton: CartonKind, rules: Mix) -> Extents:
    """The extents the goods may take: the inside without the clearance along each wall."""
    return carton.inner.grown(-rules.clearance_mm).extents


def _settled(
    kinds: tuple[Kind, ...], inside: Extents, diligence: Diligence, *, seek: bool
) -> tuple[Lying, ...] | Refusal:
    # Cheapest first: most answers are found at a glance or refuted before any search.
    if seek and (lying := fit(kinds, inside, GLANCE)):
        return lying
    if refuted(kinds, inside):
        return Refusal.TOO_SMALL
    if seek and (lying := fit(kinds, inside, diligence.effort)):
        return lying
    if seek and diligence.proof > 0:
        settled = settle(kinds, inside, diligence.proof)
        if settled is Outcome.IMPOSSIBLE:
            return Refusal.TOO_SMALL
        if not isinstance(settled, Outcome):
            return settled
    return Refusal.NO_PLACEMENT
