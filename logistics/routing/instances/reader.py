"""From the sections of a file to a Problem, by the conventions of its class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from logistics.errors import Invalid
from logistics.routing.exchange import problem_from_json
from logistics.routing.instances.instance import Instance, Rounding
from logistics.routing.instances.sections import Sections, parse
from logistics.routing.problem import Problem
from logistics.routing.stop import Load, Option, Stop, Window
from logistics.routing.travel import Travel
from logistics.routing.vehicle import Capacity, VehicleType

ENDLESS_S = 10**9
"""The end of a shift where the file knows no time."""

UNSUPPORTED = ("BACKHAUL", "LINEHAUL", "PICKUP_AND_DELIVERY", "MUTUALLY_EXCLUSIVE_GROUP")


def read_instance(path: Path, *, rounding: Rounding | None = None, vehicles: int | None = None) -> Instance:
    """The instance of a file: our JSON (`.json`), VRPLIB with PyVRP's additions, or a Solomon table.

    Rounding follows the class the file states unless given; `vehicles` replaces the size of a uniform fleet.
    Only distance costs, as everywhere in the literature, times whatever unit cost a vehicle has.
    Raises Invalid for a file that cannot be read.
    """
    text = path.read_text("utf-8", errors="replace")
    if text.lstrip().startswith("{"):
        problem = problem_from_json(text)
        seats = tuple((vehicle.id, number) for vehicle in problem.vehicles for number in range(vehicle.count))
        return Instance(path.stem, problem, seats)
    sections = parse(text)
    for section in UNSUPPORTED:
        if section in sections.rows:
            raise Invalid.one(
                "", "unsupported", vi=f"Chưa đọc được mục {section}.", en=f"The section {section} is not of our model."
            )
    return _Reader(sections, rounding or _convention(sections), vehicles).instance()


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
        cars = self._cars()
        kinds = {car: f"v{cars.index(car) + 1}" for car in dict.fromkeys(cars)}
        windows = self._windows()
        vehicles = tuple(self._vehicle(car, name, cars.count(car), windows) for car, name in kinds.items())
        legs = self._legs()
        problem = Problem(tuple(self._stops(kinds, windows)), vehicles, (Travel("way", legs, legs),))
        number = dict.fromkeys(kinds, -1)
        seats = []
        for car in cars:
            number[car] += 1
            seats.append((kinds[car], number[car]))
        marks = ("CAPACITY", "VEHICLES_DEPOT", "VEHICLES_UNIT_DISTANCE_COST", "VEHICLES_ALLOWED_CLIENTS")
        aligned = any(mark in self.sections.rows for mark in marks)
        return Instance(self.sections.values.get("NAME", ""), problem, tuple(seats), aligned)

    @property
    def _size(self) -> int:
        return int(self.sections.number("DIMENSION", 0))

    def _scaled(self, number: float) -> int:
        return round(number * self.rounding.scale)

    def _column(self, section: str) -> list[float]:
        """One value per place: the section's, or the key's for all; 0 where the file has neither."""
        column = self.sections.column(section) or [self.sections.number(section, 0)] * self._size
        if len(column) != self._size:
            raise _wrong_size(section, len(column), self._size)
        return column

    @cached_property
    def _depots(self) -> list[int]:
        rows = self.sections.rows.get("DEPOT", [[1.0]])
        return [int(number) - 1 for row in rows for number in row if number > 0]

    def _legs(self) -> NDArray[np.int32]:
        if self.sections.values.get("EDGE_WEIGHT_TYPE", "EUC_2D").upper() == "EXPLICIT":
            entries = [number for row in self.sections.rows.get("EDGE_WEIGHT", []) for number in row]
            legs = explicit_legs(entries, self._size, self.sections.values.get("EDGE_WEIGHT_FORMAT", "FULL_MATRIX"))
        else:
            points = np.array([row[1:3] for row in sorted(self.sections.rows.get("NODE_COORD", []))]).reshape(-1, 2)
            if len(points) != self._size:
                raise _wrong_size("NODE_COORD", len(points), self._size)
            legs = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
        match self.rounding:
            case Rounding.ROUND | Rounding.EXACT:
                return np.floor(legs * self.rounding.scale + 0.5).astype(np.int32)
            case Rounding.TRUNCATE | Rounding.DIMACS:
                # A whole number times ten may come out a hair below itself.
                return np.floor(legs * self.rounding.scale + 1e-9).astype(np.int32)
        assert_never(self.rounding)

    def _windows(self) -> list[Window] | None:
        rows = self.sections.rows.get("TIME_WINDOW")
        return [Window(self._scaled(row[1]), self._scaled(row[2])) for row in sorted(rows)] if rows else None

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
                Load(pieces=int(demands[place])),
                windows=(windows[place],) if windows else (),
                release_s=self._scaled(releases[place]),
                skip_cost=self._scaled(prizes[place]) or None,
            )

    def _cars(self) -> list[_Car]:
        """The vehicles in the file's order; where it counts none, as many as stops."""
        count = self.fleet or int(self.sections.number("VEHICLES", 0)) or self._size - len(self._depots)
        if self.fleet is None and self.sections.values.get("TYPE", "").upper() in ("VRPTW", "CVRPTW"):
            # Some of these files count the vehicles of one known solution; the class allows 25 to 100 customers.
            count = max(count, 25 * -(-(self._size - 1) // 100))
        depots, reloads = self.sections.column("VEHICLES_DEPOT"), self.sections.lists("VEHICLES_RELOAD_DEPOT")
        clients = self.sections.lists("VEHICLES_ALLOWED_CLIENTS")
        of = self._of_cars
        capacities, unit_costs = of("CAPACITY", count), of("VEHICLES_UNIT_DISTANCE_COST", count, 1)
        fixed_costs, reload_limits = of("VEHICLES_FIXED_COST", count, 0), of("VEHICLES_MAX_RELOADS", count)
        durations, distances = of("VEHICLES_MAX_DURATION", count), of("VEHICLES_MAX_DISTANCE", count)
        return [
            _Car(
                capacity=_whole(capacities[i]),
                depot=int(depots[i]) - 1 if depots else self._depots[0],
                unit_cost=int(unit_costs[i] or 0),
                fixed_cost=self._scaled(fixed_costs[i] or 0),
                max_duration=_whole(durations[i], self.rounding.scale),
                max_distance=_whole(distances[i], self.rounding.scale),
                max_trips=None if (limit := _whole(reload_limits[i])) is None else limit + 1,
                reloads=tuple(place - 1 for place in reloads[i]) if reloads else (),
                clients=frozenset(place - 1 for place in clients[i]) if clients else None,
            )
            for i in range(count)
        ]

    def _of_cars(self, section: str, count: int, default: float | None = None) -> list[float | None]:
        """One value per vehicle: the section's, or the key's for all, or the default."""
        if (column := self.sections.column(section)) is not None:
            if len(column) != count:
                raise _wrong_size(section, len(column), count)
            return list(column)
        return [self.sections.number(section, 0) if section in self.sections.values else default] * count

    def _vehicle(self, car: _Car, name: str, count: int, windows: list[Window] | None) -> VehicleType:
        return VehicleType(
            name,
            count,
            Capacity(pieces=car.capacity),
            start=car.depot,
            end=car.depot,
            shift=windows[car.depot] if windows else Window(0, ENDLESS_S),
            fixed_cost=car.fixed_cost,
            cost_per_m=car.unit_cost,
            max_duration_s=car.max_duration,
            max_distance_m=car.max_distance,
            reload_places=car.reloads,
            max_trips=car.max_trips,
        )


def explicit_legs(entries: Sequence[float], size: int, form: str) -> NDArray[np.float64]:
    """The matrix a file writes out in full or as one triangle, shape (size, size)."""
    legs = np.zeros((size, size))
    rows, columns = {
        "FULL_MATRIX": (np.repeat(np.arange(size), size), np.tile(np.arange(size), size)),
        "LOWER_ROW": np.tril_indices(size, -1),
        "LOWER_DIAG_ROW": np.tril_indices(size),
        "UPPER_ROW": np.triu_indices(size, 1),
        "UPPER_DIAG_ROW": np.triu_indices(size),
    }.get(form.upper(), (np.zeros(0, np.int64), np.zeros(0, np.int64)))
    if len(rows) != len(entries):
        raise _wrong_size("EDGE_WEIGHT", len(entries), len(rows))
    legs[rows, columns] = entries
    if form.upper() != "FULL_MATRIX":
        legs[columns, rows] = entries
    return legs


def _whole(number: float | None, scale: int = 1) -> int | None:
    return None if number is None else round(number * scale)


def _wrong_size(section: str, found: int, wanted: int) -> Invalid:
    en = f"The section {section} has {found} entries instead of {wanted}."
    return Invalid.one("", "wrong_size", vi=f"Mục {section} có {found} giá trị, cần {wanted}.", en=en)
