"""What the label of a parcel says, gathered from its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from logistics.labels.content import Address, LabelContent, LabelKind, Mark, Person
from logistics.packaging import PackagingProfile
from logistics.parties.models import Office, Seller
from logistics.parties.phones import dialled
from logistics.places import unit
from logistics.shipments.models import Consignee, Parcel, Shipment, ShipmentLine, Status
from logistics.shipments.new import COUNTER
from logistics.shipments.own_profiles import standard_then
from logistics.shipments.rules import portions, services

_CHANNELS = {COUNTER: "Gửi tại quầy", "sheet": "Bảng kê", "tiktok": "TikTok Shop", "spx": "SPX", "api": "API"}
"""Where a shipment came from, as a label says it; an integrator's own channel keeps its code."""

_Sibling = aliased(Parcel)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
# Columns and not entities: 2,500 labels of five entities each would cost more than drawing them.
_PARCELS = (
    select(
        *(Parcel.id, Parcel.item_number, Parcel.sequence, Parcel.gross_mass_g, Parcel.marks, Parcel.keep_by),
        *(Parcel.profile_code, Parcel.profile_version, Parcel.labels_printed, Parcel.status),
        *(
            Shipment.office_id,
            Shipment.service,
            Shipment.lot,
            Shipment.channel,
            Shipment.reference,
            Shipment.cod_amount_vnd,
        ),
        *(Consignee.name.label("to_name"), Consignee.phone.label("to_phone"), Consignee.address, Consignee.note),
        *(Consignee.commune_code.label("to_commune"), Office.name.label("office"), Seller.ocop_stars),
        *(Seller.name.label("from_name"), Seller.phone.label("from_phone"), Seller.village),
        Seller.commune_code.label("from_commune"),
        select(func.count(_Sibling.id)).where(_Sibling.shipment_id == Shipment.id).scalar_subquery().label("parcels"),
    )
    .join(Shipment, Shipment.id == Parcel.shipment_id)
    .join(Consignee, Consignee.id == Shipment.consignee_id)
    .join(Seller, Seller.id == Shipment.seller_id)
    .join(Office, Office.id == Shipment.office_id)
    .where(Parcel.id.in_(_IDS))
)
_GOODS = (
    select(ShipmentLine.parcel_id, ShipmentLine.quantity, ShipmentLine.description)
    .where(ShipmentLine.parcel_id.in_(_IDS))
    .order_by(ShipmentLine.id)
)


def label_contents(session: Session, parcel_ids: Sequence[int]) -> list[LabelContent]:
    """The labels of the parcels, in their order; one that goes back has its label to the seller, without cash.

    Cash is collected once: with the first parcel of a shipment.
    """
    labels: dict[int, LabelContent] = {}
    profiles = _Profiles(session)
    for some in portions(list(parcel_ids)):
        goods: dict[int, list[str]] = defaultdict(list)
        for parcel_id, quantity, description in session.execute(_GOODS, {"ids": some}):
            goods[parcel_id].append(f"{quantity} × {description}")
        for row in session.execute(_PARCELS, {"ids": some}):
            labels[row.id] = _label(row, tuple(goods[row.id]), profiles.of(row))
    return [labels[parcel_id] for parcel_id in parcel_ids]


def _label(row: Any, goods: tuple[str, ...], profile: PackagingProfile | None) -> LabelContent:
    returning = row.status is Status.RETURNING
    seller, buyer = _seller(row), _buyer(row)
    return LabelContent(
        item_number=row.item_number,
        kind=LabelKind.RETURN if returning else LabelKind.PARCEL,
        consignor=buyer if returning else seller,
        consignee=seller if returning else buyer,
        service=_service_name(row.service),
        sorting_code=_sorting_code(row.from_commune if returning else row.to_commune),
        gross_mass_g=row.gross_mass_g,
        office=row.office,
        parcel=row.sequence,
        parcels=row.parcels,
        cod_amount_vnd=0 if returning or row.sequence > 1 else row.cod_amount_vnd,
        marks=tuple(map(Mark, row.marks)),
        temperature_c=(profile.temperature_min_c, profile.temperature_max_c) if profile else None,
        stacking_limit=profile.max_stack - 1 if profile else None,
        keep_by=row.keep_by,
        goods=goods,
        lot=row.lot,
        ocop_stars=row.ocop_stars or 0,
        delivery_note="" if returning else row.note,
        channel=_CHANNELS.get(row.channel, row.channel),
        reference=row.reference,
        reprints=max(row.labels_printed - 1, 0),
    )


def _seller(row: Any) -> Person:
    commune, province = _commune(row.from_commune)
    return Person(row.from_name, dialled(row.from_phone), Address("", commune, province, village=row.village))


def _buyer(row: Any) -> Person:
    commune, province = _commune(row.to_commune)
    return Person(row.to_name, dialled(row.to_phone), Address(row.address, commune, province))


class _Profiles:
    """The profiles that parcels were packed to, each looked up once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[int, str, int], PackagingProfile | None] = {}

    def of(self, row: Any) -> PackagingProfile | None:
        """The profile in the version the parcel was packed to; None where the standard has moved on."""
        key = row.office_id, row.profile_code, row.profile_version
        if key not in self._known:
            rules = standard_then(self._session, *key)
            self._known[key] = rules.profiles[row.profile_code] if rules else None
        return self._known[key]


@lru_cache(maxsize=8_192)
def _commune(code: str) -> tuple[str, str]:
    commune = unit(code)
    return commune.full_name, commune.province.name


def _sorting_code(commune_code: str) -> str:
    """Province and commune by their codes: parcels that travel together sort together."""
    return f"{unit(commune_code).province.code}-{commune_code}"


def _service_name(code: str) -> str:
    """The service as it is called today; one that is no longer offered keeps its code."""
    service = services().get(code)
    return service.name.vi if service else code
