"""Where a unit stands towards a cue: the buckets that the scorer has learnt biases for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onrecord.read.units import IntArray

N_DISTANCES = 40
_HALF = N_DISTANCES // 2
FARTHEST = 256
"""From this distance on all are in one bucket."""
# The buckets of paragraphs two or more before, one before, the same, one after, two or more after.
_BY_STEP = np.array([3, 1, 0, 2, 4])


def distance_bucket(distance: IntArray) -> IntArray:
    """Bucket signed distances in units: one by one up to 8, then logarithmic up to 256; 20 buckets a side."""
    n = np.abs(distance)
    far = 8 + (np.log2(np.maximum(n, 8) / 8) * (_HALF - 9) / 5).astype(np.int64)
    bucket = np.where(n <= 8, n, np.minimum(far, _HALF - 1))
    return np.where(distance < 0, bucket + _HALF, bucket)


def paragraph_bucket(cues: NDArray[np.int64], units: NDArray[np.int64]) -> IntArray:
    """Paragraph numbers [n_cues], [n_units] -> [n_cues, n_units]: 0 same, 1 the one before, 2 after, 3, 4 further."""
    d = units[None, :] - cues[:, None]
    return np.asarray(_BY_STEP[np.maximum(np.minimum(d, 2), -2) + 2], dtype=np.int64)
