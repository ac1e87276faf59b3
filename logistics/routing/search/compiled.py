"""`jit`, `part` and `entry`: decorators that compile the search with Numba, or leave it plain Python.

Plain Python runs the very same source some hundred times slower: for hosts without Numba, for tests, and for
LOGISTICS_NO_JIT=1. Compiled code is kept on disk, so only the first start after an installation compiles.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

Verb = TypeVar("Verb", bound=Callable[..., Any])

VERB = re.compile(r"^@(jit|part|entry)\b", re.MULTILINE)
"""What a compiled verb begins with."""

PLAIN = os.environ.get("LOGISTICS_NO_JIT", "") == "1"


@cache
def cache_folder() -> Path:
    """The writable folder for compiled code, one per version of what is compiled; the same as long as a process lives.

    Numba notices a change in a function's own file, not in the files it calls; a folder per digest of all of
    them cannot hold anything stale. Below NUMBA_CACHE_DIR where set, else XDG_CACHE_HOME or ~/.cache, else the
    system's temporary folder: a read-only home must not stop the planner.
    """
    version = digest(sources(Path(__file__).parents[1]))
    chosen = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    for base in (Path(chosen).expanduser(), Path(tempfile.gettempdir()) / f"cache-{os.getuid()}"):
        folder = base / "highland-post" / version
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix="highland-post-"))


def sources(room: Path) -> list[Path]:
    """The files that are compiled: this one, the one with the numbers they share, and all with a compiled verb."""
    shared = [room / "search" / "compiled.py", room / "search" / "state.py"]
    return shared + sorted(path for path in room.rglob("*.py") if VERB.search(path.read_text("utf-8")))


def digest(files: Iterable[Path]) -> str:
    """What compiled code depends on, in 16 letters: the files, where they are and when written, Numba, the processor.

    Numba itself looks compiled code up by the place and the time of a file.
    """
    told = hashlib.sha256(repr(_machine()).encode())
    for path in files:
        about = path.stat()
        told.update(f"{path.resolve()} {about.st_mtime_ns} {about.st_size}\n".encode() + path.read_bytes())
    return told.hexdigest()[:16]


def _machine() -> tuple[str | None, ...]:
    """The versions of Python and Numba, and the processor."""
    try:
        numba, binding = import_module("numba"), import_module("llvmlite.binding")
    except ImportError:
        return sys.implementation.cache_tag, None, None
    return sys.implementation.cache_tag, numba.__version__, binding.get_host_cpu_name()


def _plain(verb: Verb) -> Verb:
    return verb


def _decorators() -> tuple[Callable[[Any], Any], Callable[[Any], Any], Callable[[Any], Any], bool]:
    if PLAIN:
        return _plain, _plain, _plain, False
    try:
        import numba
    except ImportError:
        return _plain, _plain, _plain, False
    # Set on the module, not in the environment: other rooms may compile elsewhere.
    config: Any = numba.config
    config.CACHE_DIR = str(cache_folder())
    njit: Any = numba.njit
    # Nothing is allocated inside, so nothing need count references; and small verbs handed forty arrays
    # would spend their time on the handing over, were they not inlined. Together five times faster.
    inner = njit(cache=True, nogil=True, _nrt=False, forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
    return (
        lambda verb: _for_all_integers(inner(verb)),
        njit(inline="always"),
        njit(cache=True, nogil=True, _nrt=False),
        True,
    )


def _for_all_integers(verb: Any) -> Any:
    """The verb, compiled once where Numba would compile it for 32 bits, for 64 bits and for every constant."""
    from numba.core import types

    def widest(kind: Any) -> Any:
        kind = kind.literal_type if isinstance(kind, types.Literal) else kind
        return types.int64 if isinstance(kind, types.Integer) else kind

    resolve = verb.get_call_template
    verb.get_call_template = lambda given, named: resolve(tuple(widest(kind) for kind in given), named)
    return verb


jit, part, entry, COMPILED = _decorators()
"""`jit` for verbs that compiled verbs call, `entry` for those that Python calls, and whether they are compiled.

`part` is for a large verb that one other verb calls: it is compiled there, and not by itself as well.
"""
