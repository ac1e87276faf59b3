"""UPU S10 identifiers of postal operators, such as EE473124829VN: read, never minted by this house.

Check digit: weights 8 6 4 2 3 5 9 7, C = 11 - (sum mod 11), 10 -> 0, 11 -> 5.
Source: UPU standard S10; service indicators as its public summaries list them.
"""

from __future__ import annotations

import re

from logistics.codes.code import Code, CodeKind, Unreadable

_SHAPE = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
# Parcels, express, e-commerce, letters, M-bags, registered, insured; IBRS only from QA to QM.
_INTERNATIONAL = re.compile(r"[CEHLMRUV][A-Z]|Q[A-M]")
_DOMESTIC = re.compile(r"[BDNPZ][A-Z]|A[V-Z]|G[AD]")


def looks_like_s10(text: str) -> bool:
    """Whether the compact upper-case text has the shape of an S10: two letters, nine digits, two letters."""
    return _SHAPE.fullmatch(text) is not None


def check_digit(serial: str) -> str:
    """The ninth digit of an eight-digit serial."""
    remainder = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, serial, strict=True)) % 11
    return {0: "5", 1: "0"}.get(remainder, str(11 - remainder))


def read_s10(text: str) -> Code:
    """The code in the compact upper-case text. Raises Unreadable with the reason."""
    if not looks_like_s10(text):
        raise Unreadable("wrong_length", CodeKind.S10)
    if check_digit(text[2:10]) != text[10]:
        raise Unreadable("wrong_check_digit", CodeKind.S10)
    if text[11:] not in COUNTRIES:
        raise Unreadable("unknown_country", CodeKind.S10)
    if _INTERNATIONAL.fullmatch(text[:2]):
        return Code(CodeKind.S10, text)
    if _DOMESTIC.fullmatch(text[:2]):
        return Code(CodeKind.S10, text, domestic_only=True)
    raise Unreadable("reserved_service_indicator", CodeKind.S10)


_COUNTRIES = """
AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW
BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ
FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ
IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH
MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL
PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD
TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK XZ YE YT YU ZA ZM
ZW
"""
COUNTRIES = frozenset(_COUNTRIES.split())
"""ISO 3166-1 alpha-2, with the former AN and YU, XK (Kosovo) and XZ that operators still print."""
