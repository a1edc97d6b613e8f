"""The desk as a client of one OpenID provider: authorization code flow with PKCE, state and nonce."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit

from onrecord.serve.desk.openid_claims import FAMILIES, Expected, Person, TokenError, UnknownKeyError, check, person
from onrecord.serve.desk.openid_claims import reached as claim
from onrecord.serve.desk.openid_pending import Attempt
from onrecord.serve.desk.openid_wire import ProviderError, ask, check_address
from onrecord.serve.desk.settings import OpenId

SCOPE: Final = "openid email profile"
KEEP_METADATA: Final = 3600.0
"""So many seconds the discovery document is believed."""
KEEP_KEYS: Final = 600.0
"""So many seconds the key set is: a key that the provider withdraws opens nothing after that."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a discovery document says, as far as it is needed: addresses, algorithms, how the desk says who it is.

    by_header: whether client and secret go into the header, else into the form. names_itself: whether its answers hold
    who sends them (RFC 9207).
    """

    authorization: str
    token: str
    keys: str
    userinfo: str
    algorithms: frozenset[str]
    by_header: bool
    names_itself: bool


class Provider:
    """One provider. Safe to use from several requests at a time."""

    def __init__(self, settings: OpenId, *, clock: Callable[[], float] = time.monotonic):
        """Raises ProviderError where the issuer is no https address."""
        check_address(settings.issuer, "the issuer", query=False)
        self.settings = settings
        self._clock = clock
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, list[Mapping[str, Any]]] | None = None

    async def address(self, attempt: Attempt) -> str:
        """Return where a browser goes to sign in. Raises ProviderError where the provider cannot be asked."""
        found = await self.metadata()
        digest = hashlib.sha256(attempt.verifier.encode()).digest()
        values = {
            "response_type": "code", "client_id": self.settings.client, "redirect_uri": attempt.back, "scope": SCOPE,
            "state": attempt.state, "nonce": attempt.nonce, "code_challenge_method": "S256",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        }  # fmt: skip
        return f"{found.authorization}{'&' if urlsplit(found.authorization).query else '?'}{urlencode(values)}"

    async def redeem(self, code: str, attempt: Attempt, named: str) -> Person:
        """Return who signed in, by the code that the browser brought.

        named: who the answer says that it comes from, "" where it does not say. Raises TokenError where it does not
        show who they are, ProviderError where the provider cannot be asked. Tokens are not kept.
        """
        found = await self.metadata()
        if (named or found.names_itself) and named != self.settings.issuer:
            raise TokenError("the answer comes from another provider (iss)")
        answer = await self._exchange(found, code, attempt)
        token, access = answer.get("id_token"), answer.get("access_token")
        if not isinstance(token, str):
            raise TokenError("it sent no ID token")
        issuer, client = self.settings.issuer, self.settings.client
        expected = Expected(issuer, client, attempt.nonce, found.algorithms)
        try:
            claims = check(token, await self._key_set(found), expected)
        except UnknownKeyError:  # it has new keys
            claims = check(token, await self._key_set(found, anew=True), expected)
        if isinstance(access, str) and found.userinfo and self._lacks(claims):
            claims = _joined(claims, await self._more(found, access, claims["sub"]))
        return person(claims, self.settings.role_claim)

    async def metadata(self) -> Metadata:
        """Return what the provider's discovery document says. Raises ProviderError where it is not to be had."""
        if self._metadata is not None and self._metadata[0] > self._clock():
            return self._metadata[1]
        issuer = self.settings.issuer
        place = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        answer = await ask(place)
        if answer.status != 200 or not answer.body:
            raise ProviderError(f"{place} answered {answer.status}, without a discovery document")
        found = _metadata(answer.body, issuer)
        self._metadata = (self._clock() + KEEP_METADATA, found)
        return found

    async def _key_set(self, found: Metadata, *, anew: bool = False) -> list[Mapping[str, Any]]:
        if self._keys is not None and self._keys[0] > self._clock() and not anew:
            return self._keys[1]
        answer = await ask(found.keys)
        keys = answer.body.get("keys")
        if answer.status != 200 or not isinstance(keys, list):
            raise ProviderError(f"{found.keys} answered {answer.status}, without a key set")
        usable = [k for k in keys if isinstance(k, Mapping)]
        self._keys = (self._clock() + KEEP_KEYS, usable)
        return usable

    async def _exchange(self, found: Metadata, code: str, attempt: Attempt) -> Mapping[str, Any]:
        client, secret = self.settings.client, self.settings.secret
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": attempt.back,
            "code_verifier": attempt.verifier,
        }  # fmt: skip
        basic = None
        if secret and found.by_header:
            basic = (quote_plus(client), quote_plus(secret))  # RFC 6749, 2.3.1
        else:
            form |= {"client_id": client} | ({"client_secret": secret} if secret else {})
        answer = await ask(found.token, form=form, basic=basic)
        if answer.status == 200:
            return answer.body
        said = _word(answer.body.get("error"))
        if said == "invalid_grant":
            raise TokenError("it does not take the code, which was used before, is too old, or is not its own")
        raise ProviderError(f"{found.token} answered {answer.status} ({said}). Check client and secret")

    def _lacks(self, claims: Mapping[str, Any]) -> bool:
        """Say whether more must be asked: some providers keep what an ID token could hold for a place of its own."""
        wanted = self.settings.role_claim
        return "email" not in claims or "name" not in claims or bool(wanted and claim(claims, wanted) is None)

    async def _more(self, found: Metadata, access: str, subject: str) -> Mapping[str, Any]:
        answer = await ask(found.userinfo, bearer=access)
        if answer.status != 200:
            raise ProviderError(f"{found.userinfo} answered {answer.status}")
        if answer.body.get("sub") != subject:  # OpenID Connect Core, 5.3.2
            raise TokenError("what it says at its userinfo endpoint is not about who signed in (sub)")
        return answer.body


def _joined(claims: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return both, the ID token's first. Whether an address is verified is said of the address beside it alone."""
    pair = ("email", "email_verified")
    one = claims if "email" in claims and claims["email"] != more.get("email") else more
    return {**more, **claims, **dict.fromkeys(pair), **{k: one[k] for k in pair if k in one}}


def _metadata(body: Mapping[str, Any], issuer: str) -> Metadata:
    """Return what a discovery document says. Raises ProviderError where it is another's, or lacks something."""
    if body.get("issuer") != issuer:
        raise ProviderError(f"the discovery document at {issuer} is of another issuer, {_word(body.get('issuer'))}")
    algorithms = frozenset(FAMILIES) & frozenset(_words(body, "id_token_signing_alg_values_supported") or FAMILIES)
    if not algorithms:
        raise ProviderError("the provider signs with nothing that is taken: " + ", ".join(FAMILIES))
    ways = _words(body, "token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    userinfo = body.get("userinfo_endpoint")
    return Metadata(
        check_address(body.get("authorization_endpoint"), "the authorization endpoint"),
        check_address(body.get("token_endpoint"), "the token endpoint"),
        check_address(body.get("jwks_uri"), "the address of the key set"),
        check_address(userinfo, "the userinfo endpoint") if userinfo else "",
        algorithms,
        "client_secret_basic" in ways,
        body.get("authorization_response_iss_parameter_supported") is True,
    )


def _words(body: Mapping[str, Any], name: str) -> list[str]:
    found = body.get(name)
    return [word for word in found if isinstance(word, str)] if isinstance(found, list) else []


def _word(value: object) -> str:
    """Return what a provider said as it may stand in a line of the log."""
    return "".join(c for c in value if c.isprintable())[:200] if isinstance(value, str) else "no reason given"
