"""Nobody who follows a link of the documentation stands before a wall."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
DOCS = CHECKOUT / "docs"
PAGES = sorted([CHECKOUT / "README.md", CHECKOUT / "CHANGELOG.md", *DOCS.rglob("*.md")])
LINK = re.compile(r"(?:\]\(|src=\"|href=\")([^)\"\s]+)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
LARGEST_PICTURE_BYTES = 150_000


def _anchor(heading: str) -> str:
    """The anchor that Git hosts give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _is_broken(page: Path, link: str) -> bool:
    if "://" in link or link.startswith("mailto:"):
        return False
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return True
    return bool(anchor) and anchor not in map(_anchor, HEADING.findall(target.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))

    assert [link for link in links if _is_broken(page, link)] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    waiting = [CHECKOUT / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        links = LINK.findall(page.read_text(encoding="utf-8"))
        paths = (link.partition("#")[0] for link in links if "://" not in link)
        waiting.extend(page.parent / path for path in paths if path)

    assert {page.resolve() for page in PAGES} - reached == set()


def test_every_decision_is_listed() -> None:
    listed = set(LINK.findall((DOCS / "decisions" / "README.md").read_text(encoding="utf-8")))

    records = {page.name for page in (DOCS / "decisions").glob("*.md")} - {"README.md"}

    assert records - listed == set()


def test_every_decision_says_why_and_what_follows() -> None:
    wanted = {"Context", "Choice", "Evidence", "Consequences"}

    lacking = {
        page.name: wanted - set(HEADING.findall(page.read_text(encoding="utf-8")))
        for page in (DOCS / "decisions").glob("*.md")
        if page.name != "README.md"
    }

    assert {name: sections for name, sections in lacking.items() if sections} == {}


@pytest.mark.parametrize("picture", sorted((DOCS / "pictures").glob("*.png")), ids=lambda picture: picture.name)
def test_a_picture_is_small_and_shown_somewhere(picture: Path) -> None:
    shown = [page for page in PAGES if f"pictures/{picture.name}" in page.read_text(encoding="utf-8")]

    assert picture.stat().st_size <= LARGEST_PICTURE_BYTES
    assert shown


def test_no_page_names_a_path_of_one_machine() -> None:
    telling = re.compile(r"(?<![\w.])/(?:home|root|Users|work|tmp)/")

    assert [page.name for page in PAGES if telling.search(page.read_text(encoding="utf-8"))] == []
