"""`logistics bench labels`: what a print run costs, and what the plain ways cost for the same labels.

Every figure comes from a fresh process: CPU seconds of the drawing (what making the sample labels takes is
measured too and taken off), bytes, the peak of resident memory, and its growth over a first label.
"""

from __future__ import annotations

import io
import multiprocessing
import tempfile
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

import click

from logistics.cli.bench.label_samples import sample_labels
from logistics.cli.bench.memory import peak_mb
from logistics.cli.output import emit, json_option, say

PEER_COUNT = 200
_GROWTH = (0.1, 1, 10)


@dataclass(frozen=True, slots=True)
class Cost:
    """What drawing `labels` labels took."""

    way: str
    labels: int
    cpu_s: float
    size_bytes: int
    peak_mb: float
    growth_mb: float

    @property
    def cpu_ms_per_label(self) -> float:
        """CPU milliseconds per label."""
        return 1000 * self.cpu_s / self.labels


@click.command("labels")
@click.option("--count", default=2500, show_default=True, type=click.IntRange(min=10), help="Labels in the print run.")
@json_option
def command(count: int, as_json: bool) -> None:
    """Measure parcel labels of 100x150 mm, beside the plain ways to draw them."""
    growth = [_measured("pdf", max(10, int(count * factor))) for factor in _GROWTH]
    ours = growth[1]
    zpl = [_measured(way, count) for way in ("zpl_203", "zpl_300")]
    peers = [_measured(way, PEER_COUNT) for way in _peer_ways()]
    same = _measured("pdf", PEER_COUNT)
    result = {
        "count": count,
        "format": "100x150",
        "pdf": _plain(ours),
        "zpl": [_plain(cost) for cost in zpl],
        "growth": [_plain(cost) for cost in growth],
        "side_by_side": [{**_plain(cost), "times_ours": round(cost.cpu_s / same.cpu_s, 1)} for cost in (same, *peers)],
    }
    emit(result, lambda: _table([*growth, *zpl, same, *peers]), as_json=as_json)


def _measured(way: str, count: int) -> Cost:
    say(f"measuring {way}, {count} labels ...")
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measure, way, count).result()


def measure(way: str, count: int) -> Cost:
    """The cost of one way, in this process; one label is drawn before, so that imports do not count."""
    draw = _way(way)
    draw(1)
    before = peak_mb()
    start = time.process_time()
    deque(sample_labels(count), maxlen=0)
    middle = time.process_time()
    size = draw(count)
    cpu_s = time.process_time() - middle - (middle - start)
    peak = peak_mb()
    return Cost(way, count, round(cpu_s, 3), size, round(peak, 1), round(peak - before, 1))


def _way(way: str) -> Callable[[int], int]:
    """Draws so many labels; returns how many bytes came out."""
    if way == "pdf":
        return _pdf
    if way.startswith("zpl"):
        return lambda count: _zpl(count, 8 if way == "zpl_203" else 12)
    from logistics.cli.bench.label_peers import PEERS

    peer = PEERS[way]
    return lambda count: len(peer(sample_labels(count)))


def _pdf(count: int) -> int:
    from logistics.labels.pdf import write_pdf

    with tempfile.TemporaryFile() as file:
        write_pdf(sample_labels(count), file)
        return file.seek(0, io.SEEK_END)


def _zpl(count: int, dots_per_mm: int) -> int:
    from logistics.labels.zpl import zpl

    return sum(len(label.encode()) for label in zpl(sample_labels(count), dots_per_mm))


def _peer_ways() -> list[str]:
    from logistics.cli.bench.label_peers import available

    return available()


def _plain(cost: Cost) -> dict[str, Any]:
    return {
        **asdict(cost),
        "cpu_ms_per_label": round(cost.cpu_ms_per_label, 3),
        "bytes_per_label": round(cost.size_bytes / cost.labels),
    }


def _table(costs: list[Cost]) -> str:
    head = f"{'way':<22}{'labels':>8}{'CPU s':>9}{'ms/label':>10}{'bytes':>12}{'peak MB':>9}{'growth MB':>11}"
    rows = [
        f"{cost.way:<22}{cost.labels:>8}{cost.cpu_s:>9.2f}{cost.cpu_ms_per_label:>10.2f}"
        f"{cost.size_bytes:>12}{cost.peak_mb:>9.1f}{cost.growth_mb:>11.1f}"
        for cost in costs
    ]
    return "\n".join([head, *rows])
