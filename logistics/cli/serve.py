"""`logistics serve`: the web, and with --with-clock the whole of a small office's box."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading

import click

from logistics.cli.output import say
from logistics.settings import Settings

_PATIENCE_S = 20


@click.command("serve")
@click.option("--with-clock", is_flag=True, help="Also run the clock and one worker; stopping stops everything.")
@click.pass_obj
def command(settings: Settings, with_clock: bool) -> None:
    """Serve the pages and the API until stopped."""
    _require_free(settings)
    children = [subprocess.Popen(_web(settings))]  # noqa: S603
    if with_clock:
        children.append(subprocess.Popen([sys.executable, "-m", "logistics.cli", "clock"]))
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    say(f"Highland Post is at {settings.base_url} (Ctrl-C stops it).")
    try:
        while not stop.wait(0.5):
            if any(child.poll() is not None for child in children):
                say("A part has stopped by itself; stopping the rest.")
                raise SystemExit(1)
    finally:
        _end(children)


def _require_free(settings: Settings) -> None:
    """Refuse to start where something else listens already: two webs would take each other's visitors."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise click.ClickException(
                f"{settings.host}:{settings.port} cannot be used ({error.strerror}). "
                "Stop the program that listens there, or choose another with PORT=8001."
            ) from None


def _web(settings: Settings) -> list[str]:
    """gunicorn with threads: SQLite waits block a thread, not the process."""
    return [
        *(sys.executable, "-m", "gunicorn", "wsgi:app"),
        *("--worker-class", "gthread", "--threads", "4", "--workers", str(settings.web_workers)),
        *("--bind", f"{settings.host}:{settings.port}", "--keep-alive", "30", "--log-level", "warning"),
    ]


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
