"""The seal and the weight of a bag: what was told when it was closed against what was found when it came."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import a_seller, a_shipment, a_user, an_office
from sqlalchemy import select, true, update
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import Database
from logistics.errors import Invalid, NotFound
from logistics.parties import principal_of
from logistics.parties.models import AuditEntry, Role
from logistics.tracking import Sender
from logistics.tracking.accept import accept
from logistics.tracking.bags import new_bag, put_in, seal
from logistics.tracking.models import Bag, BagState
from logistics.tracking.papers import bag_manifest
from logistics.tracking.photos import MOST_BYTES, keep_photo, photo_of_bag
from logistics.tracking.receiving import open_here
from logistics.tracking.seals import NAMED_D, TOLERANCE_G, Found, Mismatch, differing_bags, mismatches
from logistics.tracking.story import full_story

JPEG = b"\xff\xd8\xff\xe0 a bag and its seal"


class Route:
    """A bag with one parcel, on its way from one office to the next."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.here, self.there = an_office(session), an_office(session)
        self.clerk, self.other = (
            Sender(principal=principal_of(a_user(session, Role.CLERK, office_id=office.id)))
            for office in (self.here, self.there)
        )
        [self.parcel] = a_shipment(session, a_seller(session, self.here)).parcels
        accept(session, [self.parcel.item_number], self.clerk, self.here.id)
        self.bag = new_bag(session, self.here.id, "Bưu cục Tam Đường", "9521234", self.there.id)
        put_in(session, self.bag, [self.parcel.item_number], self.clerk)

    def opened(self, found: Found, photo_sha256: str | None = None) -> tuple[Mismatch, ...]:
        """How the bag came, sealed with HL-17 at 4 kg."""
        seal(self.session, self.bag, "HL-17", 4_000, photo_sha256)
        open_here(self.session, self.bag, self.other, self.there.id, found)
        return mismatches(self.bag)


@pytest.fixture
def route(database: Database) -> Iterator[Route]:
    with database.transaction() as session:
        yield Route(session)


@pytest.mark.parametrize(
    ("found", "differs"),
    [
        (Found(), ()),
        (Found(seal="hl 17", gross_mass_g=4_000 + TOLERANCE_G), ()),
        (Found(seal="HL-71"), (Mismatch.SEAL_DIFFERS,)),
        (Found(broken=True), (Mismatch.SEAL_BROKEN,)),
        (Found(seal="HL-17", gross_mass_g=4_000 - TOLERANCE_G - 1), (Mismatch.MASS_DIFFERS,)),
        (Found(seal="X", broken=True, gross_mass_g=9_000), tuple(Mismatch)),
    ],
)
def test_what_differs_from_the_seal_as_told_is_named(route: Route, found: Found, differs: tuple[Mismatch, ...]) -> None:
    assert route.opened(found) == differs


def test_a_bag_that_came_otherwise_is_in_the_story_on_the_board_and_in_the_audit(
    route: Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    route.opened(Found(seal="HL-71", gross_mass_g=3_000))

    differs = (Mismatch.SEAL_DIFFERS, Mismatch.MASS_DIFFERS)
    assert full_story(route.session, route.parcel.id)[-1].bag_came == differs
    assert [(each.sscc, each.mismatches) for each in differing_bags(route.session, true())] == [
        (route.bag.sscc, differs)
    ]
    assert route.session.scalars(select(AuditEntry.action)).all() == ["bag.mismatch"]
    later = clock.now() + dt.timedelta(days=NAMED_D, hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert differing_bags(route.session, true()) == []


def test_a_bag_that_came_as_it_was_sealed_is_nowhere_named(route: Route) -> None:
    route.opened(Found(seal="HL-17", gross_mass_g=4_050))

    assert full_story(route.session, route.parcel.id)[-1].bag_came == ()
    assert differing_bags(route.session, true()) == []
    assert route.session.scalars(select(AuditEntry.action)).all() == []


def test_the_photo_of_a_sealed_bag_is_kept_and_named_on_its_manifest(route: Route, tmp_path: Path) -> None:
    sha256 = keep_photo(route.session, tmp_path, JPEG)

    route.opened(Found(seal="HL-17"), sha256)

    manifest = bag_manifest(route.session, route.bag)
    assert photo_of_bag(route.bag, tmp_path) == JPEG
    assert (manifest.photo_kept, manifest.sealed_mass_g) == (True, 4_000)


def test_a_photo_that_is_not_kept_seals_no_bag(route: Route) -> None:
    with pytest.raises(Invalid) as refused:
        seal(route.session, route.bag, "HL-17", 4_000, hashlib.sha256(JPEG).hexdigest())

    assert [problem.at for problem in refused.value.problems] == ["/photo"]
    assert route.session.get_one(Bag, route.bag.id).state is BagState.OPEN


def test_without_a_photo_there_is_none_to_look_at(route: Route, tmp_path: Path) -> None:
    route.opened(Found())

    with pytest.raises(NotFound):
        photo_of_bag(route.bag, tmp_path)
    route.session.execute(update(Bag).values(photo_sha256=keep_photo(route.session, tmp_path, JPEG)))
    route.session.refresh(route.bag)
    (tmp_path / "photos" / hashlib.sha256(JPEG).hexdigest()).unlink()
    with pytest.raises(NotFound):
        photo_of_bag(route.bag, tmp_path)


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"GIF89a", "no JPEG"), (b"\xff\xd8\xff" + bytes(MOST_BYTES), "has 401 kB, at most 400")],
)
def test_what_is_no_photo_or_too_large_is_told_with_what_to_do(
    route: Route, tmp_path: Path, content: bytes, says: str
) -> None:
    with pytest.raises(Invalid) as refused:
        keep_photo(route.session, tmp_path, content, at="/photo")

    [problem] = refused.value.problems
    assert problem.at == "/photo"
    assert says in problem.text.en
