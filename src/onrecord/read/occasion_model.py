"""The model that weighs what speaks for each candidate of a channel or an addressee: a logistic regression.

Its weights, one for each named feature, lie in weights/occasion.json; training/occasion.py makes them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from onrecord.errors import ModelError
from onrecord.read.occasion_features import Candidate, Label

BIAS = "bias"
Weights = Mapping[str, float]


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Weights]:
    """Return the weights that ship with the package, by label. Raises ModelError where they cannot be read."""
    file = files("onrecord.read") / "weights" / "occasion.json"
    try:
        return {str(label): dict(w) for label, w in json.loads(file.read_text(encoding="utf8"))["weights"].items()}
    except (OSError, ValueError, KeyError, AttributeError) as e:
        raise ModelError(f"{file} cannot be read ({e}). Install the package again.") from e


def chances(candidates: Sequence[Candidate], label: Label, weights: Mapping[str, Weights] | None = None) -> list[float]:
    """Return the probability that each of one statement's candidates is right; what is left is that none is."""
    w = (weights or shipped())[label]
    bias = w.get(BIAS, 0.0)
    scores = [bias + sum(w.get(name, 0.0) * x for name, x in c.features.items()) for c in candidates]
    powers = [math.exp(max(min(s, 30.0), -30.0)) for s in scores]
    total = 1.0 + sum(powers)
    return [p / total for p in powers]
