"""A real server on a free port and a real browser for the tests that need both."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Playwright
from werkzeug.serving import make_server

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1366, "height": 768}
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address at which the application answers, until the block ends."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def a_browser(playwright: Playwright, profile: Path, viewport: dict[str, int]) -> Iterator[BrowserContext]:
    """A browser that keeps its profile in a folder, so that it can be killed and opened again."""
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=CHROMIUM,
        args=list(FLAGS),
        viewport=viewport,  # type: ignore[arg-type]
    )
    try:
        yield context
    finally:
        try:
            context.close()
        except Error as error:
            # A browser that the test has killed may be noticed before or while it is closed.
            if "has been closed" not in error.message:
                raise


def needs_chromium() -> None:
    """Skip, saying why, where this machine has no Chromium."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")


def complaints(page: Page) -> list[str]:
    """Errors of the page's scripts and policies, collected while it is used; lost connections do not count."""
    found: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            found.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def accessibility_faults(page: Page) -> list[dict[str, Any]]:
    """What axe finds against WCAG 2.2 A and AA and its best practices on the page as it stands."""
    assert AXE.is_file(), "axe-core is missing: run `npm ci --ignore-scripts`"
    found: list[dict[str, Any]] = page.evaluate(
        AXE.read_text(encoding="utf8")
        + ";axe.run({runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})"
        ".then(r => r.violations.map(v => ({id: v.id, where: v.nodes.map(n => n.target.join(' '))})))"
    )
    return found
