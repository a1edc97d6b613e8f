"""Weights that were exported before become a network that can be trained on: int8 values times their scales.

What rounding took is lost, but little is: the reopened network scores PolNeAR's dev split as its parent did.
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
    """Return the exported model in `directory` as an Encoder. Parts that it did not have yet keep fresh weights."""
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
    tensors = {k: torch.tensor(np.ascontiguousarray(v)) for k, v in state.items()}
    vocab, positions = len(tensors["words.weight"]), len(tensors["positions.weight"])
    model = Encoder(layers=layers, vocab=vocab, positions=positions, dropout=dropout)
    missing, unexpected = model.load_state_dict(tensors, strict=False)
    if unexpected or any(not m.startswith("label.") for m in missing):
        raise SystemExit(f"{directory}: these weights are of another network ({missing}, {unexpected})")
    return model


def _bias_after(node: onnx.NodeProto, readers: dict[str, list[onnx.NodeProto]]) -> str:
    """Name the part that a product belongs to by the bias that is added to it."""
    out = node.output[0]
    while True:
        (reader, *_) = readers[out]
        for i in reader.input:
            if i.endswith(".bias"):
                return i.removesuffix(".bias")
        out = reader.output[0]
