"""The smallest carton that truly holds some goods, and why each smaller one was refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from logistics.packaging.contents import Contents, Counts, Masses, masses
from logistics.packaging.fitting import GLANCE, QUICK, Effort, Extents, Kind, Lying, fit, refuted
from logistics.packaging.fitting.proof import Outcome, Prover
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
    """How hard to look, and the prover's deterministic seconds for a whole shipment (0: no proofs)."""

    effort: Effort
    proof: float = 0.0


USUAL = Diligence(QUICK, proof=0.3)
"""What a clerk waits for: it settles nearly all that people really send in up to fourteen units."""


class Chooser:
    """Chooses cartons for one shipment: what is proven for all its shares together takes no more than was allowed."""

    def __init__(self, contents: Contents, diligence: Diligence) -> None:
        self._contents = contents
        self._effort = diligence.effort
        self._prover = Prover(diligence.proof)

    def choose(self, counts: Counts, *, seek: bool = True) -> Choice:
        """The smallest carton that holds the goods counted together.

        With seek=False only the proofs are asked for, and what they leave open counts as not found.
        """
        contents = self._contents
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
            lying = self._settled(kinds, room(carton, rules), seek=seek)
            if isinstance(lying, Refusal):
                refused.append((carton, lying))
                continue
            return Choice(Held(counts, rules, carton, lying, weighed), tuple(refused))
        return Choice(None, tuple(refused))

    def _settled(self, kinds: tuple[Kind, ...], inside: Extents, *, seek: bool) -> tuple[Lying, ...] | Refusal:
        # Cheapest first: most answers are found at a glance or refuted before any search.
        if seek and (lying := fit(kinds, inside, GLANCE)):
            return lying
        if refuted(kinds, inside):
            return Refusal.TOO_SMALL
        if seek and (lying := fit(kinds, inside, self._effort)):
            return lying
        settled = self._prover.settle(kinds, inside) if seek else Outcome.UNKNOWN
        if settled is Outcome.IMPOSSIBLE:
            return Refusal.TOO_SMALL
        return Refusal.NO_PLACEMENT if isinstance(settled, Outcome) else settled


def room(carton: CartonKind, rules: Mix) -> Extents:
    """The extents the goods may take: the inside without the clearance along each wall."""
    return carton.inner.grown(-rules.clearance_mm).extents
