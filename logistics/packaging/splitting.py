"""Goods that need several cartons: the fewest, then the smallest.

Few goods are split exactly over all ways to share them out; many by filling one carton after another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import prod

from logistics.errors import Invalid
from logistics.packaging.choosing import Choice, Chooser, Diligence, Held, room
from logistics.packaging.contents import Contents, Counts
from logistics.packaging.fitting import fill
from logistics.packaging.mixing import mix, why_parted

MOST_SHARES = 130
_WIDEST = 4
"""How many of the largest cartons are tried for each filling."""

Cost = tuple[int, int]
"""Cartons, then their outer volume."""


@dataclass(frozen=True, slots=True)
class Split:
    """The cartons, and what no other split can be better than."""

    held: tuple[tuple[Held, Choice], ...]
    at_least: int
    proven: bool


class Splitter:
    """Splits one shipment's contents; remembers every share of it already tried."""

    def __init__(self, contents: Contents, diligence: Diligence) -> None:
        self.contents = contents
        self.effort = diligence.effort
        self.chooser = Chooser(contents, diligence)
        self.tried: dict[Counts, Choice] = {}

    def split(self) -> Split:
        """The cartons for all the contents. Raises Invalid where a unit fits no carton even alone."""
        whole = self.contents.counts
        choice = self.choice(whole)
        if choice.held:
            proven = choice.optimistic_mm3 == choice.held.carton.outer.volume_mm3
            return Split(((choice.held, choice),), 1, proven)
        self._refuse_what_fits_nowhere()
        if prod(count + 1 for count in whole) <= MOST_SHARES:
            return self._exact(whole)
        held = self._filled(whole)
        return Split(tuple(held), max(2, least_cartons(self.contents)), proven=False)

    def choice(self, counts: Counts) -> Choice:
        """The smallest carton for these units together; known at once where a part of them has none."""
        if counts not in self.tried:
            seek = all(self.tried[part].held for part in _one_less(counts) if part in self.tried)
            self.tried[counts] = self.chooser.choose(counts, seek=seek)
        return self.tried[counts]

    def _exact(self, whole: Counts) -> Split:
        shares = sorted(product(*(range(count + 1) for count in whole)), key=sum)[1:]
        costs: dict[Counts, Cost] = {}
        hopes: dict[Counts, Cost] = {}
        for share in shares:
            choice = self.choice(share)
            if choice.held:
                costs[share] = (1, choice.held.carton.outer.volume_mm3)
            if (volume := choice.optimistic_mm3) is not None:
                hopes[share] = (1, volume)
        cost, chosen = _cheapest(whole, shares, costs)
        hoped, _ = _cheapest(whole, shares, hopes)
        held = tuple((held, choice) for share in chosen if (held := (choice := self.tried[share]).held))
        return Split(held, hoped[0], proven=cost == hoped)

    def _filled(self, left: Counts) -> list[tuple[Held, Choice]]:
        """Cartons filled one after another, each as full as was found, then changed for the smallest that does."""
        done: list[tuple[Held, Choice]] = []
        while any(left):
            counts = self._fullest(left)
            choice = self.choice(counts)
            while choice.held is None:
                counts = next(part for part in _one_less(counts) if any(part))
                choice = self.choice(counts)
            done.append((choice.held, choice))
            left = tuple(map(int.__sub__, left, counts))
        return done

    def _fullest(self, left: Counts) -> Counts:
        """The units of the fullest of the large cartons, begun with the largest goods."""
        together = self._compatible(left)
        rules = mix(self.contents.profiles(together), self.contents.standard)
        if rules is None:
            raise ValueError("goods that may not lie together were taken together")
        kinds = self.contents.kinds(together)
        best: Counts = ()
        most = 0
        for carton in rules.cartons[-_WIDEST:]:
            # The filling's mass is set aside as if the carton were empty: what is filled then is never too heavy.
            filling_g = -(-carton.inner.volume_cm3 * rules.fill_g_per_l // 1000)
            load_g = min(carton.max_load_g, rules.max_gross_mass_g - carton.tare_g) - filling_g
            lying = fill(kinds, room(carton, rules), load_g, self.effort)
            if (volume := sum(unit.dx * unit.dy * unit.dz for unit in lying)) > most:
                most = volume
                best = tuple(sum(unit.kind == index for unit in lying) for index in range(len(kinds)))
        return best or _single(next(index for index, count in enumerate(left) if count), len(left))

    def _compatible(self, left: Counts) -> Counts:
        """As many goods as may lie together, begun with the most voluminous."""
        counts = [0] * len(left)
        for index, count in enumerate(left):
            counts[index] = count
            if count and mix(self.contents.profiles(tuple(counts)), self.contents.standard) is None:
                counts[index] = 0
        return tuple(counts)

    def _refuse_what_fits_nowhere(self) -> None:
        for index, goods in enumerate(self.contents.goods):
            if self.choice(_single(index, len(self.contents.goods))).held is None:
                raise Invalid.one(
                    "/lines",
                    "fits_no_carton",
                    vi=f"{goods.code} ({goods.size}, {goods.mass_g} g) không vừa thùng nào được phép. "
                    "Kiểm tra kích thước, khối lượng, hoặc thêm loại thùng.",
                    en=f"{goods.code} ({goods.size}, {goods.mass_g} g) fits none of its cartons. "
                    "Check its size and mass, or add a carton.",
                )


def least_cartons(contents: Contents) -> int:
    """No packing needs fewer cartons: by volume and mass, added up over goods of which no two may share."""
    apart: list[str] = []
    profiles = contents.standard.profiles
    for goods in contents.goods:
        if all(why_parted(profiles[goods.profile], profiles[code]) for code in apart):
            apart.append(goods.profile)
    separately = sum(_least(contents, {code}) for code in apart)
    return max(separately, _least(contents, {goods.profile for goods in contents.goods}))


def _least(contents: Contents, codes: set[str]) -> int:
    counts = tuple(
        count if goods.profile in codes else 0 for goods, count in zip(contents.goods, contents.counts, strict=True)
    )
    profiles = contents.profiles(counts)
    cartons = {code: contents.standard.cartons[code] for profile in profiles for code in profile.cartons}
    room_mm3 = max(carton.inner.volume_mm3 for carton in cartons.values())
    load_g = min(
        max(carton.max_load_g for carton in cartons.values()),
        max(profile.max_gross_mass_g for profile in profiles),
    )
    kinds = contents.kinds(counts)
    volume = sum(kind.quantity * kind.volume for kind in kinds)
    mass_g = sum(kind.quantity * kind.mass_g for kind in kinds)
    return max(-(-volume // room_mm3), -(-mass_g // load_g))


def _cheapest(whole: Counts, shares: list[Counts], costs: Mapping[Counts, Cost]) -> tuple[Cost, tuple[Counts, ...]]:
    """The cheapest way to share out the whole, and the shares."""
    best: dict[Counts, tuple[Cost, tuple[Counts, ...]]] = {tuple(0 for _ in whole): ((0, 0), ())}
    for share in shares:
        options = []
        for part, (cartons, volume) in costs.items():
            rest = tuple(map(int.__sub__, share, part))
            if rest in best:
                (more, further), chosen = best[rest]
                options.append(((cartons + more, volume + further), (part, *chosen)))
        if options:
            best[share] = min(options)
    return best[whole]


def _one_less(counts: Counts) -> list[Counts]:
    """The counts with one unit less of one of the goods, for each of them."""
    return [(*counts[:index], count - 1, *counts[index + 1 :]) for index, count in enumerate(counts) if count]


def _single(index: int, length: int) -> Counts:
    return (0,) * index + (1,) + (0,) * (length - index - 1)
