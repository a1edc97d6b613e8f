"""What hangs together through pairs, however many: worked out on whole columns of numbers at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


def components(one: Numbers, other: Numbers, size: int) -> Numbers:
    """Return for each of `size` things the smallest number of those that it hangs together with through the pairs.

    one, other: [pairs] the numbers of the two of each pair, below `size`.
    """
    label: Numbers = np.arange(size, dtype=np.int64)
    while len(one):
        least = np.minimum(label[one], label[other])
        before = label.copy()
        # The larger one's representative goes to the smaller one's, then every chain is cut short.
        np.minimum.at(label, before[one], least)
        np.minimum.at(label, before[other], least)
        while True:
            shorter = label[label]
            if np.array_equal(shorter, label):
                break
            label = shorter
        apart = label[one] != label[other]
        one, other = one[apart], other[apart]
    return label
