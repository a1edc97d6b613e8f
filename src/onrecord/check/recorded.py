"""Sources out of the record: the articles whose statements have a quotation's words, by its full-text search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from onrecord.check.draft import Item
from onrecord.check.sources import Source, from_record
from onrecord.check.words import WORD
from onrecord.errors import RecordError
from onrecord.record.search import Query, search
from onrecord.record.store import Store

_PHRASE: Final = 4
_PHRASES: Final = 12
"""So many phrases of a quotation are asked for, spread over it: an alteration spoils some, and not the others."""
_HITS: Final = 12
_ARTICLES: Final = 8
"""So many articles are looked at for each item, those with the most phrases first."""


def candidates_of(store: Store, items: Sequence[Item]) -> Iterator[Source]:
    """Yield the articles of a record that may have what is looked for, each once."""
    wanted: dict[str, None] = {}
    with store.looking() as connection:
        for item in items:
            votes: Counter[str] = Counter()
            for phrase in _phrases(item):
                for hit in search(connection, Query(phrase, former=True), limit=_HITS).hits:
                    votes[hit.version] += 1
            wanted.update(dict.fromkeys(v for v, _ in votes.most_common(_ARTICLES)))
    for version in wanted:
        try:
            record = store.record(version)
        except RecordError:  # a version without a reading is named by `onrecord verify`
            continue
        a = record.article
        yield from_record(record, name=a.headline or a.name or a.url or a.id, version=version)


def _phrases(item: Item) -> list[str]:
    words = [m[0] for m in WORD.finditer(item.text)]
    if item.kind == "statement":  # its words stand in another order: two rare ones at a time
        long = sorted({w for w in words if len(w) > 4}, key=lambda w: (-len(w), w))[:6]
        return [f"{a} {b}" for n, a in enumerate(long) for b in long[n + 1 :]][:_PHRASES]
    if len(words) <= _PHRASE:
        return [f'"{" ".join(words)}"']
    starts = range(len(words) - _PHRASE + 1)
    step = max(1, len(starts) // _PHRASES)
    return [f'"{" ".join(words[k : k + _PHRASE])}"' for k in list(starts)[::step][:_PHRASES]]
