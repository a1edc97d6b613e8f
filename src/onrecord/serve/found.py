"""What a search found, for a terminal, and as plain values."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from onrecord.record.label_values import PARTS
from onrecord.record.labels_spoken import View
from onrecord.record.likeness import Like
from onrecord.record.search import Facets, Hit, Page
from onrecord.serve.outline import UNKNOWN, printable, verb
from onrecord.serve.when import in_words, moment

_FACETS: Final = {"named": "source", "year": "published"}


def as_lines(page: Page, *, width: int = 100) -> str:
    """Return the hits of a page, each with its chain, its words and its article; the key last names it for `trace`."""
    if not page.hits:
        return "Nothing was found.\n"
    blocks = ["\n".join(_hit(hit, width)) for hit in page.hits]
    rest = f"\n\nMore: --after {page.after}" if page.after is not None else ""
    return "\n\n".join(blocks) + rest + "\n"


def _hit(hit: Hit, width: int) -> list[str]:
    when = in_words(hit.said_on) if hit.said_on else None
    how = " ".join(p for p in (verb(hit.act, negated=bool(hit.negated)) or UNKNOWN, when) if p)
    head = f"{' > '.join(hit.chain)}  {how}"
    published = moment(hit.published) if hit.published else None
    about = " · ".join(p for p in (hit.outlet, hit.headline or hit.name, published, hit.statement) if p)
    return [
        *_wrapped(head, width, ""),
        *_wrapped(hit.content, width, "    "),
        *(line for view in hit.judged for line in _wrapped(_view(view), width, "    ")),
        *_wrapped(about, width, "    "),
    ]


def _view(view: View) -> str:
    """Return what a person says of a label in words."""
    if view.field in PARTS:
        return f"{view.by}: other words are the {view.field}"
    value = {True: "yes", False: "no", None: UNKNOWN}.get(view.value, view.value)
    return f"{view.by}: {view.field.replace('_', ' ')} is {value}"


def _wrapped(words: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        printable(words), max(width, 40), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def facets_as_lines(facets: Facets) -> str:
    """Return how many matches have which value, a line a facet."""
    total = f"{'more than ' if facets.more else ''}{facets.total:,} statements"
    lines = [total]
    for name, counts in facets.counts.items():
        if counts:
            values = ", ".join(f"{value} {n:,}" for value, n in counts)
            lines += textwrap.wrap(printable(f"{_FACETS.get(name, name)}: {values}"), 100, subsequent_indent="    ")
    return "\n".join(lines) + "\n"


def like_as_lines(found: Sequence[Like], *, width: int = 100) -> str:
    """Return statements that are like another, each with how like it is."""
    if not found:
        return "Nothing is like it.\n"
    blocks = []
    for like in found:
        first, *rest = _hit(like.hit, width)
        blocks.append("\n".join([f"{like.likeness:.2f}  {first}", *rest]))
    return "\n\n".join(blocks) + "\n"


def like_as_values(found: Sequence[Like]) -> dict[str, Any]:
    """Return the same as plain values."""
    return {"hits": [{**_values(like.hit), "likeness": like.likeness} for like in found]}


def as_values(page: Page, facets: Facets | None = None) -> dict[str, Any]:
    """Return a page as plain values: `hits`, `after` (None at the end) and, where they were counted, `facets`."""
    out: dict[str, Any] = {"hits": [_values(hit) for hit in page.hits], "after": page.after}
    if facets is not None:
        counts = {name: _counts(values) for name, values in facets.counts.items()}
        out["facets"] = {"total": facets.total, "more": facets.more, **counts}
    return out


def _values(hit: Hit) -> dict[str, Any]:
    return {**asdict(hit), "chain": list(hit.chain)}


def _counts(values: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"value": value, "count": n} for value, n in values]
