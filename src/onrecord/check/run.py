"""Check drafts against sources: every item is looked up in every source, a batch of sources at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from onrecord.check import paraphrase, sources
from onrecord.check.draft import Item, items_of
from onrecord.check.findings import Checked, Finding
from onrecord.check.judge import judge
from onrecord.check.seek import MOST_EXACT, MOST_WORDS, Batch, Candidate, Vocabulary, near, seek
from onrecord.check.sources import Source
from onrecord.domain import Record
from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from onrecord.record.source_cache import SourceCache
    from onrecord.record.store import Store

_BIG: Final = 60_000
"""Of a longer source only what is around a candidate is kept."""
_REACH: Final = 8_000
_NEAREST: Final = 4
_NONE: Final = "There is no quotation and no attributed statement in this draft."


@dataclass(slots=True)
class _Sought:
    item: Item
    exact: list[Candidate] = field(default_factory=list)
    pieces: list[Candidate] = field(default_factory=list)
    near: list[Candidate] = field(default_factory=list)

    def take(self, found: Iterable[Candidate]) -> None:
        """Keep the best of what a batch gave."""
        for c in found:
            row = self.exact if c.exact else self.pieces if c.pieces else self.near
            row.append(_slim(c))
        del self.exact[MOST_EXACT:]
        self.pieces = sorted(self.pieces, key=lambda c: c.last - c.first)[:MOST_EXACT]
        self.near = sorted(self.near, key=lambda c: -c.share)[:_NEAREST]

    def all(self) -> list[Candidate]:
        return [*self.exact, *self.pieces, *self.near]


def check_drafts(
    drafts: Sequence[Record],
    given: Iterable[str | Source],
    *,
    store: Store | None = None,
    cache: SourceCache | None = None,
    statements: bool = True,
    allow_private: bool = False,
) -> list[Checked]:
    """Check drafts that have been read against sources, and against a record.

    given: inputs as `onrecord read` takes them (files, folders, addresses) or sources at hand. store: a record to look
    in, too. cache: where sources are kept. statements: indirect ones are looked up, too. A source that cannot be read
    becomes a problem of every draft. Raises OnrecordError where rapidfuzz is not installed.
    """
    per_draft = [[_Sought(i) for i in items_of(r, statements=statements)] for r in drafts]
    every = [s for some in per_draft for s in some]
    problems: list[str] = []
    vocabulary = Vocabulary(w.numbers for s in every for w in (s.item.sought.raw, s.item.sought.all, s.item.sought.own))
    rows = [_texts(given, cache, allow_private, problems)]
    if store is not None:
        from onrecord.check.recorded import candidates_of

        rows.append(candidates_of(store, [s.item for s in every]))
    for row in rows:
        for batch in _batches(row, vocabulary):
            for s in every:
                found = (
                    seek(s.item.sought, batch) if s.item.kind == "quotation" else near(s.item.sought.own.numbers, batch)
                )
                s.take(found)
    return [_checked(r, some, vocabulary, problems) for r, some in zip(drafts, per_draft, strict=True)]


def _texts(
    given: Iterable[str | Source], cache: SourceCache | None, allow_private: bool, problems: list[str]
) -> Iterator[Source]:
    for one in given:
        if isinstance(one, Source):
            yield one
            continue
        for input, problem in sources.expand([one]):
            try:
                if problem is not None:
                    problems.append(problem)
                else:
                    yield from sources.load(input, cache, allow_private=allow_private)
            except OnrecordError as e:
                problems.append(str(e))
            except Exception as e:  # one source that nobody foresaw must not cost the others theirs
                problems.append(f"{input}: {type(e).__name__}: {e}")


def _batches(row: Iterable[Source], vocabulary: Vocabulary) -> Iterator[Batch]:
    held: list[Source] = []
    words = 0
    for source in row:
        held.append(source)
        words += len(source.words)
        if words >= MOST_WORDS:
            yield Batch(held, vocabulary)
            held, words = [], 0
    if held:
        yield Batch(held, vocabulary)


def _slim(c: Candidate) -> Candidate:
    """Return a candidate that does not hold the whole of a long source."""
    if len(c.source.text) <= _BIG or c.source.record is not None:
        return c
    part = c.source.around(c.first, c.last, _REACH)
    begin = part.offset - c.source.offset
    shift = int(c.source.words.starts.searchsorted(begin))
    pieces = tuple((a - shift, b - shift) for a, b in c.pieces)
    return Candidate(part, c.first - shift, c.last - shift, c.share, pieces, c.exact)


def _checked(draft: Record, some: Sequence[_Sought], vocabulary: Vocabulary, problems: Sequence[str]) -> Checked:
    findings: list[Finding] = []
    for s in some:
        verdict = judge if s.item.kind == "quotation" else paraphrase.judge
        findings.append(verdict(s.item, s.all(), vocabulary))
    a = draft.article
    warnings = (*draft.warnings, *(() if findings else (_NONE,)))
    return Checked(a.name or a.headline or "text", a.text, tuple(findings), warnings, tuple(problems))
