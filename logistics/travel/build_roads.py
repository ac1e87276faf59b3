"""From an OpenStreetMap extract to a road network: junctions, and stretches of at most two kilometres."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from logistics.errors import Invalid, Unavailable
from logistics.travel.elevation import Elevation
from logistics.travel.osm_tags import Way, is_ford, passes_barrier, road_name, way
from logistics.travel.points import Floats, metres_per_degree
from logistics.travel.roads import ALL_MODES, Roads

_LONGEST_M = 2000.0
_PROFILE_M = 60.0
"""Heights are read this far apart: closer, the errors of the raster become false slopes."""
_STEEP_PCT = 4.0


@dataclass(slots=True)
class _Extract:
    """What is read from the file before stretches are cut."""

    ways: list[tuple[Way, list[int]]] = field(default_factory=list)
    places: dict[int, tuple[float, float]] = field(default_factory=dict)
    barriers: dict[int, int] = field(default_factory=dict)
    fords: set[int] = field(default_factory=set)
    posts: list[tuple[float, float, float, str]] = field(default_factory=list)


def build_roads(extract: Path, elevation: Elevation | None = None) -> Roads:
    """The road network of an .osm.pbf (or .osm) file. Raises Invalid for a file that is damaged or has no roads."""
    read = _read(extract)
    if not read.ways:
        raise Invalid.one(
            "/extract",
            "no_roads",
            vi=f"{extract.name} không có đường nào. Hãy dùng bản trích có đường (highway).",
            en=f"{extract.name} holds no roads. Use an extract with ways tagged highway.",
        )
    sha256 = hashlib.sha256(extract.read_bytes()).hexdigest()[:12]
    return _assembled(read, f"osm-{sha256}" + ("" if elevation is None else "-heights"), elevation)


def _read(extract: Path) -> _Extract:
    try:
        import osmium
    except ImportError:
        raise Unavailable(
            "no_osmium",
            vi="Thiếu gói đọc bản đồ OpenStreetMap. Chạy: pip install 'highland-post[geo]'",
            en="What reads OpenStreetMap extracts is not installed. Run: pip install 'highland-post[geo]'",
        ) from None

    read, used = _Extract(), set[int]()
    try:
        for entity in osmium.FileProcessor(str(extract), osmium.osm.WAY):
            if isinstance(entity, osmium.osm.Way) and (found := way(dict(entity.tags))) is not None:
                refs = [node.ref for node in entity.nodes]
                read.ways.append((found, refs))
                used.update(refs)
        for node in osmium.FileProcessor(str(extract), osmium.osm.NODE):
            if not isinstance(node, osmium.osm.Node):
                continue
            tags = dict(node.tags)
            if tags.get("highway") == "milestone":
                _add_post(read, node.location.lat, node.location.lon, tags)
            if node.id not in used:
                continue
            read.places[node.id] = (node.location.lat, node.location.lon)
            if (modes := passes_barrier(tags)) != ALL_MODES:
                read.barriers[node.id] = modes
            if is_ford(tags):
                read.fords.add(node.id)
    except (RuntimeError, OSError) as error:
        raise Invalid.one(
            "/extract",
            "unreadable_extract",
            vi=f"Không đọc được {extract.name}: {error}",
            en=f"{extract.name} cannot be read: {error}",
        ) from None
    return read


def _add_post(read: _Extract, lat: float, lon: float, tags: dict[str, str]) -> None:
    """A kilometre post; those without a number or a road say nothing."""
    number, ref = tags.get("distance") or tags.get("pk") or "", road_name(tags.get("ref", ""))
    try:
        read.posts.append((lat, lon, 1000 * float(number.replace("+", ".").removesuffix("km").strip()), ref))
    except ValueError:
        return


def _assembled(read: _Extract, version: str, elevation: Elevation | None) -> Roads:
    rows, shapes = [], []
    number: dict[int, int] = {}
    for found, nodes in _stretches(read):
        shape = np.array([read.places[node] for node in nodes])
        length_m = float(_lengths(shape).sum())
        if length_m == 0:
            continue
        passing = ALL_MODES
        for node in nodes:
            passing &= read.barriers.get(node, ALL_MODES)
        start, end = (number.setdefault(node, len(number)) for node in (nodes[0], nodes[-1]))
        dry_only = found.dry_only or any(node in read.fords for node in nodes)
        rows.append((start, end, length_m, found, passing, dry_only, _profile(shape, elevation)))
        shapes.append(shape)
    names = sorted({found.ref for _, _, _, found, *_ in rows} | {ref for *_, ref in read.posts})
    shape = np.concatenate(shapes) if shapes else np.zeros((0, 2))
    profiles = np.array([row[6] for row in rows]).reshape(-1, 4)
    return Roads(
        version=version,
        start=_ints(row[0] for row in rows),
        end=_ints(row[1] for row in rows),
        length_m=np.array([row[2] for row in rows]),
        road_class=_ints(row[3].road_class for row in rows),
        forward=_ints(row[3].forward & row[4] for row in rows),
        backward=_ints(row[3].backward & row[4] for row in rows),
        mass_limit_kg=_ints(row[3].mass_limit_kg for row in rows),
        width_limit_mm=_ints(row[3].width_limit_mm for row in rows),
        dry_only=np.array([row[5] for row in rows], bool),
        climb_m=profiles[:, 0],
        drop_m=profiles[:, 1],
        steep_up_pctm=profiles[:, 2],
        steep_down_pctm=profiles[:, 3],
        name=_ints(names.index(row[3].ref) for row in rows),
        names=np.array(names, np.str_),
        shape_start=_ints(np.cumsum([0, *(len(shape) for shape in shapes)])),
        shape=shape,
        height_m=np.full(len(shape), np.nan) if elevation is None else elevation.heights(shape),
        posts=np.array([(lat, lon, m, names.index(ref)) for lat, lon, m, ref in read.posts]).reshape(-1, 4),
    )


def _stretches(read: _Extract) -> Iterator[tuple[Way, list[int]]]:
    """Each way cut where others meet it and where it grows too long. Nodes outside a clipped extract are left out."""
    meets: Counter[int] = Counter()
    for _, refs in read.ways:
        meets.update(refs)
        meets.update((refs[0], refs[-1]))
    for found, refs in read.ways:
        piece: list[int] = []
        length_m = 0.0
        for ref in refs:
            if ref not in read.places:
                if len(piece) > 1:
                    yield found, piece
                piece, length_m = [], 0.0
                continue
            if piece:
                length_m += float(_lengths(np.array([read.places[piece[-1]], read.places[ref]]))[0])
            piece.append(ref)
            if len(piece) > 1 and (meets[ref] > 1 or length_m >= _LONGEST_M):
                yield found, piece
                piece, length_m = [ref], 0.0
        if len(piece) > 1:
            yield found, piece


def _profile(shape: Floats, elevation: Elevation | None) -> tuple[float, float, float, float]:
    """Metres up, metres down, and metres times percent above the steep, up and down; zeros without heights."""
    if elevation is None:
        return 0.0, 0.0, 0.0, 0.0
    along = np.concatenate([[0.0], np.cumsum(_lengths(shape))])
    count = max(2, round(along[-1] / _PROFILE_M) + 1)
    at = np.linspace(0, along[-1], count)
    places = np.column_stack([np.interp(at, along, shape[:, axis]) for axis in (0, 1)])
    rise = np.nan_to_num(np.diff(elevation.heights(places)))
    step = along[-1] / (count - 1)
    steep = np.maximum(100 * np.abs(rise) / step - _STEEP_PCT, 0) * step
    up = rise > 0
    return float(rise[up].sum()), float(-rise[~up].sum()), float(steep[up].sum()), float(steep[~up].sum())


def _lengths(shape: Floats) -> Floats:
    """Metres of each piece of a line."""
    north, east = metres_per_degree((shape[1:, 0] + shape[:-1, 0]) / 2)
    step = np.diff(shape, axis=0)
    return np.asarray(np.hypot(step[:, 0] * north, step[:, 1] * east))


def _ints(values: object) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    return np.array(list(values), np.int32)  # type: ignore[call-overload]
