"""How often outlets rely on sources that they do not name, in what words, and how they justify it.

Counted over the newest statements, so that it costs the same however large the record is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, and_, case, func, select

from onrecord.record import search
from onrecord.record import tables as t

COUNTED: Final = 20_000
"""The share of each outlet is counted over so many statements, the newest."""
READ: Final = 600
"""So many of an outlet's newest statements by unnamed sources are read for their words."""
_FEWEST: Final = 5
"""An outlet with fewer statements has no share that says anything."""
_PEOPLE: Final = ("person", "group")

_PRONOUNS: Final = frozenset(
    "i me my we us our you your he him his she her hers it its they them their theirs who whom whose which that this "
    "these those one ones".split()
)
"""Words that stand for a source and do not describe it."""

_s, _v = t.statement.c, t.version.c


@dataclass(frozen=True, slots=True)
class Use:
    """One outlet: how many statements were counted, how many are by unnamed people, how many of those say why."""

    outlet: str | None
    statements: int
    unnamed: int
    justified: int

    @property
    def share(self) -> float:
        """The part that is by unnamed people, in [0, 1]."""
        return self.unnamed / self.statements if self.statements else 0.0


@dataclass(frozen=True, slots=True)
class Example:
    """One statement by an unnamed source: its key, the words for the source, why it is unnamed, and what it says."""

    statement: str
    outlet: str | None
    headline: str | None
    published: str | None
    source: str
    justification: str
    content: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words for unnamed sources with how often each was used, and examples, those with a justification first."""

    read: int
    words: tuple[tuple[str, int], ...]
    examples: tuple[Example, ...]


def by_outlet(connection: Connection) -> tuple[list[Use], bool]:
    """Return how each outlet uses unnamed people, the largest share first, and whether there are more statements."""
    columns = (_s.id, _s.reading_id, _s.named, _s.source_type, _s.spans)
    newest = select(*columns).order_by(_s.id.desc()).limit(COUNTED).subquery()
    is_unnamed = and_(newest.c.named.is_(False), newest.c.source_type.in_(_PEOPLE))
    has_reason = and_(is_unnamed, _has_reason(connection, newest.c.spans))
    by_reading = (
        select(newest.c.reading_id, func.count().label("n"), func.sum(_one(is_unnamed)).label("unnamed"),
               func.sum(_one(has_reason)).label("justified"), func.min(newest.c.id).label("oldest"))
        .group_by(newest.c.reading_id)
        .subquery()
    )  # fmt: skip
    newer, b = t.version.alias(), by_reading.c
    query = (
        select(_v.outlet, func.sum(b.n), func.sum(b.unnamed), func.sum(b.justified), func.min(b.oldest))
        .select_from(by_reading.join(t.reading, t.reading.c.id == b.reading_id).join(t.version))
        .where(t.reading.c.is_current)
        .where(~select(newer.c.id).where(newer.c.article_id == _v.article_id, newer.c.number > _v.number).exists())
        .group_by(_v.outlet)
    )
    rows = connection.execute(query).all()
    uses = [Use(row[0], int(row[1]), int(row[2]), int(row[3])) for row in rows]
    oldest = min((row[4] for row in rows), default=0)
    more = connection.execute(select(_s.id).where(_s.id < oldest).limit(1)).first() is not None
    return sorted(uses, key=lambda u: (u.statements < _FEWEST, -u.share, -u.unnamed, u.outlet or "")), more


def _has_reason(connection: Connection, spans: Any) -> Any:
    if connection.dialect.name == "sqlite":
        return func.coalesce(func.json_array_length(spans, "$.justification"), 0) > 0
    return func.coalesce(func.json_array_length(spans["justification"]), 0) > 0


def _one(condition: Any) -> Any:
    return case((condition, 1), else_=0)


def words_of(connection: Connection, outlet: str | None = None, *, examples: int = 20) -> Words:
    """Return in what words sources are left unnamed, by one outlet (its name) or by all, over the READ newest."""
    ids = search.numbers(connection, search.Query(outlet=outlet, named=False), limit=READ)
    rows = [row for k in range(0, len(ids), 300) for row in _rows(connection, ids[k : k + 300])]
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for row in rows:
        words = " ".join((row.speaker or row.source or "").split()).rstrip(" ,;:–—")
        if words and words.casefold() not in _PRONOUNS:
            counts[shown.setdefault(words.casefold(), words)] += 1
    chosen = sorted(rows, key=lambda row: (not row.spans.get("justification"), -row.id))[:examples]
    return Words(len(rows), tuple(counts.most_common(40)), tuple(_examples(connection, chosen)))


def _rows(connection: Connection, ids: list[int]) -> list[Any]:
    # Which readings are current is asked for, not searched by: SQLite would begin with all that are.
    columns = (_s.id, _s.key, _s.source, _s.speaker, _s.content, _s.spans, _v.outlet, _v.headline, _v.published)
    query = (
        select(*columns, _s.source_type, t.reading.c.is_current)
        .join(t.reading, _s.reading_id == t.reading.c.id)
        .join(t.version)
        .where(_s.id.in_(ids))
        .order_by(_s.id.desc())
    )
    return [row for row in connection.execute(query) if row.is_current and row.source_type in _PEOPLE]


def _examples(connection: Connection, rows: list[Any]) -> list[Example]:
    texts = _texts(connection, [row.id for row in rows if row.spans.get("justification")])
    out = []
    for row in rows:
        spans = row.spans.get("justification") or ()
        why = " … ".join(" ".join(texts[row.id][a:b].split()) for a, b in spans) if row.id in texts else ""
        out.append(Example(row.key, row.outlet, row.headline, row.published, row.source or row.speaker or "", why,
                           row.content))  # fmt: skip
    return out


def _texts(connection: Connection, ids: list[int]) -> dict[int, str]:
    rows = connection.execute(
        select(_s.id, _v.text).join(t.reading, _s.reading_id == t.reading.c.id).join(t.version).where(_s.id.in_(ids))
    )
    return {row.id: row.text for row in rows}
