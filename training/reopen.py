"""A network to train on: from a run's own weights, or from exported ones, whose int8 values are times their scales.

What rounding took is lost, but that is little: the first released model, reopened, scored 81.1 (who_said_what on
PolNeAR's dev split) in full precision and 80.6 when it was quantised anew.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from model import Encoder

# The products of a layer, in the order in which the graph holds them.
LAYER = ("qkv", "o", "inner", "outer")


def reopen(directory: Path, layers: int, dropout: float) -> Encoder:
    """Return the model in `directory` (model.pt, or else model.onnx) as an Encoder.

    Its size is read off its weights; a part that it did not have yet begins with fresh ones.
    """
    if (directory / "model.pt").exists():
        tensors = torch.load(directory / "model.pt")
    else:
        tensors = exported(directory, layers)
    vocab, positions = len(tensors["words.weight"]), len(tensors["positions.weight"])
    inner = len(tensors["layers.0.inner.weight"])
    model = Encoder(layers=layers, vocab=vocab, positions=positions, inner=inner, dropout=dropout)
    missing, unexpected = model.load_state_dict(tensors, strict=False)
    if unexpected or any(not m.startswith("label.") for m in missing):
        raise SystemExit(f"{directory}: these weights are of another network ({missing}, {unexpected})")
    return model


def exported(directory: Path, layers: int) -> dict[str, torch.Tensor]:
    """Return the weights of the exported model in `directory` by their names in Encoder."""
    graph = onnx.load(str(directory / "model.onnx")).graph
    raw = {i.name: numpy_helper.to_array(i).astype(np.float32) for i in graph.initializer}
    state = {k: v for k, v in raw.items() if k.endswith((".weight", ".bias"))}
    for name, values in raw.items():
        if name.endswith(".weight_quantized"):
            stem = name.removesuffix("_quantized")
            state[stem] = (values - raw[f"{stem}_zero_point"]) * raw[f"{stem}_scale"]
    readers = defaultdict(list)
    for node in graph.node:
        for i in node.input:
            readers[i].append(node)
    products = [n for n in graph.node if n.op_type == "MatMulInteger"]
    for k, node in enumerate(products):
        stem = node.input[1].removesuffix("_quantized")
        weight = (raw[f"{stem}_quantized"] - raw[f"{stem}_zero_point"]) * raw[f"{stem}_scale"]
        if k < layers * len(LAYER):
            name = f"layers.{k // len(LAYER)}.{LAYER[k % len(LAYER)]}"
        else:
            name = _bias_after(node, readers)
        state[f"{name}.weight"] = weight.T
    settings = json.loads((directory / "model.json").read_text(encoding="utf8"))
    state["distance.weight"], state["paragraph.weight"] = settings["distance"], settings["paragraph"]
    return {k: torch.tensor(np.ascontiguousarray(v)) for k, v in state.items()}


def _bias_after(node: onnx.NodeProto, readers: dict[str, list[onnx.NodeProto]]) -> str:
    """Name the part that a product belongs to by the bias that is added to it."""
    out = node.output[0]
    while True:
        (reader, *_) = readers[out]
        for i in reader.input:
            if i.endswith(".bias"):
                return i.removesuffix(".bias")
        out = reader.output[0]
