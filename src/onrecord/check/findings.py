"""What a check finds: for each quotation and each attributed statement of a draft a verdict, with what it rests on.

Spans are half-open and count Unicode code points: those of a finding into the draft's text, those of a match into the
source's text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

from onrecord.domain import Span

Verdict = Literal["verbatim", "marked_change", "altered", "other_speaker", "paraphrase", "not_found"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
FINE: frozenset[Verdict] = frozenset(("verbatim", "marked_change"))
"""The verdicts with which a draft may be printed as it is."""
DifferenceKind = Literal["changed", "left_out", "put_in", "case", "joined", "reordered"]
Kind = Literal["quotation", "statement"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the draft's words are not the source's.

    kind: `changed`, `left_out` (the source has more words), `put_in` (the draft has), `case` (capitals), `joined` (two
    far-apart places made one), `reordered`. draft, source: the words, "" where there are none. marked: the draft shows
    it, by brackets or an ellipsis. turns: the words of it that turn the sense ("not", "only"), None where none does.
    span, source_span: where the words stand, None where there are none.
    """

    kind: DifferenceKind
    draft: str
    source: str
    marked: bool = False
    turns: str | None = None
    span: Span | None = None
    source_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """The passage of a source that a finding rests on, or, where nothing was found, the nearest one.

    source: the name of the file, the address, or the headline in the record. span, text: the passage; line: its first
    line in the source's text; before, after: what stands around it. speaker: who says it there, None where that is not
    known; chain: on whose word it is known, the outlet first. nearness: how near its words are, in [0, 1]. permalink:
    the key of the statement in the record; version: that of the article.
    """

    source: str
    span: Span
    text: str
    line: int
    before: str
    after: str
    nearness: float
    speaker: str | None = None
    chain: tuple[str, ...] = ()
    permalink: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One quotation or attributed statement of a draft, and what became of it.

    quote: its words in the draft. speaker: to whom the draft gives it, None where that is not known. confidence: that
    the verdict is right, in [0, 1]. notes: what a person should know of it, a sentence each. counted: False where it
    is only set apart (one or two words that nobody is said to have said).
    """

    kind: Kind
    quote: str
    span: Span
    line: int
    speaker: str | None
    verdict: Verdict
    confidence: float
    differences: tuple[Difference, ...] = ()
    match: Match | None = None
    notes: tuple[str, ...] = ()
    counted: bool = True

    @property
    def fine(self) -> bool:
        """Whether it may be printed as it is."""
        return self.verdict in FINE or not self.counted


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft that was checked: `name`, its `text`, what was found, and sentences on what a reader should know.

    problems: sources that could not be read, each with the reason and the remedy.
    """

    name: str
    text: str
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def fine(self) -> bool:
        """Whether every quotation may be printed as it is, and every source was read."""
        return not self.problems and all(f.fine for f in self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, as `onrecord check --format json` prints it."""
        from onrecord.check.plain import as_values

        return as_values(self)

    def to_html(self) -> str:
        """Return it as one self-contained page."""
        from onrecord.check.page import as_page

        return as_page([self])

    def __str__(self) -> str:
        from onrecord.check.lines import as_lines

        return as_lines([self])

    def counts(self) -> dict[Verdict, int]:
        """Return how many findings have each verdict, those that are set apart left out."""
        return {v: sum(f.verdict == v and f.counted for f in self.findings) for v in VERDICTS}
