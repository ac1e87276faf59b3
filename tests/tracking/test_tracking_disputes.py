"""Failed pickups that nobody proved, and the sellers who object."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from factories import a_seller, a_shipment, a_user, an_office
from sqlalchemy import select, true
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import Database
from logistics.errors import Conflict, NotFound
from logistics.jobs import worker
from logistics.parties import Principal, principal_of, visible_to
from logistics.parties.models import AuditEntry, Role
from logistics.settings import Settings
from logistics.shipments.models import Parcel
from logistics.tracking import EventCode, NewEvent, Sender, record, uuid7
from logistics.tracking.disputes import dispute, settle, unverified_pickups
from logistics.tracking.models import Dispute, DisputeState, HandlingEvent, Photo
from logistics.tracking.photos import FORGET_PHOTOS, KEPT_D, ask_to_forget, handle, keep_photo

AT_THE_FARM = (22.319, 103.626, 30)
"""Some 110 m from where the factories put a seller, as a phone tells it."""


class Farm:
    """A seller whose parcel a driver reported as not ready, and their dispatcher."""

    def __init__(self, session: Session) -> None:
        self.session = session
        office = an_office(session)
        seller = a_seller(session, office)
        self.seller = principal_of(a_user(session, Role.SELLER, seller_id=seller.id))
        self.neighbour = principal_of(a_user(session, Role.SELLER, seller_id=a_seller(session, office).id))
        self.dispatcher = principal_of(a_user(session, Role.DISPATCHER, office_id=office.id))
        shipment = a_shipment(session, seller)
        self.number = session.scalars(select(Parcel.item_number).where(Parcel.shipment_id == shipment.id)).one()

    def driver_says(self, *, at: tuple[float, float, int | None] | None = None, **evidence: Any) -> None:
        lat, lon, accuracy_m = at or (None, None, None)
        event = NewEvent(
            event_id=uuid7(),
            code=EventCode.PICKUP_FAILED,
            happened_at=clock.now(),
            parcels=(self.number,),
            reason="not_ready",
            lat=lat,
            lon=lon,
            accuracy_m=accuracy_m,
            evidence=evidence,
        )
        record(self.session, [event], Sender())

    def open_ones(self, principal: Principal) -> list[tuple[str, DisputeState | None]]:
        found = unverified_pickups(self.session, visible_to(principal, Parcel))
        return [(each.item_number, each.state) for each in found]

    def objects(self, principal: Principal) -> None:
        [each] = unverified_pickups(self.session, true())
        dispute(self.session, principal, each.row_id, "Nobody came", visible_to(principal, Parcel))


@pytest.fixture
def farm(database: Database) -> Iterator[Farm]:
    with database.transaction() as session:
        yield Farm(session)


def test_the_seller_is_shown_an_unproven_failure_and_the_neighbour_is_not(farm: Farm) -> None:
    farm.driver_says()

    assert farm.open_ones(farm.seller) == [(farm.number, None)]
    assert farm.open_ones(farm.neighbour) == []


def test_a_proven_failure_is_no_matter_of_dispute(farm: Farm) -> None:
    farm.driver_says(at=AT_THE_FARM)

    assert farm.open_ones(farm.seller) == []


def test_a_photo_proves_a_failure_once_it_has_come(farm: Farm, tmp_path: Path) -> None:
    jpeg = b"\xff\xd8\xff\xe0 the closed gate"
    sha256 = hashlib.sha256(jpeg).hexdigest()
    farm.driver_says(photo_sha256=sha256)
    named_only = farm.open_ones(farm.seller)

    keep_photo(farm.session, tmp_path, jpeg)
    keep_photo(farm.session, tmp_path, jpeg)

    assert (named_only, farm.open_ones(farm.seller)) == ([(farm.number, None)], [])


def test_photos_are_deleted_when_no_complaint_may_ask_for_them(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        old = tmp_path / "photos" / keep_photo(session, tmp_path, b"\xff\xd8\xff old")
        later = clock.now() + dt.timedelta(days=KEPT_D, hours=1)
        monkeypatch.setattr(clock, "now", lambda: later)
        new = tmp_path / "photos" / keep_photo(session, tmp_path, b"\xff\xd8\xff new")
        ask_to_forget(session)

    worker.run_next(database, Settings(environment="test", storage_dir=tmp_path), {FORGET_PHOTOS: handle})

    assert (old.exists(), new.exists()) == (False, True)
    with database.reading() as session:
        assert session.scalars(select(Photo.sha256).where(Photo.forgotten_at.is_not(None))).all() == [old.name]


def test_an_objection_is_settled_once_and_written_down(farm: Farm) -> None:
    farm.driver_says()
    farm.objects(farm.seller)
    farm.objects(farm.seller)
    [opened] = farm.session.scalars(select(Dispute)).all()

    settle(farm.session, farm.dispatcher, opened.id, right=DisputeState.UPHELD, answer="No position near the farm")

    assert farm.open_ones(farm.seller) == [(farm.number, DisputeState.UPHELD)]
    assert farm.session.scalars(select(AuditEntry.action)).all() == ["dispute.upheld"]
    with pytest.raises(Conflict):
        settle(farm.session, farm.dispatcher, opened.id, right=DisputeState.DISMISSED, answer="")


def test_a_failure_proven_meanwhile_and_a_dispute_that_is_none_are_refused(farm: Farm) -> None:
    farm.driver_says(at=AT_THE_FARM)
    [row] = farm.session.scalars(select(HandlingEvent.id)).all()

    with pytest.raises(Conflict, match="proven"):
        dispute(farm.session, farm.seller, row, "Nobody came", true())
    with pytest.raises(NotFound):
        settle(farm.session, farm.dispatcher, 0, right=DisputeState.DISMISSED, answer="")


def test_nobody_disputes_what_they_may_not_see(farm: Farm) -> None:
    farm.driver_says()

    with pytest.raises(NotFound):
        farm.objects(farm.neighbour)


def test_a_dispute_is_seen_by_both_sides_only(farm: Farm) -> None:
    farm.driver_says()
    farm.objects(farm.seller)

    def seen(principal: Principal) -> int:
        return len(farm.session.scalars(select(Dispute).where(visible_to(principal, Dispute))).all())

    assert (seen(farm.seller), seen(farm.dispatcher), seen(farm.neighbour)) == (1, 1, 0)
