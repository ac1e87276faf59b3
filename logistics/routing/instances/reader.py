"""From the sections of a file to a Problem, by the conventions of its class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from logistics.errors import Invalid
from logistics.routing.exchange import problem_from_json
from logistics.routing.instances.instance import Instance, Rounding
from logistics.routing.instances.legs import legs_of
from logistics.routing.instances.sections import Sections, parse, whole
from logistics.routing.limits import LATEST_S, MOST_COST, MOST_VEHICLES
from logistics.routing.problem import Problem
from logistics.routing.stop import Load, Option, Stop, Window
from logistics.routing.travel import LONGEST, Travel
from logistics.routing.vehicle import Capacity, VehicleType

UNSUPPORTED = ("BACKHAUL", "LINEHAUL", "PICKUP_AND_DELIVERY", "MUTUALLY_EXCLUSIVE_GROUP")


def read_instance(path: Path, *, rounding: Rounding | None = None, vehicles: int | None = None) -> Instance:
    """The instance of a file: our JSON (`.json`), VRPLIB with PyVRP's additions, or a Solomon table.

    Rounding follows the class the file states unless given; `vehicles` replaces the size of a uniform fleet.
    Only distance costs, as everywhere in the literature, times whatever unit cost a vehicle has.
    Raises Invalid for a file that cannot be read.
    """
    text = _text(path)
    if path.suffix.lower() == ".json" or text.startswith(("{", "[", '"')):
        problem = _with_fleet(problem_from_json(text), vehicles)
        return Instance(path.stem, problem, tuple(_seats(problem)))
    sections = parse(text)
    for section in UNSUPPORTED:
        if section in sections.rows:
            raise Invalid.one(
                "", "unsupported", vi=f"Chưa đọc được mục {section}.", en=f"The section {section} is not of our model."
            )
    return _Reader(sections, rounding or _convention(sections), vehicles).instance()


def _text(path: Path) -> str:
    """The file's text, a byte order mark left aside."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError as broken:
        line = raw.count(b"\n", 0, broken.start) + 1
        en = f"Line {line} is not in UTF-8; save the file as UTF-8 text."
        raise Invalid.one("", "not_utf8", vi=f"Dòng {line} không phải UTF-8; hãy lưu tệp dạng UTF-8.", en=en) from None
    if not text:
        en = "The file is empty; a problem as JSON, a VRPLIB file or a Solomon table is expected."
        raise Invalid.one("", "empty", vi="Tệp trống; cần bài toán JSON, tệp VRPLIB hoặc bảng Solomon.", en=en)
    return text


def _with_fleet(problem: Problem, count: int | None) -> Problem:
    """The problem with so many vehicles, where there is one type of them."""
    if count is None:
        return problem
    if len(problem.vehicles) != 1:
        en = f"The size of the fleet can be given for one type of vehicle; here are {len(problem.vehicles)}."
        raise Invalid.one("/vehicles", "fleet", vi="Chỉ đổi được số xe khi có một loại xe.", en=en)
    return replace(problem, vehicles=(replace(problem.vehicles[0], count=count),))


def _seats(problem: Problem) -> Iterator[tuple[str, int]]:
    """The vehicles that a plan may use: never more of a type than there are stops, and those that are named."""
    named = {*problem.under_way_of, *((lock.vehicle, lock.number) for lock in problem.locks)}
    for vehicle in problem.vehicles:
        special = {number for name, number in named if name == vehicle.id and number is not None}
        usual = range(min(vehicle.count, len(problem.stops) + len(special)))
        yield from ((vehicle.id, number) for number in sorted(special.union(usual)))


def _convention(sections: Sections) -> Rounding:
    """The rounding of the file's class; see Rounding."""
    kind = sections.values.get("TYPE", "CVRP").upper()
    if sections.number("SCALE", 1) == 10 or kind in ("VRPTW", "CVRPTW", "MTVRPTWR"):
        return Rounding.DIMACS
    return Rounding.ROUND if kind == "CVRP" else Rounding.EXACT


@dataclass(frozen=True)
class _Car:
    """One vehicle of the file; equal ones become one type."""

    capacity: int | None
    depot: int
    unit_cost: int
    fixed_cost: int
    max_duration: int | None
    max_distance: int | None
    max_trips: int | None
    reloads: tuple[int, ...]
    clients: frozenset[int] | None


@dataclass(frozen=True)
class _Reader:
    sections: Sections
    rounding: Rounding
    fleet: int | None

    def instance(self) -> Instance:
        # First, since it tells a size that is no size.
        legs = self._legs()
        cars = self._cars()
        kinds = {car: f"v{cars.index(car) + 1}" for car in dict.fromkeys(cars)}
        windows = self._windows()
        vehicles = tuple(self._vehicle(car, name, cars.count(car), windows) for car, name in kinds.items())
        problem = Problem(tuple(self._stops(kinds, windows)), vehicles, (Travel("way", legs, legs),))
        number = dict.fromkeys(kinds, -1)
        seats = []
        for car in cars:
            number[car] += 1
            seats.append((kinds[car], number[car]))
        marks = ("CAPACITY", "VEHICLES_DEPOT", "VEHICLES_UNIT_DISTANCE_COST", "VEHICLES_ALLOWED_CLIENTS")
        aligned = any(mark in self.sections.rows for mark in marks)
        return Instance(self.sections.values.get("NAME", ""), problem, tuple(seats), aligned)

    @cached_property
    def _size(self) -> int:
        return self.sections.whole("DIMENSION", 0, least=1)

    def _scaled(self, number: float) -> int:
        return round(number * self.rounding.scale)

    def _column(self, section: str) -> list[float]:
        """One value per place: the section's, or the key's for all; 0 where the file has neither."""
        return self.sections.column(section, self._size) or [self.sections.number(section, 0)] * self._size

    @cached_property
    def _depots(self) -> list[int]:
        rows = self.sections.rows.get("DEPOT", [[1.0]])
        numbers = [whole(number, "DEPOT_SECTION") for row in rows for number in row if number > 0]
        if not numbers or max(numbers) > self._size:
            en = f"DEPOT_SECTION must name at least one of the nodes 1 to {self._size}."
            raise Invalid.one("", "depot", vi=f"DEPOT_SECTION phải có ít nhất một nút từ 1 đến {self._size}.", en=en)
        return [number - 1 for number in numbers]

    def _legs(self) -> NDArray[np.int32]:
        legs = legs_of(self.sections, self._size)
        if legs.max(initial=0) * self.rounding.scale > LONGEST or legs.min(initial=0) < 0:
            en = f"The ways go from {legs.min():g} to {legs.max():g}; none may be below 0 or, scaled, beyond {LONGEST}."
            raise Invalid.one("", "far", vi=f"Có quãng đường âm hoặc vượt quá {LONGEST}.", en=en)
        match self.rounding:
            case Rounding.ROUND | Rounding.EXACT:
                return np.floor(legs * self.rounding.scale + 0.5).astype(np.int32)
            case Rounding.TRUNCATE | Rounding.DIMACS:
                # A whole number times ten may come out a hair below itself.
                return np.floor(legs * self.rounding.scale + 1e-9).astype(np.int32)
        assert_never(self.rounding)

    def _windows(self) -> list[Window] | None:
        rows = self.sections.table("TIME_WINDOW", self._size, width=2)
        if rows is None:
            return None
        # Files write a close that is beyond all counting where there is none.
        return [Window(self._scaled(row[0]), min(self._scaled(row[1]), LATEST_S)) for row in rows]

    def _stops(self, kinds: Mapping[_Car, str], windows: list[Window] | None) -> Iterator[Stop]:
        demands, prizes = self._column("DEMAND"), self._column("PRIZE")
        services, releases = self._column("SERVICE_TIME"), self._column("RELEASE_TIME")
        for place in sorted(set(range(self._size)) - set(self._depots)):
            may_come = tuple(name for car, name in kinds.items() if car.clients is None or place in car.clients)
            yield Stop(
                str(place),
                (
                    Option(
                        place,
                        service_s=self._scaled(services[place]),
                        vehicles=None if len(may_come) == len(kinds) else may_come,
                    ),
                ),
                Load(pieces=whole(demands[place], "DEMAND_SECTION")),
                windows=(windows[place],) if windows else (),
                release_s=self._scaled(releases[place]),
                skip_cost=self._scaled(prizes[place]) or None,
            )

    def _cars(self) -> list[_Car]:
        """The vehicles in the file's order; where it counts none, as many as stops."""
        count = self._count()
        depots = self.sections.column("VEHICLES_DEPOT", count)
        reloads = self.sections.lists("VEHICLES_RELOAD_DEPOT", count)
        clients = self.sections.lists("VEHICLES_ALLOWED_CLIENTS", count)
        of = self._of_cars
        capacities, unit_costs = of("CAPACITY", count), of("VEHICLES_UNIT_DISTANCE_COST", count, 1)
        fixed_costs, reload_limits = of("VEHICLES_FIXED_COST", count, 0), of("VEHICLES_MAX_RELOADS", count)
        durations, distances = of("VEHICLES_MAX_DURATION", count), of("VEHICLES_MAX_DISTANCE", count)
        return [
            _Car(
                capacity=None if (room := capacities[i]) is None else whole(room, "CAPACITY"),
                depot=whole(depots[i], "VEHICLES_DEPOT_SECTION") - 1 if depots else self._depots[0],
                unit_cost=whole(unit_costs[i] or 0, "VEHICLES_UNIT_DISTANCE_COST"),
                fixed_cost=self._scaled(fixed_costs[i] or 0),
                max_duration=self._limit(durations[i], LATEST_S),
                max_distance=self._limit(distances[i], MOST_COST),
                max_trips=None if (limit := reload_limits[i]) is None else whole(limit, "VEHICLES_MAX_RELOADS") + 1,
                reloads=tuple(place - 1 for place in reloads[i]) if reloads else (),
                clients=frozenset(place - 1 for place in clients[i]) if clients else None,
            )
            for i in range(count)
        ]

    def _count(self) -> int:
        """How many vehicles there are: as asked for, as the file counts them, else as many as stops."""
        if self.fleet is not None:
            return self.fleet
        count = self.sections.whole("VEHICLES", self._size - len(self._depots))
        if count > MOST_VEHICLES:
            en = f"VEHICLES is {count}; at most {MOST_VEHICLES} can be planned."
            raise Invalid.one("", "beyond", vi=f"VEHICLES là {count}; nhiều nhất {MOST_VEHICLES}.", en=en)
        if count and self.sections.values.get("TYPE", "").upper() in ("VRPTW", "CVRPTW"):
            # Some of these files count the vehicles of one known solution; the class allows 25 to 100 customers.
            return max(count, 25 * -(-(self._size - 1) // 100))
        return count

    def _limit(self, number: float | None, most: int) -> int | None:
        """A route's limit in our units; files write one beyond all counting where there is none."""
        return None if number is None else min(self._scaled(number), most)

    def _of_cars(self, section: str, count: int, default: float | None = None) -> list[float | None]:
        """One value per vehicle: the section's, or the key's for all, or the default."""
        if (column := self.sections.column(section, count)) is not None:
            return list(column)
        return [self.sections.number(section, 0) if section in self.sections.values else default] * count

    def _vehicle(self, car: _Car, name: str, count: int, windows: list[Window] | None) -> VehicleType:
        return VehicleType(
            name,
            count,
            Capacity(pieces=car.capacity),
            start=car.depot,
            end=car.depot,
            shift=windows[car.depot] if windows else Window(0, LATEST_S),
            fixed_cost=car.fixed_cost,
            cost_per_m=car.unit_cost,
            max_duration_s=car.max_duration,
            max_distance_m=car.max_distance,
            reload_places=car.reloads,
            max_trips=car.max_trips,
        )
