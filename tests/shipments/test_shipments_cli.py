"""`logistics import` and `logistics labels`, on files and for programs; the shared evening counted."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from order_sheets import as_csv, tiktok

from logistics.cli import cli
from logistics.settings import Settings

SELLERS = """seller_code,kind,name,phone,village,commune_code,lat,lon,access
LC901,household,Giàng Thị Thưởng,0863741840,Tam Đường,03390,22.318,103.626,van
"""


class Shell:
    """The command line on one database, without a process of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def run(self, *arguments: object, exit_code: int = 0) -> Result:
        """The command's result; its exit code must be as expected."""
        result = CliRunner().invoke(cli, [str(one) for one in arguments], obj=self.settings)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == exit_code, result.output
        return result

    def json(self, *arguments: object, exit_code: int = 0) -> Any:
        """The command's JSON on standard output."""
        return json.loads(self.run(*arguments, "--json", exit_code=exit_code).stdout)


@pytest.fixture
def shell(own_database_url: str, tmp_path: Path) -> Shell:
    return Shell(Settings(environment="test", database_url=own_database_url, storage_dir=tmp_path, language="en"))


@pytest.fixture
def orders(shell: Shell, tmp_path: Path) -> Path:
    """A file with one good and one bad order; the seller they name is known."""
    sellers = tmp_path / "sellers.csv"
    sellers.write_text(SELLERS, "utf-8-sig")
    assert shell.json("import", "sellers", sellers)["made"] == 1
    path = tmp_path / "orders.csv"
    path.write_bytes(as_csv(tiktok(), tiktok(order="2", phone="")))
    return path


def test_the_report_has_the_words_programs_rely_on(shell: Shell, orders: Path) -> None:
    report = shell.json("import", "orders", orders, exit_code=1)

    assert {name: count for name, count in report.items() if name != "rejected"} == {
        "rows": 2,
        "orders": 2,
        "made": 1,
        "known": 0,
        "cancelled": 0,
        "repeated": 0,
    }
    (rejected,) = report["rejected"]
    assert (rejected["row"], rejected["order"], rejected["field"]) == (3, "2", "Phone #")
    assert rejected["reason"] == "missing_phone"
    assert "Ask the buyer" in rejected["advice"]


def test_a_dry_run_reports_the_same_and_makes_nothing(shell: Shell, orders: Path) -> None:
    first = shell.json("import", "orders", orders, "--dry-run", exit_code=1)

    assert first == shell.json("import", "orders", orders, "--dry-run", exit_code=1)
    assert first["made"] == 1
    assert shell.json("import", "sheets") == []


def test_refused_rows_are_written_and_good_ones_labelled(shell: Shell, orders: Path, tmp_path: Path) -> None:
    rejects, labels, zpl = tmp_path / "rejects.csv", tmp_path / "labels.pdf", tmp_path / "labels.zpl"
    shell.run("import", "orders", orders, "--rejects", rejects, exit_code=1)
    (sheet,) = shell.json("import", "sheets")

    made = shell.json("labels", "--sheet", sheet["id"], "-o", labels)
    again = shell.json("labels", "--sheet", sheet["id"], "--reason", "torn", "-o", zpl)

    assert rejects.read_text("utf-8-sig").count("\n") == 2
    assert made["labels"] == again["labels"] == 1
    assert labels.read_bytes().startswith(b"%PDF")
    assert b"^XA" in zpl.read_bytes()


def test_a_picture_of_a_label_is_looked_at_and_no_printing(shell: Shell, orders: Path, tmp_path: Path) -> None:
    shell.run("import", "orders", orders, exit_code=1)
    (sheet,) = shell.json("import", "sheets")
    for kind, opening in ((".svg", b"<svg"), (".png", b"\x89PNG")):
        shell.run("labels", "--sheet", sheet["id"], "-o", tmp_path / f"label{kind}")

        assert (tmp_path / f"label{kind}").read_bytes().startswith(opening)
    # Not printed before, so that no reason is asked for.
    assert shell.json("labels", "--sheet", sheet["id"], "-o", tmp_path / "label.pdf")["labels"] == 1


def test_wrong_use_exits_with_2(shell: Shell, orders: Path, tmp_path: Path) -> None:
    shell.run("import", "orders", orders, "--map", "Phone", exit_code=2)
    shell.run("import", "orders", tmp_path / "nowhere.csv", exit_code=2)
    shell.run("labels", "-o", tmp_path / "x.pdf", exit_code=2)
    shell.run("labels", "--sheet", 1, "-o", tmp_path / "x.docx", exit_code=2)


def test_a_file_over_the_configured_limit_is_refused(shell: Shell, orders: Path) -> None:
    small = Shell(replace(shell.settings, max_upload_bytes=100))

    with pytest.raises(Exception, match="at most 100"):
        small.run("import", "orders", orders)


def test_our_own_sheet_can_be_had(shell: Shell, tmp_path: Path) -> None:
    shell.run("import", "template", "-o", tmp_path / "own.xlsx")
    shell.run("import", "template", "-o", tmp_path / "own.csv")

    assert (tmp_path / "own.csv").read_text("utf-8-sig").startswith("*Reference,Seller code,*SKU")


@pytest.mark.shared_data
@pytest.mark.parametrize("kind", ["tiktok", "spx"])
def test_the_livestream_evening_is_counted_as_expected(shell: Shell, shared_data: Path, kind: str) -> None:
    folder = shared_data / "orders"
    expected = json.loads((folder / "expected.json").read_text())[kind]
    assert shell.json("import", "sellers", folder / "sellers.csv")["made"] == 120
    sheet = folder / f"livestream_2025-11-04_{kind}.csv"

    report = shell.json("import", "orders", sheet, exit_code=1)
    again = shell.json("import", "orders", sheet, exit_code=1)

    refused = Counter(one["reason"] for one in report["rejected"])
    assert report["rows"] == expected.get("lines", expected.get("rows"))
    assert report["orders"] == expected["orders"]
    assert refused == expected.get("rejected", {"missing_phone": 1, "no_commune": 1})
    assert report["cancelled"] == expected.get("cancelled", 0)
    assert report["repeated"] == expected.get("repeated", 0)
    assert report["made"] == report["orders"] - report["cancelled"] - refused.total()
    assert (again["made"], again["known"]) == (0, report["made"])
