"""Turn a trained encoder into the int8 ONNX model that ships with the package.

    python training/export.py --run DIR --shared DIR --out src/onrecord/read/weights

Weights of matrix products are quantised to seven bits, one scale a column, activations at run time to eight (dynamic
quantisation); the word embeddings are int8 too. Seven bits because processors without VNNI add pairs of products in 16
bits: with eight-bit weights the sums overflow there, and a model that was right on one machine found nothing on
another. Word pieces that never occur in the corpora at hand, and that no English text needs (unused slots, other
scripts), leave the vocabulary: their words are then spelled with the remaining pieces.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn

from model import Encoder
from onrecord.read.geometry import N_DISTANCES
from onrecord.read.units import plain
from onrecord.wordpiece import END, PAD, START, WordPiece, units
from reopen import reopen

SPECIAL = (START, PAD, END)


def texts(shared: Path) -> list[str]:
    """All running English text at hand, to count word pieces in."""
    out = [p.read_text(encoding="utf8") for p in sorted(shared.glob("data/polnear/*/text/*.txt"))]
    for p in sorted(shared.glob("data/stories/**/*.json")):
        out.append(p.read_text(encoding="utf8"))
    for p in sorted(shared.glob("data/pages/**/*.json")):
        out.append(p.read_text(encoding="utf8"))
    for p in sorted(shared.glob("data/time/**/*.tml")):
        out.append(p.read_text(encoding="utf8", errors="replace"))
    for p in sorted(shared.glob("data/coref/**/*.conll")):
        out.append(" ".join(x.split()[3] for x in p.read_text(encoding="utf8").splitlines() if len(x.split()) > 3))
    return out


def kept_pieces(pieces: list[str], shared: Path, size: int) -> list[int]:
    """Numbers of the `size` pieces to keep, in their old order: special ones, seen ones, then those with low numbers.

    Numbers of the base vocabulary rise with rarity within its sections, so low ones come first among the unseen.
    """
    tokenizer = WordPiece(pieces)
    seen: Counter[int] = Counter()
    for text in map(plain, texts(shared)):
        seen.update(i for s, e in units(text) for i in tokenizer.spell(text[s:e]))

    def rank(item: tuple[int, str]) -> tuple[int, int]:
        i, piece = item
        single = len(piece.removeprefix("##")) == 1 and piece.isascii()
        if piece in SPECIAL or single:
            return 0, i
        if piece.startswith(("[", "<")) and len(piece) > 2:
            return 4, i
        if seen[i]:
            return 1, -seen[i]
        return (2 if piece.isascii() else 3), i

    return sorted(i for i, _ in sorted(enumerate(pieces), key=rank)[:size])


def to_onnx(model: Encoder, path: Path) -> None:
    model.eval()
    example = {k: torch.zeros((2, 32), dtype=torch.int64) for k in ("pieces", "shape", "quote", "place")}
    example["pieces"] += 5
    batch, t = torch.export.Dim("batch", min=1, max=512), torch.export.Dim("pieces", min=4, max=512)
    torch.onnx.export(
        model, kwargs=example, f=str(path), dynamo=True, output_names=["tags", "unit", "cue", "labels"],
        dynamic_shapes={k: {0: batch, 1: t} for k in example}, external_data=False,
    )  # fmt: skip


def quantise(source: Path, target: Path) -> None:
    ready = source.with_suffix(".pre.onnx")
    quant_pre_process(str(source), str(ready), skip_symbolic_shape=True)
    quantize_dynamic(
        str(ready),
        str(target),
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        extra_options={"MatMulConstBOnly": True},
    )
    ready.unlink()


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    for name in ("run", "shared", "out"):
        ap.add_argument(f"--{name}", type=Path, required=True)
    ap.add_argument("--layers", type=int, default=5)
    ap.add_argument("--version", default="2")
    ap.add_argument("--vocab", type=int, default=24000)
    a = ap.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    pieces = (a.run / "pieces.txt").read_text(encoding="utf8").split("\n")
    model = reopen(a.run, a.layers, 0.0)
    kept = kept_pieces(pieces, a.shared, a.vocab)
    model.words = nn.Embedding.from_pretrained(model.words.weight[kept])
    model.positions = nn.Embedding.from_pretrained(model.positions.weight[:258])
    to_onnx(model, a.run / "model.full.onnx")
    quantise(a.run / "model.full.onnx", a.out / "model.onnx")
    (a.out / "pieces.txt").write_text("\n".join(pieces[i] for i in kept), encoding="utf8", newline="")
    digest = {f: hashlib.sha256((a.out / f).read_bytes()).hexdigest() for f in ("model.onnx", "pieces.txt")}
    settings = {
        "name": "onrecord-encoder",
        "version": a.version,
        "digests": digest,
        "distance": np.round(model.distance.weight.detach().numpy(), 5).tolist(),
        "paragraph": np.round(model.paragraph.weight.detach().numpy(), 5).tolist(),
    }
    assert len(settings["distance"]) == N_DISTANCES
    (a.out / "model.json").write_text(json.dumps(settings) + "\n", encoding="utf8")
    onnx.checker.check_model(str(a.out / "model.onnx"))
    print(json.dumps({f: (a.out / f).stat().st_size for f in ("model.onnx", "pieces.txt")}))


if __name__ == "__main__":
    main()
