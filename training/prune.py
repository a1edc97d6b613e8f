"""Take the inner neurons out of each layer that the loss needs least, and leave a smaller network to train on.

A neuron's need is its first-order Taylor estimate, |activation x gradient|, summed over positions (Molchanov et al.
2017). Two thirds of a layer's work is done by its inner neurons, so half of them out makes reading a third faster.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from model import Encoder


def prune(model: Encoder, keep: int, loss: Callable[[Encoder, int], Tensor], n_batches: int) -> Encoder:
    """Return `model` with `keep` inner neurons a layer, chosen by `loss(model, k)` of the batches k < n_batches."""
    need = [torch.zeros(layer.inner.out_features) for layer in model.layers]
    hooks = []
    for i, layer in enumerate(model.layers):

        def watch(_: torch.nn.Module, inputs: tuple[Tensor, ...], i: int = i) -> None:
            (activation,) = inputs
            value = activation.detach()

            def count(gradient: Tensor) -> None:
                need[i] += (value * gradient).float().abs().sum((0, 1))

            activation.register_hook(count)

        hooks.append(layer.outer.register_forward_pre_hook(watch))
    model.eval()
    for k in range(n_batches):
        loss(model, k).backward()
        model.zero_grad()
    for hook in hooks:
        hook.remove()
    state = model.state_dict()
    for i, n in enumerate(need):
        kept = n.topk(keep).indices.sort().values
        print(f"layer {i}: the {keep} neurons kept carry {n[kept].sum() / n.sum():.1%} of the need", flush=True)
        state[f"layers.{i}.inner.weight"] = state[f"layers.{i}.inner.weight"][kept]
        state[f"layers.{i}.inner.bias"] = state[f"layers.{i}.inner.bias"][kept]
        state[f"layers.{i}.outer.weight"] = state[f"layers.{i}.outer.weight"][:, kept]
    smaller = Encoder(
        layers=len(model.layers), vocab=model.words.num_embeddings, positions=model.positions.num_embeddings,
        inner=keep, dropout=model.dropout.p,
    )  # fmt: skip
    smaller.load_state_dict(state)
    return smaller
