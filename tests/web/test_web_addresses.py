"""Numbers and days in addresses and forms of pages: whatever is written there, nothing stumbles over it."""

from __future__ import annotations

import inspect
import re

import pytest
from browser import SignedIn
from flask import Flask
from werkzeug.routing import Rule

from logistics.parties.models import Role
from logistics.web.permissions import permission_of

ABSURD = ["99999999999999999999999", "-1", "0001-01-01", "9999-12-31"]
_READ = re.compile(r"""request\.(?:args|values)(?:\.get\(|\[|\.getlist\()"([a-z_]+)\"""")
_FILLED = re.compile(r"""(?:form(?:\.get\(|\[|\.getlist\()|read\.[a-z_]+\()f?"([a-z_0-9-]+)\"""")
_PLACE = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<words>[^)]*)\))?:)?\w+>")


@pytest.mark.parametrize("absurd", ABSURD)
def test_no_number_or_day_in_an_address_makes_a_page_stumble(app: Flask, as_role: SignedIn, absurd: str) -> None:
    for role in Role:
        browser = as_role(role)
        for rule in _pages(app, role, "GET"):
            plain = _address(rule, "1")
            for where in {_address(rule, absurd), *(f"{plain}?{name}={absurd}" for name in _names(app, rule, _READ))}:
                assert browser.get(where).status_code < 500, f"{role} {where}"


@pytest.mark.parametrize("absurd", ABSURD)
def test_no_number_or_day_in_a_form_makes_a_page_stumble(app: Flask, as_role: SignedIn, absurd: str) -> None:
    for role in Role:
        browser = as_role(role)
        for rule in _pages(app, role, "POST"):
            fields = dict.fromkeys(_names(app, rule, _FILLED), absurd)
            for number in ("1", absurd):
                where = _address(rule, number)
                assert browser.post(where, data=fields).status_code < 500, f"{role} {where}"


def test_no_page_reads_a_bare_int(app: Flask) -> None:
    modules = {inspect.getmodule(inspect.unwrap(view)) for view in app.view_functions.values()}
    bare = [module.__name__ for module in modules if module and re.search(r"type=int\b", inspect.getsource(module))]

    assert bare == []


def _pages(app: Flask, role: Role, method: str) -> list[Rule]:
    """The routes of pages that the role is the first to may open; the session's end would end the sweep."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and rule.endpoint != "account.sign_out" and not rule.rule.startswith("/api/")
        if (permission := permission_of(app, rule.endpoint))
        if role == next(each for each in Role if permission.everybody or each in permission.roles(method))
    ]


def _names(app: Flask, rule: Rule, read: re.Pattern[str]) -> set[str]:
    """What the module of the view reads, and what every dispatcher's page does."""
    module = inspect.getmodule(inspect.unwrap(app.view_functions[rule.endpoint]))
    return set(read.findall(inspect.getsource(module))) | {"day", "version", "job"} if module else set()


def _address(rule: Rule, value: str) -> str:
    """The route's address with the value wherever it takes one; a word where it takes one of some words."""
    return _PLACE.sub(lambda at: (at["words"] or "").split(",")[0].strip() if at["kind"] == "any" else value, rule.rule)
