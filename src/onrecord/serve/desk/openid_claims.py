"""What a provider says of somebody, checked: an ID token's signature, and what OpenID Connect Core 3.1.3.7 asks for."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import jwt

from onrecord.errors import OnrecordError
from onrecord.record.accounts import RANKS, Rank

FAMILIES: Final = {
    "RS256": "RSA", "RS384": "RSA", "RS512": "RSA", "PS256": "RSA", "PS384": "RSA", "PS512": "RSA",
    "ES256": "EC", "ES384": "EC", "ES512": "EC", "EdDSA": "OKP",
}  # fmt: skip
"""The algorithms that are taken, and the kind of key of each. All are asymmetric: of a key that anybody may see, none
can make a signature."""
LEEWAY: Final = 60
"""By so many seconds the provider's clock may differ from the desk's."""
PREFIX: Final = "onrecord-"
"""What the provider's names of roles begin with, so that an admin of something else is none here."""
_LONGEST: Final = 255  # of a subject: OpenID Connect Core, 2


class TokenError(OnrecordError):
    """What the provider sent does not show who somebody is. The words are for admins; they hold no token."""


class UnknownKeyError(TokenError):
    """The token is signed with a key that is not among those that are known."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say: who made it, for whom, for which try to sign in, and with which algorithms."""

    issuer: str
    client: str
    nonce: str
    algorithms: frozenset[str]


def check(token: str, keys: Sequence[Mapping[str, Any]], expected: Expected) -> dict[str, Any]:
    """Return the claims of an ID token. Raises TokenError for one that is not made, now, for this try.

    keys: the provider's, as its key set has them; those for other purposes are passed over.
    """
    algorithm, key = _key(token, keys, expected.algorithms)
    try:
        claims: dict[str, Any] = jwt.decode(
            token, jwt.PyJWK(dict(key), algorithm), algorithms=[algorithm], audience=expected.client,
            issuer=expected.issuer, leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"], "enforce_minimum_key_length": True},
        )  # fmt: skip
    except (jwt.PyJWTError, ValueError, TypeError, KeyError) as e:
        raise TokenError(f"its ID token is refused ({type(e).__name__})") from None
    nonce, audience, party = claims.get("nonce"), claims["aud"], claims.get("azp")
    if not isinstance(nonce, str) or not same(nonce, expected.nonce):
        raise TokenError("its ID token was made for another try to sign in (nonce)")
    for_several = isinstance(audience, list) and len(audience) > 1
    if (for_several or party is not None) and party != expected.client:
        raise TokenError("its ID token was made for another program, too (azp)")
    check_subject(claims["sub"])
    return claims


def same(one: str, other: str) -> bool:
    """Say whether two secrets are the same, in a time that tells nothing of how far they are."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


def check_subject(subject: object) -> str:
    """Return by what name the provider knows somebody. Raises TokenError where it is none."""
    if not isinstance(subject, str) or not subject.strip() or len(subject) > _LONGEST or not subject.isprintable():
        raise TokenError("it does not say who signed in (sub)")
    return subject


def _key(token: str, keys: Sequence[Mapping[str, Any]], algorithms: frozenset[str]) -> tuple[str, Mapping[str, Any]]:
    """Return with which algorithm and key a token says that it is signed, if both are the provider's own."""
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise TokenError("what it sent is no ID token") from None
    algorithm, name = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in FAMILIES or algorithm not in algorithms:
        raise TokenError(f"its ID token is signed with {str(algorithm)[:20]!r}, which is not taken")
    fitting = [
        k
        for k in keys
        if k.get("kty") == FAMILIES[algorithm]
        and k.get("use", "sig") == "sig"
        and k.get("alg", algorithm) == algorithm
        and (name is None or k.get("kid") == name)
    ]
    if not fitting:
        raise UnknownKeyError("its ID token is signed with a key that is not in its key set")
    if len(fitting) > 1:
        raise TokenError("its ID token does not say with which of its keys it is signed (kid)")
    return algorithm, fitting[0]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signed in at the provider.

    address: their e-mail address if the provider says that it is verified, else ""; unverified: whether it gave one of
    which it does not say so. role: what the provider says they may do here, None where it says nothing of it.
    """

    subject: str
    name: str
    address: str
    unverified: bool
    role: Rank | None


def person(claims: Mapping[str, Any], role_claim: str) -> Person:
    """Return who somebody is by their checked claims."""
    address = claims.get("email")
    address = address if isinstance(address, str) else ""
    verified = claims.get("email_verified") is True  # not "true": what is no boolean may mean anything
    names = (claims.get("name"), claims.get("preferred_username"))
    return Person(
        claims["sub"],
        next((n for n in names if isinstance(n, str) and n.strip()), ""),
        address if verified else "",
        bool(address) and not verified,
        _role(claims, role_claim),
    )


def reached(claims: Mapping[str, Any], path: str) -> Any:
    """Return what a claim holds, None for nothing: by its name, or by names with dots for objects in objects."""
    if path in claims:
        return claims[path]
    found: Any = claims
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _role(claims: Mapping[str, Any], path: str) -> Rank | None:
    """Return the highest role that a claim names, as one word or several."""
    found = reached(claims, path) if path else None
    words = found if isinstance(found, list) else [found]
    named = [rank for rank in RANKS if f"{PREFIX}{rank}" in words]
    return named[-1] if named else None
