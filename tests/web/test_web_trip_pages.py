"""The clerk's trips: bags scanned aboard, off with one press, and at the other end what differs named at once."""

from __future__ import annotations

import pytest
from browser import SignedIn
from flask.testing import FlaskClient
from sqlalchemy import select
from test_web_custody import a_bag, clerk, other  # noqa: F401  the two offices' clerks
from walk import a_registered_parcel

from logistics.db import Database
from logistics.parties.models import Role
from logistics.shipments.models import Parcel
from logistics.tracking.trips.models import Leg

TAM_DUONG = "Bưu cục Tam Đường"


@pytest.fixture
def road(clerk: FlaskClient, other: FlaskClient, world: Database) -> Road:  # noqa: F811
    """Both offices, and a trip from the first to the second."""
    return Road(clerk, other, world)


class Road:
    """A trip from the first office to the second, and what is put aboard."""

    def __init__(self, here: FlaskClient, there: FlaskClient, world: Database) -> None:
        self.here, self.there, self.world = here, there, world
        made = here.post("/custody/trips", data={"vehicle": "25C-012.34", "driver": "Lò Văn Páo", "stop-0": TAM_DUONG})
        self.page = made.location

    def a_sealed_bag(self, to: str = TAM_DUONG) -> str:
        """The SSCC of a bag with one accepted parcel, sealed and waiting."""
        number = a_registered_parcel(self.world)
        self.here.post("/custody/accept", data={"code": number})
        sscc = a_bag(self.here, number, to=to)
        self.here.post(f"/custody/bags/{sscc}/seal", data={"seal": "HL000001", "mass_kg": "4,2"})
        return sscc

    def loaded(self, *bags: str) -> None:
        """These bags aboard, and the trip on the road."""
        for sscc in bags:
            assert self.here.post(f"{self.page}/load", data={"code": sscc}).status_code == 200
        assert self.here.post(f"{self.page}/depart").status_code == 302


def test_a_trip_is_planned_over_offices_of_ours_and_other_places(road: Road) -> None:
    stops = {"stop-0": TAM_DUONG, "stop-1": "Trung tâm khai thác Hà Nội"}
    page = road.here.post("/custody/trips", data={"vehicle": "25C-99", "driver": "Páo", **stops}).location

    with road.world.reading() as session:
        legs = session.scalars(select(Leg).order_by(Leg.id.desc()).limit(2)).all()
    assert [(leg.to_name, leg.to_office_id is None) for leg in legs] == [
        ("Trung tâm khai thác Hà Nội", True),
        (TAM_DUONG, False),
    ]
    assert page.rsplit("/", 1)[1] in road.here.get("/custody/trips").text


def test_a_form_without_vehicle_driver_or_stop_names_each(road: Road) -> None:
    answer = road.here.post("/custody/trips", data={})

    assert answer.status_code == 422
    for at in ("vehicle", "driver", "stop-0"):
        assert f'href="#{at}"' in answer.text


def test_a_sealed_bag_that_waits_is_offered_and_loaded_with_a_scan(road: Road) -> None:
    sscc = road.a_sealed_bag()

    before = road.here.get(road.page).text
    after = road.here.post(f"{road.page}/load", data={"code": f"(00){sscc}"}).text

    assert before.index(sscc) > before.index('id="waiting"')
    assert "Đã lên xe." in after
    assert 'id="waiting"' not in after


def test_a_bag_that_is_not_sealed_does_not_go_aboard_and_the_page_says_why(road: Road) -> None:
    sscc = a_bag(road.here)

    answer = road.here.post(f"{road.page}/load", data={"code": sscc})

    assert answer.status_code == 422
    assert "chưa niêm phong" in answer.text


def test_a_bag_is_taken_off_again_before_the_trip_leaves(road: Road) -> None:
    sscc = road.a_sealed_bag()
    road.here.post(f"{road.page}/load", data={"code": sscc})

    page = road.here.post(f"{road.page}/unload", data={"sscc": sscc}, follow_redirects=True).text

    assert page.index(sscc) > page.index('id="waiting"')


def test_one_press_moves_all_that_is_aboard(road: Road) -> None:
    road.loaded(road.a_sealed_bag(), road.a_sealed_bag())

    with road.world.reading() as session:
        statuses = {parcel.status for parcel in session.scalars(select(Parcel)) if parcel.status != "ready"}
    assert statuses == {"in_transit"}
    assert "Đang trên đường đến" in road.here.get(road.page).text


def test_a_trip_does_not_leave_empty(road: Road) -> None:
    answer = road.here.post(f"{road.page}/depart")

    assert answer.status_code == 409
    assert "chưa có túi nào" in answer.text


def test_what_is_missing_and_what_is_surplus_is_named_at_once(road: Road) -> None:
    listed, left_behind, surplus = road.a_sealed_bag(), road.a_sealed_bag(), road.a_sealed_bag()
    road.loaded(listed, left_behind)

    answer = road.there.post(f"{road.page}/arrive", data={"codes": f"{listed}\n(00){surplus}\n"}).text

    told = {title: answer.index(f'aria-label="{title}"') for title in ("Thiếu", "Thừa", "Đúng bảng kê")}
    assert told["Thiếu"] < answer.index(left_behind) < told["Thừa"] < answer.index(surplus) < told["Đúng bảng kê"]
    assert "Thiếu: vẫn ghi là trên xe" in road.there.get(road.page).text


def test_a_bag_that_did_not_come_is_on_the_board_of_both_offices(road: Road) -> None:
    listed, left_behind = road.a_sealed_bag(), road.a_sealed_bag()
    road.loaded(listed, left_behind)

    road.there.post(f"{road.page}/arrive", data={"codes": listed})

    boards = [office.get("/watch").text for office in (road.here, road.there)]
    assert all("Hỏi từng điểm dừng của chuyến" in board and left_behind in board for board in boards)
    assert not any(listed in board for board in boards)


def test_a_bag_that_has_come_where_it_goes_is_not_offered_to_the_next_trip(road: Road) -> None:
    bag = road.a_sealed_bag()
    road.loaded(bag)
    road.there.post(f"{road.page}/arrive", data={"count": "all"})
    made = road.there.post("/custody/trips", data={"vehicle": "25C-1", "driver": "Páo", "stop-0": "Hà Nội"})

    assert bag not in road.there.get(made.location).text


def test_who_sent_a_trip_ends_and_begins_its_legs_where_no_office_of_ours_is(road: Road) -> None:
    bag = road.a_sealed_bag()
    way = {"vehicle": "25C-1", "driver": "Páo", "stop-0": "Hà Nội", "stop-1": TAM_DUONG}
    page = road.here.post("/custody/trips", data=way).location
    road.here.post(f"{page}/load", data={"code": bag})
    road.here.post(f"{page}/depart")

    on_the_road = road.here.get(page).text
    road.here.post(f"{page}/arrive", data={"count": "all"})
    standing = road.here.get(page).text

    assert "Xe đã đến Hà Nội" in on_the_road
    assert f"{page}/depart" in standing
    assert f"{page}/load" not in standing


def test_all_that_is_listed_came_at_one_press(road: Road) -> None:
    road.loaded(road.a_sealed_bag(), road.a_sealed_bag())

    answer = road.there.post(f"{road.page}/arrive", data={"count": "all"}).text

    assert "Đủ 2 túi, đúng bảng kê." in answer


def test_nothing_scanned_is_not_taken_for_everything_missing(road: Road) -> None:
    road.loaded(road.a_sealed_bag())

    answer = road.there.post(f"{road.page}/arrive", data={"codes": " \n"})

    assert answer.status_code == 422
    assert "Chưa quét túi nào" in answer.text


def test_an_arrival_sent_twice_is_answered_as_the_first_time(road: Road) -> None:
    bag = road.a_sealed_bag()
    road.loaded(bag)
    form = {"codes": bag, "form_key": "k1"}

    first, again = (road.there.post(f"{road.page}/arrive", data=form) for _ in range(2))

    assert (first.status_code, again.status_code) == (200, 200)
    assert "Đủ 1 túi, đúng bảng kê." in again.text


def test_the_manifest_is_a_pdf_until_the_trip_is_over(road: Road) -> None:
    road.loaded(road.a_sealed_bag())

    manifest = road.here.get(f"{road.page}/manifest.pdf")

    assert manifest.mimetype == "application/pdf"
    assert manifest.data.startswith(b"%PDF")


def test_a_dispatcher_looks_and_moves_nothing(road: Road, as_role: SignedIn) -> None:
    dispatcher = as_role(Role.DISPATCHER)

    assert dispatcher.get(road.page).status_code == 200
    assert dispatcher.post(f"{road.page}/depart").status_code == 403
