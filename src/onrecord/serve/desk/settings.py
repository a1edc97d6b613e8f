"""What a desk is run with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """How one desk behaves.

    db: where the record lies. accounts: whether people sign in; without accounts there is one user, who may do
    everything, and the desk must not be reachable from other machines. secure: whether it is reached by https (cookies
    say so). public_url: where people reach the desk, for links that are sent to them. hosts: by which names it may be
    asked for, any where there are none. upload_mb: the largest request. allow_private: whether addresses may lead into
    private networks.
    """

    db: str = "onrecord.db"
    accounts: bool = False
    secure: bool = False
    public_url: str = ""
    hosts: tuple[str, ...] = ()
    upload_mb: int = 20
    allow_private: bool = False
    title: str = "On record"
