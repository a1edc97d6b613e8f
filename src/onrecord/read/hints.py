"""What the encoder makes of a cue as a whole: which act it is, whether negated, and what its source is.

Learnt from 42 articles alone, so these are hints: the rules that know the guide decide, and ask here where they are
unsure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

import numpy as np

from onrecord.domain import Act, SourceType
from onrecord.read.decode import FloatArray, log_softmax

# The order of the encoder's outputs: 11 acts, negated, 6 types of source, named.
ACTS: tuple[Act, ...] = get_args(Act)
TYPES: tuple[SourceType, ...] = get_args(SourceType)


@dataclass(frozen=True, slots=True)
class Hints:
    """Probabilities in [0, 1]: of each act, that the saying is negated, of each type of source, that it is named."""

    acts: Mapping[Act, float]
    negated: float
    types: Mapping[SourceType, float]
    named: float


def hints(logits: FloatArray) -> list[Hints]:
    """Read the logits of some units, [n, 19]: one Hints each."""
    n = len(ACTS)
    m = n + 1 + len(TYPES)
    acts, types = np.exp(log_softmax(logits[:, :n])), np.exp(log_softmax(logits[:, n + 1 : m]))
    yes = 1 / (1 + np.exp(-logits[:, [n, m]]))
    return [
        Hints(dict(zip(ACTS, its_acts, strict=True)), is_negated, dict(zip(TYPES, its_types, strict=True)), is_named)
        for its_acts, its_types, (is_negated, is_named) in zip(acts.tolist(), types.tolist(), yes.tolist(), strict=True)
    ]
