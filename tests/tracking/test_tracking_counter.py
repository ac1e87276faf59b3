"""At the counter: taking in by scanning, bags, hand-overs, and who may see what without signing in."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from factories import NOON, a_seller, a_shipment, a_user, an_office
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from logistics import clock
from logistics.cli import cli
from logistics.codes import item_number
from logistics.db import Base, Database, engine_for
from logistics.errors import Conflict, Denied, Invalid, NotFound, TooMany
from logistics.labels.documents import write_bag_labels, write_manifest
from logistics.parties import Principal, principal_of, visible_to
from logistics.parties.models import Office, Role, Seller, SellerKind, User
from logistics.settings import Settings
from logistics.shipments.models import Consignee, Parcel, Shipment, Status
from logistics.tracking import EventCode, Holder, HolderKind, NewEvent, Outcome, Sender, record, uuid7
from logistics.tracking.accept import accept, look
from logistics.tracking.bags import empty, find_bag, new_bag, put_in, seal
from logistics.tracking.custody import contents, hand_over, held_by
from logistics.tracking.detail_access import Opened, Shut, link_token, open_with_digits, read_token
from logistics.tracking.findings import Finding
from logistics.tracking.models import Bag, BagState, Custody, HandlingEvent
from logistics.tracking.papers import bag_label, bag_manifest, driver_manifest
from logistics.tracking.proof import Proof
from logistics.tracking.story import full_story
from logistics.tracking.timeline import PublicTimeline, public_view
from logistics.tracking.who_may import may_tell

PREFIX = "893850123"
_serial = iter(range(1, 10_000))


class Counter:
    """A clerk's counter with a driver's parcels, and a second office over the pass."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.office: Office = an_office(session)
        self.pass_office: Office = an_office(session, name="Bưu cục Sìn Hồ", commune_code="03478")
        self.clerk = principal_of(a_user(session, Role.CLERK, office_id=self.office.id, name="Thu"))
        self.driver = principal_of(a_user(session, Role.DRIVER, office_id=self.office.id, name="Páo"))
        self.sender = Sender(principal=self.clerk, sees=visible_to(self.clerk, Parcel))
        self.seller: Seller = a_seller(session, self.office, ocop_stars=4)

    def a_parcel(self, seller: Seller | None = None, **given: object) -> Parcel:
        shipment: Shipment = a_shipment(self.session, seller or self.seller, **given)
        [parcel] = self.session.scalars(select(Parcel).where(Parcel.shipment_id == shipment.id))
        parcel.item_number = item_number(next(_serial), "test")
        self.session.flush()
        return parcel

    def tell(self, code: EventCode, *parcels: Parcel, minute: int = 0, **more: object) -> NewEvent:
        event = NewEvent(
            event_id=uuid7(),
            code=code,
            happened_at=NOON + dt.timedelta(minutes=minute),
            parcels=tuple(parcel.item_number for parcel in parcels),
            **more,  # type: ignore[arg-type]
        )
        driver = Sender(principal=self.driver)
        [verdict] = record(self.session, [event], driver if may_tell(driver, code) else Sender(principal=self.clerk))
        assert verdict.outcome is Outcome.APPLIED
        return event

    def view(self, parcel: Parcel) -> PublicTimeline:
        view = public_view(self.session, parcel.item_number)
        assert view is not None
        return view


@pytest.fixture
def counter(database: Database) -> Iterator[Counter]:
    with database.transaction() as session:
        yield Counter(session)


def findings(counter: Counter, *codes: str) -> list[Finding]:
    return [scan.finding for scan in accept(counter.session, codes, counter.sender, counter.office.id)]


def test_a_collected_parcel_is_taken_in_once(counter: Counter) -> None:
    parcel = counter.a_parcel()
    counter.tell(EventCode.COLLECTED, parcel)

    [scan] = accept(counter.session, [f" {parcel.item_number.lower()} "], counter.sender, counter.office.id)
    assert (scan.finding, scan.status, scan.kept) == (Finding.FINE, Status.ACCEPTED, True)
    assert findings(counter, parcel.item_number) == [Finding.ALREADY_HERE]
    assert held_by(counter.session, Holder(HolderKind.OFFICE, counter.office.id)) == [parcel.item_number]


def test_each_mistake_at_the_counter_is_named(counter: Counter) -> None:
    walked_in, cancelled, delivered, going_back, lost = (counter.a_parcel() for _ in range(5))
    foreign = counter.a_parcel(a_seller(counter.session, counter.pass_office))
    counter.tell(EventCode.CANCELLED, cancelled)
    counter.tell(EventCode.DELIVERED, delivered)
    counter.tell(EventCode.RETURNING, going_back)
    counter.tell(EventCode.LOST, lost)
    parcels = [walked_in, cancelled, delivered, going_back, lost, foreign]
    codes = [parcel.item_number for parcel in parcels]

    found = findings(counter, *codes, "HP00000000000", item_number(99_999, "test"))

    assert found == [
        Finding.NEVER_COLLECTED,
        Finding.CANCELLED,
        Finding.OVER,
        Finding.RETURNING,
        Finding.FOUND_AGAIN,
        Finding.WRONG_OFFICE,
        Finding.UNREADABLE,
        Finding.UNKNOWN,
    ]


def test_a_foreign_parcel_on_the_counter_names_its_office_and_is_in_our_hands(counter: Counter) -> None:
    foreign = counter.a_parcel(a_seller(counter.session, counter.pass_office))

    [scan] = accept(counter.session, [foreign.item_number], counter.sender, counter.office.id)

    assert "Bưu cục Sìn Hồ" in scan.advice.vi
    assert held_by(counter.session, Holder(HolderKind.OFFICE, counter.office.id)) == [foreign.item_number]


def test_looking_changes_nothing(counter: Counter) -> None:
    parcel = counter.a_parcel()

    look(counter.session, [parcel.item_number], counter.office.id)

    assert counter.session.scalars(select(HandlingEvent)).all() == []


def test_a_bag_is_filled_sealed_travels_and_is_emptied(counter: Counter) -> None:
    inside, outside = counter.a_parcel(), counter.a_parcel()
    bag = new_bag(counter.session, counter.office.id, "Hà Nội", PREFIX)
    with pytest.raises(Conflict, match="empty"):
        seal(counter.session, bag, "S-1", 4_000)

    put_in(counter.session, bag, [inside.item_number], counter.sender)
    seal(counter.session, bag, "S-1", 4_000)
    assert contents(counter.session, bag.sscc) == [inside.item_number]
    assert findings(counter, inside.item_number) == [Finding.IN_A_BAG]
    with pytest.raises(Conflict, match="not open"):
        put_in(counter.session, bag, [outside.item_number], counter.sender)
    with pytest.raises(Conflict, match="not open"):
        seal(counter.session, bag, "S-2", 4_000)

    there = principal_of(a_user(counter.session, Role.CLERK, office_id=counter.pass_office.id))
    [scan] = accept(counter.session, [f"(00){bag.sscc}"], Sender(principal=there), counter.pass_office.id)
    assert scan.finding is Finding.BAG_FOR_A_PLACE
    verdict = empty(counter.session, find_bag(counter.session, bag.sscc), Sender(principal=there))

    assert verdict.statuses == {inside.item_number: Status.AT_HUB}
    assert contents(counter.session, bag.sscc) == []
    assert find_bag(counter.session, bag.sscc).state is BagState.OPENED
    assert held_by(counter.session, Holder(HolderKind.OFFICE, counter.pass_office.id)) == [inside.item_number]


def test_the_papers_of_a_bag_and_of_a_driver_list_what_they_hold(counter: Counter) -> None:
    inside, on_the_truck = counter.a_parcel(cod_amount_vnd=350_000), counter.a_parcel()
    bag = new_bag(counter.session, counter.office.id, "Hà Nội", PREFIX)
    put_in(counter.session, bag, [inside.item_number], counter.sender)
    counter.tell(EventCode.COLLECTED, on_the_truck)
    with pytest.raises(Conflict, match="not sealed"):
        bag_label(counter.session, bag)

    seal(counter.session, bag, "S-1", 4_000)
    label = bag_label(counter.session, bag)
    manifest = bag_manifest(counter.session, bag)
    evening = driver_manifest(counter.session, counter.session.get_one(User, counter.driver.user_id), counter.office)

    assert (label.sscc, label.parcels, label.gross_mass_g, label.sorting_code) == (bag.sscc, 1, 4_000, "01")
    [line] = manifest.lines
    assert (line.item_number, line.cod_amount_vnd) == (inside.item_number, 350_000)
    assert [line.item_number for line in evening.lines] == [on_the_truck.item_number]
    assert write_manifest(evening, io.BytesIO()) == 1
    assert write_bag_labels([label], io.BytesIO()) == 1


def test_an_unknown_bag_is_named(counter: Counter) -> None:
    with pytest.raises(NotFound, match="no bag 123"):
        find_bag(counter.session, "123")


def test_two_bags_never_share_a_number_and_need_a_company_prefix(counter: Counter) -> None:
    bags = {new_bag(counter.session, counter.office.id, "Hà Nội", PREFIX).sscc for _ in range(5)}

    assert len(bags) == 5
    with pytest.raises(Invalid, match="GS1"):
        new_bag(counter.session, counter.office.id, "Hà Nội", "")


def test_a_hand_over_names_what_is_missing_surplus_misrouted_and_unknown(counter: Counter) -> None:
    came, missing, surplus = (counter.a_parcel() for _ in range(3))
    foreign = counter.a_parcel(a_seller(counter.session, counter.pass_office))
    counter.tell(EventCode.COLLECTED, came, missing)
    expected = held_by(counter.session, Holder(HolderKind.DRIVER, counter.driver.user_id))

    found = hand_over(
        counter.session,
        expected,
        [came.item_number, surplus.item_number, foreign.item_number, "HP"],
        counter.office.id,
    )

    assert found.received == (came.item_number,)
    assert found.missing == (missing.item_number,)
    assert found.surplus == (surplus.item_number,)
    assert found.misrouted == ((foreign.item_number, "Bưu cục Sìn Hồ"),)
    assert found.unknown == ("HP",)
    assert not found.clean


def test_a_number_is_live_the_instant_it_exists(counter: Counter) -> None:
    parcel = counter.a_parcel(lot="TEA-7", promised_on=dt.date(2025, 11, 9))

    view = counter.view(parcel)

    assert (view.status, view.since, view.steps) == (Status.READY, NOON, ())
    assert (view.lot, view.ocop_stars, view.promised_on) == ("TEA-7", 4, dt.date(2025, 11, 9))
    assert public_view(counter.session, "HP00000000000000") is None


def test_the_public_story_has_communes_and_no_people(counter: Counter) -> None:
    parcel = counter.a_parcel(cod_amount_vnd=123_456_789)
    counter.tell(EventCode.COLLECTED, parcel, minute=1, lat=22.318, lon=103.626)
    accept(counter.session, [parcel.item_number], counter.sender, counter.office.id)

    view = counter.view(parcel)

    assert [step.status for step in view.steps] == [Status.ACCEPTED, Status.COLLECTED]
    assert "Tân Phong" in view.steps[0].place
    shown = repr(view)
    for private in [
        "Trần Hồng Linh",
        "974305036",
        "Hùng Vương",
        "Giàng",
        "Páo",
        "Thu'",
        "123456789",
        "22.318",
        "103.6",
    ]:
        assert private not in shown


def test_the_public_story_follows_the_bag(counter: Counter) -> None:
    parcel = counter.a_parcel()
    bag = new_bag(counter.session, counter.office.id, "Hà Nội", PREFIX)
    counter.tell(EventCode.BAGGED, parcel, into=bag.sscc)
    counter.tell(EventCode.DEPARTED, minute=5, bags=(bag.sscc,))
    counter.tell(EventCode.ARRIVED, minute=9, bags=(bag.sscc,))

    assert [step.status for step in counter.view(parcel).steps] == [Status.AT_HUB, Status.IN_TRANSIT, Status.BAGGED]


def test_only_a_delay_that_is_nobodys_private_matter_is_explained(counter: Counter) -> None:
    at_home, on_the_road = counter.a_parcel(), counter.a_parcel()
    for parcel, reason in [(at_home, "sender_absent"), (on_the_road, "road_blocked")]:
        counter.tell(EventCode.PICKUP_ASSIGNED, parcel)
        counter.tell(EventCode.PICKUP_FAILED, parcel, minute=5, reason=reason)

    assert counter.view(at_home).delay is None
    delay = counter.view(on_the_road).delay
    assert delay is not None
    assert delay.en == "The road was blocked"
    assert counter.view(on_the_road).steps[0].failed


def test_a_household_stays_unnamed_and_its_cooperative_is_shown(counter: Counter) -> None:
    coop = a_seller(counter.session, counter.office, kind=SellerKind.COOPERATIVE, name="HTX Chè Tà Mung")
    member = a_seller(counter.session, counter.office, cooperative_id=coop.id)

    assert counter.view(counter.a_parcel(member)).cooperative == "HTX Chè Tà Mung"
    assert counter.view(counter.a_parcel()).cooperative == ""


def test_the_etag_changes_with_the_story_and_only_then(counter: Counter) -> None:
    parcel = counter.a_parcel()
    before = counter.view(parcel).etag

    assert counter.view(parcel).etag == before
    counter.tell(EventCode.COLLECTED, parcel)
    assert counter.view(parcel).etag != before


def test_a_promise_not_kept_is_called_late(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    parcel = counter.a_parcel(promised_on=clock.service_day(NOON))
    monkeypatch.setattr(clock, "now", lambda: NOON)
    assert not counter.view(parcel).late
    monkeypatch.setattr(clock, "now", lambda: NOON + dt.timedelta(days=1))
    assert counter.view(parcel).late


def test_the_full_story_keeps_what_was_annulled_and_says_how_sure_it_is(counter: Counter) -> None:
    parcel = counter.a_parcel()
    wrong = counter.tell(EventCode.COLLECTED, parcel, minute=1)
    counter.tell(EventCode.ANNULLED, parcel, minute=2, annuls=wrong.event_id)
    counter.tell(EventCode.PICKUP_FAILED, parcel, minute=3, reason="not_ready")
    called = {"call_attempted_at": "2025-11-05T09:00:00+07:00"}
    counter.tell(EventCode.PICKUP_FAILED, parcel, minute=4, reason="not_ready", evidence=called)

    story = full_story(counter.session, parcel.id)

    assert [(line.code, line.annulled, line.proof.proof) for line in story] == [
        (EventCode.COLLECTED, True, None),
        (EventCode.ANNULLED, False, None),
        (EventCode.PICKUP_FAILED, False, Proof.MISSING),
        (EventCode.PICKUP_FAILED, False, Proof.STATED),
    ]
    assert {line.actor for line in story} == {"Páo"}
    assert all(line.late_s > 0 for line in story)


def test_the_last_four_digits_open_the_detail_and_five_guesses_an_hour_are_all(counter: Counter) -> None:
    parcel = counter.a_parcel()
    assert open_with_digits(counter.session, parcel.item_number, " 5036") == Opened(parcel.id)

    for _ in range(5):
        wrong = open_with_digits(counter.session, parcel.item_number, "0000")
        assert isinstance(wrong, Shut)
        assert isinstance(wrong.failure, Denied)
    shut = open_with_digits(counter.session, parcel.item_number, "5036")

    assert isinstance(shut, Shut)
    assert isinstance(shut.failure, TooMany)


def test_an_erased_consignee_and_an_unknown_number_open_nothing(counter: Counter) -> None:
    parcel = counter.a_parcel()
    counter.session.execute(update(Consignee).values(phone=""))

    assert isinstance(open_with_digits(counter.session, parcel.item_number, ""), Shut)
    assert isinstance(open_with_digits(counter.session, "HP00000000000000", "5036"), Shut)


def test_a_signed_link_opens_its_parcel_and_a_forged_one_nothing() -> None:
    token = link_token("HP123456789014", "secret")

    assert read_token(token, "secret") == "HP123456789014"
    assert read_token(token, "other") is None
    assert read_token(token[:-2] + "xx", "secret") is None


def test_events_are_seen_with_their_parcels(counter: Counter) -> None:
    counter.tell(EventCode.COLLECTED, counter.a_parcel())
    stranger = principal_of(a_user(counter.session, Role.CLERK, office_id=counter.pass_office.id))

    new_bag(counter.session, counter.office.id, "Hà Nội", PREFIX)

    def seen(principal: Principal, model: type[Base]) -> int:
        return len(counter.session.scalars(select(model).where(visible_to(principal, model))).all())

    for model in (HandlingEvent, Custody, Bag):
        assert (seen(counter.clerk, model), seen(stranger, model)) == (1, 0)


def test_rebuild_status_tells_and_mends_what_is_wrong(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/house.db")
    database = Database("", engine=engine_for(settings.database_url))
    Base.metadata.create_all(database.engine)
    with database.transaction() as session:
        parcel = Counter(session).a_parcel()
        parcel.status = Status.LOST

    def run(*options: str) -> tuple[int, list[str]]:
        answer = CliRunner().invoke(cli, ["rebuild-status", "--json", *options], obj=settings)
        return answer.exit_code, json.loads(answer.stdout)["wrong"]

    assert run() == (1, [parcel.item_number])
    assert run("--fix") == (1, [parcel.item_number])
    assert run() == (0, [])
    database.dispose()
