"""Passwords: argon2id at 19 MiB, two passes, one lane (OWASP's minimum; 84 ms where the library's default took 465)."""

from __future__ import annotations

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from logistics.errors import Invalid
from logistics.text import counted

SHORTEST = 10
LONGEST = 200

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# A flood of sign-ins may not take all the memory and both cores: the others wait here.
_HASHING = threading.BoundedSemaphore(2)
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$rgPpn27oNTw3YP3E9F98og$tOFUSIAn61x8GySXIrkLIgaf6v/nUKrs4i3ss2T6aQo"


def hash_password(password: str) -> str:
    """The argon2id hash to store, its parameters and salt inside."""
    with _HASHING:
        return _HASHER.hash(_written(password))


def verify(stored: str, password: str) -> bool:
    """Whether the password is the stored one. No stored hash takes as long as a wrong password."""
    with _HASHING:
        try:
            _HASHER.verify(stored or _NOBODY, _written(password))
        except (VerificationError, InvalidHashError):
            return False
    return bool(stored)


def outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def check_strength(password: str, login: str) -> None:
    """Raises Invalid where the password is too short, too long, or holds the login."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid.one(
            "/password",
            "password_length",
            vi=f"Mật khẩu có {len(password)} ký tự; cần từ {SHORTEST} đến {LONGEST}. Hãy dùng một câu dễ nhớ.",
            en=f"The password has {counted(len(password), 'character')}; it takes {SHORTEST} to {LONGEST}. "
            "Use a sentence you remember.",
        )
    if login.casefold() in password.casefold():
        raise Invalid.one(
            "/password",
            "password_holds_login",
            vi="Mật khẩu chứa tên đăng nhập. Hãy chọn mật khẩu khác.",
            en="The password holds the login. Choose another one.",
        )


def _written(password: str) -> bytes:
    # One keyboard types "ế" as one sign, another as three. JSON may bring half a sign.
    return unicodedata.normalize("NFC", password).encode(errors="surrogatepass")
