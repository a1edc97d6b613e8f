"""One article becomes a reading: the steps from text to statements, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources.abc import Traversable

from onrecord.domain import Article, Reading, Statement
from onrecord.read import labels, nesting, quotations, rivals, signed, statements, units, windows
from onrecord.read.encoder import Encoder
from onrecord.read.statements import Draft

# What is read at once: about 15,000 words. Statements never cross from one portion into the next.
PORTION = 80_000

READ_KINDS = frozenset({"headline", "body", "correction"})


class Reader:
    """Reads articles with one encoder. Safe to share between threads.

    directory: where the model lies; None for the one that ships with the package. threads: how many cores to use.
    Raises ModelError where the model is missing or changed.
    """

    def __init__(self, directory: Traversable | None = None, *, threads: int | None = None):
        self.encoder = Encoder(directory, threads=threads)

    def read(self, article: Article) -> Reading:
        """Return the statements that `article` reports, in the order in which they begin; furniture is not read."""
        blocks = [(b.span.start, b.span.end) for b in article.blocks if b.kind in READ_KINDS]
        drafts: list[Draft] = []
        for portion in _portions(article.text, blocks):
            paragraphs = units.split(self.encoder.tokenizer, article.text, portion)
            plans = windows.plan(paragraphs, article.text)
            found = rivals.settle(statements.read_windows(self.encoder, self.encoder.run(paragraphs, plans)))
            drafts += signed.sign(article.text, portion, quotations.mend(article.text, portion, found))
        arranged = nesting.arrange(drafts)
        return labels.label(article, tuple(_numbered(arranged, article.text)), [d.hints for d, _ in arranged])


def _portions(text: str, blocks: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Group blocks into portions of about PORTION code points, so that memory does not grow with the article.

    A single block that is longer (a text without line breaks) is cut after white space.
    """
    held: list[tuple[int, int]] = []
    size = 0
    for begin, end in blocks:
        at = begin
        while at < end:
            stop = end
            if end - at > PORTION:
                stop = text.rfind(" ", at, at + PORTION) + 1 or at + PORTION
            if held and size + stop - at > PORTION:
                yield held
                held, size = [], 0
            held.append((at, stop))
            size += stop - at
            at = stop
    if held:
        yield held


def _numbered(arranged: Iterable[tuple[Draft, int | None]], text: str) -> Iterator[Statement]:
    for k, (d, parent) in enumerate(arranged, start=1):
        yield Statement(
            id=f"s{k}",
            parent=None if parent is None else f"s{parent + 1}",
            source=d.source,
            cue=(d.cue,) if d.cue.end > d.cue.start else (),
            content=d.content,
            confidence=round(min(d.confidence, 1.0), 4),
            form=quotations.form(text, d.content, nested=parent is not None),
        )
