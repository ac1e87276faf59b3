"""A Highland Post of its own for the pictures: scratch database, free port, ended with the block."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
_PATIENCE_S = 60


@dataclass(frozen=True, slots=True)
class Installation:
    """A running product: where it answers, where it may leave files, and its command line."""

    address: str
    folder: Path
    environment: dict[str, str]

    def logistics(self, *words: str) -> None:
        """Run one command to its end. Orders refused (exit 1) are part of the tutorial; wrong use is not."""
        done = subprocess.run(_command(*words), env=self.environment, cwd=CHECKOUT)  # noqa: S603
        if done.returncode not in (0, 1):
            raise SystemExit(f"logistics {' '.join(words)} ended with {done.returncode}")


@contextmanager
def running() -> Iterator[Installation]:
    """The demonstration, served with its clock, until the block ends."""
    with tempfile.TemporaryDirectory(prefix="highland-pictures-") as name:
        folder, port = Path(name), _free_port()
        address = f"http://127.0.0.1:{port}"
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/pictures.db",
            "STORAGE_DIR": str(folder / "storage"),
            "PORT": str(port),
            "BASE_URL": address,
            "PLAN_SECONDS": "8",
        }
        here = Installation(address, folder, environment)
        here.logistics("db", "upgrade")
        here.logistics("warm-up")
        here.logistics("demo")
        server = subprocess.Popen(_command("serve", "--with-clock"), env=environment, cwd=CHECKOUT)  # noqa: S603
        try:
            _wait_for(address)
            yield here
        finally:
            server.terminate()
            server.wait(_PATIENCE_S)


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "logistics.cli", *words]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise SystemExit(f"nothing answers at {address}") from None
            time.sleep(0.3)
