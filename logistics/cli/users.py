"""`logistics users list | add | passwd | api-key | enrol | off`: who may come in, and how."""

from __future__ import annotations

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from logistics.cli.output import emit, json_option, say
from logistics.db import Database
from logistics.errors import Text
from logistics.parties import audit
from logistics.parties.credentials import API_KEY_LIFETIME, ENROLMENT_LIFETIME, issue
from logistics.parties.models import CredentialKind, Office, Role, Seller, User
from logistics.parties.users import NewUser, add_user, deactivate, find_user, set_password
from logistics.settings import Settings


@click.group("users")
def command() -> None:
    """List and add users, change passwords, issue keys, enrol phones."""


@command.command("list")
@json_option
@click.pass_obj
def list_users(settings: Settings, *, as_json: bool) -> None:
    """Show every user with role, office and seller."""
    with Database(settings.database_url).reading() as session:
        users = _all_users(session)
    emit(users, lambda: "\n".join(_line(user) for user in users), as_json=as_json)


@command.command()
@click.argument("login")
@click.option("--name", required=True, help="The person's or program's name.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--office", "office_code", default="", help="Code of the office (clerk, dispatcher, driver, integrator).")
@click.option("--seller", "seller_code", default="", help="Code of the seller (seller, integrator).")
@click.option("--phone", default="")
@click.option("--password", envvar="LOGISTICS_PASSWORD", default="", help="Asked for where not given; not for keys.")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi")
@json_option
@click.pass_obj
def add(settings: Settings, /, *, as_json: bool, **given: str) -> None:
    """Add the user LOGIN."""
    new = NewUser(**(given | {"role": Role(given["role"])}))  # type: ignore[arg-type]
    with Database(settings.database_url).transaction() as session:
        user = add_user(session, new)
        audit.note(session, None, "user.add", f"user {user.login}", user.role.value)
    if not new.password:
        say(
            Text(
                f"{user.login} chưa có mật khẩu; đặt bằng: logistics users passwd {user.login}",
                f"{user.login} has no password; give one with: logistics users passwd {user.login}",
            )
        )
    emit(
        {"id": user.id, "login": user.login, "role": user.role},
        Text(f"Đã thêm {user.login}.", f"Added {user.login}."),
        as_json=as_json,
    )


@command.command()
@click.argument("login")
@click.option("--password", envvar="LOGISTICS_PASSWORD", prompt=True, hide_input=True, confirmation_prompt=True)
@json_option
@click.pass_obj
def passwd(settings: Settings, login: str, password: str, *, as_json: bool) -> None:
    """Give LOGIN a new password and end their sessions."""
    with Database(settings.database_url).transaction() as session:
        user = find_user(session, login)
        set_password(session, user, password)
        audit.note(session, None, "user.passwd", f"user {user.login}")
    emit(
        {"login": user.login},
        Text(f"{user.login} có mật khẩu mới.", f"{user.login} has a new password."),
        as_json=as_json,
    )


@command.command("api-key")
@click.argument("login")
@click.option("--label", default="", help="What the key is for.")
@json_option
@click.pass_obj
def api_key(settings: Settings, login: str, label: str, *, as_json: bool) -> None:
    """Print a new API key of LOGIN, once. It holds for a year."""
    _issue(settings, login, CredentialKind.API_KEY, label, as_json=as_json)


@command.command()
@click.argument("login")
@json_option
@click.pass_obj
def enrol(settings: Settings, login: str, *, as_json: bool) -> None:
    """Print a ticket that enrols one phone of LOGIN within ten minutes, once."""
    _issue(settings, login, CredentialKind.ENROLMENT, "", as_json=as_json)


@command.command()
@click.argument("login")
@json_option
@click.pass_obj
def off(settings: Settings, login: str, *, as_json: bool) -> None:
    """Switch LOGIN off: no password, key or phone of theirs works any more."""
    with Database(settings.database_url).transaction() as session:
        user = find_user(session, login)
        deactivate(session, user)
        audit.note(session, None, "user.off", f"user {user.login}")
    emit(
        {"login": user.login, "active": False},
        Text(f"{user.login} đã bị khóa.", f"{user.login} is switched off."),
        as_json=as_json,
    )


def _issue(settings: Settings, login: str, kind: CredentialKind, label: str, *, as_json: bool) -> None:
    lifetime = API_KEY_LIFETIME if kind is CredentialKind.API_KEY else ENROLMENT_LIFETIME
    with Database(settings.database_url).transaction() as session:
        user = find_user(session, login)
        secret = issue(session, user, kind, lifetime, label=label)
        audit.note(session, None, f"credential.{kind}", f"user {user.login}", label)
    say(Text("Chỉ hiện một lần; cất ở nơi không ai đọc được.", "Shown once; keep it where nobody else reads it."))
    emit({"login": user.login, "kind": kind, "secret": secret}, secret, as_json=as_json)


def _all_users(session: Session) -> list[dict[str, object]]:
    rows = session.execute(
        select(User, Office.code, Seller.code)
        .outerjoin(Office, Office.id == User.office_id)
        .outerjoin(Seller, Seller.id == User.seller_id)
        .order_by(User.role, User.login)
    )
    return [
        {
            "login": user.login,
            "name": user.name,
            "role": user.role.value,
            "office": office,
            "seller": seller,
            "active": user.active,
        }
        for user, office, seller in rows
    ]


def _line(user: dict[str, object]) -> str:
    belongs = user["office"] or user["seller"] or "-"
    return f"{user['login']:<20} {user['role']:<14} {belongs:<10} {user['name']}" + (
        "" if user["active"] else "  (off)"
    )
