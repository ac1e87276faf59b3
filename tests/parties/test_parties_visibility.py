"""What each role sees, and that nothing is seen without a rule."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from factories import a_seller, a_user, a_vehicle, an_office
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.db import Base, Database
from logistics.parties import Principal, audit, principal_of, rule, visible_to
from logistics.parties.credentials import DEVICE_LIFETIME, issue
from logistics.parties.models import (
    AuditEntry,
    Credential,
    CredentialKind,
    Office,
    Role,
    Seller,
    SellerKind,
    Throttle,
    User,
    Vehicle,
)


class Valley:
    """Two offices; in the first a household and a co-operative with two households, in the second one more."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.here, self.there = an_office(session), an_office(session)
        self.alone = a_seller(session, self.here)
        self.coop = a_seller(session, self.here, kind=SellerKind.COOPERATIVE)
        self.members = [a_seller(session, self.here, cooperative_id=self.coop.id) for _ in range(2)]
        self.foreign = a_seller(session, self.there)
        self.van, self.foreign_van = a_vehicle(session, self.here), a_vehicle(session, self.there)

    def principal(self, role: Role, office: Office | None = None, seller: Seller | None = None) -> Principal:
        return principal_of(a_user(self.session, role, office_id=office and office.id, seller_id=seller and seller.id))

    def sees(self, principal: Principal, model: type[Base]) -> set[int]:
        return set(self.session.scalars(select(model.id).where(visible_to(principal, model))))  # type: ignore[attr-defined]


@pytest.fixture
def valley(database: Database) -> Iterator[Valley]:
    with database.transaction() as session:
        yield Valley(session)


def ids(*rows: Office | Seller | Vehicle) -> set[int]:
    return {row.id for row in rows}


@pytest.mark.parametrize("role", [Role.CLERK, Role.DISPATCHER, Role.DRIVER])
def test_staff_see_their_office_and_no_other(valley: Valley, role: Role) -> None:
    principal = valley.principal(role, valley.here)

    assert valley.sees(principal, Office) == ids(valley.here)
    assert valley.sees(principal, Vehicle) == ids(valley.van)
    assert valley.sees(principal, Seller) == ids(valley.alone, valley.coop, *valley.members)


def test_a_household_sees_itself(valley: Valley) -> None:
    principal = valley.principal(Role.SELLER, seller=valley.members[0])

    assert valley.sees(principal, Seller) == ids(valley.members[0])
    assert valley.sees(principal, Office) == ids(valley.here)
    assert valley.sees(principal, Vehicle) == set()


def test_a_cooperative_sees_its_households(valley: Valley) -> None:
    principal = valley.principal(Role.SELLER, seller=valley.coop)

    assert valley.sees(principal, Seller) == ids(valley.coop, *valley.members)


def test_an_integrator_sees_its_seller_else_its_office(valley: Valley) -> None:
    of_coop = valley.principal(Role.INTEGRATOR, valley.here, valley.coop)
    of_office = valley.principal(Role.INTEGRATOR, valley.there)

    assert valley.sees(of_coop, Seller) == ids(valley.coop, *valley.members)
    assert valley.sees(of_office, Seller) == ids(valley.foreign)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
@pytest.mark.parametrize("model", [Office, Seller, Vehicle, AuditEntry])
def test_who_belongs_nowhere_sees_nothing(valley: Valley, role: Role, model: type[Base]) -> None:
    audit.note(valley.session, None, "test", "nothing")

    assert valley.sees(valley.principal(role), model) == set()


def test_the_administrator_sees_all(valley: Valley) -> None:
    admin = valley.principal(Role.ADMINISTRATOR)

    assert ids(valley.here, valley.there) <= valley.sees(admin, Office)
    assert ids(valley.alone, valley.foreign) <= valley.sees(admin, Seller)


def test_everybody_sees_themselves_among_the_users(valley: Valley) -> None:
    seller = valley.principal(Role.SELLER, seller=valley.alone)
    clerk = valley.principal(Role.CLERK, valley.here)
    dispatcher = valley.principal(Role.DISPATCHER, valley.here)

    assert valley.sees(seller, User) == {seller.user_id}
    assert valley.sees(clerk, User) == {clerk.user_id, dispatcher.user_id}
    assert valley.sees(clerk, Credential) == set()


def test_a_dispatcher_sees_the_phones_of_the_offices_drivers_to_revoke_a_stolen_one(valley: Valley) -> None:
    dispatcher, clerk = valley.principal(Role.DISPATCHER, valley.here), valley.principal(Role.CLERK, valley.here)
    admin = valley.principal(Role.ADMINISTRATOR)
    for office in (valley.here, valley.there):
        driver = a_user(valley.session, Role.DRIVER, office_id=office.id)
        issue(valley.session, driver, CredentialKind.DEVICE, DEVICE_LIFETIME)

    assert [len(valley.sees(each, Credential)) for each in (clerk, dispatcher, admin)] == [0, 1, 2]


def test_a_table_without_a_rule_is_closed_even_to_the_administrator(valley: Valley) -> None:
    with pytest.raises(LookupError, match="Throttle has no visibility rule"):
        visible_to(valley.principal(Role.ADMINISTRATOR), Throttle)


def test_a_table_has_one_rule() -> None:
    with pytest.raises(ValueError, match="already"):
        rule(Office)(lambda principal: visible_to(principal, Office))
