"""The logins of the demonstration, shown on the sign-in page of a development machine only."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.parties.models import Role, User
from logistics.web.settings import current_settings

PASSWORD = "lai-chau-demo"  # noqa: S105  it is printed and shown: a demonstration has no secret
LOGINS: dict[Role, str] = {
    Role.CLERK: "clerk",
    Role.DISPATCHER: "dispatcher",
    Role.DRIVER: "driver",
    Role.SELLER: "seller",
    Role.ADMINISTRATOR: "admin",
}


def demonstration_logins(session: Session) -> dict[Role, str]:
    """The demonstration's login of each role that exists here; empty outside development."""
    if current_settings().environment != "development":
        return {}
    there = set(session.scalars(select(User.login).where(User.login.in_(LOGINS.values()), User.active)))
    return {role: login for role, login in LOGINS.items() if login in there}
