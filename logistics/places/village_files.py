"""Villages and outlines as files bring them: GeoNames dumps, CSV, GeoJSON; plain, gzipped or zipped."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from logistics.errors import Invalid
from logistics.places.locate import Outlines, Polygons

_GEONAMES_COLUMNS = 19
_NAMED = ("lat", "lon", "name")


@dataclass(frozen=True, slots=True)
class ReadVillage:
    """One row of a file; `commune_code` is empty where the file does not tell it."""

    source_id: str
    name: str
    lat: float
    lon: float
    elevation_m: int | None
    commune_code: str = ""


def read_villages(path: Path) -> Iterator[ReadVillage]:
    """The populated places of a GeoNames dump (tabs, 19 columns) or of a CSV with headings name, lat, lon.

    Raises Invalid, naming the line, where a row has no sense.
    """
    text = read_text(path)
    first = text.split("\n", 1)[0]
    rows = _geonames(text) if first.count("\t") == _GEONAMES_COLUMNS - 1 else _table(text, path)
    try:
        for line, row in rows:
            yield _village(row, path, line)
    except csv.Error:
        raise _unreadable(path) from None


def read_outlines(path: Path) -> dict[str, Polygons]:
    """Commune code -> polygons, from a GeoJSON FeatureCollection whose features carry `code`. Raises Invalid."""
    try:
        features = json.loads(read_text(path))["features"]
        outlines = {}
        for feature in features:
            shape = feature["geometry"]
            polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
            outlines[str(feature["properties"]["code"])] = polygons
        Outlines(outlines)  # So that a polygon without corners is refused here, not found by a later look-up.
    except (ValueError, KeyError, TypeError):
        raise Invalid.one(
            "/",
            "not_outlines",
            vi=f"{path.name} không phải GeoJSON có mã xã (properties.code).",
            en=f"{path.name} is not GeoJSON with commune codes (properties.code).",
        ) from None
    return outlines


def read_text(path: Path) -> str:
    """The file's text; of a .zip the largest file inside. Raises Invalid where it cannot be read."""
    try:
        raw = path.read_bytes()
        if path.suffix == ".gz":
            raw = gzip.decompress(raw)
        elif path.suffix == ".zip":
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                raw = archive.read(max(archive.infolist(), key=lambda entry: entry.file_size))
        return raw.decode("utf-8-sig")
    except (OSError, ValueError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile):
        raise _unreadable(path) from None


def _unreadable(path: Path) -> Invalid:
    return Invalid.one(
        "/",
        "unreadable_file",
        vi=f"Không đọc được {path}: tệp thiếu hoặc hỏng.",
        en=f"{path} cannot be read: it is missing or damaged.",
    )


def _geonames(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The populated places, each with its line; a line that is cut off is a row without its last columns."""
    headings = ["id", "name", "ascii", "other", "lat", "lon", "class", "feature_code"]
    reader = csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    for row in reader:
        if 0 < len(row) < _GEONAMES_COLUMNS:
            yield reader.line_num, {}
        elif row and row[6] == "P":
            yield reader.line_num, dict(zip(headings, row, strict=False)) | {"elevation_m": row[15] or row[16]}


def _table(text: str, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows below the headings, each with its line. Raises Invalid for headings that are missing."""
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in _NAMED if name not in (reader.fieldnames or ())]
    if missing:
        raise Invalid.one(
            "/1",
            "missing_headings",
            vi=f"{path.name} thiếu cột: {', '.join(missing)}.",
            en=f"{path.name} lacks the headings {', '.join(missing)}.",
        )
    for row in reader:
        yield reader.line_num, row


def _village(row: dict[str, str], path: Path, line: int) -> ReadVillage:
    try:
        return _read(row)
    except (KeyError, ValueError, TypeError):
        # A file cut off in the middle ends in a row without its last columns.
        raise Invalid.one(
            f"/{line}",
            "unreadable_row",
            vi=f"{path.name}, dòng {line}: thiếu tên, vĩ độ hoặc kinh độ hợp lệ. Nếu tệp bị cụt, hãy tải lại.",
            en=f"{path.name}, line {line}: a name, latitude and longitude are needed. If cut off, fetch it again.",
        ) from None


def _read(row: dict[str, str]) -> ReadVillage:
    elevation = row.get("elevation_m") or row.get("dem_m") or ""
    lat, lon = float(row["lat"]), float(row["lon"])
    if not (row["name"].strip() and -90 <= lat <= 90 and -180 <= lon <= 180):  # As written, nan is refused too.
        raise ValueError(row["name"])
    return ReadVillage(
        source_id=row.get("id") or row.get("geonameid") or "",
        name=row["name"].strip(),
        lat=lat,
        lon=lon,
        # GeoNames writes -9999 where the terrain model has a hole.
        elevation_m=round(float(elevation)) if elevation and float(elevation) > -500 else None,
        commune_code=row.get("commune_code") or "",
    )
