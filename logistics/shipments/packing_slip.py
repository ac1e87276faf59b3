"""What the packing slip of a parcel says: its goods, where each of them lies, and all that the label shortened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from logistics.labels.arrange import shortened
from logistics.labels.content import LabelContent
from logistics.labels.document_content import PackedGoods, PackedLayer, PackingSlipContent, SlipLine
from logistics.labels.formats import DEFAULT, LabelFormat
from logistics.labels.wording import label_words
from logistics.packaging import Line, PackedParcel, Packer, Standard
from logistics.shipments.label_content import label_contents
from logistics.shipments.models import Parcel
from logistics.shipments.own_profiles import standard_then
from logistics.shipments.packing_instruction import NONE_NEEDED
from logistics.shipments.rules import portions

_IN_FULL_ANYHOW = frozenset(
    {"to_name", "to_phone", "to_address", "to_area", "to_place", "from_name", "from_address"}
    | {"goods", "note", "cod_amount", "cod_words", "number"}
)
"""What every slip carries in lines of its own."""


def packing_slips(
    session: Session, parcel_ids: Sequence[int], label_format: LabelFormat = DEFAULT.format
) -> list[PackingSlipContent]:
    """The slips of the parcels in their order, carrying whatever a label of the format has no room for."""
    packers = _Packers(session)
    labels = iter(label_contents(session, parcel_ids))
    slips: list[PackingSlipContent] = []
    for some in portions(list(parcel_ids)):
        rows = session.scalars(
            select(Parcel).where(Parcel.id.in_(some)).options(selectinload(Parcel.lines), joinedload(Parcel.shipment))
        )
        parcels = {parcel.id: parcel for parcel in rows}
        slips += [_slip(parcels[parcel_id], next(labels), packers, label_format) for parcel_id in some]
    return slips


class _Packers:
    """A packer for each standard that parcels were packed to."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[int, str, int], Packer | None] = {}

    def of(self, parcel: Parcel) -> Packer | None:
        """The packer to the parcel's standard in its version; None where that is gone."""
        key = parcel.shipment.office_id, parcel.profile_code, parcel.profile_version
        if key not in self._known:
            rules = standard_then(self._session, *key)
            self._known[key] = Packer(rules) if rules else None
        return self._known[key]


def packed_again(parcel: Parcel, packer: Packer) -> PackedParcel | None:
    """Where the goods of the parcel lie: the same goods are packed the same way, whenever it is asked.

    None where the standard has moved on, and the goods would now come to another carton.
    """
    if not parcel.lines or (lines := _lines(parcel, packer.standard)) is None:
        return None
    packing = packer.pack(lines)
    alone = packing[0] if len(packing) == 1 else None
    same = (parcel.profile_code, parcel.profile_version, parcel.carton_code)
    if alone is None or (alone.profile_code, alone.profile_version, alone.carton_code) != same:
        return None
    return alone


def _lines(parcel: Parcel, rules: Standard) -> list[Line] | None:
    """The parcel's goods as they were weighed then; None where one is no longer known."""
    known = [(rules.find_goods(line.goods), line) for line in parcel.lines]
    lines = [Line(replace(goods, mass_g=line.unit_mass_g), line.quantity) for goods, line in known if goods]
    return lines if len(lines) == len(known) else None


def _slip(parcel: Parcel, label: LabelContent, packers: _Packers, label_format: LabelFormat) -> PackingSlipContent:
    packer = packers.of(parcel)
    lying = packed_again(parcel, packer) if packer else None
    return PackingSlipContent(
        label=label,
        carton=f"Thùng {parcel.carton_code} · {parcel.length_mm}×{parcel.width_mm}×{parcel.height_mm} mm",
        lines=tuple(
            SlipLine(
                goods=line.description,
                quantity=line.quantity,
                unit="",
                mass_g=line.quantity * line.unit_mass_g,
                lot=label.lot,
                keep_by=parcel.keep_by,
            )
            for line in parcel.lines
        ),
        layers=tuple(_layers(lying)) if lying else (),
        instructions=(
            *(_how_packed(lying, packer.standard) if packer and lying else ()),
            *_left_out(label, label_format),
        ),
        packed_by=label.consignor.name,
    )


def _layers(parcel: PackedParcel) -> Iterator[PackedLayer]:
    """Each height at which goods begin; what reaches up through it from below stands in brackets."""
    for number, level in enumerate(sorted({placement.z_mm for placement in parcel.placements}), 1):
        goods = tuple(
            PackedGoods(
                name=f"{place}. {unit.goods}" if unit.z_mm == level else f"({place})",
                x_mm=unit.x_mm,
                y_mm=unit.y_mm,
                width_mm=unit.length_mm,
                depth_mm=unit.width_mm,
            )
            for place, unit in enumerate(parcel.placements, 1)
            if unit.z_mm <= level < unit.z_mm + unit.height_mm
        )
        yield PackedLayer(f"Lớp {number}, cao {level} mm", parcel.inner.length_mm, parcel.inner.width_mm, goods)


def _how_packed(parcel: PackedParcel, rules: Standard) -> Iterator[str]:
    """What the standard asks for, a line per profile, then what is put around all of it."""
    profiles = [rules.profiles[code] for code, _ in parcel.profiles]
    for profile in profiles:
        yield f"{profile.name.vi}: {profile.inner_packing.vi}."
    yield f"Chèn: {'; '.join(dict.fromkeys(profile.cushioning.vi for profile in profiles))}."
    if absorbent := dict.fromkeys(p.absorbent.vi for p in profiles if p.absorbent.vi != NONE_NEEDED):
        yield f"Thấm: {'; '.join(absorbent)}."


def _left_out(label: LabelContent, label_format: LabelFormat) -> Iterator[str]:
    """In full, what the label had to shorten and no other line of the slip says."""
    texts = label_words(label)
    for slot in shortened(label, label_format):
        if slot not in _IN_FULL_ANYHOW:
            yield f"Đủ chữ của nhãn: {texts[slot]}"
