"""Why a carrier could not deliver, in our reasons; what it does not say, or says in a way unknown here, is so named."""

from __future__ import annotations

from collections.abc import Mapping

NOT_TOLD = "not_told"

_VIETTEL_POST: Mapping[str, str] = {
    **dict.fromkeys(("20", "21", "22", "23", "24", "25", "30", "31"), "refused"),
    "26": "cod_not_paid",
    "27": "consignee_unreachable",
    "32": "wrong_address",
    **dict.fromkeys(("35", "46"), "consignee_postponed"),
    **dict.fromkeys(("36", "47"), "consignee_unreachable"),
    "37": "out_of_time",
}
"""Source: the table of reasons for failed deliveries (08/25) in Viettel Post's description for partners, section 8."""

_OF: Mapping[str, Mapping[str, str]] = {"viettel_post": _VIETTEL_POST}


def reason_for(carrier: str, raw: str) -> str:
    """Our word for the carrier's reason, else "not_told"."""
    return _OF.get(carrier, {}).get(raw.strip(), NOT_TOLD)
