"""For Python: `read` and `read_text` give a `Document`, a record that prints, lists and shows itself in a notebook."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, overload

from onrecord.check.findings import Checked as Checked
from onrecord.domain import Correction, Record, Relation, Span, Speaker, Statement
from onrecord.read.least import at_least
from onrecord.serve.outline import Outline
from onrecord.text import excerpt


@dataclass(frozen=True)
class Said:
    """One statement with the words of its article: who said what, and on whose word the reader has it.

    `statement` is the plain value, with its spans, that all of this is read from.
    """

    statement: Statement
    outline: Outline = field(repr=False, compare=False)

    def __getattr__(self, name: str) -> Any:
        # Labels (act, channel, said_on, ...) are the statement's own; only the words below need the article.
        if name not in Statement.__slots__:
            raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}")
        return getattr(self.statement, name)

    def __dir__(self) -> Iterable[str]:
        return (*super().__dir__(), *Statement.__slots__)

    @property
    def who(self) -> str:
        """The speaker's name where it has been read, else the source's words, else "unknown"."""
        return self.outline.who(self.statement)

    @property
    def source(self) -> str:
        """The words that name the source, or ""."""
        return self.outline.words(self.statement, "source")

    @property
    def cue(self) -> str:
        """The words that report it, or ""."""
        return self.outline.words(self.statement, "cue")

    @property
    def content(self) -> str:
        """The words of what is said, pieces of an interrupted quotation joined by an ellipsis."""
        return self.outline.words(self.statement, "content")

    @property
    def justification(self) -> str:
        """The words that say why an unnamed source is not named, or ""."""
        return self.outline.words(self.statement, "justification")

    @property
    def description(self) -> str:
        """The words that describe an unnamed source, or ""."""
        return self.outline.words(self.statement, "description")

    @property
    def corrects(self) -> str:
        """The words of the sentence that this statement, a correction note, corrects, or ""."""
        return self.outline.corrected(self.statement)

    @property
    def chain(self) -> tuple[str, ...]:
        """The outlet first, then each speaker on whose word the next one's is known, this one's last."""
        return tuple(hop.name for hop in self.outline.chain(self.statement))

    @property
    def inside(self) -> Said | None:
        """The statement that this one stands in, if any."""
        parent = self.outline.by_id.get(self.statement.parent) if self.statement.parent is not None else None
        return Said(parent, self.outline) if parent is not None else None

    def to_dict(self) -> dict[str, Any]:
        """Return the statement as plain values, as it stands in the record's JSON."""
        from onrecord.serve.plain import statement_as_dict

        return statement_as_dict(self.statement, self.outline)

    def __str__(self) -> str:
        from onrecord.serve.lines import one_line

        return one_line(self.outline, self.statement)

    def __repr__(self) -> str:
        return f"<Said {self.statement.id}: {self}>"


@dataclass(frozen=True)
class Document(Sequence[Said]):
    """An article's record: a sequence of its statements, in the order in which they were read.

    It prints as a list, shows itself as a table in a notebook, and `record` is the plain value behind it.
    """

    record: Record

    @cached_property
    def _outline(self) -> Outline:
        return Outline(self.record)

    @cached_property
    def statements(self) -> tuple[Said, ...]:
        """Every statement, nested ones too."""
        return tuple(Said(s, self._outline) for s in self.record.reading.statements)

    @property
    def text(self) -> str:
        """The article's text, into which all spans point."""
        return self.record.article.text

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """The sources of the article, each once."""
        return self.record.reading.speakers

    @property
    def relations(self) -> tuple[Relation, ...]:
        """Which statement denies, supports or repeats which."""
        return self.record.reading.relations

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """The article's correction notes, each with the statement that it makes and the sentence that it corrects."""
        return self.record.reading.corrections

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader of this record should know of how it was read."""
        return self.record.warnings

    def __len__(self) -> int:
        return len(self.record.reading.statements)

    def __bool__(self) -> bool:
        # A page that was read is something even if nobody says anything in it.
        return True

    def __iter__(self) -> Iterator[Said]:
        return iter(self.statements)

    @overload
    def __getitem__(self, key: int | str) -> Said: ...

    @overload
    def __getitem__(self, key: slice) -> tuple[Said, ...]: ...

    def __getitem__(self, key: int | str | slice) -> Said | tuple[Said, ...]:
        """Return a statement by its place or its id, or several by a slice. Raises IndexError or KeyError."""
        if isinstance(key, str):
            return Said(self._outline.by_id[key], self._outline)
        return self.statements[key]

    def at_least(self, confidence: float) -> Document:
        """Return the document without the statements, labels and relations that are less sure (in [0, 1]).

        What stands inside a statement that is left out is left out too, for its chain would be a false one. Raises
        ValueError where `confidence` is not in [0, 1].
        """
        return Document(at_least(self.record, confidence))

    def words(self, spans: Span | Iterable[Span]) -> str:
        """Return the article's words under one span or several."""
        return excerpt(self.text, [spans] if isinstance(spans, Span) else list(spans))

    def chain(self, statement: Said | Statement | str) -> tuple[str, ...]:
        """Return on whose word the reader has a statement, given itself or its id: the outlet first, its speaker last.

        Raises KeyError where the document has no such statement.
        """
        key = statement if isinstance(statement, str) else statement.id
        return tuple(hop.name for hop in self._outline.chain(self._outline.by_id[key]))

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain values, as `onrecord read --format json` prints it."""
        from onrecord.serve.plain import as_dict

        return as_dict(self.record)

    def to_json(self, *, indent: int | None = 2) -> str:
        """Return the record as JSON, on one line where `indent` is None."""
        from onrecord.serve.plain import as_json

        return as_json(self.record, indent=indent)

    def to_html(self) -> str:
        """Return the record as one self-contained page."""
        from onrecord.serve.page import as_page

        return as_page(self.record)

    def __str__(self) -> str:
        from onrecord.serve.lines import as_lines

        return as_lines(self.record)

    def __repr__(self) -> str:
        a = self.record.article
        return f"<Document {(a.headline or a.name or a.id)!r}: {len(self)} statements>"

    def _repr_html_(self) -> str:
        from onrecord.serve.notebook import as_fragment

        return as_fragment(self.record)


def read(
    input: str | os.PathLike[str],
    *,
    published: str | date | None = None,
    outlet: str | None = None,
    allow_private: bool = False,
) -> Document:
    """Read a file or an http(s) address. The model is loaded once, on first use; threads may share it.

    `published` (a date, or a string in ISO 8601) and `outlet` say what the page does not; `allow_private` lets an
    address lead into a private network. Raises InputError, with the reason and the remedy, where there is nothing to
    read.
    """
    from onrecord.ingest import load
    from onrecord.pipeline import read_article

    article = load(os.fspath(input), published=_iso(published), outlet=outlet, allow_private=allow_private)
    return Document(read_article(article))


def read_text(
    text: str,
    *,
    name: str | None = None,
    published: str | date | None = None,
    outlet: str | None = None,
    url: str | None = None,
    headline: str | None = None,
) -> Document:
    """Read a text that is already at hand; spans point into it unchanged.

    Raises NoArticleError where there are no words in it, TypeError where it is no str (bytes, for one).
    """
    if not isinstance(text, str):
        raise TypeError(f"read_text takes a str, not {type(text).__name__}. Decode it first, or read() it as a file.")
    from onrecord.ingest import from_text
    from onrecord.pipeline import read_article

    article = from_text(text, name=name, published=_iso(published), outlet=outlet, url=url, headline=headline)
    return Document(read_article(article))


def check(
    draft: str | os.PathLike[str] | Document,
    sources: str | os.PathLike[str] | Document | Iterable[str | os.PathLike[str] | Document],
    *,
    db: str | os.PathLike[str] | None = None,
    cache: str | os.PathLike[str] | None = None,
    statements: bool = True,
    allow_private: bool = False,
) -> Checked:
    """Check every quotation and attributed statement of a draft against sources: is it what was said?

    draft, sources: files, folders (sources only) or addresses, or documents that have been read (`read_text` makes one
    of a text at hand). db: a record to look in, too. cache: a folder that keeps sources taken apart. statements: those
    without quotation marks, too. A source that cannot be read is named in the result's `problems`. Raises InputError
    where the draft cannot be read, OnrecordError where the extra `check` is not installed.
    """
    from contextlib import ExitStack
    from pathlib import Path

    from onrecord.check.run import check_drafts
    from onrecord.check.sources import from_record
    from onrecord.record.source_cache import SourceCache

    record = (draft if isinstance(draft, Document) else read(draft, allow_private=allow_private)).record
    given = [sources] if isinstance(sources, str | os.PathLike | Document) else list(sources)
    texts = [from_record(s.record) if isinstance(s, Document) else os.fspath(s) for s in given]
    with ExitStack() as stack:
        kept = SourceCache(Path(cache)) if cache is not None else None
        if kept is not None:
            stack.callback(kept.close)
        store = None
        if db is not None:
            from onrecord.record.store import Store

            store = stack.enter_context(Store(db, create=False))
        (checked,) = check_drafts(
            [record], texts, store=store, cache=kept, statements=statements, allow_private=allow_private
        )
    return checked


def _iso(published: str | date | None) -> str | None:
    return published.isoformat() if isinstance(published, date) else published
