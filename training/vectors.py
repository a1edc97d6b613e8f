"""Make a vector for each word piece from the encoder's own word embeddings, for finding statements that are alike.

    python training/vectors.py --weights src/onrecord/read/weights --shared DIR

After Arora et al. (ICLR 2017), "A simple but tough-to-beat baseline for sentence embeddings": each piece's embedding is
weighted by a / (a + p), p its share of all pieces in running news, so that common ones count little; what all have in
common (the first principal component) is taken out, and the next SIZE components are kept. A statement's vector is then
the sum of its pieces' vectors. Rows are int8, each with a scale of its own.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from onrecord.vectors import MAGIC, SIZE
from onrecord.wordpiece import WordPiece, units

A = 1e-3


def embeddings(model: Path) -> np.ndarray:
    """Return the word embeddings of the int8 model, [pieces, width]."""
    values = {i.name: numpy_helper.to_array(i) for i in onnx.load(model).graph.initializer if "words.weight" in i.name}
    scale, zero = values["words.weight_scale"], values["words.weight_zero_point"]
    return (values["words.weight_quantized"].astype(np.float32) - float(zero)) * float(scale)


def shares(pieces: list[str], shared: Path) -> np.ndarray:
    """Return how often each piece occurs in running news, of all; each at least once."""
    speller = WordPiece(pieces)
    seen: Counter[int] = Counter()
    for path in sorted(shared.glob("data/polnear/train/text/*.txt")):
        text = path.read_text(encoding="utf8")
        seen.update(i for s, e in units(text) for i in speller.spell(text[s:e]))
    counts = np.array([seen[k] + 1 for k in range(len(pieces))], dtype=np.float64)
    return counts / counts.sum()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--shared", type=Path, required=True)
    args = parser.parse_args()

    pieces = (args.weights / "pieces.txt").read_text(encoding="utf8").split("\n")
    p = shares(pieces, args.shared)
    whole = embeddings(args.weights / "model.onnx")
    centred = whole - (p[:, None] * whole).sum(0)
    # Components of what is read, not of the vocabulary: rare pieces should not decide what matters.
    weight = np.sqrt(A / (A + p) * p)[:, None]
    _, _, components = np.linalg.svd(centred * weight, full_matrices=False)
    kept = centred @ components[1 : SIZE + 1].T
    kept *= (A / (A + p))[:, None]
    scale = np.abs(kept).max(1) / 127
    rows = np.round(kept / np.maximum(scale, 1e-9)[:, None]).astype(np.int8)
    out = args.weights / "vectors.bin"
    out.write_bytes(MAGIC + scale.astype("<f4").tobytes() + rows.tobytes())
    print(f"{len(pieces)} pieces, {SIZE} numbers each: {out.stat().st_size / 1e6:.1f} MB in {out.name}")


if __name__ == "__main__":
    main()
