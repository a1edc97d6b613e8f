"""A text's runs are the same however they are worked out: paragraph by paragraph, or all at once."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from onrecord.record.nearness import _QUOTATION, full, runs, sampled, sketch, words

PIECES = st.sampled_from(
    [
        "The harbour’s", "mayor", "said", "per cent", "12,500", "%", "organisation", "colours", "Mr", "O'Dell", "U.S.",
        "don't", "three", "“", "”", '"', "«", "»", "…", "—", ". ", ", ", "'", "ﬁve", "ＡＢ", "\xad", "é", "1.5",
    ]
)  # fmt: skip
PARAGRAPHS = st.lists(st.lists(st.tuples(PIECES, st.sampled_from(["", " "])), max_size=40).map(
    lambda some: "".join(piece + space for piece, space in some)
), max_size=6)  # fmt: skip


@given(PARAGRAPHS)
def test_all_runs_of_a_text_are_those_of_its_paragraphs(paragraphs: list[str]):
    made = full(paragraphs)
    assert len(made.parts) == len(paragraphs)
    for part, paragraph in zip(made.parts, paragraphs, strict=True):
        assert np.array_equal(part, runs([paragraph]))
    assert np.array_equal(made.runs, runs(paragraphs))
    between = [piece for p in paragraphs for piece in _QUOTATION.split(p)]
    assert np.array_equal(made.unquoted, runs(between))
    kept, known = sampled(made.runs), sketch(paragraphs)
    assert np.array_equal(kept.runs, known.runs)
    assert (kept.bound, kept.size) == (known.bound, known.size)


def test_runs_do_not_cross_from_one_paragraph_into_the_next():
    one, other = "Nobody opened any new bridge since", "Ferries stop when March comes to its close"
    assert set(runs([one, other]).tolist()) == set(runs([one]).tolist()) | set(runs([other]).tolist())
    assert len(runs([one, other])) == len(words(one)) - 4 + len(words(other)) - 4


def test_a_text_of_few_words_is_one_run():
    assert len(runs(["Bridge opens"])) == 1
    assert len(runs([""])) == len(runs([])) == 0
