"""Users: adding them, giving them a password, switching them off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.errors import Conflict, Invalid, NotFound, Problem, Text
from logistics.parties.credentials import revoke_all
from logistics.parties.models import CredentialKind, Office, Role, Seller, User
from logistics.parties.passwords import check_strength, hash_password
from logistics.parties.sign_in import storable

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """Somebody to add; an empty password means that they sign in with a key or a phone only."""

    login: str
    name: str
    role: Role
    password: str = ""
    office_code: str = ""
    seller_code: str = ""
    phone: str = ""
    language: str = "vi"


def add_user(session: Session, new: NewUser) -> User:
    """The user, added.

    Raises Invalid for a login that cannot be typed, a name too long, a weak password or a missing office or seller,
    Conflict for a taken login.
    """
    login = storable(new.login)
    if faults := _faults(login, new.name):
        raise Invalid(faults)
    if session.scalar(select(User.id).where(User.login == login)) is not None:
        raise Conflict(
            "login_taken",
            vi=f"Tên đăng nhập {login} đã có người dùng. Chọn tên khác.",
            en=f"The login {login} is taken. Choose another one.",
        )
    office, seller = _belonging(session, new)
    if new.password:
        check_strength(new.password, login)
    user = User(
        login=login,
        name=new.name,
        role=new.role,
        password_hash=hash_password(new.password) if new.password else "",
        office_id=None if office is None else office.id,
        seller_id=None if seller is None else seller.id,
        phone=new.phone,
        language=new.language,
    )
    session.add(user)
    session.flush()
    return user


def find_user(session: Session, login: str) -> User:
    """The user with that login. Raises NotFound."""
    user = session.scalar(select(User).where(User.login == storable(login)))
    if user is None:
        raise NotFound("user", vi=f"Không có người dùng {login}.", en=f"There is no user {login}.")
    return user


def set_password(session: Session, user: User, password: str) -> None:
    """Give the user a new password and end their sessions. Raises Invalid where it is weak."""
    check_strength(password, user.login)
    user.password_hash = hash_password(password)
    revoke_all(session, user.id, CredentialKind.SESSION)


def deactivate(session: Session, user: User) -> None:
    """Switch the user off: every way in ends with the commit."""
    user.active = False
    revoke_all(session, user.id)


def activate(session: Session, user: User) -> None:
    """Let the user sign in again, with the password they had; the ways in that were ended stay ended."""
    user.active = True


def assign(session: Session, user: User, role: Role, *, office_code: str = "", seller_code: str = "") -> None:
    """Give the user this role at an office or for a seller; it holds from their next request.

    Raises Invalid where the role belongs to an office or seller that is not named or does not exist.
    """
    wanted = NewUser(login=user.login, name=user.name, role=role, office_code=office_code, seller_code=seller_code)
    office, seller = _belonging(session, wanted)
    user.role = role
    user.office_id = None if office is None else office.id
    user.seller_id = None if seller is None else seller.id


def _faults(login: str, name: str) -> list[Problem]:
    faults = []
    if not _LOGIN.fullmatch(login):
        text = Text(
            "Tên đăng nhập gồm 1-64 chữ cái không dấu, số, dấu chấm, gạch hoặc @, không có khoảng trắng.",
            "A login has 1 to 64 letters without marks, digits, dots, dashes or @, and no spaces.",
        )
        faults.append(Problem("/login", "bad_login", text))
    if not 0 < len(name) <= 120:
        text = Text("Hãy nhập tên, tối đa 120 ký tự.", "Fill in the name, at most 120 characters.")
        faults.append(Problem("/name", "required", text))
    return faults


def _belonging(session: Session, new: NewUser) -> tuple[Office | None, Seller | None]:
    office = session.scalar(select(Office).where(Office.code == new.office_code)) if new.office_code else None
    seller = session.scalar(select(Seller).where(Seller.code == new.seller_code)) if new.seller_code else None
    if new.office_code and office is None:
        raise _missing("/office_code", "bưu cục", "office", new.office_code)
    if new.seller_code and seller is None:
        raise _missing("/seller_code", "người bán", "seller", new.seller_code)
    match new.role:
        case Role.CLERK | Role.DISPATCHER | Role.DRIVER:
            if office is None:
                raise _missing("/office_code", "bưu cục", "office", "")
        case Role.SELLER:
            if seller is None:
                raise _missing("/seller_code", "người bán", "seller", "")
        case Role.INTEGRATOR:
            if office is None and seller is None:
                raise _missing("/office_code", "bưu cục hoặc người bán", "office or seller", "")
        case Role.ADMINISTRATOR:
            pass
        case _:
            assert_never(new.role)
    return office, seller


def _missing(at: str, vi: str, en: str, code: str) -> Invalid:
    if code:
        return Invalid.one(
            at, "unknown_code", vi=f"Không có {vi} mã {code}. Kiểm tra lại mã.", en=f"No {en} {code}. Check the code."
        )
    article = "an" if en.startswith("o") else "a"
    return Invalid.one(
        at,
        "required",
        vi=f"Vai trò này cần {vi}. Hãy cho mã.",
        en=f"This role belongs to {article} {en}. Give its code.",
    )
