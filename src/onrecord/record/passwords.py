"""Passwords, and the random tokens that open a door: how they are checked and what is kept of them."""

from __future__ import annotations

import hashlib
import secrets
import threading
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from onrecord.errors import OnrecordError

SHORTEST, LONGEST = 12, 200
"""NIST SP 800-63B asks for 8 characters at least and no rules of composition; 12 hold longer if a table is stolen."""
_HASHER: Final = PasswordHasher()  # argon2id with 64 MiB, three passes, four lanes: RFC 9106's second choice
_FEW: Final = threading.BoundedSemaphore(4)
"""So many hashes are computed at a time: each takes 64 MiB, and a flood of sign-ins must not take all there is."""
_COMMON: Final = frozenset(
    "123456789012 1234567890123 qwertyuiop12 qwertyuiopas password1234 passwordpassword password12345 administrator "
    "letmeinletmein iloveyou1234 welcome12345 changemeplease onrecordonrecord correcthorsebatterystaple".split()
)


def digest_of(token: str) -> str:
    """Return the SHA-256 of a token. It needs no salt and no slow hash: the tokens have 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_token() -> str:
    """Return 256 random bits as 43 characters that need no quoting in an address or a cookie."""
    return secrets.token_urlsafe(32)


def check_new(password: str, name: str) -> None:
    """Raise OnrecordError, with the reason, where `password` is too easily guessed to let `name` in."""
    if len(password) < SHORTEST:
        raise OnrecordError(f"The password is too short. Take at least {SHORTEST} characters; a sentence is good.")
    if len(password) > LONGEST:
        raise OnrecordError(f"The password is longer than {LONGEST} characters. Take a shorter one.")
    plain = password.casefold()
    if plain in _COMMON or len(set(plain)) < 5 or (len(name) > 3 and plain.replace(name.casefold(), "") == ""):
        raise OnrecordError("The password is one of the first that anybody would try. Take another.")


def hashed(password: str) -> str:
    """Return what is kept of a password: its argon2id hash with a salt of its own."""
    with _FEW:
        return _HASHER.hash(password.encode("utf-8", "surrogatepass"))


def matches(kept: str | None, password: str) -> bool:
    """Say whether `password` is the one that `kept` was made of; as slowly where nothing is kept as where it is."""
    if len(password) > LONGEST:
        password = ""  # no password that was ever taken is so long, and hashing it would only cost time
    with _FEW:
        try:
            _HASHER.verify(kept or _nobodys(), password.encode("utf-8", "surrogatepass"))
            return kept is not None
        except (VerificationError, InvalidHashError):
            return False


def outdated(kept: str) -> bool:
    """Say whether `kept` was made with weaker settings than those of today."""
    return _HASHER.check_needs_rehash(kept)


_NOBODYS: list[str] = []


def _nobodys() -> str:
    """Return the hash that a password is held against where there is no account: nobody can tell by the time taken."""
    if not _NOBODYS:
        _NOBODYS.append(_HASHER.hash(secrets.token_bytes(32)))
    return _NOBODYS[0]
