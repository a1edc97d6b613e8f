"""Which statements may be about the same: found by an index, so that each new article costs as much in any record.

Two kinds of digests are kept of each statement. Runs of five words, thinned so that any eight words in a row that two
statements share leave them one in common (winnowing: Schleimer, Wilkerson and Aiken, 2003). And pairs of its rarest
words, together with the two months in which it was published.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, TextClause, insert, select, text
from sqlalchemy import bindparam as bind

from onrecord.record import tables as t
from onrecord.record.claim_tables import fingerprint
from onrecord.record.claim_words import Words, words_of

RUN: Final = 5  # words
_WINDOW: Final = 4  # of so many neighbouring runs one is kept: 5 + 4 - 1 = 8 words in a row are always found
_RAREST: Final = 5  # words, which make ten pairs
_LEAST_WEIGHT: Final = 1.6  # of all words together: less has no substance to compare
BUCKET_DAYS: Final = 60
_PER_HASH: Final = 30  # statements looked at for one digest: what is commoner is boilerplate, or found by others, too
_PER_STATEMENT: Final = 16  # statements compared with one
_AT_ONCE: Final = 100  # digests in one question
_NO_HASH: Final = -1


@dataclass(frozen=True)
class Saying:
    """A statement as it is compared: its row, and when and where it was published."""

    row: RowMapping

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.row[name]

    @property
    def words(self) -> Words:
        """The words of its content."""
        return words_of(self.row["content"])

    @cached_property
    def runs(self) -> set[int]:
        """The digests of the runs of its words."""
        return runs(self.words.tokens)

    @cached_property
    def day(self) -> int | None:
        """The day on which it was published, counted from 1 January of the year 1."""
        try:
            return date.fromisoformat((self.row["published"] or "")[:10]).toordinal()
        except ValueError:
            return None

    @cached_property
    def rarest(self) -> list[tuple[str, str]]:
        """The pairs of the rarest of its words."""
        words = self.words
        rarest = sorted(words.stems, key=lambda w: (-words.stems[w], w not in words.names, -len(w), w))[:_RAREST]
        return list(combinations(sorted(rarest), 2))

    def touches(self, other: Saying) -> bool:
        """Say whether both have words in common in one text: the one stands in the other."""
        if self.row["version_id"] != other.row["version_id"]:
            return False
        spans = other.row["spans"]["content"]
        return any(a < d and c < b for a, b in self.row["spans"]["content"] for c, d in spans)


_COLUMNS: Final = (
    t.statement.c.id, t.statement.c.key, t.statement.c.reading_id, t.statement.c.parent_id, t.statement.c.local_id,
    t.statement.c.speaker, t.statement.c.named, t.statement.c.source_type, t.statement.c.act, t.statement.c.form,
    t.statement.c.negated, t.statement.c.cue, t.statement.c.content, t.statement.c.spans, t.statement.c.said_on,
    t.statement.c.channel, t.reading.c.version_id, t.version.c.article_id, t.version.c.published,
)  # fmt: skip


def of_reading(connection: Connection, reading_id: int) -> list[Saying]:
    """Return all statements of a reading."""
    return _load(connection, t.statement.c.reading_id == reading_id)


def sayings(connection: Connection, ids: Iterable[int]) -> dict[int, Saying]:
    """Return statements by their numbers."""
    wanted = sorted(set(ids))
    out: dict[int, Saying] = {}
    for k in range(0, len(wanted), 400):
        out |= {s.id: s for s in _load(connection, t.statement.c.id.in_(wanted[k : k + 400]))}
    return out


def _load(connection: Connection, where: Any) -> list[Saying]:
    query = select(*_COLUMNS).select_from(t.statement.join(t.reading).join(t.version)).where(where)
    return [Saying(row) for row in connection.execute(query.order_by(t.statement.c.id)).mappings()]


def comparable(statements: Sequence[Saying]) -> list[Saying]:
    """Return those of one reading's statements that are compared with others.

    What stands inside a quotation, or is the same speaker's, is compared as part of it; what only passes on what
    somebody else said is left to that one. What is said in few and common words is compared with nothing.
    """
    by_id = {s.id: s for s in statements}
    children: dict[int, list[Saying]] = {}
    for s in statements:
        if s.parent_id in by_id:
            children.setdefault(s.parent_id, []).append(s)
    out = []
    for s in statements:
        parent = by_id.get(s.parent_id)
        inside = parent is not None and (parent.form == "direct" or parent.speaker == s.speaker is not None)
        size = len(s.words.tokens)
        passes_on = s.form != "direct" and any(
            c.speaker != s.speaker and 2 * len(c.words.tokens) >= size for c in children.get(s.id, ())
        )
        if not inside and not passes_on and s.words.weight >= _LEAST_WEIGHT:
            out.append(s)
    return out


@lru_cache(maxsize=200_000)
def _number(words: tuple[str, ...]) -> int:
    """Return 62 bits of a digest of some words, the same on every machine."""
    return int.from_bytes(hashlib.blake2b("\0".join(words).encode(), digest_size=8).digest(), "big") >> 2


def runs(tokens: Sequence[str]) -> set[int]:
    """Return the digests that are kept of the runs of words."""
    all_ = [_number(tuple(tokens[k : k + RUN])) for k in range(len(tokens) - RUN + 1)]
    if len(all_) <= _WINDOW:
        return {min(all_)} if all_ else set()
    return {min(all_[k : k + _WINDOW]) for k in range(len(all_) - _WINDOW + 1)}


def pairs(s: Saying, bucket: int | None) -> set[int]:
    """Return the digests of the pairs of the rarest words of a statement in one bucket of days."""
    return {_number((str(bucket), *pair)) for pair in s.rarest}


def _bucket(s: Saying) -> int | None:
    return None if s.day is None else s.day // BUCKET_DAYS


def keep(connection: Connection, statements: Iterable[Saying]) -> None:
    """Store the digests of new statements, so that later ones find them."""
    rows = [{"hash": h, "statement_id": s.id} for s in statements for h in s.runs | pairs(s, _bucket(s))]
    if rows:
        connection.execute(insert(fingerprint), sorted(rows, key=lambda r: (r["hash"], r["statement_id"])))


def candidates(connection: Connection, statements: Sequence[Saying]) -> list[tuple[Saying, Saying]]:
    """Return the pairs of a new statement and another, new or old, that are worth comparing; each pair once."""
    wanted: dict[int, list[int]] = {}
    for s in statements:
        near = _bucket(s)
        buckets = [None] if near is None else [near - 1, near, near + 1]
        for h in s.runs.union(*(pairs(s, b) for b in buckets)):
            wanted.setdefault(h, []).append(s.id)
    shared: dict[int, Counter[int]] = {s.id: Counter() for s in statements}
    for h, id in _found(connection, sorted(wanted)):
        for mine in wanted[h]:
            if id != mine:
                shared[mine][id] += 1
    best = {
        mine: sorted(counts, key=lambda id: (-counts[id], id))[:_PER_STATEMENT] for mine, counts in shared.items()
    }  # fmt: skip
    new: Mapping[int, Saying] = {s.id: s for s in statements}
    loaded = {**sayings(connection, {id for ids in best.values() for id in ids} - new.keys()), **new}
    chosen = {(min(mine, id), max(mine, id)) for mine, ids in best.items() for id in ids}
    return [(loaded[a], loaded[b]) for a, b in sorted(chosen) if not loaded[a].touches(loaded[b])]


def _found(connection: Connection, hashes: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Yield which statements have which digests, for each digest no more than _PER_HASH, the oldest."""
    for k in range(0, len(hashes), _AT_ONCE):
        some = [*hashes[k : k + _AT_ONCE]]
        some += [_NO_HASH] * (_AT_ONCE - len(some))
        for row in connection.execute(_QUESTION, {f"h{n}": h for n, h in enumerate(some)}):
            yield row[0], row[1]


def _question() -> TextClause:
    one = (
        "SELECT * FROM (SELECT hash, statement_id FROM fingerprint WHERE hash = :h{n} ORDER BY statement_id LIMIT {m})"
    )
    parts = (f"{one.format(n=n, m=_PER_HASH)} AS q{n}" for n in range(_AT_ONCE))
    return text(" UNION ALL ".join(parts)).bindparams(*(bind(f"h{n}", type_=fingerprint.c.hash.type)
                                                       for n in range(_AT_ONCE)))  # fmt: skip


_QUESTION: Final = _question()
