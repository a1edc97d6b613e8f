"""The encoder: the lower layers of all-mpnet-base-v2, feature embeddings, a cue tagger and a cue-to-unit scorer.

A statement is read in two steps, as in semantic role labelling: units are tagged as cues (outermost or nested), and
every unit is then scored from the side of each cue as source or content of that cue (a bilinear score of the two
units, after Dozat and Manning 2017, plus a learnt bias for their distance). So two statements may share words, an
interrupted content keeps its pieces, and a nested statement is found by the same scorer. From the cue, too, comes what
kind of saying it is: its act, whether it is negated, the type of its source and whether that is named.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from onrecord.read.units import N_PLACES, N_QUOTES, N_SHAPES

N_TAGS, N_ARGS = 5, 5
N_LABELS = 19  # 11 acts, negated, 6 types of source, named: in this order
RANK = 64
N_DISTANCES = 40


def relative_bucket(relative: Tensor, n_buckets: int = 32, max_distance: int = 128) -> Tensor:
    """MPNet's (T5's) bucket of a signed distance; the same numbers as the base weights were trained with."""
    n = -relative
    half = n_buckets // 2
    out = (n < 0).long() * half
    n = n.abs()
    exact = half // 2
    large = exact + (torch.log(n.float().clamp(min=1) / exact) / math.log(max_distance / exact) * (half - exact)).long()
    return out + torch.where(n < exact, n, large.clamp(max=half - 1))


class LockedDropout(nn.Module):
    """Dropout with one mask for all positions of a sequence (Gal and Ghahramani 2016).

    On a CPU the random numbers of ordinary dropout took a quarter of a training step; these are 250 times fewer.
    """

    def __init__(self, p: float):
        super().__init__()
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.p:
            return x
        mask = torch.empty(x.shape[0], 1, x.shape[2], dtype=x.dtype).bernoulli_(1 - self.p) / (1 - self.p)
        return x * mask


class Layer(nn.Module):
    def __init__(self, width: int, heads: int, inner: int, dropout: float):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.o = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-5)
        self.inner = nn.Linear(width, inner)
        self.outer = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-5)
        self.dropout = LockedDropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, t, d = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        weights = (q @ k.transpose(-1, -2)) * (d // self.heads) ** -0.5 + bias.to(q.dtype)
        mixed = (weights.softmax(-1) @ v).transpose(1, 2).reshape(b, t, d)
        x = self.norm1(x + self.dropout(self.o(mixed)))
        return self.norm2(x + self.dropout(self.outer(F.gelu(self.inner(x)))))


class Encoder(nn.Module):
    """pieces, shape, quote, place: [batch, n_pieces] -> what `score` needs, per piece (see `forward`)."""

    def __init__(
        self,
        layers: int = 5,
        width: int = 768,
        heads: int = 12,
        inner: int = 3072,
        vocab: int = 30527,
        positions: int = 514,
        dropout: float = 0.1,
    ):
        super().__init__()
        self.words = nn.Embedding(vocab, width)
        self.positions = nn.Embedding(positions, width)
        self.norm = nn.LayerNorm(width, eps=1e-5)
        self.relative = nn.Embedding(32, heads)
        self.layers = nn.ModuleList(Layer(width, heads, inner, dropout) for _ in range(layers))
        self.shapes, self.quotes, self.places = (nn.Embedding(n, width) for n in (N_SHAPES, N_QUOTES, N_PLACES))
        for e in (self.shapes, self.quotes, self.places):
            nn.init.zeros_(e.weight)
        self.tag = nn.Linear(width, N_TAGS)
        self.unit_hidden = nn.Linear(width, 256)
        self.cue_hidden = nn.Linear(width, 256)
        self.unit_side = nn.Linear(256, N_ARGS * RANK)
        self.cue_side = nn.Linear(256, N_ARGS * RANK)
        self.unit_bias = nn.Linear(256, N_ARGS)
        self.cue_bias = nn.Linear(256, N_ARGS)
        self.label = nn.Linear(256, N_LABELS)
        self.distance = nn.Embedding(N_DISTANCES, N_ARGS)
        self.paragraph = nn.Embedding(5, N_ARGS)
        for e in (self.distance, self.paragraph):
            nn.init.zeros_(e.weight)
        self.dropout = LockedDropout(dropout)

    def forward(
        self, pieces: Tensor, shape: Tensor, quote: Tensor, place: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return tag logits [b, t, N_TAGS], the unit and cue sides [b, t, N_ARGS * (RANK + 1)] of the scorer, and
        the logits [b, t, N_LABELS] of what a cue that begins there would say.

        Padding is piece 1; it is masked here.
        """
        t = pieces.shape[1]
        at = torch.arange(t, device=pieces.device)
        x = self.words(pieces) + self.positions(at + 2)
        x = x + self.shapes(shape) + self.quotes(quote) + self.places(place)
        x = self.dropout(self.norm(x))
        bias = self.relative(relative_bucket(at[None, :] - at[:, None])).permute(2, 0, 1)[None]
        bias = bias + (pieces == 1)[:, None, None, :] * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        x = self.dropout(x)
        unit, cue = F.gelu(self.unit_hidden(x)), F.gelu(self.cue_hidden(x))
        return (
            self.tag(x).float(),
            torch.cat([self.unit_side(unit), self.unit_bias(unit)], -1).float(),
            torch.cat([self.cue_side(cue), self.cue_bias(cue)], -1).float(),
            self.label(cue).float(),
        )

    def score(self, unit: Tensor, cue: Tensor, distance: Tensor, paragraph: Tensor) -> Tensor:
        """Score every unit from every cue: [n_cues, n_units, N_ARGS].

        unit: [n_units, N_ARGS * (RANK + 1)], cue: [n_cues, ...] of one window; distance, paragraph: [n_cues, n_units]
        bucket ids.
        """
        k = N_ARGS * RANK
        u, c = unit[:, :k].view(-1, N_ARGS, RANK), cue[:, :k].view(-1, N_ARGS, RANK)
        both = torch.einsum("ulr,clr->cul", u, c) / RANK**0.5
        return both + unit[None, :, k:] + cue[:, None, k:] + self.distance(distance) + self.paragraph(paragraph)


def from_base(directory: Path, layers: int = 5, dropout: float = 0.1) -> Encoder:
    """Build an Encoder on the lowest `layers` layers of all-mpnet-base-v2 as its package ships it."""
    raw = load_file(str(directory / "model.safetensors"))
    model = Encoder(layers=layers, dropout=dropout)
    state = model.state_dict()
    e = "embeddings."
    state["words.weight"] = raw[e + "word_embeddings.weight"]
    state["positions.weight"] = raw[e + "position_embeddings.weight"]
    state["norm.weight"], state["norm.bias"] = raw[e + "LayerNorm.weight"], raw[e + "LayerNorm.bias"]
    state["relative.weight"] = raw["encoder.relative_attention_bias.weight"]
    for i in range(layers):
        p, q = f"encoder.layer.{i}.", f"layers.{i}."
        for kind in ("weight", "bias"):
            a = p + "attention.attn."
            state[f"{q}qkv.{kind}"] = torch.cat([raw[f"{a}{x}.{kind}"] for x in "qkv"])
            state[f"{q}o.{kind}"] = raw[f"{a}o.{kind}"]
            state[f"{q}norm1.{kind}"] = raw[f"{p}attention.LayerNorm.{kind}"]
            state[f"{q}inner.{kind}"] = raw[f"{p}intermediate.dense.{kind}"]
            state[f"{q}outer.{kind}"] = raw[f"{p}output.dense.{kind}"]
            state[f"{q}norm2.{kind}"] = raw[f"{p}output.LayerNorm.{kind}"]
    model.load_state_dict(state)
    return model
