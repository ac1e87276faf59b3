"""Uploaded sheets and their refused rows, kept as files by content hash outside the database."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

from logistics.errors import NotFound

_SHA256 = re.compile(r"[0-9a-f]{64}")


def keep_sheet(storage: Path, content: bytes) -> str:
    """The SHA-256 under which the content is now kept, whole or not at all."""
    sha256 = hashlib.sha256(content).hexdigest()
    keep(storage / "sheets" / sha256, content)
    return sha256


def kept_sheet(storage: Path, sha256: str) -> bytes:
    """The sheet that was kept. Raises NotFound."""
    return kept(storage / "sheets", sha256)


def keep_rejects(storage: Path, office_id: int, sha256: str, content: bytes) -> None:
    """Keep the refused rows of an office's sheet beside it; the newest import's replace those of the one before."""
    keep(storage / "rejects" / f"{sha256}-{office_id}.csv", content)


def kept_rejects(storage: Path, office_id: int, sha256: str) -> bytes:
    """The refused rows of that sheet as CSV. Raises NotFound where none were kept."""
    return kept(storage / "rejects", sha256, f"-{office_id}.csv")


def kept(folder: Path, sha256: str, suffix: str = "") -> bytes:
    """The file of that hash and suffix in the folder. Raises NotFound."""
    path = folder / f"{sha256}{suffix}"
    # The name must be a hash and nothing that leads out of the folder.
    if not _SHA256.fullmatch(sha256) or not path.is_file():
        raise NotFound("file", vi="Không còn tệp này. Tải lên lại.", en="This file is no longer here. Upload it again.")
    return path.read_bytes()


def keep(path: Path, content: bytes) -> None:
    """Write the file, whole or not at all, also where the power fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with part.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(part, path)
