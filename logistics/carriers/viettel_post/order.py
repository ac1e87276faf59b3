"""A consignment in the fields of Viettel Post's createOrderNlp."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from logistics.carriers.carrier import Consignment

MOST_BYTES = 150
"""Of any text, in UTF-8."""

_NOTHING_TO_COLLECT, _COLLECT_THE_GOODS = 1, 3


def order_body(consignment: Consignment, service: str) -> Mapping[str, Any]:
    """The body of the request. CHECK_UNIQUE makes a second one with the same reference be refused."""
    goods = ", ".join(name for name, _ in consignment.goods)
    address = f"{consignment.to_address}, {consignment.to_commune}, {consignment.to_province}"
    return {
        "ORDER_NUMBER": consignment.reference,
        "CHECK_UNIQUE": True,
        "SENDER_FULLNAME": shortened(consignment.from_name),
        "SENDER_PHONE": consignment.from_phone,
        "SENDER_ADDRESS": shortened(consignment.from_address),
        "RECEIVER_FULLNAME": shortened(consignment.to_name),
        "RECEIVER_PHONE": consignment.to_phone,
        "RECEIVER_ADDRESS": _fitting(consignment.to_address, address),
        "PRODUCT_NAME": shortened(goods),
        "PRODUCT_QUANTITY": sum(quantity for _, quantity in consignment.goods),
        "PRODUCT_PRICE": consignment.goods_value_vnd,
        "PRODUCT_WEIGHT": consignment.mass_g,
        "PRODUCT_LENGTH": -(-consignment.length_mm // 10),
        "PRODUCT_WIDTH": -(-consignment.width_mm // 10),
        "PRODUCT_HEIGHT": -(-consignment.height_mm // 10),
        "PRODUCT_TYPE": "HH",
        "ORDER_PAYMENT": _COLLECT_THE_GOODS if consignment.cod_amount_vnd else _NOTHING_TO_COLLECT,
        "ORDER_SERVICE": service,
        "ORDER_SERVICE_ADD": "",
        "ORDER_NOTE": shortened(consignment.note),
        "MONEY_COLLECTION": consignment.cod_amount_vnd,
        "LIST_ITEM": [
            {"PRODUCT_NAME": shortened(name), "PRODUCT_QUANTITY": quantity} for name, quantity in consignment.goods
        ],
    }


def shortened(text: str, most: int = MOST_BYTES) -> str:
    """The text, cut after the last whole letter that fits."""
    return text.encode()[: max(most, 0)].decode(errors="ignore")


def _fitting(street: str, whole: str) -> str:
    """The whole address; where it is too long the street gives way, for commune and province sort the parcel."""
    end = whole[len(street) :]
    return shortened(street, MOST_BYTES - len(end.encode())) + end
