"""The text of VRPLIB files: `KEY: value` lines, then sections of numbered rows; and Solomon's tables as the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite

from logistics.errors import Invalid

Row = list[float]


@dataclass(frozen=True, slots=True)
class Sections:
    """What a file says: values by key, rows by section (without the word SECTION), both in capitals.

    Whatever is asked for raises Invalid where it is not of the form that is asked for.
    """

    values: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def number(self, key: str, default: float) -> float:
        """The key's value as a number."""
        if key not in self.values:
            return default
        number = _number(self.values[key])
        if number is None:
            raise _no_number(key, self.values[key])
        return number

    def whole(self, key: str, default: int, least: int = 0) -> int:
        """The key's value as a whole number that is not below the least."""
        number = whole(self.number(key, default), key)
        if number < least:
            en = f"{key} is {number}; it cannot be below {least}."
            raise Invalid.one("", "too_small", vi=f"{key} là {number}; không được dưới {least}.", en=en)
        return number

    def table(self, section: str, size: int, width: int = 1) -> list[Row] | None:
        """So many values each of the nodes, or vehicles, 1 to `size`, in that order; None where there is no section."""
        if section not in self.rows:
            return None
        rows = sorted(self.rows[section])
        if len(rows) != size:
            raise wrong_size(section, len(rows), size)
        for wanted, row in enumerate(rows, 1):
            if row[0] != wanted:
                en = f"The section {section} must name each of 1 to {size} once; {wanted} is missing or stands twice."
                vi = f"Mục {section} phải ghi mỗi số từ 1 đến {size} một lần; số {wanted} thiếu hoặc lặp."
                raise Invalid.one("", "misnumbered", vi=vi, en=en)
            if len(row) <= width:
                en = f"The section {section} has {len(row) - 1} values for {wanted} instead of {width}."
                vi = f"Mục {section} có {len(row) - 1} giá trị cho {wanted}, cần {width}."
                raise Invalid.one("", "wrong_size", vi=vi, en=en)
        return [row[1:] for row in rows]

    def column(self, section: str, size: int) -> list[float] | None:
        """One value each of 1 to `size`."""
        table = self.table(section, size)
        return None if table is None else [row[0] for row in table]

    def lists(self, section: str, size: int) -> list[list[int]] | None:
        """The lists of a section whose rows are (number, value, value ...), one each of 1 to `size`."""
        table = self.table(section, size, width=0)
        return None if table is None else [[whole(value, section) for value in row] for row in table]


def whole(number: float, what: str) -> int:
    """The number as a whole one. Raises Invalid, naming what it is, where it is not whole."""
    if number != int(number):
        en = f"{what} holds {number:g}; it must be a whole number."
        raise Invalid.one("", "not_whole", vi=f"{what} có {number:g}; phải là số nguyên.", en=en)
    return int(number)


def wrong_size(section: str, found: int, wanted: int) -> Invalid:
    """What to raise where a section has too much or too little."""
    en = f"The section {section} has {found} entries instead of {wanted}."
    return Invalid.one("", "wrong_size", vi=f"Mục {section} có {found} giá trị, cần {wanted}.", en=en)


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
    numbers = [_number(word) for word in line.split()]
    row = [number for number in numbers if number is not None]
    if len(row) < len(numbers):
        raise _unreadable(line)
    return row


def _number(word: str) -> float | None:
    """The word as a number of which there is an end; None for any other."""
    try:
        number = float(word)
    except ValueError:
        return None
    return number if isfinite(number) else None


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


def _no_number(key: str, word: str) -> Invalid:
    return Invalid.one("", "no_number", vi=f"{key} là “{word}”; phải là số.", en=f"{key} is {word!r}; give a number.")


def _unreadable(line: str) -> Invalid:
    return Invalid.one(
        "", "unreadable_line", vi=f"Không đọc được dòng “{line[:40]}”.", en=f"Cannot read the line {line[:40]!r}."
    )
