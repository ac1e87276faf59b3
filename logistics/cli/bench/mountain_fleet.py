"""The vehicles of the mountain set, and where its feeders meet trucks and vans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logistics.routing import Break, Capacity, Transfer, VehicleType, Window

if TYPE_CHECKING:
    from logistics.cli.bench.mountain_day import Land

HOUR = 3600
LUNCH = (Break(Window(11 * HOUR, 12 * HOUR + 1800), 1800),)


def fleet_of(land: Land, stops: int) -> tuple[VehicleType, ...]:
    """Trucks, vans and motorbikes of every office; the second office's vans end their day at the first.

    Costs are in đồng: a metre, a second on duty, overtime after eight hours, and a day's fixed cost.
    """
    share = stops / land.offices
    fleet: list[VehicleType] = []
    for office in range(land.offices):
        fleet += [
            VehicleType(
                f"truck {office}", max(1, round(share / 40)), Capacity(1_800_000, 9_000_000, 400), "truck",
                office, office, Window(6 * HOUR + 1800, 17 * HOUR + 1800), 400_000, 9, 25, 8 * HOUR, 12,
                10 * HOUR, breaks=LUNCH,
            ),
            VehicleType(
                f"van {office}", max(1, round(share / 20)), Capacity(700_000, 4_000_000, 150), "van", office,
                0 if office == 1 else office, Window(6 * HOUR + 1800, 17 * HOUR), 250_000, 6, 22, 8 * HOUR, 11,
                10 * HOUR, breaks=LUNCH, reload_places=(office,), reload_s=1200, max_trips=2,
            ),
            VehicleType(
                f"bike {office}", max(2, round(share / 12)), Capacity(70_000, 400_000, 20), "motorbike", office, office,
                Window(7 * HOUR, 17 * HOUR), 60_000, 2, 17, 8 * HOUR, 8, 9 * HOUR, 160_000,
                reload_places=(office,), reload_s=600, max_trips=3,
            ),
        ]  # fmt: skip
    return tuple(fleet)


def feeders_of(land: Land) -> tuple[VehicleType, ...]:
    """One motorbike in every remote commune, at home there: what it fetches must be handed over."""
    return tuple(
        VehicleType(
            f"feeder {commune}", 1, Capacity(70_000, 400_000, 20), "motorbike", land.centre(commune),
            land.centre(commune), Window(7 * HOUR, 17 * HOUR), 40_000, 2, 15, max_duration_s=9 * HOUR,
            max_distance_m=140_000, end_is_office=False,
        )
        for commune in land.remote
    )  # fmt: skip


def meetings_of(land: Land, feeders: tuple[VehicleType, ...]) -> tuple[Transfer, ...]:
    """For each feeder the meeting points of the two communes nearest to it that are on its way to the office.

    At the first nothing may lie unattended; at the second there is a shop that keeps parcels for half an hour.
    """
    from logistics.cli.bench.mountain_day import apart_km

    transfers = []
    for feeder in feeders:
        home = land.points[feeder.start]
        office = land.points[land.office_of(feeder.start)]
        on_the_way = [
            row
            for commune in range(land.communes - len(land.remote))
            if apart_km(land.points[row := land.centre(commune)], office) < apart_km(home, office)
        ]
        on_the_way.sort(key=lambda row: apart_km(land.points[row], home))
        for keeps_s, row in zip((0, 1800), on_the_way, strict=False):
            takers = tuple(f"{kind} {o}" for o in range(land.offices) for kind in ("truck", "van"))
            name = f"{feeder.id} at {row}"
            transfers.append(Transfer(name, row, (feeder.id,), takers, 300, keeps_s, Window(8 * HOUR, 16 * HOUR)))
    return tuple(transfers)
