"""What the tags of an OpenStreetMap way say: its class, who may use it, and its limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from logistics.travel.points import Mode
from logistics.travel.roads import ALL_MODES, MODE_BIT, MOTOR, RoadClass

Tags = Mapping[str, str]

_CLASSES = {
    **dict.fromkeys(("motorway", "trunk", "primary"), RoadClass.TRUNK),
    **dict.fromkeys(("secondary", "tertiary"), RoadClass.PROVINCIAL),
    **dict.fromkeys(("unclassified", "residential", "living_street", "service", "road"), RoadClass.VILLAGE),
    "track": RoadClass.DIRT,
    **dict.fromkeys(("path", "footway", "steps", "bridleway", "cycleway", "pedestrian"), RoadClass.PATH),
}
_UNSEALED = {"unpaved", "dirt", "earth", "ground", "mud", "gravel", "sand", "grass", "rock", "pebblestone"}
_NO = {"no", "private", "agricultural", "forestry", "military"}
_YES = {"yes", "designated", "permissive", "destination"}
_DRY = {"yes", "dry_season", "winter"}
_CAR, _TRUCK = MODE_BIT[Mode.TRUCK] | MODE_BIT[Mode.VAN], MODE_BIT[Mode.TRUCK]
_BIKE, _FOOT = MODE_BIT[Mode.MOTORBIKE], MODE_BIT[Mode.FOOT]
# From the general word to the special one: the later overrides the earlier.
_WORDS = (
    ("access", ALL_MODES),
    ("vehicle", MOTOR),
    ("motor_vehicle", MOTOR),
    ("motorcar", _CAR),
    ("goods", _CAR),
    ("hgv", _TRUCK),
    ("motorcycle", _BIKE),
    ("moped", _BIKE),
    ("foot", _FOOT),
)
_BLOCKS_CARS = {"bollard", "block", "cycle_barrier", "motorcycle_barrier", "stile", "kissing_gate", "log"}


@dataclass(frozen=True, slots=True)
class Way:
    """One way as the road network needs it; `forward` and `backward` are bits of MODE_BIT."""

    road_class: RoadClass
    forward: int
    backward: int
    mass_limit_kg: int
    width_limit_mm: int
    dry_only: bool
    ref: str


def way(tags: Tags) -> Way | None:
    """What a way's tags say; None where it is no road or path."""
    highway = tags.get("highway", "").removesuffix("_link")
    road_class = _CLASSES.get(highway)
    if road_class is None:
        return None
    if road_class in (RoadClass.VILLAGE, RoadClass.PROVINCIAL) and tags.get("surface") in _UNSEALED:
        road_class = RoadClass.DIRT
    allowed = allowed_modes(tags, _FOOT if road_class is RoadClass.PATH else ALL_MODES)
    if highway == "motorway":
        allowed &= _CAR
    forward = backward = allowed
    direction = tags.get("oneway", "yes" if tags.get("junction") == "roundabout" else "no")
    if direction in ("yes", "1", "true"):
        backward &= _FOOT
    elif direction in ("-1", "reverse"):
        forward &= _FOOT
    return Way(
        road_class=road_class,
        forward=forward,
        backward=backward,
        mass_limit_kg=_scaled(tags.get("maxweight"), 1000),
        width_limit_mm=_scaled(tags.get("maxwidth") or tags.get("width"), 1000),
        dry_only=is_ford(tags) or tags.get("seasonal", "no") in _DRY,
        ref=road_name(tags.get("ref", "")),
    )


def allowed_modes(tags: Tags, usual: int) -> int:
    """The modes that may pass, from what is usual and what the tags forbid or allow."""
    allowed = usual
    for word, modes in _WORDS:
        value = tags.get(word)
        if value in _NO:
            allowed &= ~modes
        elif value in _YES and (word != "access" or usual == ALL_MODES):
            allowed |= modes
    return allowed


def passes_barrier(tags: Tags) -> int:
    """The modes that pass a barrier on the road; all where there is none."""
    barrier = tags.get("barrier", "")
    usual = ALL_MODES & ~_CAR if barrier in _BLOCKS_CARS else ALL_MODES
    return allowed_modes(tags, usual) if barrier else ALL_MODES


def is_ford(tags: Tags) -> bool:
    """Whether the road goes through water here: in the rains nothing passes."""
    return tags.get("ford", "no") not in ("no", "")


def road_name(ref: str) -> str:
    """A road's number as one word: "QL.4D", "QL 4D" and "ql4d" are QL4D; of several the first."""
    return re.sub(r"[\s.\-]", "", ref.split(";")[0]).upper()


def _scaled(value: str | None, factor: int) -> int:
    """A number of tonnes or metres as kilograms or millimetres; 0 where none is stated or it has no sense."""
    found = re.match(r"\s*(\d+(?:[.,]\d+)?)\s*(t|m|kg|mm)?\s*$", value or "")
    if not found:
        return 0
    number = float(found[1].replace(",", "."))
    return round(number if found[2] in ("kg", "mm") else number * factor)
