"""A corpus, or a selection of it, comes into a record, where its people, sayings and versions are tied together."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from onrecord.corpus.layout import Layout
from onrecord.corpus.tables import Row, record_of
from onrecord.domain import Record
from onrecord.record.store import Store

_PARTS = ("statements", "speakers", "relations")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles are meant: all that fit everything that is given.

    since, until: days or months of publication; `until` is not included. outlet, speaker: exactly this one, but for
    capitals (a speaker: of any of the article's statements). duplicates: near-duplicates of others, too.
    """

    since: str | None = None
    until: str | None = None
    outlet: str | None = None
    speaker: str | None = None
    duplicates: bool = True

    def has_month(self, month: str) -> bool:
        """Say whether a month may hold any of them."""
        if month == "unknown":
            return self.since is None and self.until is None
        return (self.since is None or month >= self.since[:7]) and (self.until is None or month <= self.until[:7])

    def has(self, article: Row, statements: list[Row]) -> bool:
        """Say whether an article is meant."""
        day = article["published"] or ""
        if (self.since and day[: len(self.since)] < self.since) or (
            self.until and day[: len(self.until)] >= self.until
        ):
            return False
        if self.outlet and self.outlet.casefold() not in ((article[k] or "").casefold() for k in ("outlet", "host")):
            return False
        if not self.duplicates and article["duplicate_of"] is not None:
            return False
        who = self.speaker.casefold() if self.speaker else None
        return who is None or any((s["speaker"] or "").casefold() == who for s in statements)


def records(corpus: str | os.PathLike[str], chosen: Selection = Selection()) -> Iterator[Record]:
    """Yield the records of a corpus, those of near-duplicates that were only listed aside. Raises CorpusError."""
    layout = Layout(corpus)
    layout.finished()
    for path in layout.files("articles"):
        month, name = Path(path).parent.name.removeprefix("month="), Path(path).stem
        if not chosen.has_month(month):
            continue
        rows: dict[str, dict[str, list[Row]]] = {}
        for table in _PARTS:
            rows[table] = defaultdict(list)
            part = layout.part(table, month, name)
            for row in pq.read_table(part, partitioning=None).to_pylist() if part.exists() else ():
                rows[table][row["article"]].append(row)
        for article in pq.read_table(path, partitioning=None).to_pylist():
            mine = [rows[table].get(article["id"], []) for table in _PARTS]
            if article["statements"] is not None and chosen.has(article, mine[0]):
                yield record_of(article, *mine)


def load(
    corpus: str | os.PathLike[str],
    db: str | os.PathLike[str] | None = None,
    *,
    chosen: Selection = Selection(),
    on_added: Callable[[int], object] = lambda _: None,
) -> dict[str, int]:
    """Store the records of a corpus, and return how many were `added`, `version`, `reread` or `known` already.

    db: a file, or a postgresql:// address; None for ONRECORD_DB or onrecord.db. on_added: is told how many there are so
    far. What is stored already stays as it is, so the same can be done again after a failure. Raises CorpusError for
    the corpus, RecordError for the record.
    """
    Layout(corpus).finished()
    done: Counter[str] = Counter()
    with Store(db) as store:
        for n, record in enumerate(records(corpus, chosen), start=1):
            done[store.add(record).state] += 1
            on_added(n)
    return dict(done)
