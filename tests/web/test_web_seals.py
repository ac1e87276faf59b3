"""The seal, the weight and the photo of a bag, from the clerk who closes it to the one who opens it."""

from __future__ import annotations

from io import BytesIO

import pytest
from browser import SignedIn
from sqlalchemy import select, update
from walk import a_registered_parcel
from werkzeug.test import TestResponse

from logistics.db import Database
from logistics.parties.models import Office, Role
from logistics.tracking.models import Bag, BagState
from logistics.tracking.photos import MOST_BYTES

JPEG = b"\xff\xd8\xff\xe0 the bag and its seal"


class Way:
    """A bag with one parcel, the clerk who closes it and the one who opens it."""

    def __init__(self, as_role: SignedIn, world: Database) -> None:
        with world.transaction() as session:
            second = session.scalars(select(Office.id).order_by(Office.id)).all()[1]
            session.execute(update(Office).where(Office.id == second).values(name="Bưu cục Tam Đường"))
        self.world, self.clerk, self.other = world, as_role(Role.CLERK), as_role(Role.CLERK, office=1)
        self.number = a_registered_parcel(world)
        self.page = self.clerk.post("/custody/bags", data={"destination": "Bưu cục Tam Đường"}).location
        self.clerk.post(f"{self.page}/parcels", data={"code": self.number})

    def seals(self, photo: bytes = b"", **told: str) -> TestResponse:
        """What the clerk's form with a photo comes to."""
        form = {"seal": "HL000001", "mass_kg": "4,2"} | told
        return self.clerk.post(f"{self.page}/seal", data=form | {"photo": (BytesIO(photo), "bag.jpg")})

    def opens(self, **found: str) -> TestResponse:
        """What the other office's form comes to."""
        return self.other.post(f"{self.page}/open", data=found)

    def bag(self) -> Bag:
        with self.world.reading() as session:
            return session.scalars(select(Bag)).one()


@pytest.fixture
def way(as_role: SignedIn, world: Database) -> Way:
    return Way(as_role, world)


def test_the_office_that_opens_a_bag_sees_its_photo_and_nobody_else_does(way: Way, as_role: SignedIn) -> None:
    assert way.seals(JPEG).status_code == 302

    photo = way.other.get(f"{way.page}/photo")
    assert (photo.data, photo.mimetype) == (JPEG, "image/jpeg")
    assert f'src="{way.page}/photo"' in way.other.get(way.page).text
    assert as_role(Role.SELLER).get(f"{way.page}/photo").status_code == 403


def test_a_bag_may_be_sealed_without_a_photo_and_the_page_says_so(way: Way) -> None:
    assert way.seals().status_code == 302

    assert "Lúc niêm phong không chụp ảnh." in way.other.get(way.page).text
    assert way.other.get(f"{way.page}/photo").status_code == 404


@pytest.mark.parametrize(
    ("photo", "says"), [(b"GIF89a", "không phải ảnh JPEG"), (b"\xff\xd8\xff" + bytes(MOST_BYTES), "nặng 401 kB")]
)
def test_what_is_no_photo_is_refused_beside_its_field_and_the_bag_stays_open(way: Way, photo: bytes, says: str) -> None:
    answer = way.seals(photo)

    assert answer.status_code == 422
    assert says in answer.text.split('id="photo-error"')[1]
    assert way.bag().state is BagState.OPEN


def test_a_photo_is_not_lost_where_another_field_is_wrong(way: Way) -> None:
    refused = way.seals(JPEG, mass_kg="x")
    kept = refused.text.split('name="photo_sha256" value="')[1].split('"')[0]

    way.seals(photo_sha256=kept)

    assert refused.status_code == 422
    assert way.other.get(f"{way.page}/photo").data == JPEG


def test_who_opens_a_bag_tells_what_the_seal_says(way: Way) -> None:
    way.seals()

    silent, odd = way.opens(), way.opens(found_seal="HL000001", found_mass_kg="x")

    assert (silent.status_code, odd.status_code) == (422, 422)
    assert "Đọc số trên niêm phong" in silent.text.split('id="found_seal-error"')[1]
    assert 'id="found_mass_kg-error"' in odd.text
    assert way.bag().state is BagState.SEALED


def test_another_seal_and_weight_are_named_at_once_on_the_board_and_in_the_story(way: Way) -> None:
    way.seals()
    way.opens(found_seal="HL000002", found_mass_kg="3,6")

    page = way.other.get(way.page).text
    assert "đã ghi HL000001, trên túi là HL000002" in page
    assert "đã ghi 4,2 kg, cân lại được 3,6 kg" in page
    for clerk in (way.clerk, way.other):
        board = clerk.get("/watch").text
        assert way.bag().sscc in board
        assert "niêm phong khác" in board
    assert "Túi đến với: niêm phong khác, khối lượng khác" in way.other.get(f"/custody?q={way.number}").text


def test_a_bag_that_came_as_sealed_is_opened_without_a_word(way: Way) -> None:
    way.seals()
    way.opens(found_seal="hl 000001", found_mass_kg="4,3")

    assert "không như lúc niêm phong" not in way.other.get(way.page).text
    assert way.bag().sscc not in way.other.get("/watch").text


def test_a_broken_seal_needs_no_number(way: Way) -> None:
    way.seals()

    assert way.opens(found_broken="yes").status_code == 302
    assert "Niêm phong bị rách hoặc mất." in way.other.get(way.page).text
