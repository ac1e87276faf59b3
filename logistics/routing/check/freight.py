"""The parcels of a plan: what each trip carries, what changes vehicles, and when it reaches an office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from logistics.routing.check.drive import Drive
from logistics.routing.check.violation import Rule, Violation
from logistics.routing.plan import Kind, Step
from logistics.routing.stop import Stop
from logistics.routing.ties import Transfer


@dataclass(frozen=True)
class Haul:
    """One trip: its steps up to the one that empties the vehicle, and where in the route it begins."""

    drive: Drive
    first: int
    steps: tuple[Step, ...]

    @property
    def fresh(self) -> bool:
        """Whether anything of it is still a plan, no fact."""
        return any(step.kind in (Kind.SERVE, Kind.TAKE) for step in self.steps[max(0, self.drive.done - self.first) :])

    @property
    def in_progress(self) -> bool:
        """Whether this was the trip under way when the plan was made."""
        last = self.drive.done - 1
        current = last + (self.drive.route.steps[last].kind in (Kind.RELOAD, Kind.GIVE))
        return self.first <= current < self.first + len(self.steps)

    @property
    def last(self) -> Step:
        """The step that empties the vehicle."""
        return self.steps[-1]

    @property
    def leaves_s(self) -> int:
        """When the vehicle leaves for this trip: at its START, or from the step that emptied it before."""
        return self.drive.route.steps[max(0, self.first - 1)].depart_s

    def own(self) -> Iterator[tuple[Step, Stop]]:
        """The stops fetched on this trip."""
        return ((step, self.drive.problem.stop_of[step.stop]) for step in self.steps if step.kind is Kind.SERVE)


def freight_violations(drives: Sequence[Drive]) -> Iterator[Violation]:
    """What is wrong with loads, trips, goods, hand-overs, releases and freshness."""
    hauls = [haul for drive in drives for haul in _hauls(drive)]
    gives = {haul.last.handover: haul for haul in hauls if haul.last.kind is Kind.GIVE}
    yield from _handovers(drives, hauls, gives)
    for haul in hauls:
        aboard = [*haul.own(), *(pair for step in haul.steps if step.kind is Kind.TAKE for pair in _given(gives, step))]
        if haul.fresh:
            yield from _capacity(haul, [stop for _, stop in aboard])
            yield from _apart(haul, [stop for _, stop in aboard])
            yield from _release(haul)
            if haul.last.kind is Kind.END and not haul.drive.vehicle.end_is_office:
                yield Violation(Rule.TRANSFER, haul.drive.where, "comes home loaded, and its home is no office")
        if haul.last.kind in (Kind.RELOAD, Kind.END):
            for step, stop in aboard:
                yield from _freshness(haul, step, stop)
    for drive in drives:
        yield from _trips(drive)


def _hauls(drive: Drive) -> Iterator[Haul]:
    first = 0
    for position, step in enumerate(drive.route.steps):
        if step.kind in (Kind.RELOAD, Kind.GIVE, Kind.END) or position + 1 == len(drive.route.steps):
            yield Haul(drive, first, drive.route.steps[first : position + 1])
            first = position + 1


def _given(gives: dict[int, Haul], take: Step) -> Iterator[tuple[Step, Stop]]:
    return gives[take.handover].own() if take.handover in gives else iter(())


def _capacity(haul: Haul, aboard: Sequence[Stop]) -> Iterator[Violation]:
    capacity, done = haul.drive.vehicle.capacity, haul.drive.under_way
    for measure in ("mass_g", "volume_cm3", "pieces"):
        limit = getattr(capacity, measure)
        amount = sum(getattr(stop.load, measure) for stop in aboard)
        if done and haul.in_progress:
            amount += getattr(done.carried, measure)
        if limit is not None and amount > limit:
            yield Violation(Rule.CAPACITY, haul.drive.where, f"{measure} of a trip is {amount}, at most {limit}")


def _apart(haul: Haul, aboard: Sequence[Stop]) -> Iterator[Violation]:
    banned = {frozenset(pair) for pair in haul.drive.problem.apart}
    for one, other in combinations(sorted({stop.goods for stop in aboard}), 2):
        if frozenset((one, other)) in banned:
            yield Violation(Rule.APART, haul.drive.where, f"carries {one} and {other} on one trip")


def _release(haul: Haul) -> Iterator[Violation]:
    for position, step in enumerate(haul.steps, haul.first):
        if position < haul.drive.done or step.kind is not Kind.SERVE:
            continue
        release_s = haul.drive.problem.stop_of[step.stop].release_s
        if haul.leaves_s < release_s:
            yield Violation(Rule.RELEASE, step.stop, f"the trip left at {haul.leaves_s}, before {release_s}")


def _freshness(haul: Haul, step: Step, stop: Stop) -> Iterator[Violation]:
    served_s = step.start_s + stop.options[step.option].service_s
    limits = [stop.deliver_by_s] if stop.deliver_by_s is not None else []
    limits += [served_s + stop.max_onboard_s] if stop.max_onboard_s is not None else []
    if not limits or haul.last.arrive_s <= max(min(limits), _straight_home_s(haul.drive, step)):
        return
    yield Violation(
        Rule.FRESHNESS, step.stop, f"reaches the office at {haul.last.arrive_s}, at the latest {min(limits)}"
    )


def _straight_home_s(drive: Drive, step: Step) -> int:
    """For a parcel that was on board when the plan was made: the earliest it can be home; else the dawn of time.

    A vehicle that only goes home still takes the rests it owes.
    """
    if step not in drive.route.steps[: drive.done]:
        return -1
    rests = [rest for rest in drive.planned if rest.kind is Kind.BREAK] if drive.only_goes_home else []
    last = rests[-1] if rests else drive.route.steps[drive.done - 1]
    return drive.arrival_s(last.place, drive.vehicle.end, last.depart_s) or -1


def _trips(drive: Drive) -> Iterator[Violation]:
    limit = drive.vehicle.max_trips
    loaded = [haul for haul in _hauls(drive) if any(s.kind in (Kind.SERVE, Kind.TAKE) for s in haul.steps)]
    if limit is not None and len(loaded) > limit and not drive.only_goes_home:
        yield Violation(Rule.TRIPS, drive.where, f"makes {len(loaded)} trips of {limit}")


def _handovers(drives: Sequence[Drive], hauls: Sequence[Haul], gives: dict[int, Haul]) -> Iterator[Violation]:
    takes: dict[int, list[tuple[Drive, Step]]] = {}
    for drive in drives:
        for step in drive.route.steps:
            if step.kind is Kind.TAKE:
                takes.setdefault(step.handover, []).append((drive, step))
    given = [haul.last.handover for haul in hauls if haul.last.kind is Kind.GIVE]
    for number in sorted({*given, *takes}):
        if given.count(number) != 1 or len(takes.get(number, [])) != 1:
            text = f"is given {given.count(number)} times and taken {len(takes.get(number, []))} times"
            yield Violation(Rule.TRANSFER, f"hand-over {number}", text)
            continue
        taker, take = takes[number][0]
        for text in _handover_faults(gives[number], taker, take):
            yield Violation(Rule.TRANSFER, f"hand-over {number}", text)


def _handover_faults(haul: Haul, taker: Drive, take: Step) -> Iterator[str]:
    give, transfer = haul.last, taker.problem.transfer_of.get(take.transfer)
    if transfer is None or give.transfer != take.transfer or {give.place, take.place} != {transfer.place}:
        yield "giver and taker are not at the same known transfer"
        return
    if haul.drive.vehicle.id not in transfer.givers or taker.vehicle.id not in transfer.takers or haul.drive is taker:
        yield f"{haul.drive.where} may not hand over to {taker.where} at {transfer.id}"
    if any(step.kind is Kind.TAKE for step in haul.steps):
        yield "hands over what was handed over before"
    if taker.route.steps.index(take) >= taker.done:
        yield from _meeting_faults(give, take, transfer)


def _meeting_faults(give: Step, take: Step, transfer: Transfer) -> Iterator[str]:
    if not give.start_s + transfer.service_s <= take.start_s <= give.depart_s + transfer.keeps_s:
        yield f"taken at {take.start_s}; given from {give.start_s} to {give.depart_s}, kept {transfer.keeps_s} s"
    if not transfer.window.start_s <= give.start_s <= transfer.window.end_s:
        yield f"given at {give.start_s}, outside the window of {transfer.id}"
    if not transfer.window.start_s <= take.start_s <= transfer.window.end_s:
        yield f"taken at {take.start_s}, outside the window of {transfer.id}"
