"""Scores of a whole article become statements: cues, their sources and contents, and which stands inside which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from onrecord.domain import Span
from onrecord.read import decode
from onrecord.read.decode import FloatArray
from onrecord.read.encoder import Encoder, Window
from onrecord.read.hints import Hints, hints

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
    found: list[tuple[Window, decode.Cue]] = []
    logits: list[FloatArray] = []
    labels: list[FloatArray] = []
    for w in windows:
        cues = decode.find_cues(w.tags, threshold=CUE_THRESHOLD, nested_threshold=NESTED_THRESHOLD)
        cues = [c for c in cues if c.first >= w.n_context]
        if cues:
            found += [(w, c) for c in cues]
            firsts = np.array([c.first for c in cues])
            logits.append(encoder.score(w, firsts).reshape(5, -1))
            labels.append(w.labels[firsts])
    if not found:
        return []
    edges = list(accumulate((len(w.starts) for w, _ in found), initial=0))
    scores = _log_probabilities(np.concatenate(logits, axis=1), [c for _, c in found], edges)
    runs = decode.best_runs(scores, edges[1:])
    chosen = np.exp(scores)
    made_of = hints(np.concatenate(labels))
    drafts = (_draft(w, c, runs[k], chosen[:, edges[k] : edges[k + 1]], made_of[k]) for k, (w, c) in enumerate(found))
    return [d for d in drafts if d is not None]


def _log_probabilities(logits: FloatArray, cues: Sequence[decode.Cue], edges: Sequence[int]) -> FloatArray:
    """Return the log probabilities [5, n_cells] of logits, which this changes; no unit of a cue is anything to it.

    edges: where the cells of each cue begin, and the last ones end.
    """
    logits[decode.B_SOURCE : decode.I_SOURCE + 1] += SOURCE_BIAS
    its_own: list[int] = []
    for c, begin, end in zip(cues, edges, edges[1:], strict=False):
        its_own += range(begin + c.first, begin + c.last + 1)
        if c.nested > LOOKS_NESTED:
            logits[decode.I_CONTENT, begin:end] += NESTED_CONTENT_BIAS
    out = decode.log_softmax(logits, axis=0)
    out[:, its_own] = -1e4
    out[decode.NONE, its_own] = 0.0
    return out


def _draft(
    w: Window, cue: decode.Cue, runs: Sequence[decode.Run], chosen: FloatArray, made_of_it: Hints
) -> Draft | None:
    """Make a draft of a cue and its runs; `chosen`: the probability [5, n_units] of each label, which this changes."""

    def span(first: int, last: int) -> Span:
        return Span(w.starts.item(first), w.ends.item(last))

    sources: list[decode.Piece] = []
    content: list[decode.Piece] = []
    for run in runs:
        # The probabilities of a run: of beginning at its first unit, of going on at the others.
        its = chosen[run.kind + 1]
        its[run.first] = chosen[run.kind, run.first]
        if run.kind == decode.B_CONTENT:
            content += _parts(w, run, its)
        else:
            sources.append(decode.piece(run.first, run.last, its))
    if not content:
        return None
    if len(content) > 1:
        best = max(content, key=lambda p: (p.last - p.first + 1) * p.probability)
        enough = NESTED_PIECE_THRESHOLD if cue.nested > LOOKS_NESTED else PIECE_THRESHOLD
        content = [p for p in content if p is best or p.probability >= enough]
    source = max(sources, key=lambda p: p.probability, default=None)
    sureness = tuple(p.probability for p in content)
    confidence = cue.probability * (decode.mean(np.array(sureness)) if len(sureness) > 1 else sureness[0])
    if source is not None:
        confidence *= source.probability
    return Draft(
        (span(source.first, source.last),) if source else (),
        span(cue.first, cue.last),
        tuple(span(p.first, p.last) for p in content),
        cue.nested,
        confidence,
        sureness,
        made_of_it,
    )


def _parts(w: Window, run: decode.Run, probabilities: FloatArray) -> list[decode.Piece]:
    """Cut a run where its paragraph ends: no span holds a line break, nor what stands between two paragraphs."""
    if w.para.item(run.first) == w.para.item(run.last):
        return [decode.piece(run.first, run.last, probabilities)]
    inside = np.flatnonzero(np.diff(w.para[run.first : run.last + 1])) + (run.first + 1)
    edges = pairwise([run.first, *inside.tolist(), run.last + 1])
    return [decode.piece(first, stop - 1, probabilities) for first, stop in edges]
