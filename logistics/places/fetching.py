"""Bring a large file here: resumed where it broke off, checked by its SHA-256, or copied from a memory stick."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from urllib.parse import urlparse

import requests

from logistics.errors import Conflict, Unavailable

_CHUNK = 1 << 14
_TIMEOUT_S = 30


def fetch(source: str, target: Path, sha256: str = "") -> Path:
    """The target file, whole. `source` is an http(s) address, a file, or a folder that holds the file's name.

    A download that broke off is resumed from `<target>.part`, if the server still has the same version. Raises
    Unavailable where the source does not answer and Conflict where the bytes are not those of `sha256`; a wrong file
    is never left in the target's place.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    if urlparse(source).scheme in ("http", "https"):
        _download(source, part)
    else:
        _copy(Path(source), target.name, part)
    found = digest(part)
    _version_of(part).unlink(missing_ok=True)
    if sha256 and found != sha256.lower():
        part.unlink()
        raise Conflict(
            "wrong_checksum",
            vi=f"{target.name}: mã SHA-256 là {found}, không phải {sha256}. Hãy tải lại.",
            en=f"{target.name}: the SHA-256 is {found}, not {sha256}. Fetch it again.",
        )
    return part.replace(target)


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _version_of(part: Path) -> Path:
    """Where it is kept which version of the server's file a part belongs to: such files are renewed every day."""
    return part.with_name(part.name + ".version")


def _download(url: str, part: Path) -> None:
    have, version = part.stat().st_size if part.exists() else 0, _version_of(part)
    headers = {"Range": f"bytes={have}-"} if have else {}
    if have and version.exists() and version.stat().st_size:
        headers["If-Range"] = version.read_text("utf-8")
    try:
        with requests.get(url, headers=headers, stream=True, timeout=_TIMEOUT_S) as answer:
            if have and answer.status_code == requests.codes.requested_range_not_satisfiable:
                return  # Everything had arrived before the break.
            answer.raise_for_status()
            # A server that ignores the range sends the whole file: then begin anew.
            resumed = answer.status_code == requests.codes.partial_content
            etag = answer.headers.get("ETag", "")
            # A weak tag promises no equal bytes, so a part cannot rest on it.
            version.write_text(etag if etag.startswith('"') else answer.headers.get("Last-Modified", ""), "utf-8")
            with part.open("ab" if resumed else "wb") as stream:
                for chunk in answer.iter_content(_CHUNK):
                    stream.write(chunk)
    except requests.RequestException as error:
        raise Unavailable(
            "fetch_failed",
            vi=f"Không tải được {url} ({_why(error)}). Chạy lại lệnh để tải tiếp.",
            en=f"{url} could not be fetched ({_why(error)}). Run the command again to go on where it stopped.",
        ) from None


def _why(error: requests.RequestException) -> str:
    """HTTP and the server's status, else the name of the error: what is behind it says nothing to a reader."""
    return type(error).__name__ if error.response is None else f"HTTP {error.response.status_code}"


def _copy(source: Path, name: str, part: Path) -> None:
    file = source / name if source.is_dir() else source
    try:
        shutil.copyfile(file, part)
    except OSError:
        raise Unavailable(
            "file_missing", vi=f"Không có tệp {file}.", en=f"There is no file {file}. Check the memory stick."
        ) from None
