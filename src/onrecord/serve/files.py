"""Where output goes on disk: a name for every input, and files that are whole or not there."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

_EXTENSIONS: Final = (".txt", ".text", ".html", ".htm", ".xhtml", ".mhtml", ".xml", ".json", ".md")
_PACKED: Final = (".gz", ".bz2", ".xz", ".zst")
_UNSAFE: Final = re.compile(r"[^a-z0-9]+")
_LONGEST: Final = 80


def stem(input: str) -> str:
    """Return the name that an input's output goes by: a file's without its extensions, an address as a slug."""
    if input == "-":
        return "stdin"
    if re.match(r"(?i)https?://", input):
        return _slug(input)
    name = Path(input).name
    for endings in (_PACKED, _EXTENSIONS):
        for ending in endings:
            if name.lower().endswith(ending):
                name = name[: -len(ending)]
                break
    return name.strip(". ") or "unnamed"


def _slug(url: str) -> str:
    parts = urlsplit(url)
    path = re.sub(r"(?i)\.(x?html?|php|aspx?)$", "", parts.path)
    slug = _UNSAFE.sub("-", f"{parts.netloc.rpartition('@')[2]}{path}".lower()).strip("-") or "address"
    # Whatever the slug leaves out (a query, the end of a long path) is what may tell two addresses apart.
    if len(slug) > _LONGEST or parts.query:
        slug = f"{slug[:_LONGEST].rstrip('-')}-{hashlib.sha256(url.encode('utf-8', 'replace')).hexdigest()[:8]}"
    return slug


def names(inputs: Sequence[str], ending: str) -> list[str]:
    """Return a file name for each input, no two alike even where the file system does not tell case apart.

    The first input of a name keeps it; later ones get a number, and never the name that another input has by itself.
    """
    stems = [stem(i) for i in inputs]
    taken = {s.casefold() for s in stems}
    first: set[str] = set()
    numbers: dict[str, int] = {}
    out = []
    for s in stems:
        key = s.casefold()
        if key in first:
            number = numbers.get(key, 1) + 1
            while f"{key}-{number}" in taken:
                number += 1
            numbers[key] = number
            s = f"{s}-{number}"
            taken.add(s.casefold())
        first.add(key)
        out.append(f"{s}.{ending}")
    return out


def write_whole(path: Path, text: str) -> None:
    """Write a file so that nobody ever sees a part of it: beside it first, then into its place.

    Raises OSError where it cannot be written; nothing is left behind then.
    """
    beside = path.with_name(f".onrecord-{secrets.token_hex(6)}.part")
    try:
        with open(beside, "x", encoding="utf-8", errors="replace", newline="") as f:
            f.write(text)
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
