"""Item numbers: HP + 11 digits + check digit, the serial hidden by a keyed permutation.

The serial counts up; the number printed does not, so nobody finds a neighbour's parcel by adding one.
The permutation is a Feistel network over 10**5 x 10**6 = 10**11 with modular addition, so it is exact on
eleven digits and never needs to walk. Two serials never share a number as long as the key stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from stdnum.iso7064 import mod_11_10

from logistics.codes.code import Code, CodeKind, Unreadable
from logistics.errors import Invalid

PREFIX = "HP"
LAST_SERIAL = 10**11 - 1
_LOW = 10**6
_HIGH = 10**5
_ROUNDS = 10


def item_number(serial: int, key: str) -> str:
    """The item number of the serial, 14 characters. Raises Invalid beyond 0..LAST_SERIAL."""
    return item_numbers((serial,), key)[0]


def item_numbers(serials: Iterable[int], key: str) -> list[str]:
    """The item numbers of many serials, in their order; the key is prepared once."""
    mix = _mixer(key)
    return [_printed(_hide(serial, mix)) for serial in serials]


def serial_of(number: str, key: str) -> int:
    """The serial behind a canonical item number. Raises Invalid where it is none."""
    try:
        read_item_number(number)
    except Unreadable:
        raise Invalid.one(
            "",
            "not_an_item_number",
            vi=f"{number!r} không phải mã bưu gửi của chúng tôi. Quét hoặc nhập lại.",
            en=f"{number!r} is not an item number of ours. Scan or type it again.",
        ) from None
    return _reveal(int(number[2:13]), _mixer(key))


def looks_like_item_number(text: str) -> bool:
    """Whether the compact text begins as an item number does: the house prefix, then digits only."""
    return text.startswith(PREFIX) and text.isascii() and text[2:].isdigit()


def read_item_number(text: str) -> Code:
    """The code in the compact upper-case text. Raises Unreadable with the reason."""
    if len(text) != 14 or not looks_like_item_number(text):
        raise Unreadable("wrong_length", CodeKind.ITEM_NUMBER)
    if not mod_11_10.is_valid(text[2:]):
        raise Unreadable("wrong_check_digit", CodeKind.ITEM_NUMBER)
    return Code(CodeKind.ITEM_NUMBER, text)


_Mixer = Callable[[int, int], int]


def _mixer(key: str) -> _Mixer:
    """The round function: (round, half) -> 64 pseudo-random bits under the key."""
    keyed = hashlib.blake2b(key=hashlib.sha256(key.encode()).digest(), digest_size=8, person=b"item number")

    def mix(turn: int, half: int) -> int:
        state = keyed.copy()
        state.update((half * 16 + turn).to_bytes(8, "big"))
        return int.from_bytes(state.digest(), "big")

    return mix


def _hide(serial: int, mix: _Mixer) -> int:
    if not 0 <= serial <= LAST_SERIAL:
        raise Invalid.one(
            "",
            "serial_out_of_range",
            vi=f"Số thứ tự {serial} nằm ngoài 0..{LAST_SERIAL}.",
            en=f"Serial {serial} lies outside 0..{LAST_SERIAL}.",
        )
    high, low = divmod(serial, _LOW)
    for turn in range(0, _ROUNDS, 2):
        high = (high + mix(turn, low)) % _HIGH
        low = (low + mix(turn + 1, high)) % _LOW
    return high * _LOW + low


def _reveal(hidden: int, mix: _Mixer) -> int:
    high, low = divmod(hidden, _LOW)
    for turn in range(_ROUNDS - 2, -1, -2):
        low = (low - mix(turn + 1, high)) % _LOW
        high = (high - mix(turn, low)) % _HIGH
    return high * _LOW + low


def _printed(hidden: int) -> str:
    digits = f"{hidden:011d}"
    return f"{PREFIX}{digits}{mod_11_10.calc_check_digit(digits)}"
