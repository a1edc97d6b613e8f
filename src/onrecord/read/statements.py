"""Scores of a whole article become statements: cues, their sources and contents, and which stands inside which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from onrecord.domain import Span
from onrecord.read import decode
from onrecord.read.decode import FloatArray
from onrecord.read.encoder import Encoder, Window
from onrecord.read.hints import Hints, hints
from onrecord.read.units import IntArray

# Chosen on PolNeAR's dev split and the ledger gold's (make eval). Nested cues are annotated in few articles, so the
# encoder gives them less than their due.
CUE_THRESHOLD = 0.6
NESTED_THRESHOLD = 0.45
# From this probability on (exclusive), that it is a nested one, a cue is read as one.
LOOKS_NESTED = 0.5
# A piece of content beside the best one must be this likely; weak ones are mostly neighbours' words. From 0.5 to 0.8
# strict F1 rises from 60.0 to 61.1 and no other figure falls.
PIECE_THRESHOLD = 0.8
# A nested one's further pieces are more often its own: 0.7 is 0.3 F1 better than 0.8 on the ledger gold's nested ones.
NESTED_PIECE_THRESHOLD = 0.7
# Added to the logits of going on with a nested one's content, which would otherwise often stop after its first word
# ("to", "that"): without it nested F1 on the ledger gold is 0.8 lower, with 0.5 it is 0.2 lower, with 0.6 0.7.
NESTED_CONTENT_BIAS = 0.3
# Added to the logits of sources: a cue without a source is rarer in news than the encoder thinks. Between 0.3 and 1.0
# direct F1 rises by up to 0.8 and who_said_what by 0.3, precision with it.
SOURCE_BIAS = 0.6


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement as the encoder saw it, before it has an id: spans in code points, probabilities in [0, 1].

    sureness: the probability of each piece of the content, as decoded; empty once the pieces have been changed.
    hints: what the encoder makes of the cue; None for a statement that a rule has found.
    """

    source: tuple[Span, ...]
    cue: Span
    content: tuple[Span, ...]
    nested: float
    confidence: float
    sureness: tuple[float, ...] = ()
    hints: Hints | None = None


def read_windows(encoder: Encoder, windows: Sequence[Window]) -> list[Draft]:
    """Decode every cue of every window, in the order of the text."""
    found = [
        (w, c)
        for w in windows
        for c in decode.find_cues(w.tags, threshold=CUE_THRESHOLD, nested_threshold=NESTED_THRESHOLD)
        if c.first >= w.n_context
    ]
    if not found:
        return []
    longest = max(len(w.starts) for w, _ in found)
    scores = np.full((len(found), longest, 5), -1e4, dtype=np.float32)
    scores[:, :, decode.NONE] = 0.0
    row = 0
    for w in windows:
        cues = [c for v, c in found if v is w]
        if not cues:
            continue
        logits = encoder.score(w, np.array([c.first for c in cues]))
        logits[:, :, [decode.B_SOURCE, decode.I_SOURCE]] += SOURCE_BIAS
        logits[[c.nested > LOOKS_NESTED for c in cues], :, decode.I_CONTENT] += NESTED_CONTENT_BIAS
        logp = decode.log_softmax(logits)
        for k, c in enumerate(cues):
            logp[k, c.first : c.last + 1] = -1e4
            logp[k, c.first : c.last + 1, decode.NONE] = 0.0
        scores[row : row + len(cues), : logp.shape[1]] = logp
        row += len(cues)
    labels = decode.best_labels(scores)
    chosen = np.exp(np.take_along_axis(scores, labels[:, :, None], 2)[:, :, 0])
    made_of = hints(np.stack([w.labels[c.first] for w, c in found]))
    drafts = (_draft(w, c, labels[k], chosen[k], made_of[k]) for k, (w, c) in enumerate(found))
    return [d for d in drafts if d is not None]


def _draft(w: Window, cue: decode.Cue, labels: IntArray, probabilities: FloatArray, made_of_it: Hints) -> Draft | None:
    def span(first: int, last: int) -> Span:
        return Span(int(w.starts[first]), int(w.ends[last]))

    content = [
        part for p in decode.pieces(labels, probabilities, decode.B_CONTENT) for part in _parts(w, p, probabilities)
    ]
    if not content:
        return None
    best = max(content, key=lambda p: (p.last - p.first + 1) * p.probability)
    enough = NESTED_PIECE_THRESHOLD if cue.nested > LOOKS_NESTED else PIECE_THRESHOLD
    content = [p for p in content if p is best or p.probability >= enough]
    sources = decode.pieces(labels, probabilities, decode.B_SOURCE)
    source = max(sources, key=lambda p: p.probability, default=None)
    confidence = cue.probability * decode.mean(np.array([p.probability for p in content]))
    if source is not None:
        confidence *= source.probability
    return Draft(
        (span(source.first, source.last),) if source else (),
        span(cue.first, cue.last),
        tuple(span(p.first, p.last) for p in content),
        cue.nested,
        confidence,
        tuple(p.probability for p in content),
        made_of_it,
    )


def _parts(w: Window, piece: decode.Piece, probabilities: FloatArray) -> Iterator[decode.Piece]:
    """Cut a piece where its paragraph ends: no span holds a line break, nor what stands between two paragraphs."""
    if w.para[piece.first] == w.para[piece.last]:
        yield piece
        return
    edges = [int(piece.first + 1 + k) for k in np.flatnonzero(np.diff(w.para[piece.first : piece.last + 1]))]
    for first, stop in pairwise([piece.first, *edges, piece.last + 1]):
        yield decode.Piece(first, stop - 1, decode.mean(probabilities[first:stop]))
