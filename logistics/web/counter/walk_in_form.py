"""What the walk-in form says, as a new shipment; and what the scale says about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from logistics.errors import Invalid, Problem, Text
from logistics.packaging import Declared, Finding, Measured, Size, check_at_counter, standing
from logistics.shipments import NewConsignee, NewLine, NewShipment
from logistics.shipments.own_profiles import office_standard
from logistics.shipments.register import prepare
from logistics.text import clean
from logistics.web.forms import Reader

_MOST_G = 200_000
"""What a scale at a counter can bear."""
_LONGEST_MM = 2_000
_EDGE = r"([0-9]{1,3}(?:\.[0-9])?)"
_SIZE = re.compile(rf"{_EDGE}\s*[x×*]\s*{_EDGE}\s*[x×*]\s*{_EDGE}", re.IGNORECASE)


def read_form(form: Mapping[str, str], seller_code: str) -> NewShipment:
    """The shipment that the form describes. Raises Invalid where a number of it cannot be read."""
    read = Reader(form)
    quantity = read.integer("lines-0-quantity")
    amount = read.integer("cod_amount_vnd", grouped=True) if form.get("cod_amount_vnd", "").strip() else 0
    read.done()
    sku = form.get("other-goods") or form.get("lines-0-sku", "")
    return NewShipment(
        seller_code=seller_code,
        consignee=NewConsignee(
            name=form.get("consignee-name", ""),
            phone=form.get("consignee-phone", ""),
            address=form.get("consignee-address", ""),
            province="",
            commune=form.get("consignee-commune") or form.get("consignee-commune-words", ""),
            note=form.get("consignee-note", ""),
        ),
        lines=(NewLine(sku=sku, quantity=quantity),),
        cod_amount_vnd=amount,
        service=form.get("service") or "standard",
    )


def weighed(session: Session, new: NewShipment, form: Mapping[str, str]) -> dict[str, Any]:
    """What scale and rule said, as evidence for the acceptance; empty where nothing was measured.

    Raises Invalid where mass or size and the packing standard do not go together and no reason is given.
    """
    mass_g, size = _mass_g(form), _size(form)
    if mass_g is None and size is None:
        return {}
    shipment = prepare(session, new)
    if len(shipment.parcels) > 1:
        # The scale holds one carton at a time; each of several is weighed when it is packed.
        return {"weighed_together_g": mass_g} if mass_g else {}
    (parcel,) = shipment.parcels
    rules = office_standard(session, shipment.checked.sender.office_id)
    carton = rules.cartons[parcel.carton_code]
    declared = Declared(parcel.profile_code, parcel.profile_version, carton.code, parcel.gross_mass_g)
    findings = check_at_counter(Measured(mass_g or parcel.gross_mass_g, size or carton.outer), declared, rules)
    reason = clean(form.get("reason", ""))
    if left := standing(findings, {finding.code: reason for finding in findings}):
        raise Invalid([_problem(finding) for finding in left])
    return (
        ({"weighed_g": mass_g} if mass_g else {})
        | ({"measured_mm": list(size.extents)} if size else {})
        | ({"reason": reason} if findings else {})
    )


def _mass_g(form: Mapping[str, str]) -> int | None:
    """What the scale said; None where nothing was weighed. Raises Invalid where no scale says so."""
    if not form.get("mass_kg", "").strip():
        return None
    read = Reader(form)
    mass_g = round(read.number("mass_kg") * 1000)
    read.done()
    if not 0 < mass_g <= _MOST_G:
        raise Invalid.one(
            "/mass_kg",
            "impossible_mass",
            vi=f"Khối lượng phải lớn hơn 0 và tối đa {_MOST_G // 1000} kg. Cân lại.",
            en=f"The mass must be above 0 and at most {_MOST_G // 1000} kg. Weigh it again.",
        )
    return mass_g


def _size(form: Mapping[str, str]) -> Size | None:
    """What the rule said, "26 x 19 x 11,5" in centimetres; None where nothing was measured. Raises Invalid for more."""
    written = form.get("size_cm", "").strip().replace(",", ".")
    if not written:
        return None
    edges = [round(float(edge) * 10) for edge in found.groups()] if (found := _SIZE.fullmatch(written)) else []
    if not edges or not all(0 < edge <= _LONGEST_MM for edge in edges):
        raise Invalid.one(
            "/size_cm",
            "impossible_size",
            vi=f"Ghi ba cạnh như 26×19×11, mỗi cạnh tối đa {_LONGEST_MM // 10} cm.",
            en=f"Write three edges as 26×19×11, each at most {_LONGEST_MM // 10} cm.",
        )
    return Size(*edges)


def _problem(finding: Finding) -> Problem:
    text = Text(f"{finding.text.vi} {finding.repair.vi}", f"{finding.text.en} {finding.repair.en}")
    return Problem("/reason" if finding.overridable else "/mass_kg", finding.code, text)
