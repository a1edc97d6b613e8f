"""The network: windows of word pieces in, scores of units out. The only module that knows onnxruntime.

Each window is one run on one thread; several windows run side by side. Windows are never padded or batched together,
because activations are quantised by their range over a run: so the scores of a window depend on nothing but itself,
and a record does not change with the company it was read in.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np
import onnxruntime as ort

from onrecord.errors import ModelError
from onrecord.read.decode import FloatArray
from onrecord.read.geometry import FARTHEST, distance_bucket, paragraph_bucket
from onrecord.read.units import IntArray, Paragraph
from onrecord.read.windows import Plan
from onrecord.wordpiece import WordPiece

_OUTPUTS = ["tags", "unit", "cue", "labels"]


@dataclass(frozen=True, slots=True)
class Window:
    """What the encoder made of one window, unit by unit.

    starts, ends: [n_units] code points; para: [n_units] paragraph numbers; n_context: how many units at the beginning
    were already read by the window before. tags: [n_units, 5] logits. unit, cue: [n_units, rank] sides of the scorer.
    labels: [n_units, 19] logits of what a cue that begins there says (see `hints`).
    """

    starts: IntArray
    ends: IntArray
    para: IntArray
    n_context: int
    tags: FloatArray
    unit: FloatArray
    cue: FloatArray
    labels: FloatArray


def default_threads() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Encoder:
    """The model that ships with the package (or one in `directory`), ready to run. Safe to share between threads.

    Raises ModelError where a file is missing or its SHA-256 is not the one in model.json.
    """

    def __init__(self, directory: Traversable | None = None, *, threads: int | None = None):
        directory = directory or files("onrecord.read") / "weights"
        try:
            settings = json.loads((directory / "model.json").read_text(encoding="utf8"))
            data = {name: (directory / name).read_bytes() for name in settings["digests"]}
        except (OSError, ValueError, KeyError) as e:
            raise ModelError(f"the model in {directory} cannot be read ({e}). Install the package again.") from e
        for name, digest in settings["digests"].items():
            if hashlib.sha256(data[name]).hexdigest() != digest:
                raise ModelError(f"{directory / name} is not the released file (SHA-256). Install the package again.")
        self.name = f"{settings['name']}-{settings['version']}"
        self.sha256: str = settings["digests"]["model.onnx"]
        self.tokenizer = WordPiece(data["pieces.txt"].decode("utf8").split("\n"))
        # [5, 2 * FARTHEST + 1] and [5, 5]: by the signed distance in units, and in paragraphs.
        distance, paragraph = (np.array(settings[name], dtype=np.float32) for name in ("distance", "paragraph"))
        self._distance = distance[distance_bucket(np.arange(-FARTHEST, FARTHEST + 1))].T.copy()
        self._paragraph = paragraph[paragraph_bucket(np.array([2]), np.arange(5))[0]].T.copy()
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session = ort.InferenceSession(data["model.onnx"], options, providers=["CPUExecutionProvider"])
        self._threads = threads or default_threads()
        self._pool = ThreadPoolExecutor(self._threads) if self._threads > 1 else None

    def run(self, paragraphs: Sequence[Paragraph], plans: Sequence[Plan]) -> list[Window]:
        """Run every planned window; one Window each, in order."""
        if self._pool is None or len(plans) == 1:
            return [self._run_one(paragraphs, p) for p in plans]
        return list(self._pool.map(lambda p: self._run_one(paragraphs, p), plans))

    def _run_one(self, paragraphs: Sequence[Paragraph], plan: Plan) -> Window:
        parts = [(paragraphs[i], a, b, i) for i, a, b in plan.stretches]
        ids, firsts, at = [], [], 1
        for p, a, b, _ in parts:
            lo, hi = p.first[a], p.first[b] if b < len(p) else len(p.pieces)
            ids.append(p.pieces[lo:hi])
            firsts.append(p.first[a:b] - lo + at)
            at += int(hi - lo)
        first = np.concatenate(firsts)
        pieces = np.concatenate([[self.tokenizer.start], *ids, [self.tokenizer.end]]).astype(np.int64)
        owner = np.zeros(len(pieces), dtype=np.int64)
        owner[first[1:]] = 1
        owner = np.cumsum(owner)
        inputs = {"pieces": pieces[None]}
        for name in ("shape", "quote", "place"):
            inputs[name] = np.concatenate([getattr(p, name)[a:b] for p, a, b, _ in parts])[owner][None]
        tags, unit, cue, labels = (x[0].take(first, axis=0) for x in self._session.run(_OUTPUTS, inputs))
        return Window(
            np.concatenate([p.starts[a:b] for p, a, b, _ in parts]),
            np.concatenate([p.ends[a:b] for p, a, b, _ in parts]),
            np.repeat([i for _, _, _, i in parts], [b - a for _, a, b, _ in parts]),
            sum(b - a for _, a, b, _ in parts[: plan.n_context]),
            tags, unit, cue, labels,
        )  # fmt: skip

    def score(self, window: Window, cues: IntArray) -> FloatArray:
        """Score every unit of a window as source or content of each cue: logits [5, n_cues, n_units].

        cues: [n_cues] the unit that each cue begins with.
        """
        n_labels = len(self._distance)
        rank = window.unit.shape[1] // n_labels - 1
        k = n_labels * rank
        u = window.unit[:, :k].reshape(-1, n_labels, rank)
        its = window.cue[cues]
        c = its[:, :k].reshape(-1, n_labels, rank)
        out = np.matmul(c.transpose(1, 0, 2), u.transpose(1, 2, 0)) / np.sqrt(rank)
        out += window.unit[:, k:].T[:, None]
        out += its[:, k:].T[:, :, None]
        # What is farther than the tables reach ("clip") is as what is farthest in them.
        distance = np.arange(FARTHEST, FARTHEST + len(u)) - cues[:, None]
        out += self._distance.take(distance, axis=1, mode="clip")
        out += self._paragraph.take(window.para + (2 - window.para[cues])[:, None], axis=1, mode="clip")
        return np.asarray(out, dtype=np.float32)
