"""Vietnamese is whole: every text of the pages is translated, and none is a guess."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

import logistics.web

WEB = Path(logistics.web.__file__).parent
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
KEYWORDS = DEFAULT_KEYWORDS | {"lazy_gettext": None, "lazy_pgettext": ((1, "c"), 2)}


@pytest.fixture(scope="module")
def vietnamese() -> Catalog:
    """The committed catalogue."""
    with (WEB / "translations/vi/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="vi")


def test_no_vietnamese_text_is_empty_or_fuzzy(vietnamese: Catalog) -> None:
    messages = [message for message in vietnamese if message.id]

    assert messages
    assert [m.id for m in messages if not all(m.string if isinstance(m.string, tuple) else (m.string,))] == []
    assert [m.id for m in messages if m.fuzzy] == []


def test_every_text_of_the_pages_stands_in_the_catalogue(vietnamese: Catalog) -> None:
    texts = {
        (message[0] if isinstance(message, tuple) else message, context)
        for _, _, message, _, context in extract_from_dir(WEB, METHODS, keywords=KEYWORDS)
    }

    known = {(m.id[0] if isinstance(m.id, tuple) else m.id, m.context) for m in vietnamese if m.id}

    assert sorted(map(str, texts - known)) == []


def test_placeholders_are_the_same_in_both_languages(vietnamese: Catalog) -> None:
    assert [(message.id, problems) for message, problems in vietnamese.check() if problems] == []
