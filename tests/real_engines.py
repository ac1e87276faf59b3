"""Real routing engines on this machine, where they are installed: built from an extract, answering on a free port.

`pip install highland-post[engines]` brings both on Python 3.12 and newer (their wheels carry the programs); elsewhere
the programs are looked for on PATH.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

_PATIENCE_S = 60


def program(name: str, package: str) -> Path:
    """The engine's program, on PATH or in its wheel. Skips the test, saying why, where this machine has none."""
    if found := shutil.which(name):
        return Path(found).resolve()
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (path := Path(folder) / "bin" / name).exists():
            return path
    pytest.skip(f"no {name} on this machine (Python >= 3.12: pip install highland-post[engines])")


@contextmanager
def osrm(extract: Path) -> Iterator[str]:
    """A loopback OSRM over the extract."""
    routed = program("osrm-routed", "osrm")
    profile = routed.parents[1] / "share" / "profiles" / "car.lua"
    network = extract.parent / extract.name.removesuffix(".osm.pbf")
    _run(routed.with_name("osrm-extract"), "-p", profile, extract)
    _run(routed.with_name("osrm-contract"), f"{network}.osrm")
    port = _free_port()
    arguments = [routed, "--algorithm", "ch", "--ip", "127.0.0.1", "--port", port, f"{network}.osrm"]
    with _serving(arguments, f"http://127.0.0.1:{port}", "/nearest/v1/driving/103.4,22.3") as url:
        yield url


@contextmanager
def valhalla(extract: Path) -> Iterator[str]:
    """A loopback Valhalla over the extract, as its own tool configures it."""
    service = program("valhalla_service", "valhalla")
    port = _free_port()
    config = extract.parent / "valhalla.json"
    config.write_text(json.dumps(_valhalla_config(service, extract.parent / "tiles", port)))
    _run(service.with_name("valhalla_build_tiles"), "-c", config, extract)
    with _serving([service, config, 1], f"http://127.0.0.1:{port}", "/status") as url:
        yield url


def _valhalla_config(service: Path, tiles: Path, port: int) -> dict[str, Any]:
    tiles.mkdir()
    script = service.parents[1] / "valhalla_build_config.py"
    listen = ("--httpd-service-listen", f"tcp://127.0.0.1:{port}")
    arguments = [sys.executable, script, "--mjolnir-tile-dir", tiles, "--mjolnir-concurrency", 1, *listen]
    made = subprocess.run([str(part) for part in arguments], check=True, capture_output=True, cwd=tiles)
    config: dict[str, Any] = json.loads(made.stdout)
    sockets = {name: f"ipc://{tiles}/{name}" for name in ("loopback", "interrupt")}
    config["httpd"]["service"] |= sockets
    for worker in ("loki", "thor", "odin"):
        config[worker]["service"]["proxy"] = f"ipc://{tiles}/{worker}"
    return config


def _run(*arguments: object) -> None:
    done = subprocess.run([str(part) for part in arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _serving(arguments: list[object], url: str, ready: str) -> Iterator[str]:
    engine = subprocess.Popen([str(part) for part in arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_ready(url + ready)
        yield url
    finally:
        engine.terminate()
        engine.wait()


def _wait_until_ready(address: str) -> None:
    end = time.monotonic() + _PATIENCE_S
    while True:
        try:
            requests.get(address, timeout=1).raise_for_status()
            return
        except requests.RequestException:
            if time.monotonic() > end:
                raise
