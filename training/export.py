"""Turn a trained encoder into the int8 ONNX model that ships with the package.

    python training/export.py --run DIR --base DIR --shared DIR --out src/onrecord/read/weights

Weights of matrix products are quantised to int8, one scale a column, activations at run time (dynamic quantisation);
the word embeddings are int8 too. Word pieces that never occur in the corpora at hand, and that no English text needs
(unused slots, other scripts), leave the vocabulary: their words are then spelled with the remaining pieces.
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
from tokenizers import Tokenizer
from torch import nn

from model import Encoder
from onrecord.read.geometry import N_DISTANCES
from onrecord.read.units import plain

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


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


def kept_pieces(tokenizer_json: dict, tokenizer: Tokenizer, shared: Path, size: int) -> list[int]:
    """Ids of the `size` pieces to keep, in their old order: special ones, seen ones, then those with low ids.

    Ids of the base vocabulary rise with rarity within its sections, so low ids come first among the unseen.
    """
    vocab = tokenizer_json["model"]["vocab"]
    seen: Counter[int] = Counter()
    for enc in tokenizer.encode_batch([plain(t) for t in texts(shared)], add_special_tokens=False):
        seen.update(enc.ids)

    def rank(item: tuple[str, int]) -> tuple[int, int]:
        piece, i = item
        single = len(piece.removeprefix("##")) == 1 and piece.isascii()
        if piece in SPECIAL or single:
            return 0, i
        if piece.startswith("[") and piece.endswith("]") and len(piece) > 2:
            return 4, i
        if seen[i]:
            return 1, -seen[i]
        return (2 if piece.isascii() else 3), i

    return sorted(i for _, i in sorted(vocab.items(), key=rank)[:size])


def shrink(tokenizer_json: dict, kept: list[int]) -> dict:
    """The tokenizer with the kept pieces only, numbered anew, without padding and truncation."""
    new = {old: i for i, old in enumerate(kept)}
    out = dict(tokenizer_json, truncation=None, padding=None)
    vocab = tokenizer_json["model"]["vocab"]
    out["model"] = dict(tokenizer_json["model"], vocab={p: new[i] for p, i in vocab.items() if i in new})
    out["added_tokens"] = [dict(t, id=new[t["id"]]) for t in tokenizer_json["added_tokens"] if t["id"] in new]
    return out


def to_onnx(model: Encoder, path: Path) -> None:
    model.eval()
    example = {k: torch.zeros((2, 32), dtype=torch.int64) for k in ("pieces", "shape", "quote", "place")}
    example["pieces"] += 5
    batch, t = torch.export.Dim("batch", min=1, max=512), torch.export.Dim("pieces", min=4, max=512)
    torch.onnx.export(
        model, kwargs=example, f=str(path), dynamo=True, output_names=["tags", "unit", "cue"],
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
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        extra_options={"MatMulConstBOnly": True},
    )
    ready.unlink()


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    for name in ("run", "base", "shared", "out"):
        ap.add_argument(f"--{name}", type=Path, required=True)
    ap.add_argument("--weights", default="model.pt")
    ap.add_argument("--layers", type=int, default=5)
    ap.add_argument("--vocab", type=int, default=21500)
    a = ap.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    raw = json.loads((a.base / "tokenizer.json").read_text(encoding="utf8"))
    tokenizer = Tokenizer.from_file(str(a.base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    model = Encoder(layers=a.layers)
    model.load_state_dict(torch.load(a.run / a.weights))
    kept = kept_pieces(raw, tokenizer, a.shared, a.vocab)
    model.words = nn.Embedding.from_pretrained(model.words.weight[kept])
    model.positions = nn.Embedding.from_pretrained(model.positions.weight[:258])
    to_onnx(model, a.run / "model.full.onnx")
    quantise(a.run / "model.full.onnx", a.out / "model.onnx")
    (a.out / "tokenizer.json").write_text(json.dumps(shrink(raw, kept), ensure_ascii=False), encoding="utf8")
    digest = {f: hashlib.sha256((a.out / f).read_bytes()).hexdigest() for f in ("model.onnx", "tokenizer.json")}
    settings = {
        "name": "onrecord-encoder",
        "version": "1",
        "digests": digest,
        "distance": np.round(model.distance.weight.detach().numpy(), 5).tolist(),
        "paragraph": np.round(model.paragraph.weight.detach().numpy(), 5).tolist(),
    }
    assert len(settings["distance"]) == N_DISTANCES
    (a.out / "model.json").write_text(json.dumps(settings) + "\n", encoding="utf8")
    onnx.checker.check_model(str(a.out / "model.onnx"))
    print(json.dumps({f: (a.out / f).stat().st_size for f in ("model.onnx", "tokenizer.json")}))


if __name__ == "__main__":
    main()
