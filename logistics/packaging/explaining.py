"""Why a parcel looks as it does, in both languages."""

from __future__ import annotations

from itertools import groupby

from logistics.errors import Text
from logistics.packaging.choosing import Choice, Held, Refusal
from logistics.packaging.contents import Contents
from logistics.packaging.mixing import why_parted

_REFUSED = {
    Refusal.TOO_HEAVY: Text("quá nặng", "too heavy"),
    Refusal.TOO_SMALL: Text("quá nhỏ", "too small"),
    Refusal.NO_PLACEMENT: Text("không xếp vừa", "no placement was found"),
}


def reasons(contents: Contents, held: Held, choice: Choice, parcels: int) -> tuple[Text, ...]:
    """Why this carton, why not the smaller ones, and why the goods travel in several parcels."""
    used = 100 * sum(unit.dx * unit.dy * unit.dz for unit in held.lying) // held.carton.inner.volume_mm3
    chosen = Text(
        f"{held.carton.code} là thùng nhỏ nhất vừa hàng: dùng {used} % chỗ, nặng {held.weighed.gross_g} g.",
        f"{held.carton.code} is the smallest carton found to hold them: {used} % used, {held.weighed.gross_g} g.",
    )
    refused = [
        Text(f"{codes}: {_REFUSED[why].vi}.", f"{codes}: {_REFUSED[why].en}.") for why, codes in _grouped(choice)
    ]
    return (chosen, *refused, *(_parted(contents, held) if parcels > 1 else ()))


def _grouped(choice: Choice) -> list[tuple[Refusal, str]]:
    ranked = sorted(choice.refused, key=lambda each: each[1])
    return [
        (why, ", ".join(carton.code for carton, _ in group)) for why, group in groupby(ranked, key=lambda each: each[1])
    ]


def _parted(contents: Contents, held: Held) -> tuple[Text, ...]:
    """The goods of the shipment that may not lie in this parcel; else that all do not fit into one."""
    inside = held.rules.profiles
    others = [profile for profile in contents.profiles(contents.counts) if profile not in inside]
    found = [why for other in others for mine in inside if (why := why_parted(mine, other))]
    if found:
        return tuple(found)
    return (Text("Tất cả hàng không vừa một thùng.", "All the goods do not fit into one carton."),)
