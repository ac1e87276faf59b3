"""Makes units.json.gz, run once when the source changes: `python -m logistics.places.extract_units WHEEL`.

The facts (codes, names, points, which old unit became which new one) come from vietnamadminunits 1.0.4
(MIT, https://pypi.org/project/vietnamadminunits/). That package requires Unidecode, which is GPL, and its
address parser gives silently wrong communes; so it is a source here and never a dependency:

    pip download --no-deps vietnamadminunits==1.0.4
    python -m logistics.places.extract_units vietnamadminunits-1.0.4-py3-none-any.whl
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import sys
import tempfile
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("units.json.gz")
CREDIT = "Extracted from vietnamadminunits 1.0.4 (MIT licence), https://pypi.org/project/vietnamadminunits/"

Row = list[Any]


def extract(wheel: Path) -> dict[str, Any]:
    """Provinces, communes and former units as plain rows; the columns are named in `columns`."""
    with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory() as folder:
        converter = json.loads(archive.read("vietnamadminunits/data/converter_2025.json"))
        database = archive.extract("vietnamadminunits/data/dataset.db", folder)
        connection = sqlite3.connect(database)
        connection.row_factory = sqlite3.Row
        today = connection.execute("SELECT * FROM admin_units ORDER BY wardCode").fetchall()
        former = connection.execute(
            "SELECT * FROM admin_units_legacy ORDER BY provinceCode, districtCode, wardCode"
        ).fetchall()
        connection.close()
    province_code = {row["provinceKey"]: row["provinceCode"] for row in today}
    successor = {old: province_code[new] for new, olds in converter["DICT_PROVINCE"].items() for old in olds}
    return {
        "credit": CREDIT,
        "columns": {
            "provinces": "code kind name lat lon",
            "communes": "code province kind name lat lon",
            "former_provinces": "code kind name lat lon province_now",
            "former_districts": "code province kind name lat lon aliases",
            "former_communes": "code district kind name lat lon communes_now aliases",
        },
        "provinces": _distinct(_province(row) for row in today),
        "communes": [_commune(row) for row in today],
        "former_provinces": _distinct([*_province(row), successor[row["provinceKey"]]] for row in former),
        "former_districts": _distinct(_former_district(row) for row in former),
        "former_communes": _former_communes(former, _became(today, converter)),
    }


def _distinct(rows: Any) -> list[Row]:
    """The first row of each code, in order of code."""
    by_code: dict[str, Row] = {}
    for row in rows:
        by_code.setdefault(row[0], row)
    return [by_code[code] for code in sorted(by_code)]


def _kind(full_name: str, name: str) -> str:
    return full_name.removesuffix(name).strip().lower()


def _province(row: sqlite3.Row) -> Row:
    kind = _kind(row["province"], row["provinceShort"])
    return [row["provinceCode"], kind, row["provinceShort"], row["provinceLat"], row["provinceLon"]]


def _commune(row: sqlite3.Row) -> Row:
    return [
        row["wardCode"],
        row["provinceCode"],
        row["wardType"].lower(),
        row["ward"].removeprefix(row["wardType"]).strip(),
        row["wardLat"],
        row["wardLon"],
    ]


def _former_district(row: sqlite3.Row) -> Row:
    return [
        row["districtCode"],
        row["provinceCode"],
        row["districtType"].lower(),
        row["district"].removeprefix(row["districtType"]).strip(),
        row["districtLat"],
        row["districtLon"],
        _aliases(row["districtAlias"]),
    ]


def _former_communes(former: list[sqlite3.Row], became: dict[str, list[str]]) -> list[Row]:
    rows = []
    for row in former:
        key = f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"
        if row["ward"] is None:
            # Five island districts had no communes: the district itself became a special zone.
            rows.append(["", row["districtCode"], "", "", row["districtLat"], row["districtLon"], became[key], []])
            continue
        rows.append(
            [
                row["wardCode"],
                row["districtCode"],
                row["wardType"].lower(),
                row["ward"].removeprefix(row["wardType"]).strip(),
                row["wardLat"],
                row["wardLon"],
                became[key],
                _aliases(row["wardAlias"]),
            ]
        )
    return rows


def _aliases(raw: str | None) -> list[str]:
    """Names of units merged before 2025, as the source keeps them: folded and without spaces."""
    return sorted(set(json.loads(raw))) if raw else []


def _became(today: list[sqlite3.Row], converter: dict[str, Any]) -> dict[str, list[str]]:
    """Old key -> codes of the communes it went into, the one that took most of it first."""
    code = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in today}
    became: dict[str, list[str]] = defaultdict(list)
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            for old in olds:
                became[old].append(code[province, ward])
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in divided.items():
            for part in sorted(parts, key=lambda part: not part["isDefaultNewWard"]):
                became[old].append(code[province, part["newWardKey"]])
    return became


def write(facts: dict[str, Any], target: Path = TARGET) -> None:
    """One row a line, so that a change of the source can be read as a difference."""
    lines = []
    for name, rows in facts.items():
        if isinstance(rows, list):
            body = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
            lines.append(f'"{name}":[\n{body}\n]')
        else:
            lines.append(f'"{name}":{json.dumps(rows, ensure_ascii=False)}')
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    # mtime=0: the same facts give the same bytes.
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    write(extract(Path(sys.argv[1])))
