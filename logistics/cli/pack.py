"""`logistics pack RIC-5K=2 HON-500`: which cartons the goods need, where each unit lies, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from logistics.cli.output import emit, json_option, say
from logistics.packaging import (
    QUICK,
    THOROUGH,
    USUAL,
    Diligence,
    Line,
    PackedParcel,
    Packing,
    Standard,
    check_packing,
    load_standard,
    pack,
    picture,
)
from logistics.settings import Settings


@click.command("pack")
@click.argument("goods", nargs=-1, required=True, metavar="SKU[=QUANTITY]...")
@click.option("--thorough", is_flag=True, help="Look harder for smaller cartons.")
@click.option(
    "--prove",
    type=click.FloatRange(min=0),
    default=USUAL.proof,
    show_default=True,
    help="Deterministic seconds to prove smaller cartons too small.",
)
@click.option("--pictures", type=click.Path(path_type=Path, file_okay=False), help="Write one SVG per parcel here.")
@json_option
@click.pass_context
def command(
    context: click.Context,
    goods: tuple[str, ...],
    *,
    thorough: bool,
    prove: float,
    pictures: Path | None,
    as_json: bool,
) -> None:
    """Explain how the goods are packed to the standard: cartons, places, marks, days, reasons."""
    language = context.obj.language if isinstance(context.obj, Settings) else "en"
    standard = load_standard()
    lines = [_line(text, standard) for text in goods]

    packing = pack(lines, standard, Diligence(THOROUGH if thorough else QUICK, prove))

    faults = check_packing(packing.parcels, lines, standard)
    for fault in faults:
        say(f"✗ {fault}")
    if pictures:
        _draw(packing, pictures, language)
    emit(packing, lambda: _explained(packing, language), as_json=as_json)
    if faults:
        context.exit(1)


def _line(text: str, standard: Standard) -> Line:
    sku, _, quantity = text.partition("=")
    if quantity and not (quantity.isascii() and quantity.isdigit() and len(quantity) < 7):
        raise click.BadParameter(f"{text!r}: write SKU=QUANTITY, such as RIC-5K=2")
    return standard.line(sku, int(quantity or 1))


def _draw(packing: Packing, folder: Path, language: Literal["vi", "en"]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, parcel in enumerate(packing, 1):
        file = folder / f"parcel-{number}.svg"
        file.write_text(picture(parcel, language=language), encoding="utf-8")
        say(str(file))


def _explained(packing: Packing, language: Literal["vi", "en"]) -> str:
    parts = [_parcel(number, parcel, language) for number, parcel in enumerate(packing, 1)]
    proven = {
        ("vi", True): "Đã chứng minh: không có cách nào ít thùng hơn hoặc nhỏ hơn.",
        ("en", True): "Proven: no packing uses fewer or smaller cartons.",
        ("vi", False): f"Ít nhất {packing.at_least} thùng; chưa chứng minh là nhỏ nhất.",
        ("en", False): f"At least {packing.at_least} cartons are needed; that these are the smallest is not proven.",
    }
    return "\n\n".join([*parts, proven[language, packing.proven]])


def _parcel(number: int, parcel: PackedParcel, language: Literal["vi", "en"]) -> str:
    goods = ", ".join(f"{line.quantity} × {getattr(line.goods.name, language)}" for line in parcel.lines)
    places = [
        f"  {index:>2}  {placement.goods:<10} ({placement.x_mm}, {placement.y_mm}, {placement.z_mm})  "
        f"{placement.length_mm}x{placement.width_mm}x{placement.height_mm} mm"
        for index, placement in enumerate(parcel.placements, 1)
    ]
    marks = ", ".join(mark.value for mark in parcel.marks)
    rows = [
        f"{number}. {parcel.carton_code}  {parcel.outer}  {parcel.gross_mass_g} g  [{goods}]",
        f"  {parcel.profile_code} v{parcel.profile_version}; {marks}; keep by {parcel.keep_by_days} d",
        *places,
        *(f"  - {getattr(reason, language)}" for reason in parcel.reasons),
    ]
    return "\n".join(rows)
