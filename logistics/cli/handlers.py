"""Which function does which kind of job, and what the clock asks for when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

import logistics.cod  # noqa: F401  keeps the ledger: whatever registers a shipment books its cash
from logistics import clock
from logistics.carriers import asking, exchange
from logistics.carriers.handing_over import EXCHANGE, ask_for_exchange
from logistics.jobs import forgetting as old_jobs
from logistics.jobs.schedules import Schedule
from logistics.jobs.work import Handler
from logistics.notices import compose, deliver
from logistics.notices import forgetting as old_notices
from logistics.notices.queue import DELIVER, ask_for_delivery
from logistics.parties import idempotency, throttle
from logistics.parties.models import Office
from logistics.pickups import driven, planning, replan_job
from logistics.pickups.reported import is_under_way
from logistics.shipments import many_job
from logistics.shipments.sheets import job as imports
from logistics.tracking import photos

HANDLERS: Mapping[str, Handler] = {
    planning.PLAN: planning.handle,
    planning.REPLAN: replan_job.handle,
    imports.IMPORT: imports.handle,
    many_job.REGISTER: many_job.handle,
    compose.NOTIFY: compose.handle,
    DELIVER: deliver.handle,
    EXCHANGE: exchange.handle,
    asking.ASK_CARRIERS: asking.handle,
    photos.FORGET_PHOTOS: photos.handle,
}
"""By the job's kind. Every kind that is enqueued anywhere stands here; a test holds it so."""


def _plan_every_office(session: Session, due_at: dt.datetime) -> None:
    """Each office's coming day, by one job each: an office without requests says so on its job.

    Made up late, it leaves out the offices whose drivers are on the road and have reported stops.
    """
    day = clock.service_day(due_at)
    for office in session.scalars(select(Office).order_by(Office.id)):
        if not is_under_way(session, office.id, day):
            planning.ask_for_plan(session, office, day, asked_by=None, key="night")


def _deliver_what_is_due(session: Session, due_at: dt.datetime) -> None:
    """Retries, and what waited for the morning; what is new asks for its delivery itself."""
    if deliver.is_anything_due(session, due_at):
        ask_for_delivery(session)
    if exchange.is_anything_due(session, due_at):
        ask_for_exchange(session)


def _ask_carriers(session: Session, _due_at: dt.datetime) -> None:
    """What their webhooks did not bring."""
    asking.ask_for_asking(session)


def _learn_the_roads(session: Session, due_at: dt.datetime) -> None:
    """What yesterday's drives took, before the coming day is planned."""
    driven.learn_yesterday(session, due_at)


def _forget(session: Session, due_at: dt.datetime) -> None:
    """What nobody needs any more."""
    old_jobs.forget(session, due_at)
    old_notices.forget(session, due_at)
    throttle.forget_before(session, due_at - dt.timedelta(days=1))
    idempotency.forget_before(session, due_at - idempotency.KEPT)
    photos.ask_to_forget(session)


SCHEDULES = (
    Schedule("learn-the-roads", "30 2 * * *", _learn_the_roads),
    # Three in the morning: the evening's livestream has closed, the drivers leave at six.
    Schedule("plan-every-office", "0 3 * * *", _plan_every_office, make_up=dt.timedelta(hours=4)),
    Schedule("deliver-what-is-due", "* * * * *", _deliver_what_is_due, make_up=dt.timedelta(minutes=2)),
    Schedule("ask-carriers", "15 */2 * * *", _ask_carriers, make_up=dt.timedelta(hours=2)),
    Schedule("forget", "30 1 * * *", _forget),
)
