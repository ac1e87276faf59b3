"""A command that refuses says what, where and what to do, to people and to programs."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from config import Config
from logistics.cli import run
from logistics.settings import Settings

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation with an empty, migrated database that speaks English."""
    settings = Settings(
        environment="test", language="en", database_url=f"sqlite:///{tmp_path}/house.db", storage_dir=tmp_path
    )
    assert run(["db", "upgrade"], settings) == 0
    return settings


def test_a_program_gets_the_refusal_as_json(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()

    code = run(["plan", "--office", "NOPE", "--json"], settings)

    told = capsys.readouterr()
    assert code == 2
    assert json.loads(told.out)["error"]["code"] == "office_not_found"
    assert "There is no office NOPE" in told.err
    assert "Planning" not in told.err


def test_every_fault_of_the_input_is_named(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "orders.csv"
    sheet.write_text("this,that\n1,2\n", "utf8")
    capsys.readouterr()

    code = run(["import", "orders", str(sheet), "--json"], settings)

    (problem,) = json.loads(capsys.readouterr().out)["error"]["problems"]
    assert code == 1
    assert problem["code"] == "unknown_headings"


@pytest.mark.parametrize(
    "words",
    [
        ["plan", "--office", "NOPE"],
        ["users", "off", "nobody"],
        ["labels", "--sheet", "7", "-o", "labels.pdf"],
        ["labels", "-o", "/no/such/folder/labels.pdf", "--sheet", "1"],
        ["no-such-command"],
        ["plan"],
    ],
    ids=" ".join,
)
def test_what_is_named_but_not_there_is_wrong_use(settings: Settings, words: list[str]) -> None:
    assert run(words, settings) == 2


def test_a_database_without_tables_says_how_to_make_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = Settings(environment="test", language="en", database_url=f"sqlite:///{tmp_path}/empty.db")

    assert run(["users", "list"], empty) == 1
    assert "logistics db upgrade" in capsys.readouterr().err


def test_a_taken_port_is_named(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        code = run(["serve"], Settings(environment="test", language="en", port=port))

    assert code == 1
    assert f"127.0.0.1:{port} cannot be used" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["nonsense", "mysql://clerk:secret@host/post", "sqlite:relative.db"])
def test_a_database_that_we_do_not_know_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL") as refused:
        Config.from_env({"DATABASE_URL": url})

    assert "secret" not in str(refused.value)


def test_the_address_follows_the_port_where_none_is_given() -> None:
    assert Config.from_env({"PORT": "8123"}).base_url == "http://127.0.0.1:8123"
    assert Config.from_env({"PORT": "8123", "BASE_URL": "https://post.example"}).base_url == "https://post.example"


def test_an_import_that_made_nothing_offers_no_labels(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    run(["import", "sellers", str(TUTORIAL / "sellers.csv")], settings)
    run(["import", "orders", str(TUTORIAL / "orders.csv")], settings)
    first = capsys.readouterr().err

    run(["import", "orders", str(TUTORIAL / "orders.csv")], settings)

    assert "logistics labels" in first
    assert "logistics labels" not in capsys.readouterr().err
