"""What is known about a page beside the page itself: said by the caller, or in a sidecar file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from onrecord.errors import InputError
from onrecord.ingest import dates
from onrecord.ingest.decode import decode
from onrecord.ingest.files import SIDECAR, stem, unreadable

_KEYS = ("published", "outlet", "url", "headline")
_MAX_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Known:
    """Facts that beat what the page says of itself; None where nothing is known."""

    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    headline: str | None = None

    def over(self, other: Known) -> Known:
        """Return these facts, filled up from `other`."""
        return Known(*(getattr(self, key) or getattr(other, key) for key in _KEYS))


def known(
    input: str,
    *,
    published: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    headline: str | None = None,
) -> Known:
    """Return the facts that a caller gave for `input`. Raises InputError for a date that is none."""
    return _checked({"published": published, "outlet": outlet, "url": url, "headline": headline}, input, "given date")


def read_sidecar(input: str) -> Known:
    """Return the facts in the sidecar of a file: `page.meta.json` or `page.txt.meta.json` for `page.txt`.

    Keys other than published, outlet, url and headline are left alone. Raises InputError, naming the sidecar, where
    it is broken.
    """
    path = Path(input)
    for name in dict.fromkeys((path.name, path.name.removesuffix(".gz"), stem(path.name))):
        candidate = path.with_name(name + SIDECAR)
        if candidate.is_file():
            return _parsed(candidate)
    return Known()


def _parsed(path: Path) -> Known:
    remedy = 'Write it like {"published": "2022-10-11", "outlet": "The Example"}, or remove it.'
    try:
        with path.open("rb") as file:
            facts = json.loads(decode(file.read(_MAX_BYTES)))
    except OSError as error:
        raise unreadable(str(path), error) from error
    except (ValueError, RecursionError) as error:
        raise InputError(str(path), f"this sidecar is not valid JSON ({error})", remedy) from error
    if not isinstance(facts, dict):
        raise InputError(str(path), "this sidecar is not a JSON object", remedy)
    for key in _KEYS:
        if not isinstance(facts.get(key), str | None):
            raise InputError(str(path), f'"{key}" in this sidecar is not a string', remedy)
    return _checked(facts, str(path), '"published"')


def _checked(facts: dict[str, str | None], name: str, what: str) -> Known:
    values = {key: " ".join((facts.get(key) or "").split()) or None for key in _KEYS}
    if values["published"] is not None:
        try:
            values["published"] = dates.checked(values["published"])
        except ValueError as error:
            problem = f"the {what} {values['published']!r} is not a date ({error})"
            raise InputError(name, problem, "Write it as year-month-day, such as 2022-10-11.") from error
    return Known(**values)
