"""An office packs to its own values; every parcel keeps the version it was packed to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from order_sheets import NOW, STAMP, as_csv, imported, the_sellers, tiktok
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from logistics.db import Database
from logistics.errors import Invalid
from logistics.parties.models import Office, Seller
from logistics.shipments import NewConsignee, NewLine, NewShipment
from logistics.shipments.label_content import label_contents
from logistics.shipments.models import OwnProfile, Parcel, Shipment
from logistics.shipments.own_profiles import FIRST_OWN_VERSION, change_profile, office_standard, standard_then
from logistics.shipments.packing_slip import packing_slips
from logistics.shipments.register import register
from logistics.shipments.rules import standard

HOME = NewConsignee(
    name="Trần Hồng Linh", phone="0974 305 036", address="Số 329 Hùng Vương", province="Hà Nội", commune="Xã Dân Hoà"
)
TEA = NewShipment(seller_code="LC901", consignee=HOME, lines=(NewLine(sku="TEA-200", quantity=2),))


@pytest.fixture
def office_id(database: Database) -> int:
    """The office of the seller LC901."""
    with database.transaction() as session:
        the_sellers(session)
        return session.scalars(select(Seller.office_id).where(Seller.code == "LC901")).one()


def a_parcel(session: Session) -> Parcel:
    (parcel,) = register(session, TEA, STAMP).parcels
    return parcel


def changed(database: Database, office_id: int, **values: object) -> int:
    with database.transaction() as session:
        return change_profile(session, (office_id, "tea_dry"), values, NOW, None)


def test_what_is_packed_after_a_change_follows_it(database: Database, office_id: int) -> None:
    version = changed(database, office_id, cartons=["D1"], keep_by_days=30)

    with database.transaction() as session:
        parcel = a_parcel(session)

    assert version == FIRST_OWN_VERSION
    assert (parcel.profile_version, parcel.carton_code) == (version, "D1")
    assert parcel.keep_by is not None
    assert parcel.keep_by - NOW.date() <= dt.timedelta(days=31)


def test_a_sheet_is_packed_as_its_office_packs(database: Database, office_id: int) -> None:
    version = changed(database, office_id, cartons=["D1"])

    imported(database, as_csv(tiktok(order="1", sku="LC901-TEA-200"), tiktok(order="2", sku="LC901-MAC-500")))

    with database.reading() as session:
        packed = {tuple(row) for row in session.execute(select(Parcel.profile_code, Parcel.profile_version))}
    assert ("tea_dry", version) in packed
    assert ("macadamia_in_shell", 1) in packed


def test_a_parcel_keeps_the_version_it_was_packed_to(database: Database, office_id: int) -> None:
    changed(database, office_id, max_stack=3)
    with database.transaction() as session:
        parcel_id = a_parcel(session).id
    changed(database, office_id, max_stack=5, cartons=["D3"])

    with database.reading() as session:
        (label,) = label_contents(session, [parcel_id])
        (slip,) = packing_slips(session, [parcel_id])

    assert label.stacking_limit == 2
    assert label.channel == "Gửi tại quầy"
    assert slip.layers


def test_versions_only_grow_and_none_is_overwritten(database: Database, office_id: int) -> None:
    versions = [changed(database, office_id, max_stack=stack) for stack in (3, 4, 3)]

    assert versions == [FIRST_OWN_VERSION, FIRST_OWN_VERSION + 1, FIRST_OWN_VERSION + 2]
    with database.reading() as session:
        for version, stack in zip(versions, (3, 4, 3), strict=True):
            then = standard_then(session, office_id, "tea_dry", version)
            assert then is not None
            assert then.profiles["tea_dry"].max_stack == stack
        assert standard_then(session, office_id, "tea_dry", 77) is None


def test_without_values_the_house_holds_again(database: Database, office_id: int) -> None:
    changed(database, office_id, max_stack=3)
    changed(database, office_id)

    with database.reading() as session:
        tea = office_standard(session, office_id).profiles["tea_dry"]

    assert tea.max_stack == standard().profiles["tea_dry"].max_stack


@pytest.fixture
def house_without(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A later standard of the house, which has given up a carton."""

    def give_up(carton: str) -> None:
        house = standard()
        later = replace(
            house,
            cartons={code: kind for code, kind in house.cartons.items() if code != carton},
            profiles={
                code: replace(profile, version=2, cartons=tuple(c for c in profile.cartons if c != carton))
                for code, profile in house.profiles.items()
            },
        )
        monkeypatch.setattr("logistics.shipments.own_profiles.standard", lambda: later)

    return give_up


def test_a_carton_the_house_gave_up_leaves_an_offices_own_list(
    database: Database, office_id: int, house_without: Callable[[str], None]
) -> None:
    version = changed(database, office_id, cartons=["D1", "D3"], max_stack=3)

    house_without("D1")

    with database.transaction() as session:
        tea = office_standard(session, office_id).profiles["tea_dry"]
        assert (tea.version, tea.cartons, tea.max_stack) == (version, ("D3",), 3)
        assert a_parcel(session).carton_code == "D3"


def test_a_parcel_in_a_carton_the_house_gave_up_still_has_label_and_slip(
    database: Database, office_id: int, house_without: Callable[[str], None]
) -> None:
    changed(database, office_id, cartons=["D1"], max_stack=3)
    with database.transaction() as session:
        parcel_id = a_parcel(session).id

    house_without("D1")

    with database.reading() as session:
        (label,) = label_contents(session, [parcel_id])
        (slip,) = packing_slips(session, [parcel_id])
        tea = office_standard(session, office_id).profiles["tea_dry"]
    assert label.stacking_limit == 2
    assert "D1" in slip.carton
    assert slip.layers == ()
    assert "D1" not in tea.cartons


def test_values_that_the_house_of_today_contradicts_give_way_to_it(
    database: Database, office_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(database, office_id, temperature_min_c=25)
    house = standard()
    cool = replace(house.profiles["tea_dry"], version=2, temperature_max_c=20)
    later = replace(house, profiles={**house.profiles, "tea_dry": cool})
    monkeypatch.setattr("logistics.shipments.own_profiles.standard", lambda: later)

    with database.reading() as session:
        tea = office_standard(session, office_id).profiles["tea_dry"]

    assert tea is cool


def test_another_office_goes_on_as_it_did(database: Database, office_id: int) -> None:
    changed(database, office_id, max_stack=3)

    with database.transaction() as session:
        other = Office(code="BC-2", name="Bưu cục khác", commune_code="03408", lat=22.3, lon=103.4)
        session.add(other)
        session.flush()
        assert office_standard(session, other.id) is standard()


def test_every_unsound_value_is_named_at_once(database: Database, office_id: int) -> None:
    with pytest.raises(Invalid) as refused:
        changed(database, office_id, max_stack=0, wrap_mm=-3, cartons=[], temperature_min_c=99)

    places = {problem.at for problem in refused.value.problems}
    assert places == {"/max_stack", "/wrap_mm", "/cartons", "/temperature_min_c"}


@pytest.mark.parametrize(
    ("values", "at"),
    [({"max_stack": 0}, "/max_stack"), ({"wrap_mm": -3}, "/wrap_mm"), ({"cartons": []}, "/cartons"), ({"x": 1}, "/x")],
)
def test_an_unsound_value_is_named_and_nothing_changes(
    database: Database, office_id: int, values: dict[str, object], at: str
) -> None:
    with pytest.raises(Invalid) as refused:
        changed(database, office_id, **values)

    assert [problem.at for problem in refused.value.problems] == [at]
    with database.reading() as session:
        assert session.scalar(select(func.count(OwnProfile.id))) == 0
        assert session.scalar(select(func.count(Shipment.id))) == 0
