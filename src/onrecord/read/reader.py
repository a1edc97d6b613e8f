"""One article becomes a reading: the steps from text to statements, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources.abc import Traversable

from onrecord.domain import Article, Reading, Statement
from onrecord.read import (
    casing,
    corrections,
    frames,
    labels,
    nesting,
    quotations,
    rivals,
    signed,
    statements,
    turns,
    units,
    windows,
)
from onrecord.read.calibration import Calibration, calibrated, shipped
from onrecord.read.encoder import Encoder
from onrecord.read.statements import Draft

# What is read at once: about 15,000 words. Statements never cross from one portion into the next.
PORTION = 80_000

READ_KINDS = frozenset({"headline", "body", "correction"})


class Reader:
    """Reads articles with one encoder. Safe to share between threads.

    directory: where the model lies; None for the one that ships with the package. threads: how many cores to use.
    calibration: the curves that make confidences what they say; None for those that ship with the package.
    Raises ModelError where the model is missing or changed.
    """

    def __init__(
        self,
        directory: Traversable | None = None,
        *,
        threads: int | None = None,
        calibration: Calibration | None = None,
    ):
        self.encoder = Encoder(directory, threads=threads)
        self.calibration = shipped() if calibration is None else calibration

    def read(self, article: Article) -> Reading:
        """Return the statements that `article` reports, in the order in which they begin; furniture is not read."""
        blocks = [(b.span.start, b.span.end) for b in article.blocks if b.kind in READ_KINDS]
        drafts: list[Draft] = []
        for portion in _portions(article.text, blocks):
            paragraphs = units.split(self.encoder.tokenizer, article.text, portion)
            plans = windows.plan(paragraphs, article.text)
            drafts += mended(
                article, portion, statements.read_windows(self.encoder, self.encoder.run(paragraphs, plans))
            )
        return calibrated(arranged(article, drafts), self.calibration)


def mended(article: Article, portion: Sequence[tuple[int, int]], drafts: Sequence[Draft]) -> list[Draft]:
    """Return the encoder's drafts of some paragraphs, set right by what marks and signatures prove."""
    text = article.text
    found = quotations.mend(text, portion, rivals.settle(drafts))
    return frames.tidy(text, signed.sign(text, turns.with_signatures(text, portion), found))


def arranged(article: Article, drafts: Sequence[Draft]) -> Reading:
    """Return the reading that the drafts of a whole article make: nested in one another, labelled and numbered."""
    notes = corrections.notes(article, published=labels.day_of(article.published))
    spoken = turns.frames(article)
    laid = [*spoken, *(n.frame for n in notes)]
    placed = corrections.add_inner(notes, frames.place(laid, drafts))
    order = nesting.arrange(placed, article.text)
    sources = (s for d, _ in order for s in d.source)
    seen = casing.readable(article, sources, [s for f in spoken for s in f.draft.source])
    reading = labels.label(seen, tuple(_numbered(order, article.text)), [d.hints for d, _ in order])
    return corrections.link(article, frames.settle(article.text, reading, laid), notes)


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
