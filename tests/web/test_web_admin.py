"""The administrator's pages: users, vehicles, offices, and the book of what was done."""

from __future__ import annotations

import re

import pytest
from browser import SignedIn
from flask.testing import FlaskClient
from sqlalchemy import select

from logistics.db import Database
from logistics.parties.models import Credential, Office, Role, User, Vehicle
from logistics.shipments.models import OwnProfile
from logistics.shipments.rules import standard
from logistics.web.admin.packaging import NUMBERS

PASSWORD = "chè shan tuyết trên núi cao"


@pytest.fixture
def admin(as_role: SignedIn) -> FlaskClient:
    """An administrator."""
    return as_role(Role.ADMINISTRATOR)


@pytest.fixture
def office(world: Database) -> Office:
    """The first office."""
    with world.reading() as session:
        return session.scalars(select(Office).order_by(Office.id)).all()[0]


def _a_user(office: Office, **changed: str) -> dict[str, str]:
    form = {"name": "Vàng A Páo", "login": "pao", "password": PASSWORD, "role": "driver", "office_code": office.code}
    return form | changed


def _a_vehicle(office: Office, **changed: str) -> dict[str, str]:
    return {
        "plate": "25c-12345",
        "kind": "motorbike",
        "office_id": str(office.id),
        "capacity_mass_g": "62,5",
        "capacity_volume_cm3": "0.3",
        "shift_start_s": "06:30",
        "shift_end_s": "17:00",
        "active": "yes",
    } | changed


def test_a_new_user_can_sign_in(admin: FlaskClient, anonymous: FlaskClient, office: Office) -> None:
    assert admin.post("/admin/users/new", data=_a_user(office)).status_code == 302

    assert anonymous.post("/sign-in", data={"login": "pao", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"password": "short"}, "password"),
        ({"role": "emperor"}, "role"),
        ({"office_code": ""}, "office_code"),
        ({"phone": "12"}, "phone"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"login": "Vàng Páo"}, "login"),
        ({"login": "p" * 65}, "login"),
        ({"login": "<b>pao</b>"}, "login"),
    ],
)
def test_a_fault_in_the_form_is_said_at_its_field(
    admin: FlaskClient, world: Database, office: Office, changed: dict[str, str], field: str
) -> None:
    answer = admin.post("/admin/users/new", data=_a_user(office, **changed))

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    with world.reading() as session:
        assert session.scalar(select(User).where(User.login == "pao")) is None


def test_a_login_is_given_once(admin: FlaskClient, office: Office) -> None:
    admin.post("/admin/users/new", data=_a_user(office))

    answer = admin.post("/admin/users/new", data=_a_user(office))

    assert answer.status_code == 422
    assert 'href="#login"' in answer.text


def test_switching_somebody_off_ends_their_session_at_once(
    admin: FlaskClient, as_role: SignedIn, world: Database
) -> None:
    clerk = as_role(Role.CLERK)
    with world.reading() as session:
        user = session.scalars(select(User).where(User.role == Role.CLERK).order_by(User.id)).all()[0]
    assert clerk.get("/counter").status_code == 200

    admin.post(f"/admin/users/{user.id}/active", data={"active": "no"})

    assert clerk.get("/counter").status_code == 302
    admin.post(f"/admin/users/{user.id}/active", data={"active": "yes"})
    assert as_role(Role.CLERK).get("/counter").status_code == 200


def test_a_user_moves_to_another_role_without_signing_in_anew(
    admin: FlaskClient, as_role: SignedIn, world: Database, office: Office
) -> None:
    clerk = as_role(Role.CLERK)
    with world.reading() as session:
        user = session.scalars(select(User).where(User.role == Role.CLERK).order_by(User.id)).all()[0]
    assert clerk.get("/counter").status_code == 200

    homeless = admin.post(f"/admin/users/{user.id}/role", data={"role": "driver"})
    moved = admin.post(f"/admin/users/{user.id}/role", data={"role": "driver", "office_code": office.code})

    assert (homeless.status_code, moved.status_code) == (422, 302)
    assert clerk.get("/counter").status_code == 403
    assert "user.role" in admin.get("/admin/audit-log").text


def test_a_lost_key_is_ended_alone_and_a_new_one_is_shown_once(
    admin: FlaskClient, anonymous: FlaskClient, world: Database
) -> None:
    with world.reading() as session:
        clerk = session.scalars(select(User).where(User.role == Role.CLERK)).first()
    assert clerk is not None
    page = f"/admin/users/{clerk.id}"
    lost, kept = (_shown_secret(admin.post(f"{page}/keys", data={"label": name}).text) for name in ("kho", "web"))
    assert lost not in admin.get(page).text
    with world.reading() as session:
        of_lost = session.scalars(select(Credential.id).where(Credential.label == "kho")).one()

    for _ in range(2):
        assert admin.post(f"{page}/keys/{of_lost}/revoke").status_code == 302

    assert [_asks_api(anonymous, key) for key in (lost, kept)] == [401, 200]
    assert admin.get("/admin/audit-log").text.count("credential.revoke") == 1


def test_a_key_is_ended_only_on_its_own_users_page(admin: FlaskClient, world: Database) -> None:
    with world.reading() as session:
        first, second = session.scalars(select(User).order_by(User.id)).all()[:2]
    admin.post(f"/admin/users/{first.id}/keys", data={"label": "kho"})
    with world.reading() as session:
        key = session.scalars(select(Credential.id).where(Credential.label == "kho")).one()

    assert admin.post(f"/admin/users/{second.id}/keys/{key}/revoke").status_code == 404


def test_a_user_who_is_switched_off_gets_no_key(admin: FlaskClient, world: Database) -> None:
    with world.reading() as session:
        clerk = session.scalars(select(User).where(User.role == Role.CLERK)).first()
    assert clerk is not None
    admin.post(f"/admin/users/{clerk.id}/active", data={"active": "no"})

    assert admin.post(f"/admin/users/{clerk.id}/keys").status_code == 409


def _shown_secret(page: str) -> str:
    (secret,) = re.findall(r'name="secret" type="text" value="([^"]+)"', page)
    return str(secret)


def _asks_api(client: FlaskClient, key: str) -> int:
    return client.get("/api/v1/shipments", headers={"Authorization": f"Bearer {key}"}).status_code


def test_nobody_switches_off_their_own_account(admin: FlaskClient, world: Database) -> None:
    with world.reading() as session:
        me = session.scalars(select(User).where(User.role == Role.ADMINISTRATOR).order_by(User.id)).all()[0]

    assert admin.post(f"/admin/users/{me.id}/active", data={"active": "no"}).status_code == 409
    assert admin.post(f"/admin/users/{me.id}/role", data={"role": "clerk"}).status_code == 409
    assert admin.get("/admin/users").status_code == 200


def test_a_new_password_ends_open_sessions(admin: FlaskClient, as_role: SignedIn, world: Database) -> None:
    clerk = as_role(Role.CLERK)
    with world.reading() as session:
        user = session.scalars(select(User).where(User.role == Role.CLERK).order_by(User.id)).all()[0]

    weak = admin.post(f"/admin/users/{user.id}/password", data={"password": "weak"})
    admin.post(f"/admin/users/{user.id}/password", data={"password": PASSWORD})

    assert weak.status_code == 422
    assert clerk.get("/counter").status_code == 302


def test_a_vehicle_is_kept_in_grams_cubic_centimetres_and_seconds(
    admin: FlaskClient, world: Database, office: Office
) -> None:
    assert admin.post("/admin/vehicles/new", data=_a_vehicle(office)).status_code == 302

    with world.reading() as session:
        vehicle = session.scalars(select(Vehicle).where(Vehicle.plate == "25C-12345")).one()
    assert (vehicle.capacity_mass_g, vehicle.capacity_volume_cm3) == (62_500, 300_000)
    assert (vehicle.shift_start_s, vehicle.shift_end_s) == (23_400, 61_200)
    shown = admin.get(f"/admin/vehicles/{vehicle.id}").text
    assert 'value="62.5"' in shown
    assert 'value="06:30"' in shown


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"capacity_mass_g": "0"}, "capacity_mass_g"),
        ({"capacity_volume_cm3": "-1"}, "capacity_volume_cm3"),
        ({"capacity_mass_g": "heavy"}, "capacity_mass_g"),
        ({"capacity_mass_g": "40001"}, "capacity_mass_g"),
        ({"capacity_mass_g": "999999999999"}, "capacity_mass_g"),
        ({"capacity_volume_cm3": "101"}, "capacity_volume_cm3"),
        ({"plate": "25C/<1>"}, "plate"),
        ({"plate": "2" * 21}, "plate"),
        ({"shift_end_s": "05:00"}, "shift_end_s"),
        ({"plate": ""}, "plate"),
        ({"driver_id": "1"}, "driver_id"),
        ({"kind": "ship"}, "kind"),
    ],
)
def test_a_vehicle_that_cannot_drive_is_refused(
    admin: FlaskClient, office: Office, changed: dict[str, str], field: str
) -> None:
    answer = admin.post("/admin/vehicles/new", data=_a_vehicle(office, **changed))

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_a_vehicle_with_several_faults_is_told_them_all(admin: FlaskClient, office: Office) -> None:
    answer = admin.post(
        "/admin/vehicles/new",
        data=_a_vehicle(office, capacity_mass_g="heavy", plate="25C/<1>", shift_end_s="05:00"),
    )

    assert answer.status_code == 422
    for field in ("capacity_mass_g", "plate", "shift_end_s"):
        assert answer.text.count(f'href="#{field}"') == 1


def test_an_office_is_opened_and_changed(admin: FlaskClient, world: Database) -> None:
    form = {"code": "bc9", "name": "Bưu cục Mường Tè", "commune_code": "03408", "lat": "22,38", "lon": "102.8"}
    admin.post("/admin/offices/new", data=form)
    with world.reading() as session:
        office = session.scalars(select(Office).where(Office.code == "BC9")).one()

    admin.post(f"/admin/offices/{office.id}", data=form | {"name": "Bưu cục Mường Tè Mới"})
    refused = admin.post(f"/admin/offices/{office.id}", data=form | {"commune_code": "00000", "lat": "200"})

    assert "Bưu cục Mường Tè Mới" in admin.get("/admin/offices").text
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "BC 9"}, "code"),
        ({"code": "BC:9"}, "code"),
        ({"code": "BƯU"}, "code"),
        ({"code": "B" * 17}, "code"),
        ({"phone": "ring me"}, "phone"),
        ({"name": "x" * 121}, "name"),
        ({"lat": "48.85"}, "lat"),
        ({"lon": "2.35"}, "lon"),
        ({"elevation_m": "9000"}, "elevation_m"),
    ],
)
def test_an_office_that_cannot_be_is_refused_at_its_field(
    admin: FlaskClient, changed: dict[str, str], field: str
) -> None:
    form = {"code": "bc9", "name": "Bưu cục Mường Tè", "commune_code": "03408", "lat": "22,38", "lon": "102.8"}

    answer = admin.post("/admin/offices/new", data=form | changed)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_an_offices_phone_is_kept_as_it_is_dialled_from_anywhere(admin: FlaskClient, world: Database) -> None:
    form = {"code": "bc9", "name": "Bưu cục Mường Tè", "commune_code": "03408", "lat": "22,38", "lon": "102.8"}
    admin.post("/admin/offices/new", data=form | {"phone": "0213 3876 543"})

    with world.reading() as session:
        office = session.scalars(select(Office).where(Office.code == "BC9")).one()
    assert office.phone == "+842133876543"
    assert 'value="0213 3876 543"' in admin.get(f"/admin/offices/{office.id}").text


def test_what_an_administrator_does_stands_in_the_book(admin: FlaskClient, office: Office) -> None:
    admin.post("/admin/users/new", data=_a_user(office))
    admin.post("/admin/vehicles/new", data=_a_vehicle(office))

    everything, vehicles = admin.get("/admin/audit-log").text, admin.get("/admin/audit-log?about=25C").text

    assert "user.add" in everything
    assert "vehicle.add" in vehicles
    assert "user.add" not in vehicles


def test_an_office_gets_its_own_packaging_values(admin: FlaskClient, world: Database, office: Office) -> None:
    page = f"/admin/offices/{office.id}/packaging/tea_dry"
    tea = standard().profiles["tea_dry"]
    form = {name: str(getattr(tea, name)) for name in NUMBERS} | {"max_stack": "3", "cartons": ["D1", "D3"]}

    assert admin.get(page).status_code == 200
    assert admin.post(page, data=form | {"max_stack": "0"}).status_code == 422
    assert admin.post(page, data=form).status_code == 302

    with world.reading() as session:
        own = session.scalars(select(OwnProfile)).one()
    assert (own.office_id, own.changes) == (office.id, {"max_stack": 3, "cartons": ["D1", "D3"]})
    assert "1 của bưu cục" in admin.get(f"/admin/offices/{office.id}/packaging").text
    assert "profile.change" in admin.get("/admin/audit-log").text
    assert admin.get(f"/admin/offices/{office.id}/packaging/coffee").status_code == 404


def test_every_packaging_value_that_is_wrong_is_told_at_its_field(
    admin: FlaskClient, world: Database, office: Office
) -> None:
    tea = standard().profiles["tea_dry"]
    form = {name: str(getattr(tea, name)) for name in NUMBERS} | {"max_stack": "0", "wrap_mm": "thick"}
    form |= {"temperature_min_c": "90"}

    answer = admin.post(f"/admin/offices/{office.id}/packaging/tea_dry", data=form)

    assert answer.status_code == 422
    for field, fault in (
        ("max_stack", "Số thùng xếp chồng: Hãy nhập số từ 1 trở lên."),
        ("wrap_mm", "Hãy nhập một số."),
        ("temperature_min_c", "Không được cao hơn mức nóng nhất"),
        ("cartons", "Chọn ít nhất một loại thùng."),
    ):
        assert f'href="#{field}"' in answer.text
        assert fault in answer.text
    with world.reading() as session:
        assert session.scalars(select(OwnProfile)).all() == []


def test_every_packaging_value_shows_its_evidence(admin: FlaskClient, office: Office) -> None:
    tea = standard().profiles["tea_dry"]
    page = f"/admin/offices/{office.id}/packaging/tea_dry"
    form = {name: str(getattr(tea, name)) for name in NUMBERS} | {"max_stack": "3", "cartons": list(tea.cartons)}

    house = admin.get(page).text
    admin.post(page, data=form)
    own = admin.get(page).text

    said = tea.evidence["max_stack"]
    assert f"đề xuất, chưa xác nhận, {said.date:%d/%m/%Y}" in house
    assert "bưu cục đặt" not in house
    assert own.count("bưu cục đặt") == 1
