"""Near-duplicates are found, and hang together; the rest does not."""

from __future__ import annotations

import random

import numpy as np
import pytest

pytest.importorskip("daft")

from onrecord.corpus import duplicates
from onrecord.corpus.components import components
from onrecord.corpus.duplicates import minima, near_pairs
from onrecord.corpus.engine import Engine

WORDS = [f"{a}{b}" for a in "bcdfghjklmnprstvwz" for b in ("a", "on", "iver", "est", "all", "ing")]


def text(seed: int) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=120))


def altered(words: str, seed: int, count: int) -> str:
    r = random.Random(seed)
    out = words.split()
    for k in r.sample(range(len(out)), count):
        out[k] = "changed"
    return " ".join(out)


def test_nearly_all_copies_are_found_and_nothing_else():
    daft = Engine().daft()
    originals = [text(n) for n in range(300)]
    copies = [altered(t, n, 2).upper() for n, t in enumerate(originals)]
    frame = daft.from_pydict({"n": list(range(600)), "text": [*originals, *copies]})
    pairs = near_pairs(daft, frame.select("n", minima(daft).alias("minima"))).to_pylist()
    found = {(p["one"], p["other"]) for p in pairs}
    assert all(other - one == 300 for one, other in found)
    assert len(found) >= 0.98 * 300
    two = daft.from_pydict({"n": [0, 1], "text": [text(1), text(2)]})
    assert near_pairs(daft, two.select("n", minima(daft).alias("minima"))).num_rows == 0


@pytest.mark.parametrize("at_once", [1, 60 * 5, 60 * 31])
def test_how_many_bands_are_looked_at_together_changes_nothing(at_once: int, monkeypatch: pytest.MonkeyPatch):
    daft = Engine().daft()
    originals = [text(n) for n in range(30)]
    texts = [*originals, *(altered(t, n, 4) for n, t in enumerate(originals))]
    signed = daft.from_pydict({"n": list(range(60)), "text": texts}).select("n", minima(daft).alias("minima"))
    whole = near_pairs(daft, signed).to_pylist()
    assert len(whole) > 20
    monkeypatch.setattr(duplicates, "_AT_ONCE", at_once)
    assert near_pairs(daft, signed).to_pylist() == whole


@pytest.mark.parametrize("seed", range(20))
def test_components_are_those_of_a_plain_search(seed: int):
    r = random.Random(seed)
    size = r.randint(1, 60)
    pairs = [(r.randrange(size), r.randrange(size)) for _ in range(r.randint(0, 50))]
    label = list(range(size))
    for _ in range(size):
        for a, b in pairs:
            label[a] = label[b] = min(label[a], label[b])
    one, other = (np.array([p[k] for p in pairs], dtype=np.int64) for k in (0, 1))
    assert components(one, other, size).tolist() == label
