"""What each view declares about who may call it. A view that declares nothing is refused to everybody.

@blueprint.get("/counter")
@allow(Role.CLERK)
def counter() -> str: ...

@blueprint.route("/admin/users", methods=["GET", "POST"])
@allow(GET=[Role.ADMINISTRATOR, Role.DISPATCHER], POST=[Role.ADMINISTRATOR])
def users() -> ResponseReturnValue: ...
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask

from logistics.parties.models import Role

_ATTRIBUTE = "permission"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may call a view with which method; `everybody` includes those who did not sign in."""

    everybody: bool = False
    by_method: Mapping[str, frozenset[Role]] | None = None
    any_method: frozenset[Role] = frozenset()

    def roles(self, method: str) -> frozenset[Role]:
        """The roles that may call with this method; HEAD asks what GET asks."""
        method = "GET" if method == "HEAD" else method
        if self.by_method is None:
            return self.any_method
        return self.by_method.get(method, frozenset())


def allow(*roles: Role, **by_method: Collection[Role]) -> Callable[[View], View]:
    """Declare the roles that may call the decorated view: for every method, or per method by name."""
    if bool(roles) == bool(by_method):
        raise TypeError("allow() takes roles, or roles per method: one of both")
    if by_method:
        return _declare(Permission(by_method={m: frozenset(allowed) for m, allowed in by_method.items()}))
    return _declare(Permission(any_method=frozenset(roles)))


def signed_in(view: View) -> View:
    """Declare that everybody who signed in may call the decorated view."""
    return _declare(Permission(any_method=frozenset(Role)))(view)


def public(view: View) -> View:
    """Declare that everybody may call the decorated view, also without signing in."""
    return _declare(Permission(everybody=True))(view)


def permission_of(app: Flask, endpoint: str) -> Permission | None:
    """What the endpoint's view declares, None where it declares nothing."""
    declared = getattr(app.view_functions[endpoint], _ATTRIBUTE, None)
    return declared if isinstance(declared, Permission) else None


def undeclared(app: Flask) -> list[str]:
    """Every route without a permission, as "/path (endpoint)"; nobody can call those."""
    rules = app.url_map.iter_rules()
    return sorted(f"{rule} ({rule.endpoint})" for rule in rules if permission_of(app, rule.endpoint) is None)


def _declare(permission: Permission) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, permission)
        return view

    return mark
