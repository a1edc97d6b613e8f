"""What articles and statements are compared by goes through a table and comes out as it was."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("pyarrow")

from onrecord.corpus.fingerprints import Told, packed, told, unpacked
from onrecord.record.claim_words import words_of


@given(st.lists(st.integers(0, (1 << 47) - 1), max_size=50))
def test_numbers_of_runs_come_out_as_they_went_in(numbers: list[int]):
    runs = np.array(numbers, dtype=np.int64)
    out = unpacked(packed(runs))
    assert out.dtype == runs.dtype
    assert np.array_equal(out, runs)


@pytest.mark.parametrize(
    "content",
    [
        "“We'll never sell 12,500 berths,” … he added [to cheers] – not in Port Alder",
        "the harbour would not be sold before 2031",
        "false",
        "",
    ],
)
def test_words_come_out_as_they_went_in(content: str):
    words = words_of(content)
    assert Told({"words": json.loads(json.dumps(told(words)))}).words == words  # type: ignore[arg-type]
