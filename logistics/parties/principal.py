"""Who is asking: what every verb and every visibility rule may know of a signed-in user."""

from __future__ import annotations

from dataclasses import dataclass

from logistics.parties.models import Role, User


@dataclass(frozen=True, slots=True)
class Principal:
    """A user as one request sees them; `credential_id` is the way they came in, None at the command line."""

    user_id: int
    role: Role
    office_id: int | None
    seller_id: int | None
    name: str
    language: str
    credential_id: int | None = None


def principal_of(user: User, credential_id: int | None = None) -> Principal:
    """The principal that this user is."""
    return Principal(
        user_id=user.id,
        role=user.role,
        office_id=user.office_id,
        seller_id=user.seller_id,
        name=user.name,
        language=user.language,
        credential_id=credential_id,
    )
