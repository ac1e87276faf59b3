"""What proves a failed attempt: what came and what the server measured, never what the phone says of itself."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from factories import a_seller, a_shipment, a_user, an_office
from sqlalchemy import select, true, update
from sqlalchemy.orm import Session

from logistics import clock
from logistics.db import Database
from logistics.parties import principal_of
from logistics.parties.models import Role
from logistics.parties.pins.models import PinnedPlace
from logistics.parties.pins.tell import put, tell
from logistics.parties.pins.told import Outcome as PinOutcome
from logistics.parties.pins.told import PinVerdict, ToldPin
from logistics.shipments.models import Parcel
from logistics.tracking import EventCode, NewEvent, Sender, record, uuid7
from logistics.tracking.disputes import dispute, objections, unverified_pickups
from logistics.tracking.models import HandlingEvent, Photo
from logistics.tracking.photos import keep_photo
from logistics.tracking.proof import AWAITED_H, Evidence, Picture, Proof
from logistics.tracking.story import full_story

FARM = (22.318, 103.626)
ROADSIDE = (22.340, 103.640)
JPEG = b"\xff\xd8\xff\xe0 the closed gate"
SHA256 = hashlib.sha256(JPEG).hexdigest()


class Gate:
    """A household that is fetched at its farm or at the roadside, and a driver who says that it did not work."""

    def __init__(self, session: Session) -> None:
        self.session = session
        office = an_office(session)
        meeting = {"meeting_point": "Ngã ba", "meeting_lat": ROADSIDE[0], "meeting_lon": ROADSIDE[1]}
        seller = a_seller(session, office, lat=FARM[0], lon=FARM[1], **meeting)
        self.household = seller
        self.driver = principal_of(a_user(session, Role.DRIVER, office_id=office.id))
        self.seller = principal_of(a_user(session, Role.SELLER, seller_id=seller.id))
        [self.parcel] = a_shipment(session, seller).parcels

    def fails(self, code: EventCode = EventCode.PICKUP_FAILED, **told: Any) -> Evidence:
        reason = "not_ready" if code is EventCode.PICKUP_FAILED else "consignee_absent"
        event = NewEvent(
            event_id=uuid7(),
            code=code,
            happened_at=clock.now(),
            parcels=(self.parcel.item_number,),
            reason=reason,
            **told,
        )
        record(self.session, [event], Sender(principal=self.driver))
        return self.evidence()

    def driver_pins(self, lat: float, lon: float) -> PinVerdict:
        """The driver says that the farm is here."""
        told = ToldPin(
            event_id=uuid7(),
            seller=self.household.code,
            place=PinnedPlace.FARM,
            to=(lat, lon),
            pinned_at=clock.now(),
            accuracy_m=10,
        )
        return tell(self.session, told, self.driver.user_id, true())

    def evidence(self) -> Evidence:
        """What stands behind the newest event."""
        return full_story(self.session, self.parcel.id)[-1].proof


@pytest.fixture
def gate(database: Database) -> Iterator[Gate]:
    with database.transaction() as session:
        yield Gate(session)


def test_the_phones_own_word_proves_nothing(gate: Gate) -> None:
    says = {"within_radius_m": 0, "signature_sha256": "ab" * 32, "photo_sha256": ""}

    assert gate.fails(evidence={}).proof is Proof.MISSING
    assert gate.fails(evidence={"within_radius_m": 0}).proof is Proof.MISSING
    assert gate.fails(evidence=says).proof is Proof.AWAITED


@pytest.mark.parametrize(
    ("lat", "lon", "accuracy_m", "proof"),
    [
        (*FARM, 20, Proof.PROVEN),
        (*ROADSIDE, 20, Proof.PROVEN),
        (FARM[0] + 0.0035, FARM[1], 100, Proof.PROVEN),
        (FARM[0] + 0.0035, FARM[1], 20, Proof.MISSING),
        (*FARM, 501, Proof.MISSING),
        (*FARM, None, Proof.MISSING),
    ],
)
def test_a_position_proves_where_the_server_finds_it_near(
    gate: Gate, lat: float, lon: float, accuracy_m: int | None, proof: Proof
) -> None:
    assert gate.fails(lat=lat, lon=lon, accuracy_m=accuracy_m).proof is proof


def test_who_moves_the_farm_to_where_they_stand_has_not_been_at_the_farm(gate: Gate) -> None:
    cafe = (FARM[0] + 0.01, FARM[1])

    verdict = gate.driver_pins(*cafe)
    alone = gate.fails(lat=cafe[0], lon=cafe[1], accuracy_m=10)
    put(gate.session, gate.household.id, cafe, gate.seller.user_id, true())

    assert verdict.outcome is PinOutcome.APPLIED
    assert (alone.proof, alone.apart_m) == (Proof.MISSING, pytest.approx(1_112, abs=10))
    assert gate.evidence().proof is Proof.PROVEN


def test_the_story_says_how_far_away_the_driver_was(gate: Gate) -> None:
    far = gate.fails(lat=FARM[0] + 0.1, lon=FARM[1], accuracy_m=20, evidence={"within_radius_m": 5})

    assert far.proof is Proof.MISSING
    assert far.apart_m == pytest.approx(8_786, abs=60)


def test_a_call_is_a_statement_and_no_proof(gate: Gate) -> None:
    evidence = gate.fails(evidence={"call_attempted_at": "2025-11-05T02:00:00Z"})

    assert (evidence.proof, evidence.verified) == (Proof.STATED, False)
    assert evidence.called_at == dt.datetime(2025, 11, 5, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize("told", ["9:00", "2025-11-05T02:00:00", 5])
def test_a_call_without_a_moment_is_still_a_statement(gate: Gate, told: object) -> None:
    evidence = gate.fails(evidence={"call_attempted_at": told})

    assert (evidence.proof, evidence.called_at) == (Proof.STATED, None)


def test_a_named_photo_is_awaited_a_day_and_then_never_came(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    named = gate.fails(evidence={"photo_sha256": SHA256, "call_attempted_at": "2025-11-05T02:00:00Z"})
    later = clock.now() + dt.timedelta(hours=AWAITED_H, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    never = gate.evidence()

    assert (named.proof, named.picture) == (Proof.AWAITED, Picture.AWAITED)
    assert (never.proof, never.picture) == (Proof.STATED, Picture.NEVER_CAME)


def test_a_photo_that_comes_late_proves_all_the_same(
    gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate.fails(evidence={"photo_sha256": SHA256})
    later = clock.now() + dt.timedelta(days=9)
    monkeypatch.setattr(clock, "now", lambda: later)

    keep_photo(gate.session, tmp_path, JPEG)

    came = gate.evidence()
    assert (came.proof, came.picture, came.picture_sha256) == (Proof.PROVEN, Picture.KEPT, SHA256)


def test_a_photo_deleted_after_its_year_has_proven_and_can_no_longer_be_looked_at(gate: Gate, tmp_path: Path) -> None:
    keep_photo(gate.session, tmp_path, JPEG)
    gate.fails(evidence={"photo_sha256": SHA256})
    gate.session.execute(update(Photo).values(forgotten_at=clock.now()))

    evidence = gate.evidence()

    assert (evidence.proof, evidence.picture, evidence.picture_sha256) == (Proof.PROVEN, Picture.FORGOTTEN, "")


def test_a_recipients_door_is_on_no_map_so_only_a_photo_proves(gate: Gate, tmp_path: Path) -> None:
    at_the_sellers = gate.fails(EventCode.DELIVERY_FAILED, lat=FARM[0], lon=FARM[1], accuracy_m=5)
    keep_photo(gate.session, tmp_path, JPEG)
    shown = gate.fails(EventCode.DELIVERY_FAILED, evidence={"photo_sha256": SHA256})

    assert (at_the_sellers.proof, at_the_sellers.apart_m) == (Proof.MISSING, None)
    assert shown.proof is Proof.PROVEN


def test_what_needs_no_proof_says_all_the_same_whether_its_photo_came(gate: Gate) -> None:
    event = NewEvent(
        event_id=uuid7(),
        code=EventCode.DELIVERED,
        happened_at=clock.now(),
        parcels=(gate.parcel.item_number,),
        evidence={"photo_sha256": SHA256},
    )
    record(gate.session, [event], Sender())

    evidence = gate.evidence()

    assert (evidence.proof, evidence.verified, evidence.picture) == (None, True, Picture.AWAITED)


def test_a_failure_whose_photo_is_awaited_may_be_disputed_and_the_photo_joins_the_dispute(
    gate: Gate, tmp_path: Path
) -> None:
    gate.fails(evidence={"photo_sha256": SHA256})
    [row] = gate.session.scalars(select(HandlingEvent.id).where(HandlingEvent.parcel_id == gate.parcel.id))

    dispute(gate.session, gate.seller, row, "Nobody came", Parcel.id == gate.parcel.id)
    [before] = objections(gate.session, true())
    keep_photo(gate.session, tmp_path, JPEG)

    [after] = objections(gate.session, true())
    assert (before.proof.proof, after.proof.picture_sha256) == (Proof.AWAITED, SHA256)
    assert [each.item_number for each in unverified_pickups(gate.session, true())] == [gate.parcel.item_number]
