"""The mountain set: `mountain_day(stops, seed)` makes one day of collection in Lai Châu with every rule of the model.

Real: the places (the province's former communes and towns, from `places.units`), the vehicles' speeds and the bands
(from `travel`). Made, by the seed: elevations, households round the communes, what they sell, and all rules. The
same two numbers give the same problem on every machine. docs/explanation/routing.md says how much there is of each.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from dataclasses import dataclass, replace
from functools import cache

from logistics.cli.bench.mountain_fleet import HOUR, feeders_of, fleet_of, meetings_of
from logistics.cli.bench.mountain_ties import tied, under_way
from logistics.places.units import Unit, former_communes
from logistics.routing import Load, Option, Pace, Problem, Stop, Travel, Window
from logistics.travel import Estimate, Mode, Point, TravelMatrix

LAI_CHAU = "12"
OFFICES = ("03387", "03390", "03549", "03595", "03478")
"""Tân Phong, Tam Đường, Phong Thổ, Than Uyên, Sìn Hồ, by the codes they had before July 2025."""

RAIN = (Pace(5 * HOUR, 130), Pace(8 * HOUR + 1800, 100), Pace(11 * HOUR, 115), Pace(11 * HOUR + 2700, 100))
"""A wet morning, and the hour when the schools let out."""

REMOTE_KM, REMOTE_SHARE = 15, 0.15
"""How far from every office a commune with a feeder lies at least, and the share of the stops in such communes."""

MORNING = dt.datetime(2025, 11, 5, 0, 0, tzinfo=dt.UTC)
CONFIDENCE_PCT = 80


@dataclass(frozen=True, slots=True)
class Land:
    """Where everything lies: rows of the matrices are offices, then commune centres, then farms.

    `home` names each farm's commune; `remote` are communes, the farthest, that a feeder lives in.
    """

    points: tuple[Point, ...]
    offices: int
    communes: int
    home: tuple[int, ...]
    remote: tuple[int, ...]

    def centre(self, commune: int) -> int:
        """The row of a commune's meeting point at the road."""
        return self.offices + commune

    def farm(self, stop: int) -> int:
        """The row of a stop's farm."""
        return self.offices + self.communes + stop

    def office_of(self, place: int) -> int:
        """The office nearest to a row."""
        return min(range(self.offices), key=lambda office: apart_km(self.points[office], self.points[place]))


def mountain_day(stops: int, seed: int) -> Problem:
    """The day of so many stops that belongs to the seed."""
    dice = random.Random(f"mountain {stops} {seed}")
    land = _land(stops, dice)
    feeders = feeders_of(land)
    problem = Problem(
        stops=tuple(_stop(i, land, dice) for i in range(stops)),
        vehicles=(*fleet_of(land, stops), *feeders),
        travel=_travel(land, dice),
        transfers=meetings_of(land, feeders),
        apart=(("live", "tea"), ("live", "herbs")),
        confidence_pct=CONFIDENCE_PCT,
    )
    return under_way(tied(problem, land, dice), land)


def apart_km(one: Point, two: Point) -> float:
    """Straight kilometres, good enough to say what is near."""
    return 111.0 * math.hypot(one.lat - two.lat, (one.lon - two.lon) * math.cos(math.radians(one.lat)))


@cache
def _units() -> tuple[Unit, ...]:
    return tuple(unit for unit in former_communes() if unit.now and unit.now[0].province.code == LAI_CHAU)


def _land(stops: int, dice: random.Random) -> Land:
    """Offices, the communes nearest to them, and farms within an hour's walk of their commune's centre."""
    by_code = {unit.code: unit for unit in _units()}
    offices = [_at(by_code[code], dice) for code in OFFICES[: min(len(OFFICES), 2 + stops // 150)]]
    others = [_at(unit, dice) for unit in _units() if unit.code not in OFFICES]
    others.sort(key=lambda point: min(apart_km(point, office) for office in offices))
    lived_in = _feeders(stops)
    near = others[: min(len(others) - lived_in, 8 + stops // 8)]
    far = [point for point in others[len(near) :] if min(apart_km(point, office) for office in offices) > REMOTE_KM]
    communes = near + (far or others[len(near) :])[:lived_in]
    remote = tuple(range(len(near), len(communes)))
    chosen = dice.choices((near, remote), (1 - REMOTE_SHARE, REMOTE_SHARE), k=stops)
    home = tuple(dice.choice(remote) if some is remote else dice.randrange(len(near)) for some in chosen)
    farms = [_near(communes[commune], dice) for commune in home]
    return Land((*offices, *communes, *farms), len(offices), len(communes), home, remote)


def _feeders(stops: int) -> int:
    """How many remote communes there are, each with a motorbike of its own."""
    return 1 + stops // 50


def _at(unit: Unit, dice: random.Random) -> Point:
    return Point(unit.lat, unit.lon, dice.randint(350, 1500))


def _near(centre: Point, dice: random.Random) -> Point:
    lat, lon = centre.lat + dice.gauss(0, 0.012), centre.lon + dice.gauss(0, 0.012)
    return Point(round(lat, 6), round(lon, 6), (centre.elevation_m or 0) + dice.randint(-120, 180))


def _travel(land: Land, dice: random.Random) -> tuple[Travel, ...]:
    """Directed matrices by vehicle, some roads between communes closed to all but motorbikes, a wet morning."""
    closed = _closed_legs(land, dice)
    made = []
    for mode in (Mode.TRUCK, Mode.VAN, Mode.MOTORBIKE):
        matrices = TravelMatrix([Estimate(land.points)]).matrix(land.points, mode, MORNING)
        travel = replace(matrices.travel(mode.value), pace=RAIN)
        made.append(travel if mode is Mode.MOTORBIKE else travel.without(closed))
    return tuple(made)


def _closed_legs(land: Land, dice: random.Random) -> list[tuple[int, int]]:
    """All legs from one commune to its neighbour, one way or both, for one commune in ten."""
    rows: dict[int, list[int]] = {}
    for commune in range(land.communes):
        rows[commune] = [land.centre(commune), *(land.farm(i) for i, home in enumerate(land.home) if home == commune)]
    legs = []
    for _ in range(max(1, land.communes // 10)):
        one = dice.randrange(land.communes)
        centre = land.points[land.centre(one)]
        other = min(
            (commune for commune in range(land.communes) if commune != one),
            key=lambda commune: apart_km(centre, land.points[land.centre(commune)]),
        )
        legs += [(a, b) for a in rows[one] for b in rows[other]]
        if dice.random() < 0.5:
            legs += [(b, a) for a in rows[one] for b in rows[other]]
    return legs


def _stop(number: int, land: Land, dice: random.Random) -> Stop:
    pieces = dice.randint(1, 8)
    load = Load(pieces * dice.randint(1500, 6000), pieces * dice.randint(6_000, 20_000), pieces)
    windows = _windows(dice)
    goods = dice.choices(("", "live", "tea", "herbs"), (60, 12, 18, 10))[0]
    return Stop(
        f"s{number}",
        _options(number, land, dice, 360 + 60 * pieces),
        load,
        windows,
        release_s=dice.choice((8, 9, 10)) * HOUR if dice.random() < 0.2 and not windows else 0,
        skip_cost=dice.randrange(60_000, 250_000, 10_000) if dice.random() < 0.25 else None,
        priority=dice.choices((1, 2, 3), (70, 20, 10))[0],
        max_onboard_s=5 * HOUR if goods == "live" else None,
        deliver_by_s=15 * HOUR if goods == "herbs" else None,
        goods=goods,
    )


def _options(number: int, land: Land, dice: random.Random, service_s: int) -> tuple[Option, ...]:
    """The farm, and for some also a meeting point at the road, where the walk has its cost."""
    home, farm = land.home[number], land.farm(number)
    trail = dice.random() < (0.75 if home in land.remote else 0.12)
    narrow = dice.random() < 0.15
    options = [Option(farm, 0, service_s, _who_may_come(land, trail=trail, narrow=narrow, remote=home in land.remote))]
    near = sorted(range(land.communes), key=lambda one: apart_km(land.points[land.centre(one)], land.points[farm]))
    if home not in land.remote:
        for commune in near[: dice.choices((0, 1, 2), (60, 32, 8))[0]]:
            km = apart_km(land.points[land.centre(commune)], land.points[farm])
            options.append(Option(land.centre(commune), round(8_000 * km), 180 + service_s // 2))
    return tuple(options)


def _who_may_come(land: Land, *, trail: bool, narrow: bool, remote: bool) -> tuple[str, ...] | None:
    if not trail and not narrow:
        return None
    offices = range(land.offices)
    small = [f"feeder {commune}" for commune in land.remote]
    # To remote farms only those find the path who live there.
    small += [] if trail and remote else [f"bike {office}" for office in offices]
    return tuple(small if trail else [*small, *(f"van {office}" for office in offices)])


def _windows(dice: random.Random) -> tuple[Window, ...]:
    """None for half of the households; else a few hours, or a while in the morning and one in the afternoon."""
    if (chance := dice.random()) < 0.5:
        return ()
    opens_s = dice.randint(7, 13) * HOUR
    if chance < 0.88:
        return (Window(opens_s, opens_s + dice.choice((2, 3)) * HOUR),)
    morning_s = dice.randint(7, 9) * HOUR
    return Window(morning_s, morning_s + 2 * HOUR), Window(13 * HOUR, 15 * HOUR)
