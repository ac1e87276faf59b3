"""The standard of the package, read from its TOML files.

Files: profiles/*.toml (values grouped by their evidence), cartons.toml, goods.toml, standard.toml (the version).
"""

from __future__ import annotations

import tomllib
import types
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from logistics.errors import Text
from logistics.packaging.profile import Evidence, PackagingProfile
from logistics.packaging.size import Size
from logistics.packaging.soundness import VALUES, read_value, verify
from logistics.packaging.standard import CartonKind, Goods, Standard


def load_standard(folder: Traversable | None = None) -> Standard:
    """The standard in the folder; without one, the standard that comes with the product.

    Raises ValueError, naming file and value, where a file is not as it must be.
    """
    folder = folder or resources.files("logistics.packaging")
    profiles = [
        _profile(_toml(file), file.name)
        for file in sorted(folder.joinpath("profiles").iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    ]
    standard = Standard(
        version=_toml(folder.joinpath("standard.toml"))["version"],
        profiles={profile.code: profile for profile in profiles},
        cartons=_cartons(_toml(folder.joinpath("cartons.toml"))["cartons"]),
        goods=_goods(_toml(folder.joinpath("goods.toml"))["goods"]),
    )
    verify(standard)
    return standard


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _profile(table: Mapping[str, Any], file: str) -> PackagingProfile:
    values: dict[str, Any] = {}
    evidence: dict[str, Evidence] = {}
    for group in table["values"]:
        source = Evidence(group["evidence"], group["date"])
        for name in group.keys() - {"evidence", "date"}:
            if name not in VALUES or name in values:
                raise ValueError(f"{file}: {name} is no value of a profile, or given twice")
            values[name] = read_value(name, group[name])
            evidence[name] = source
    if missing := set(VALUES) - values.keys():
        raise ValueError(f"{file}: missing {', '.join(sorted(missing))}")
    return PackagingProfile(
        code=table["code"],
        version=table["version"],
        name=Text(**table["name"]),
        evidence=types.MappingProxyType(evidence),
        **values,
    )


def _cartons(tables: Mapping[str, Any]) -> dict[str, CartonKind]:
    return {
        code: CartonKind(
            code=code,
            name=Text(**table["name"]),
            inner=Size(*table["inner_mm"]),
            outer=Size(*table["outer_mm"]),
            tare_g=table["tare_g"],
            max_load_g=table["max_load_g"],
        )
        for code, table in tables.items()
    }


def _goods(tables: Mapping[str, Any]) -> dict[str, Goods]:
    return {
        code: Goods(code, Text(**table["name"]), table["profile"], table["mass_g"], Size(*table["size_mm"]))
        for code, table in tables.items()
    }
