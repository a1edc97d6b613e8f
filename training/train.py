"""Fine-tune the encoder on PolNeAR's training split and the ledger gold's nested statements.

    python training/train.py --base DIR --shared DIR --out DIR [--minutes 100]

    python training/train.py --start DIR --inner 1536 --shared DIR --out DIR --minutes 50 --lr 8e-5 --share 0.25

The second form goes on from an earlier run, or from an exported model (int8 and all), and first takes out of each
layer the inner neurons that the loss needs least.
The learning rate falls to zero at the end of the time given, so that any budget ends in a finished model; the number
of steps done is written beside it. A checkpoint is kept every 400 steps.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from data import Example, Window, load, window
from model import N_ARGS, Encoder, from_base
from onrecord.read.geometry import distance_bucket, paragraph_bucket
from onrecord.read.windows import plan
from onrecord.wordpiece import WordPiece
from prune import prune
from reopen import reopen

BATCH_PIECES = 2560
FEATURES = ("pieces", "shape", "quote", "place")


# The vector instructions that bfloat16 is fast with; elsewhere it is slower than full precision.
BF16 = torch.backends.cpu.get_cpu_capability().startswith("AVX512")


def batches(examples: list[Example], rng: random.Random, share: float) -> list[list[Window]]:
    """One epoch: fresh windows of varying size, one annotator an article drawn by chance, grouped by length.

    share: of the articles whose nested statements nobody annotated, how many are drawn.
    """
    windows = []
    for ex in examples:
        if not ex.readings or (not ex.nested_known and rng.random() > share):
            continue
        reading = rng.choice(ex.readings)
        limit = rng.choice((254, 254, 200, 150))
        for p in plan(ex.paragraphs, ex.text, limit=limit, context=rng.choice((0, 64))):
            windows.append(window(ex, list(p.stretches), reading))
    windows.sort(key=lambda w: len(w.pieces) + rng.random() * 24)
    out: list[list[Window]] = [[]]
    for w in windows:
        if out[-1] and len(w.pieces) * (len(out[-1]) + 1) > BATCH_PIECES:
            out.append([])
        out[-1].append(w)
    rng.shuffle(out)
    return out


def padded(batch: list[Window]) -> dict[str, Tensor]:
    t = max(len(w.pieces) for w in batch)
    out = {}
    for name in FEATURES:
        rows = np.full((len(batch), t), 1 if name == "pieces" else 0, dtype=np.int64)
        for i, w in enumerate(batch):
            v = getattr(w, name)
            rows[i, : len(v)] = v
        out[name] = torch.from_numpy(rows)
    return out


def label_loss(logits: Tensor, gold: Tensor) -> Tensor:
    """Summed loss of what cues say: logits [n, N_LABELS], gold [n, 4]: act, negated, type of source, named."""
    act, negated, source_type, named = gold.unbind(1)
    return (
        F.cross_entropy(logits[:, :11], act, reduction="sum")
        + F.binary_cross_entropy_with_logits(logits[:, 11], negated.float(), reduction="sum")
        + F.cross_entropy(logits[:, 12:18], source_type, reduction="sum")
        + F.binary_cross_entropy_with_logits(logits[:, 18], named.float(), reduction="sum")
    )


def loss_of(model: Encoder, batch: list[Window]) -> tuple[Tensor, Tensor]:
    """Summed cross entropy of tags and of arguments, each over the number of statements in the batch.

    What cues say counts a quarter: it is known of few articles, and must not bend the rest.
    """
    with torch.autocast("cpu", torch.bfloat16, enabled=BF16):
        tag, unit, cue, label = model(**padded(batch))
    tag_loss, arg_loss, n = tag.new_zeros(()), tag.new_zeros(()), 0
    for i, w in enumerate(batch):
        first = torch.from_numpy(w.first)
        logits = tag[i, first].log_softmax(-1)
        gold = torch.from_numpy(w.tags)
        nll = -logits.gather(1, gold[:, None])[:, 0]
        # Inside a content whose nested statements nobody annotated, any of "none, nested begins, goes on" is right.
        free = -torch.logsumexp(logits[:, [0, 3, 4]], -1)
        tag_loss = tag_loss + torch.where(torch.from_numpy(w.open_), free, nll).sum()
        if len(w.cues):
            d = torch.from_numpy(distance_bucket(np.arange(len(w.first))[None, :] - w.cues[:, None]))
            p = torch.from_numpy(paragraph_bucket(w.para[w.cues], w.para))
            scores = model.score(unit[i, first], cue[i, first[w.cues]], d, p)
            arg_loss = arg_loss + F.cross_entropy(
                scores.reshape(-1, N_ARGS), torch.from_numpy(w.args).reshape(-1), ignore_index=-100, reduction="sum"
            )
            n += len(w.cues)
        if len(w.labels):
            at = first[torch.from_numpy(w.labels[:, 0])]
            arg_loss = arg_loss + 0.25 * label_loss(label[i, at], torch.from_numpy(w.labels[:, 1:]))
    return tag_loss / max(n, 1), arg_loss / max(n, 1)


def freeze(model: Encoder, layers: int) -> None:
    """Keep the word and position embeddings as they are, and, from one layer on, all below and the layers too."""
    fixed: list[torch.nn.Module] = [model.words, model.positions]
    if layers:
        fixed += [model.norm, model.shapes, model.quotes, model.places, model.relative, *model.layers[:layers]]
    for module in fixed:
        for p in module.parameters():
            p.requires_grad_(False)


def optimiser(model: Encoder, lr: float, head_lr: float, decay: float) -> torch.optim.Optimizer:
    """AdamW over what is not frozen; lower layers learn more slowly."""
    groups = []
    n = len(model.layers)
    for name, p in model.named_parameters():
        if not p.requires_grad:
            continue
        if name.startswith("layers."):
            rate = lr * decay ** (n - 1 - int(name.split(".")[1]))
        elif name.startswith(("norm.", "relative.")):
            rate = lr * decay**n
        else:
            rate = head_lr
        groups.append({"params": [p], "lr": rate, "base": rate, "weight_decay": 0.01 if p.ndim > 1 else 0.0})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--base", type=Path, help="the base weights, to begin from")
    ap.add_argument("--shared", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--minutes", type=float, default=100)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--layers", type=int, default=5)
    ap.add_argument("--lr", type=float, default=1e-4)
    ap.add_argument("--head-lr", type=float, default=5e-4)
    ap.add_argument("--decay", type=float, default=0.9)
    ap.add_argument("--seed", type=int, default=13)
    ap.add_argument("--dropout", type=float, default=0.1)
    ap.add_argument("--start", type=Path, help="weights that were exported before, to go on from")
    ap.add_argument("--frozen", type=int, default=0, help="how many of the lowest layers stay as they are")
    ap.add_argument("--inner", type=int, default=0, help="how many inner neurons each layer keeps (0: all)")
    ap.add_argument("--share", type=float, default=1.0, help="how many of the articles without nesting an epoch draws")
    ap.add_argument("--limit", type=int, default=0, help="read only so many articles (a trial)")
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    rng = random.Random(a.seed)
    a.out.mkdir(parents=True, exist_ok=True)
    pieces = ((a.start or a.base) / "pieces.txt").read_text(encoding="utf8")
    (a.out / "pieces.txt").write_text(pieces, encoding="utf8", newline="")
    tokenizer = WordPiece(pieces.split("\n"))
    examples = load(a.shared / "data/polnear/train", tokenizer, a.shared / "gold/train")
    if a.limit:
        examples = examples[: a.limit]
    model = reopen(a.start, a.layers, a.dropout) if a.start else from_base(a.base, a.layers, a.dropout)
    if a.inner:
        probes = batches([e for e in examples if e.nested_known], rng, 0.0)[:24]
        model = prune(model, a.inner, lambda m, k: sum(loss_of(m, probes[k])), len(probes))
    freeze(model, a.frozen)
    opt = optimiser(model, a.lr, a.head_lr, a.decay)
    model.train()
    began, step, epoch, seen = time.time(), 0, 0, 0
    totals = [0.0, 0.0, 0]
    while True:
        for batch in batches(examples, rng, a.share):
            done = (time.time() - began) / (60 * a.minutes)
            if done >= 1:
                break
            rate = min(1.0, (step + 1) / 100) * 0.5 * (1 + math.cos(math.pi * done))
            for g in opt.param_groups:
                g["lr"] = g["base"] * rate
            tag_loss, arg_loss = loss_of(model, batch)
            (tag_loss + arg_loss).backward()
            torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 5.0)
            opt.step()
            opt.zero_grad()
            step += 1
            seen += sum(len(w.pieces) for w in batch)
            totals = [totals[0] + tag_loss.item(), totals[1] + arg_loss.item(), totals[2] + 1]
            if step % 20 == 0:
                print(
                    f"epoch {epoch} step {step} done {done:.3f} tags {totals[0] / totals[2]:.3f}"
                    f" args {totals[1] / totals[2]:.3f} pieces/s {seen / (time.time() - began):.0f}", flush=True,
                )  # fmt: skip
                totals = [0.0, 0.0, 0]
            if step % 400 == 0:
                torch.save(model.state_dict(), a.out / "checkpoint.tmp")
                (a.out / "checkpoint.tmp").rename(a.out / "checkpoint.pt")
        else:
            epoch += 1
            continue
        break
    torch.save(model.state_dict(), a.out / "model.pt")
    facts = {"steps": step, "epochs": epoch, "pieces": seen, "seconds": round(time.time() - began), **vars(a)}
    (a.out / "training.json").write_text(json.dumps(facts, indent=1, default=str) + "\n")


if __name__ == "__main__":
    main()
