"""Every route of the desk, in one list: the application and the tests that walk all routes go by it."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from onrecord.serve.api import routers as api_routers
from onrecord.serve.desk import (
    accounts,
    adding,
    article,
    checking,
    claims,
    commenting,
    compare,
    following,
    front,
    health,
    judging,
    keys,
    openid,
    sessions,
    speakers,
    tipping,
    unnamed,
    utterances,
)

ROUTERS: Final[tuple[tuple[APIRouter, bool], ...]] = (
    (front.router, False),
    (article.router, False),
    (speakers.router, False),
    (claims.router, False),
    (utterances.router, False),
    (compare.router, False),
    (checking.router, False),
    (unnamed.router, False),
    (adding.router, False),
    (sessions.router, False),
    (accounts.router, False),
    (openid.router, False),
    (keys.router, False),
    (judging.router, False),
    (following.router, False),
    (commenting.router, False),
    (tipping.router, False),
    (health.router, False),
    (api_routers.router, True),
)
"""Each router, and whether it belongs to the documented interface."""
