"""Invented reports of one or several statements, for the tests of utterances and claims."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from stories import MADE, article

from onrecord.domain import Reading, Record, Relation, Span, Statement
from onrecord.record import tables as t
from onrecord.record.store import Store


@dataclass(frozen=True)
class Says:
    """One statement to be put into an invented article."""

    speaker: str | None
    content: str
    cue: str = "said"
    labels: tuple[tuple[str, Any], ...] = ()


def says(speaker: str | None, content: str, cue: str = "said", **labels: Any) -> Says:
    """Return a statement; its form follows from its quotation marks unless it is given."""
    return Says(speaker, content, cue, tuple(labels.items()))


def report(
    outlet: str, *statements: Says, published: str = "2031-03-04", relations: tuple[Relation, ...] = ()
) -> Record:
    """Return the record of an article in which one statement follows another, each in a paragraph of its own."""
    text, made = f"News of {outlet} on {published}", []
    for n, s in enumerate(statements, start=1):
        text += "\n\n"
        who = Span(len(text), len(text) + len(s.speaker or "Somebody"))
        text += f"{s.speaker or 'Somebody'} "
        cue = Span(len(text), len(text) + len(s.cue))
        text += f"{s.cue} "
        content = Span(len(text), len(text) + len(s.content))
        text += s.content + "."
        direct = s.content.startswith("“") and s.content.endswith("”")
        form = "direct" if direct else "mixed" if "“" in s.content else "indirect"
        labels = {"act": "assert", "form": form, "negated": False, "named": s.speaker is not None,
                  "source_type": "person", **dict(s.labels)}  # fmt: skip
        made.append(Statement(f"s{n}", None, (who,), (cue,), (content,), 0.9, speaker=s.speaker, **labels))
    a = article(text, outlet=outlet, published=published, name=f"{outlet}.txt")
    return Record(a, Reading(tuple(made), (), relations), replace(MADE, page_sha256=a.sha256))


def keys(store: Store) -> dict[str, str]:
    """Return for each current statement, as `outlet s1`, its key."""
    query = select(t.version.c.outlet, t.statement.c.local_id, t.statement.c.key)
    query = query.select_from(t.statement.join(t.reading).join(t.version)).where(t.reading.c.is_current)
    with store.looking() as connection:
        return {f"{outlet} {local}": key for outlet, local, key in connection.execute(query)}
