"""The administrator's pages: users, vehicles, offices, and the book of who did what."""

from logistics.web.admin import audit_log, offices, one_user, packaging, users, vehicles, ways_in
from logistics.web.admin.blueprint import blueprint

__all__ = ["audit_log", "blueprint", "offices", "one_user", "packaging", "users", "vehicles", "ways_in"]
