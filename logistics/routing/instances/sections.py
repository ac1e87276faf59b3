"""The text of VRPLIB files: `KEY: value` lines, then sections of numbered rows; and Solomon's tables as the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from logistics.errors import Invalid

Row = list[float]


@dataclass(frozen=True, slots=True)
class Sections:
    """What a file says: values by key, rows by section (without the word SECTION), both in capitals."""

    values: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def number(self, key: str, default: float) -> float:
        """The key's value as a number."""
        return float(self.values[key]) if key in self.values else default

    def column(self, section: str) -> list[float] | None:
        """The single values of a section whose rows are (number, value), in the order of the numbers."""
        if section not in self.rows:
            return None
        return [row[1] for row in sorted(self.rows[section])]

    def lists(self, section: str) -> list[list[int]] | None:
        """The lists of a section whose rows are (number, value, value ...)."""
        if section not in self.rows:
            return None
        return [[int(value) for value in row[1:]] for row in sorted(self.rows[section])]


def parse(text: str) -> Sections:
    """The sections of a VRPLIB file or a Solomon table. Raises Invalid for what is neither."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if any(line.upper().startswith("CUST NO") for line in lines):
        return _solomon(lines)
    found, section = Sections(), ""
    for line in lines:
        if line.upper() == "EOF":
            break
        if line[0].isalpha():
            section = _heading(line, found)
        elif section:
            found.rows[section].append(_row(line))
        else:
            raise _unreadable(line)
    if "DIMENSION" not in found.values:
        raise Invalid.one(
            "", "no_dimension", vi="Tệp không có DIMENSION.", en="The file states no DIMENSION; is it VRPLIB?"
        )
    return found


def _heading(line: str, found: Sections) -> str:
    key, _, value = line.partition(":")
    key = key.strip().upper()
    if key.endswith("_SECTION"):
        section = key.removesuffix("_SECTION")
        found.rows[section] = []
        return section
    if not value:
        raise _unreadable(line)
    found.values[key] = value.strip().strip('"').strip()
    return ""


def _row(line: str) -> Row:
    try:
        return [float(word) for word in line.split()]
    except ValueError:
        raise _unreadable(line) from None


def _solomon(lines: list[str]) -> Sections:
    """Solomon's table (vehicles and capacity, then one row per customer) as the sections of a VRPLIB file."""
    numbers = [row for row in _number_rows(lines) if row]
    fleet = next((row for row in numbers if len(row) == 2), None)
    customers = [row for row in numbers if len(row) == 7]
    if fleet is None or not customers:
        raise Invalid.one(
            "", "solomon", vi="Bảng Solomon thiếu dòng.", en="The Solomon table lacks its fleet or its customers."
        )
    values = {"NAME": lines[0], "TYPE": "VRPTW", "DIMENSION": str(len(customers))}
    values |= {"VEHICLES": str(fleet[0]), "CAPACITY": str(fleet[1]), "EDGE_WEIGHT_TYPE": "EUC_2D"}
    columns = {"NODE_COORD": (1, 3), "DEMAND": (3, 4), "TIME_WINDOW": (4, 6), "SERVICE_TIME": (6, 7)}
    rows = {name: [[row[0] + 1, *row[first:end]] for row in customers] for name, (first, end) in columns.items()}
    return Sections(values, {**rows, "DEPOT": [[1.0], [-1.0]]})


def _number_rows(lines: list[str]) -> Iterator[Row]:
    for line in lines:
        words = line.split()
        if all(word.replace(".", "", 1).replace("-", "", 1).isdigit() for word in words):
            yield [float(word) for word in words]


def _unreadable(line: str) -> Invalid:
    return Invalid.one(
        "", "unreadable_line", vi=f"Không đọc được dòng “{line[:40]}”.", en=f"Cannot read the line {line[:40]!r}."
    )
