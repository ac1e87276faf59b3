"""The packing picture: every unit once, layer by layer, and no text that is more than text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import defusedxml.ElementTree as Xml
import pytest

from logistics.errors import Text
from logistics.packaging import Line, Orientation, Size, Standard, load_standard, pack, picture

STANDARD = load_standard()
SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in Xml.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize(("code", "quantity"), [("BUF-500", 6), ("HON-500", 5), ("MAC-500", 10)])
def test_every_unit_is_drawn_once_with_its_number(code: str, quantity: int) -> None:
    (parcel,) = pack([STANDARD.line(code, quantity)], STANDARD).parcels

    labels = [text for text in texts(picture(parcel)) if re.fullmatch(r"A\d+", text)]

    assert Counter(labels) == Counter(f"A{number}" for number in range(1, quantity + 1))


def test_each_layer_has_its_view_and_its_height() -> None:
    (parcel,) = pack([STANDARD.line("RIC-5K", 2)], STANDARD).parcels
    levels = sorted({placement.z_mm for placement in parcel.placements})

    titles = [text for text in texts(picture(parcel, language="en")) if text.startswith("Layer")]

    assert titles == [f"Layer {number}, at {level} mm" for number, level in enumerate(levels, 1)]


def test_units_stay_inside_the_drawn_carton() -> None:
    (parcel,) = pack([STANDARD.line("BUF-500", 6)], STANDARD).parcels

    groups = Xml.fromstring(picture(parcel)).findall(f"{SVG}g")

    for group in groups:
        walls, *units = group.findall(f"{SVG}rect")
        for unit in units:
            assert float(unit.get("x")) + float(unit.get("width")) <= float(walls.get("width")) + 0.2
            assert float(unit.get("y")) + float(unit.get("height")) <= float(walls.get("height")) + 0.2


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"&<>', "Trà Shan tuyết", "x" * 300, "‮desrever"])
def test_a_hostile_name_is_printed_as_text(name: str) -> None:
    tea = replace(STANDARD.goods["TEA-200"], name=Text(name, name))
    (parcel,) = pack([Line(tea, 1)], STANDARD).parcels

    root = Xml.fromstring(picture(parcel))

    assert any(name in (element.text or "") for element in root.iter(f"{SVG}text"))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        *("svg", "title", "defs", "pattern", "path", "text", "g", "rect")
    }


def test_more_than_twenty_six_goods_still_have_letters() -> None:
    tea = STANDARD.goods["TEA-100"]
    many = [Line(replace(tea, code=f"T{number}", size=Size(20, 20, 20), mass_g=10), 1) for number in range(30)]
    large: Standard = STANDARD

    packing = pack(many, large)

    assert len(packing) == 1
    assert large.profiles["tea_dry"].orientation is Orientation.ANY
    assert "Z" in "".join(texts(picture(packing[0])))
