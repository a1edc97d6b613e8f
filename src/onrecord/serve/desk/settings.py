"""What a desk is run with."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OpenId:
    """At which OpenID provider people may sign in, too.

    issuer: the provider, exactly as its discovery document names itself. client, secret: how the provider knows the
    desk; a client without a secret is a public one. name: what people call the provider. role_claim: where the provider
    says what somebody may do here, with dots between the names of objects in objects; "" where admins of the desk
    decide. newcomers: whether people may come who were not invited.
    """

    issuer: str
    client: str
    secret: str = field(default="", repr=False)
    name: str = "OpenID Connect"
    role_claim: str = ""
    newcomers: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """How one desk behaves.

    db: where the record lies. accounts: whether people sign in; without accounts there is one user, who may do
    everything, and the desk must not be reachable from other machines. secure: whether it is reached by https (cookies
    say so). public_url: where people reach the desk, for links that are sent to them. hosts: by which names it may be
    asked for, any where there are none. upload_mb: the largest request. allow_private: whether addresses may lead into
    private networks. openid: at which provider people may sign in, too.
    """

    db: str = "onrecord.db"
    accounts: bool = False
    secure: bool = False
    public_url: str = ""
    hosts: tuple[str, ...] = ()
    upload_mb: int = 20
    allow_private: bool = False
    title: str = "On record"
    openid: OpenId | None = None
