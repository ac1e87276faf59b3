"""`logistics pack` and `logistics bench packing`: what they print, and when they fail."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from logistics.cli.bench.packing import command as bench
from logistics.cli.pack import command as pack_command
from logistics.errors import Invalid
from logistics.settings import Settings


def test_a_packing_is_explained_in_words() -> None:
    result = CliRunner().invoke(pack_command, ["LC001-RIC-5K=2", "HON-500"], obj=Settings(language="en"))

    assert result.exit_code == 0
    assert "may not share a carton" in result.stdout
    assert "Proven" in result.stdout


def test_a_packing_is_given_as_json_with_every_place() -> None:
    result = CliRunner().invoke(pack_command, ["RIC-5K=2", "--json"])

    packing = json.loads(result.stdout)
    assert result.exit_code == 0
    assert packing["proven"] is True
    assert len(packing["parcels"][0]["placements"]) == 2


def test_pictures_are_written_one_per_parcel(tmp_path: Path) -> None:
    result = CliRunner().invoke(pack_command, ["RIC-10K=3", "--pictures", str(tmp_path / "pictures")])

    assert result.exit_code == 0
    assert len(list((tmp_path / "pictures").glob("*.svg"))) == 2


def test_unknown_goods_and_wrong_quantities_are_refused() -> None:
    unknown = CliRunner().invoke(pack_command, ["COFFEE=2"])
    wrong = CliRunner().invoke(pack_command, ["RIC-5K=two"])

    assert isinstance(unknown.exception, Invalid)
    assert wrong.exit_code == 2


def test_the_benchmark_solves_what_py3dbp_does_not() -> None:
    result = CliRunner().invoke(bench, ["--cases", "4", "--json"])

    report = json.loads(result.stdout)
    assert result.exit_code == 0
    assert report["known_placed"]["3 x (40,30,30) in 90x40x30"]["highland_quick"] == 3
    assert report["known_placed"]["20 x (20,5,6) in 25x25x20"]["highland_quick"] == 20
    assert report["generated"]["fine"]["highland_thorough"]["solved"] == 2
