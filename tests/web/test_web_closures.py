"""Roads closed from the page: by post, stretch, area and season, and the routes they touch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from factories import a_seller, a_shipment
from flask.testing import FlaskClient
from sqlalchemy import select

from logistics import clock
from logistics.db import Database
from logistics.parties.models import Office, Role, Seller, User
from logistics.parties.principal import principal_of
from logistics.pickups import look_up, planning
from logistics.pickups.view import PlanView
from logistics.routing import Iterations, solve
from logistics.tracking.models import EventCode
from logistics.tracking.new_event import NewEvent, Sender
from logistics.tracking.record import record
from logistics.tracking.uuid7 import uuid7
from logistics.travel import Closure, Mode, Point, Season
from logistics.travel.closing import as_closure
from logistics.travel.models import RouteClosure

Enter = Callable[[Role], FlaskClient]

AREA = "22.35,103.50 22.35,103.52 22.34,103.52"

pytestmark = pytest.mark.usefixtures("before_dawn")


def closed(as_role: Enter, world: Database, **form: object) -> Closure:
    """The closure that a form makes."""
    answer = as_role(Role.DISPATCHER).post("/routes/closures", data={"source": "Sở Xây dựng"} | form)
    assert answer.status_code == 302, answer.text
    with world.reading() as session:
        return as_closure(session.scalars(select(RouteClosure)).one())


def test_a_road_is_closed_between_kilometre_posts(as_role: Enter, world: Database) -> None:
    closure = closed(as_role, world, where="road", road="QL4D", km_from="25+300", km_to="km 27")

    assert (closure.road, closure.km_from_m, closure.km_to_m) == ("QL4D", 25_300, 27_000)
    assert closure.area == closure.pins == ()
    assert "km 25+300 – km 27+000" in as_role(Role.DISPATCHER).get("/routes/closures").text


def test_an_area_is_closed_by_its_corners(as_role: Enter, world: Database) -> None:
    closure = closed(as_role, world, where="area", area=AREA)

    assert closure.area == (Point(22.35, 103.50), Point(22.35, 103.52), Point(22.34, 103.52))


def test_a_stretch_is_closed_under_its_pin(as_role: Enter, world: Database) -> None:
    closure = closed(as_role, world, where="stretch", lat="22.36", lon="103.55", vehicles=["truck", "van"])

    assert closure.pins == (Point(22.36, 103.55),)
    assert closure.modes == {Mode.TRUCK, Mode.VAN}


def test_planned_works_and_seasons_are_told_by_their_days(as_role: Enter, world: Database) -> None:
    closure = closed(
        as_role,
        world,
        road="ĐT130",
        where="road",
        since="2030-05-01T06:00",
        until="2032-05-01T18:00",
        season_first="15/5",
        season_last="30/9",
    )

    assert closure.season == Season((5, 15), (9, 30))
    assert closure.since == dt.datetime(2030, 4, 30, 23, 0, tzinfo=dt.UTC)
    assert closure.until == dt.datetime(2032, 5, 1, 11, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"km_from": "near the bridge"}, "km_from"),
        ({"where": "area", "area": "22.35,103.50 22.35,103.52"}, "area"),
        ({"where": "area", "area": "x y z"}, "area"),
        ({"where": "area", "area": "1,2 3,4 5,6"}, "area"),
        ({"season_first": "31/2", "season_last": "30/9"}, "season_first"),
        ({"season_first": "15/5"}, "season_last"),
        ({"since": "tomorrow"}, "since"),
        ({"until": "2001-01-01T00:00"}, "until"),
        ({"where": "somewhere"}, "where"),
        ({"where": "road", "road": ""}, "road"),
    ],
)
def test_a_form_that_makes_no_sense_is_refused_at_its_field(
    as_role: Enter, world: Database, wrong: dict[str, str], field: str
) -> None:
    form = {"road": "QL4D", "where": "road", "source": "CSGT"} | wrong

    answer = as_role(Role.DISPATCHER).post("/routes/closures", data=form)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    with world.reading() as session:
        assert session.scalars(select(RouteClosure)).all() == []


def test_a_closure_without_its_place_asks_for_the_pin_once(as_role: Enter, world: Database) -> None:
    answer = as_role(Role.DISPATCHER).post("/routes/closures", data={"road": "QL4D", "source": "CSGT"})

    assert answer.status_code == 422
    assert answer.text.count('<li><a href="#l') == 1
    assert "Hãy chấm chỗ đóng trên bản đồ" in answer.text


@pytest.fixture
def plan(world: Database) -> PlanView:
    """A plan of the first office for today."""
    with world.transaction() as session:
        office = session.scalars(select(Office).order_by(Office.id)).first()
        assert office is not None
        for n in range(2):
            a_shipment(session, a_seller(session, office, lat=22.388, lon=103.52 + n / 60))
        code = office.code
    draft = planning.prepare(world, code, clock.service_day(clock.now()))
    found = solve(draft.problem, Iterations(20))
    with world.transaction() as session:
        return look_up.plan_view(session, planning.keep(session, draft, found, created_by_id=None).id)


def test_routes_over_a_closed_road_are_flagged_on_the_page_until_it_opens(
    as_role: Enter, world: Database, plan: PlanView
) -> None:
    dispatcher = as_role(Role.DISPATCHER)
    dispatcher.post("/routes/closures", data={"road": "QL4D", "lat": "22.388", "lon": "103.50", "source": "CSGT"})
    flagged = dispatcher.get("/routes/closures").text
    with world.reading() as session:
        closure_id = session.scalars(select(RouteClosure.id)).one()
    dispatcher.post(f"/routes/closures/{closure_id}/open")

    link = f"office={plan.office_code}"
    assert "tuyến đã lập đi qua đường đang đóng" in flagged
    assert "trên đường tới điểm dừng 1, trên đường về bưu cục" in flagged
    assert link in flagged
    assert "tuyến đã lập đi qua" not in dispatcher.get("/routes/closures").text


def test_what_a_driver_found_blocked_is_one_click_from_being_closed(
    as_role: Enter, world: Database, plan: PlanView
) -> None:
    with world.transaction() as session:
        driver = session.scalars(select(User).where(User.role == Role.DRIVER).order_by(User.id)).first()
        seller = session.scalars(select(Seller).where(Seller.code == plan.routes[0].stops[0].seller_code)).one()
        assert driver is not None
        seller.village = "Sì Thâu Chải"
        event = NewEvent(
            event_id=uuid7(),
            code=EventCode.PICKUP_FAILED,
            happened_at=clock.now(),
            parcels=(plan.routes[0].stops[0].parcels[0].item_number,),
            reason="road_blocked",
            note="cây đổ",
            lat=22.41,
            lon=103.49,
        )
        record(session, [event], Sender(principal=principal_of(driver)))

    page = as_role(Role.DISPATCHER).get("/routes/closures").text

    assert "Sì Thâu Chải" in page
    assert "cây đổ" in page
    assert "lat=22.41000&amp;lon=103.49000" in page
