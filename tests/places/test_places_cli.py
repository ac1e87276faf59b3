"""`logistics places` as people and programs call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from logistics.cli.places import command
from logistics.db import Base, engine_for
from logistics.errors import Invalid
from logistics.settings import Settings

VILLAGES = "id,name,lat,lon,elevation_m,commune_code\n1,Po Chà,22.54,103.44,782,03394\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A fresh installation with an empty database."""
    url = f"sqlite:///{tmp_path}/test.db"
    engine = engine_for(url)
    Base.metadata.create_all(engine)
    engine.dispose()
    return Settings(database_url=url, storage_dir=tmp_path / "storage")


def run(settings: Settings, *arguments: str, exit_code: int = 0) -> dict[str, object]:
    """What the command prints as JSON."""
    done = CliRunner().invoke(command, [*arguments, "--json"], obj=settings, catch_exceptions=False)
    assert done.exit_code == exit_code, done.output
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_find_prints_the_eight_fields(settings: Settings) -> None:
    found = run(settings, "find", "xã Mường Than, huyện Than Uyên, Lai Châu")

    assert list(found) == ["status", "unit_code", "unit", "village", "lat", "lon", "confidence", "candidates"]
    assert (found["status"], found["unit_code"], found["unit"]) == ("found", "03595", "Xã Than Uyên, Tỉnh Lai Châu")


def test_find_answers_ambiguous_with_candidates(settings: Settings) -> None:
    found = run(settings, "find", "xã Mường Than")

    assert (found["status"], found["unit_code"]) == ("ambiguous", None)
    assert isinstance(found["candidates"], list)
    assert {c["unit_code"] for c in found["candidates"]} == {"03618", "03595"}


def test_find_works_before_the_database_does(tmp_path: Path) -> None:
    bare = Settings(database_url=f"sqlite:///{tmp_path}/empty.db")

    assert run(bare, "find", "Bình Lư, Lai Châu")["unit_code"] == "03390"


def test_fetched_and_loaded_villages_are_found_and_verified(settings: Settings, tmp_path: Path) -> None:
    stick = tmp_path / "stick.csv"
    stick.write_text(VILLAGES, "utf-8")
    here = tmp_path / "var" / "villages.csv"

    fetched = run(settings, "fetch", str(stick), "--to", str(here))
    loaded = run(settings, "load", str(here), "--name", "test", "--licence", "CC BY 4.0", "--credit", "Test")
    found = run(settings, "find", "Po Ch, Sin Suối Hồ, Lai Châu")
    verified = run(settings, "verify", str(here))

    assert fetched["sha256"] == loaded["sha256"]
    assert (loaded["kept"], loaded["left_out"]) == (1, 0)
    assert (found["village"], found["lat"]) == ("Po Chà", 22.54)
    assert verified["unknown"] == []


def test_verify_complains_of_a_file_that_was_not_loaded(settings: Settings, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text(VILLAGES, "utf-8")

    verified = run(settings, "verify", str(other), exit_code=1)

    assert verified["unknown"] == [str(other)]


def test_a_known_source_is_taken_by_its_name_from_a_stick(settings: Settings, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "VN.zip").write_bytes(b"villages")

    fetched = run(settings, "fetch", "geonames", "--from", str(stick))

    assert fetched["licence"] == "CC BY 4.0"
    assert Path(str(fetched["path"])).read_bytes() == b"villages"


def test_a_source_of_no_known_name_needs_a_place_to_go_to(settings: Settings) -> None:
    done = CliRunner().invoke(command, ["fetch", "atlantis"], obj=settings)

    assert done.exit_code == 2
    assert "geonames, roads" in done.output


@pytest.mark.parametrize("content", [b"", b"\xff\xfe not text", b"name,lat\nA,1\n", b"name,lat,lon\nA,north,east\n"])
def test_a_file_that_holds_no_villages_is_refused_and_nothing_is_loaded(
    settings: Settings, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "villages.csv").write_bytes(content)

    with pytest.raises(Invalid):
        run(settings, "load", str(tmp_path / "villages.csv"))

    assert run(settings, "verify")["loaded"] == []
