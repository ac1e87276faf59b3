"""Which pages stand in the head of the page for whom. A room adds its pages here."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, g, request, url_for
from flask_babel import LazyString, lazy_gettext

from logistics.parties.models import Role
from logistics.web.permissions import permission_of


@dataclass(frozen=True, slots=True)
class Door:
    """One page of the navigation: `icon` is a name in icons.svg; who may open it, the view itself says.

    A page that is reached from another one, `beside` it, has a door only for those who may not open that one.
    """

    endpoint: str
    label: LazyString
    hint: LazyString
    icon: str
    beside: str = ""


_ = lazy_gettext

DOORS = (
    Door("counter.desk", _("Counter"), _("Accept, register and label parcels"), "counter"),
    Door("custody.scan", _("Scan"), _("Any code: its story and what to do next"), "scan"),
    Door("custody.bags", _("Bags"), _("Fill, seal, send and count bags"), "lock"),
    Door("custody.trips", _("Trips"), _("Bags on a vehicle: load, depart, arrive"), "vehicle"),
    Door("custody.hand_overs", _("Carriers"), _("Give parcels to a carrier, see what it answered"), "out"),
    Door("imports.sheets", _("Imports"), _("Upload a sheet of orders and print its labels"), "sheet"),
    Door("dispatch.today", _("Routes"), _("Plan and watch today's collection routes"), "route"),
    Door("places.search", _("Places"), _("Villages, meeting points and known roads"), "pin"),
    Door("watch.board", _("Stuck"), _("What somebody has to look at today"), "alert"),
    Door("cash.day", _("Cash"), _("Count and hand in cash of deliveries"), "money"),
    Door("driver.app", _("My route"), _("Today's stops, also without signal"), "vehicle"),
    Door("seller.parcels", _("My parcels"), _("Where your parcels are and what is due to you"), "parcel"),
    Door("cash.mine", _("My cash"), _("What you collected and have to hand in"), "money"),
    Door("seller.money", _("My money"), _("Cash on delivery, from the door to your account"), "money"),
    Door("seller.pickups", _("Pickups"), _("When we come to fetch your parcels"), "calendar"),
    Door("seller.disputes", _("Failed pickups"), _("Visits without proof that you may object to"), "alert"),
    Door("imports.sellers", _("Sellers"), _("Make and update sellers from a sheet"), "sheet", beside="imports.sheets"),
    Door("admin.users", _("Users"), _("People, their roles and passwords"), "people"),
    Door("admin.vehicles", _("Vehicles"), _("Trucks, vans and motorbikes"), "vehicle"),
    Door("admin.offices", _("Offices"), _("Post offices and where they stand"), "office"),
    Door("admin.audit_log", _("Audit log"), _("Who did what, and when"), "log"),
    Door("notices.letters", _("Messages"), _("What could not be delivered, sent again"), "phone"),
    Door("tracking.ask", _("Track"), _("What anyone with an item number sees"), "search"),
)

_HOMES = {
    Role.CLERK: "counter.desk",
    Role.DISPATCHER: "dispatch.today",
    Role.DRIVER: "driver.app",
    Role.SELLER: "seller.parcels",
    Role.ADMINISTRATOR: "admin.users",
}


def install(app: Flask) -> None:
    """Give every template `doors()` and the test `is_here` of a door."""
    app.jinja_env.globals["doors"] = doors
    app.jinja_env.tests["is_here"] = is_here


def doors() -> list[Door]:
    """The pages that the asker may open, in the order in which they stand."""
    return [door for door in DOORS if door.endpoint in current_app.view_functions and _open_to(door, _role())]


def home_of(role: Role) -> str:
    """The endpoint on which somebody of that role starts their day."""
    own = _HOMES.get(role, "")
    return own if own in current_app.view_functions else "account.home"


def is_here(door: Door) -> bool:
    """Whether the page being written lies behind this door and no nearer one."""
    behind = [each for each in doors() if f"{request.path}/".startswith(f"{url_for(each.endpoint)}/")]
    return bool(behind) and door is max(behind, key=lambda each: len(url_for(each.endpoint)))


def _role() -> Role | None:
    principal = g.get("principal")
    return None if principal is None else principal.role


def _open_to(door: Door, role: Role | None) -> bool:
    return _may_open(door.endpoint, role) and not (door.beside and _may_open(door.beside, role))


def _may_open(endpoint: str, role: Role | None) -> bool:
    permission = permission_of(current_app, endpoint)
    if permission is None:
        return False
    return permission.everybody or role in permission.roles("GET")
