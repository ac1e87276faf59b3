"""An example of every body and answer, put together from the examples of the fields.

The library that describes the API drops `examples` of models and fields; here they are read from the models themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

_MOMENT = "2025-11-05T01:00:00Z"
_BY_FORMAT = {
    "date": "2025-11-05",
    "date-time": _MOMENT,
    "uuid": "019a52b1-6f1e-7c55-9d8e-3f1b2a4c5d6e",
    "binary": "",
}
_SSCC = "389385012300000018"
_BY_NAME: dict[str, Any] = {
    # Places, people, vehicles
    "office_code": "LCU",
    "office_name": "Bưu cục Lai Châu",
    "seller_code": "DEMO01",
    "seller_name": "Chè Tả Lèng",
    "commune": "Xã Dân Hoà",
    "district": "Huyện Thanh Oai",
    "village": "Bản Lùng Than",
    "place": "Bình Lư, Lai Châu",
    "place_name": "Bình Lư",
    "cooperative": "HTX Chè Tả Lèng",
    "contact": "Lò Thị Mai",
    "phone": "+84974305036",
    "driver": "Lò Văn Páo",
    "driver_phone": "+84974305036",
    "vehicle": "25C-012.34",
    "vehicle_plate": "25C-012.34",
    "vehicle_kind": "van",
    "from_plate": "25C-012.34",
    "to_plate": "25C-056.78",
    "to": "Hà Nội",
    # Codes
    "item_number": "HP123456789014",
    "reference": "LIVE-118",
    "lot": "TRA-11",
    "channel": "tiktok",
    "carrier": "ghn",
    "number": "LFCX8P",
    "bag": _SSCC,
    "bags": _SSCC,
    "received": _SSCC,
    "missing": _SSCC,
    "surplus": _SSCC,
    "unknown": _SSCC,
    "road": "QL4D",
    "url": "https://shop.example/hooks/highland-post",
    "zpl": "^XA^XZ",
    # Measures
    "mass_g": 900,
    "gross_mass_g": 1_050,
    "chargeable_mass_g": 1_050,
    "length_mm": 300,
    "width_mm": 200,
    "height_mm": 120,
    "volume_cm3": 7_200,
    "capacity_mass_g": 950_000,
    "capacity_volume_cm3": 5_000_000,
    "distance_m": 42_000,
    "duration_s": 5_400,
    "leg_distance_m": 12_500,
    "leg_duration_s": 1_500,
    "km_from_m": 44_000,
    "km_to_m": 45_000,
    "cod_amount_vnd": 360_000,
    "goods_value_vnd": 360_000,
    "cost_vnd": 215_000,
    "shift_start_s": 21_600,
    "window_start_s": 25_200,
    "window_end_s": 36_000,
    # Words
    "reason": "The label is torn.",
}
_KIND = {str: "string", int: "integer"}
_BY_TYPE: dict[str, Any] = {"string": "", "integer": 1, "number": 1.0, "boolean": False, "null": None}


def model_schemas() -> dict[str, dict[str, Any]]:
    """By its name, the schema of every model of the API, with the examples written beside its fields."""
    return {model.__name__: model.model_json_schema() for model in _models(BaseModel)}


def example(schema: Mapping[str, Any], models: Mapping[str, Mapping[str, Any]], name: str = "") -> Any:
    """A value of the schema: its own example where one is written, else made of those of its parts.

    `name` is the field's: moments and well-known fields look alike wherever they stand.
    """
    if reference := schema.get("$ref"):
        known = models.get(reference.rsplit("/", 1)[-1], {})
        return example(known, {**models, **known.get("$defs", {})}, name)
    if written := schema.get("examples"):
        return written[0]
    for word in ("example", "const"):
        if word in schema:
            return schema[word]
    if "enum" in schema:
        return schema["enum"][0]
    if choices := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        return example(choices[0], models, name)
    match schema.get("type"):
        case "object":
            told = schema.get("properties", {})
            return {field: example(each, models, field) for field, each in told.items()}
        case "array":
            return [example(schema["items"], models, name)] if schema.get("items") else []
        case kind:
            return _plain(schema, str(kind), name)


def _plain(schema: Mapping[str, Any], kind: str, name: str) -> Any:
    if (usual := _BY_NAME.get(name)) is not None and _KIND[type(usual)] == kind:
        return usual
    if kind == "string" and (name.endswith("_at") or name in ("at", "since")):
        return _MOMENT
    if (known := _BY_FORMAT.get(schema.get("format", ""))) is not None:
        return known
    if schema.get("default") is not None:
        return schema["default"]
    return _BY_TYPE.get(kind)


def _models(above: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for model in above.__subclasses__():
        if model.__module__.startswith("logistics.web."):
            yield model
        yield from _models(model)
