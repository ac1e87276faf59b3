"""Closures and drives in the database."""

from __future__ import annotations

import datetime as dt

import pytest

from logistics.db import Database
from logistics.errors import Conflict, Invalid, NotFound
from logistics.places.models import Village
from logistics.routing.travel import NO_WAY
from logistics.travel import Estimate, Mode, Point, Quality, Season, TravelMatrix
from logistics.travel.chain import drives, travel_matrix
from logistics.travel.closing import NewClosure, close_road, closures, open_road
from logistics.travel.learning import error_pct, observe, report
from logistics.travel.observed import Drive

MORNING = dt.datetime(2025, 11, 5, 0, 0, tzinfo=dt.UTC)
OFFICE, FARM = Point(22.388, 103.471), Point(22.331, 103.618)


def a_drive(minutes: int, **given: object) -> Drive:
    """A truck from the office to the farm in so many minutes."""
    fields = {
        "start": OFFICE,
        "end": FARM,
        "mode": Mode.TRUCK,
        "departed_at": MORNING,
        "duration_s": minutes * 60,
        "distance_m": 25_400,
    }
    return Drive(**(fields | given))  # type: ignore[arg-type]


def test_a_drive_reported_twice_counts_once(database: Database) -> None:
    with database.transaction() as session:
        first = observe(session, "trip 1 stop 1", a_drive(40))
        second = observe(session, "trip 1 stop 1", a_drive(40))
        kept = len(list(drives(session)))

    assert (first, second, kept) == (True, False, 1)


def test_enough_drives_override_the_estimate_and_one_breakdown_does_not_count(database: Database) -> None:
    with database.transaction() as session:
        for n, minutes in enumerate((40, 42, 41, 43, 240)):
            observe(session, str(n), a_drive(minutes))
        matrices = travel_matrix(session).matrix([OFFICE, FARM], "truck", MORNING)

    assert matrices.quality[0, 1] == Quality.OBSERVED
    assert matrices.duration_s[0, 1] == 41.5 * 60
    assert matrices.distance_m[0, 1] == 25_400
    assert matrices.quality[1, 0] != Quality.OBSERVED


def test_two_drives_are_too_few(database: Database) -> None:
    with database.transaction() as session:
        for n in range(2):
            observe(session, str(n), a_drive(40))
        matrices = travel_matrix(session).matrix([OFFICE, FARM], "truck", MORNING)

    assert matrices.quality[0, 1] != Quality.OBSERVED


def test_drives_of_the_dry_season_say_nothing_about_the_rains(database: Database) -> None:
    july = dt.datetime(2026, 7, 5, 0, 0, tzinfo=dt.UTC)
    with database.transaction() as session:
        for n in range(4):
            observe(session, str(n), a_drive(40))
        matrices = travel_matrix(session).matrix([OFFICE, FARM], "truck", july)

    assert matrices.quality[0, 1] != Quality.OBSERVED


def test_drives_made_while_a_road_was_open_do_not_count_near_its_closure(database: Database) -> None:
    with database.transaction() as session:
        for n in range(4):
            observe(session, str(n), a_drive(40))
        close_road(session, NewClosure(since=MORNING, road="QL4D", at=Point(22.36, 103.54), source="Sở Xây dựng"))
        matrices = travel_matrix(session).matrix([OFFICE, FARM], "truck", MORNING, closures(session, MORNING))

    assert matrices.duration_s[0, 1] == NO_WAY


def test_the_report_shows_predicted_beside_observed(database: Database) -> None:
    with database.transaction() as session:
        for n in range(4):
            observe(session, str(n), a_drive(40))
        compared = report(drives(session), TravelMatrix([Estimate()]), MORNING)

    assert [(c.drives, c.observed_s) for c in compared] == [(4, 2400)]
    assert error_pct(compared) == abs(compared[0].error_pct)
    assert error_pct([]) is None


def test_villages_give_the_estimate_its_ground(database: Database) -> None:
    with database.transaction() as session:
        session.add(
            Village(
                name="Sì Lở Lầu",
                folded="si lo lau",
                commune_code="03487",
                lat=22.7,
                lon=103.2,
                source="test",
                elevation_m=1500,
            )
        )
        session.flush()
        estimate = travel_matrix(session).sources[-1]

    assert isinstance(estimate, Estimate)
    assert list(estimate.ground) == [Point(22.7, 103.2, 1500)]


def test_a_closure_keeps_its_road_posts_vehicles_season_and_source(database: Database) -> None:
    new = NewClosure(
        since=MORNING,
        road="QL4D",
        km_from_m=25_300,
        modes=frozenset({Mode.TRUCK, Mode.VAN}),
        season=Season((5, 1), (9, 30)),
        source="vietnamplus.vn post1039570",
    )
    with database.transaction() as session:
        close_road(session, new)
        (kept,) = closures(session, MORNING)

    assert (kept.road, kept.km_from_m, kept.km_to_m) == ("QL4D", 25_300, 25_300)
    assert (kept.modes, kept.season, kept.source) == (new.modes, new.season, new.source)


def test_a_road_opens_with_one_click_and_only_once(database: Database) -> None:
    later = MORNING + dt.timedelta(hours=3)
    with database.transaction() as session:
        closure = close_road(session, NewClosure(since=MORNING, road="ĐT127", source="tài xế"))
        open_road(session, closure.id, later)

        assert closures(session, later) == []
        assert len(closures(session, MORNING)) == 1
        with pytest.raises(Conflict):
            open_road(session, closure.id, later)
        with pytest.raises(NotFound):
            open_road(session, closure.id + 1, later)


def test_a_closure_of_nothing_by_nobody_names_every_fault(database: Database) -> None:
    new = NewClosure(since=MORNING, until=MORNING, km_from_m=3, km_to_m=2, area=(OFFICE,), source=" ")

    with database.transaction() as session, pytest.raises(Invalid) as refused:
        close_road(session, new)

    assert sorted(p.at for p in refused.value.problems) == ["/area", "/km_to_m", "/road", "/source", "/until"]
