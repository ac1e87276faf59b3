"""`logistics demo`: an invented evening in Lai Châu, to look around in."""

from __future__ import annotations

import time

import click

from logistics import clock
from logistics.cli.demo import loading
from logistics.cli.output import emit, json_option, say
from logistics.db import Database
from logistics.errors import Failure
from logistics.parties.which_office import office_of_code
from logistics.pickups import look_up, planning, publishing
from logistics.pickups.solving import Effort
from logistics.settings import Settings
from logistics.web.account.demonstration import LOGINS, PASSWORD

_PLAN_SECONDS = 4


@click.command("demo")
@json_option
@click.pass_obj
def command(settings: Settings, as_json: bool) -> None:
    """Load the demonstration where it is missing, plan its day, and show the logins."""
    if settings.environment == "production":
        raise click.UsageError("The demonstration's passwords are public; it is not for production.")
    database = Database(settings.database_url)
    with database.transaction() as session:
        loaded = loading.load(session, settings)
    if loaded:
        say("Loaded the demonstration: invented people and orders in real communes of Lai Châu.")
        try:
            _plan_today(database)
        except Failure as failure:
            # The demonstration is there all the same; the dispatcher's page can plan it again.
            say(f"Today's routes could not be planned: {failure}")
    database.dispose()
    logins = {role.value: login for role, login in LOGINS.items()}
    emit(
        {"loaded": loaded, "address": settings.base_url, "password": PASSWORD, "logins": logins},
        lambda: _text(settings.base_url, logins),
        as_json=as_json,
    )


def _plan_today(database: Database) -> None:
    """Today's routes, published, so that the driver's page has something to follow."""
    started = time.monotonic()
    today = clock.service_day(clock.now())
    plan_id = planning.plan_now(database, loading.OFFICE, today, effort=Effort(_PLAN_SECONDS))
    with database.transaction() as session:
        office = office_of_code(session, loading.OFFICE)
        if look_up.published_plan_id(session, office.id, today) is None:
            publishing.publish(session, plan_id, fence=0, by=None)
    say(f"Planned and published today's routes in {time.monotonic() - started:.0f} s.")


def _text(address: str, logins: dict[str, str]) -> str:
    lines = [f"Highland Post: {address}", f"Demonstration logins, all with the password {PASSWORD}:"]
    lines.extend(f"  {role:<14} {login}" for role, login in logins.items())
    return "\n".join(lines)
