"""Scores become spans: cues, sources, contents, and the constraint that none begins in its middle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read import decode
from onrecord.read.decode import B_CONTENT, B_SOURCE, I_CONTENT, I_SOURCE, NONE, Piece
from onrecord.read.geometry import N_DISTANCES, distance_bucket, paragraph_bucket
from onrecord.read.hints import ACTS, hints


def logits(rows: list[dict[int, float]]) -> np.ndarray:
    out = np.zeros((len(rows), 5), dtype=np.float32)
    for i, row in enumerate(rows):
        for k, v in row.items():
            out[i, k] = v
    return out


def test_cue_goes_on_while_going_on_is_likelier() -> None:
    tags = logits([{0: 6}, {1: 6}, {2: 6}, {0: 6}, {3: 6}, {0: 6}])
    cues = decode.find_cues(tags, threshold=0.5)
    assert [(c.first, c.last) for c in cues] == [(1, 2), (4, 4)]
    assert cues[0].nested < 0.1 < 0.9 < cues[1].nested


def test_two_cues_side_by_side_stay_two() -> None:
    tags = logits([{1: 6}, {1: 6}, {0: 6}])
    assert [(c.first, c.last) for c in decode.find_cues(tags, threshold=0.5)] == [(0, 0), (1, 1)]


def test_no_cue_below_the_threshold() -> None:
    assert decode.find_cues(logits([{0: 4}, {0: 3, 1: 1}]), threshold=0.5) == []


@pytest.mark.parametrize(
    ("likely", "expected"),
    [
        # an inside label without its beginning is not believed: the beginning is put where it costs least
        ([NONE, I_CONTENT, I_CONTENT], {(0, 2), (1, 2)}),
        # an interrupted content keeps both of its pieces
        ([B_CONTENT, I_CONTENT, NONE, B_CONTENT], {(0, 1), (3, 3)}),
        # a source may stand right before a content
        ([B_SOURCE, B_CONTENT, I_CONTENT], {(1, 2)}),
    ],
)
def test_best_runs_obey_bio(likely: list[int], expected: set[tuple[int, int]]) -> None:
    scores = decode.log_softmax(logits([{k: 5.0} for k in likely])).T
    [runs] = decode.best_runs(scores, [len(likely)])
    found = {(first, last) for kind, first, last in runs if kind == B_CONTENT}
    assert found <= expected
    assert found


def test_best_runs_are_those_of_the_best_labels_of_all() -> None:
    rng = np.random.default_rng(7)
    lengths = [5, 3, 5, 1]
    scores = decode.log_softmax(3 * rng.normal(size=(5, sum(lengths))).astype(np.float32), axis=0)
    ends = np.cumsum(lengths).tolist()
    found = decode.best_runs(scores, ends)
    for runs, end, n in zip(found, ends, lengths, strict=True):
        its = scores[:, end - n : end]
        allowed = [
            seq
            for seq in np.ndindex(*(5,) * n)
            if all(b not in (I_SOURCE, I_CONTENT) or a in (b, b - 1) for a, b in zip((NONE, *seq), seq, strict=False))
        ]
        best = max(allowed, key=lambda seq: sum(its[k, t] for t, k in enumerate(seq)))
        labels = [NONE] * n
        for kind, first, last in runs:
            labels[first : last + 1] = [kind] + [kind + 1] * (last - first)
        assert tuple(labels) == best


@given(st.integers(0, 10**6))
def test_the_runs_of_a_cue_do_not_depend_on_other_cues(seed: int) -> None:
    scores = decode.log_softmax(2 * np.random.default_rng(seed).normal(size=(5, 12)).astype(np.float32), axis=0)
    together = decode.best_runs(scores, [4, 5, 12])
    assert together == [decode.best_runs(scores[:, a:b], [b - a])[0] for a, b in ((0, 4), (4, 5), (5, 12))]


def test_hints_are_chances_of_each_kind() -> None:
    logits_of_two = np.zeros((2, 19), dtype=np.float32)
    logits_of_two[1, 2], logits_of_two[1, 18] = 9.0, -9.0
    even, sure = hints(logits_of_two)
    assert list(even.acts.values()) == pytest.approx([1 / 11] * 11)
    assert (even.negated, even.named) == (0.5, 0.5)
    assert max(sure.acts, key=sure.acts.__getitem__) == ACTS[2]
    assert sum(sure.types.values()) == pytest.approx(1.0)
    assert sure.named < 0.001


def test_a_piece_has_the_mean_of_its_probabilities() -> None:
    p = np.array([1, 0.5, 0.25, 1, 1], dtype=np.float32)
    assert decode.piece(0, 1, p) == Piece(0, 1, 0.75)
    assert decode.piece(2, 2, p) == Piece(2, 2, 0.25)


def test_distance_buckets_rise_and_part_the_sides() -> None:
    forward = distance_bucket(np.arange(0, 400))
    backward = distance_bucket(-np.arange(1, 400))
    assert forward.min() == 0
    assert (np.diff(forward) >= 0).all()
    assert forward.max() < backward.min() + 1
    assert backward.max() < N_DISTANCES


def test_paragraph_buckets() -> None:
    got = paragraph_bucket(np.array([2]), np.array([0, 1, 2, 3, 5]))
    assert got.tolist() == [[3, 1, 0, 2, 4]]
