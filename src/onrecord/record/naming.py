"""Lasting names: of what a thing is made of, so that whoever meets it again gives it the same one."""

from __future__ import annotations

import hashlib
import json

from onrecord.domain import Statement


def digest(*parts: object) -> str:
    """Return 16 hexadecimal digits of the SHA-256 of `parts`, which lasting names are made of."""
    words = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def statement_key(version_key: str, s: Statement) -> str:
    """Return a statement's lasting name: of its version and of its words' places. A newer reading keeps it."""
    return digest(version_key, *([[x.start, x.end] for x in getattr(s, part)] for part in ("source", "cue", "content")))
