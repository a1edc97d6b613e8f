"""Addresses of one page that are written differently become one: what stands for the page stays, tracking goes."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_TRACKING: Final = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|igshid|mc_[ce]id|cmpid|ncid|ocid|smid|smtyp|sref|ref(?:_?src|errer)?"
    r"|_r|partner|emc|taid|guccounter|outputtype|amp)",
    re.IGNORECASE,
)
_INDEX: Final = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_AMP: Final = re.compile(r"/amp/?$|\.amp(?=\.html?$|$)", re.IGNORECASE)

_PREFIX: Final = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_SLASHES: Final = re.compile("/{2,}")
_PLAIN: Final = re.compile(r"[A-Za-z0-9/:@!$&'()*+,;=~._-]*")
"""A path in which nothing is written in two ways."""


def canonical(url: str | None) -> str | None:
    """Return the canonical form of an http(s) address, None where it is none.

    The scheme becomes https, the host loses "www.", "m." and "amp.", the path its index file and last slash, the query
    what only tracks readers; the rest is sorted. The fragment goes.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    host = _PREFIX.sub("", host.lower())
    path = parts.path
    if not _PLAIN.fullmatch(path):
        path = quote(unquote(path), safe="/:@!$&'()*+,;=~-._")
    path = _SLASHES.sub("/", _AMP.sub("", _INDEX.sub("", path))).rstrip("/")
    query = sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(k))
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    return f"https://{place}{path}" + (f"?{urlencode(query)}" if query else "")
