"""Reed-Solomon check words over GF(256), polynomial 0x11D, as QR codes use them."""

from __future__ import annotations

from functools import cache

_FIELD = 0x11D


def check_words(data: bytes, count: int) -> bytes:
    """The `count` check words of the data words."""
    steps, mask, high = _steps(count), (1 << 8 * count) - 1, 8 * (count - 1)
    rest = 0
    for word in data:
        rest = (rest << 8 & mask) ^ steps[rest >> high ^ word]
    return rest.to_bytes(count, "big")


@cache
def _steps(count: int) -> tuple[int, ...]:
    """The generator polynomial of the degree times every field element, each as one integer."""
    generator = [1]
    root = 1
    for _ in range(count):
        shifted = [*generator, 0]
        for place, factor in enumerate(generator):
            shifted[place + 1] ^= _times(factor, root)
        generator, root = shifted, _times(root, 2)
    return tuple(int.from_bytes(bytes(_times(factor, term) for term in generator[1:]), "big") for factor in range(256))


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 0x100:
            a ^= _FIELD
        b >>= 1
    return product
