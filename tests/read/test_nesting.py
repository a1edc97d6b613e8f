"""Which statement stands inside which: chains, and what is too unsure to stand anywhere."""

from __future__ import annotations

import pytest

from onrecord.domain import Span
from onrecord.read.nesting import arrange
from onrecord.read.statements import Draft


def draft(cue: int, content: tuple[int, int], *, nested: float = 0.0, confidence: float = 0.9) -> Draft:
    return Draft((), Span(cue, cue + 3), (Span(*content),), nested, confidence)


@pytest.mark.parametrize(
    ("drafts", "parents"),
    [
        # a chain of three, in whatever order they were found
        ([draft(20, (24, 60), nested=0.9), draft(0, (4, 60)), draft(40, (44, 60), nested=0.9)], [None, 0, 1]),
        # side by side
        ([draft(0, (4, 20)), draft(30, (34, 60))], [None, None]),
        # two inside one
        ([draft(0, (4, 90)), draft(10, (14, 40), nested=0.9), draft(50, (54, 90), nested=0.9)], [None, 0, 0]),
        # what looks nested and stands in nobody's content is dropped, what does not stays
        ([draft(0, (4, 20)), draft(30, (34, 60), nested=0.9)], [None]),
        # a nested one that is a guess is dropped, an outermost one is shown with its low confidence
        ([draft(0, (4, 60)), draft(20, (24, 60), nested=0.9, confidence=0.2)], [None]),
        ([draft(0, (4, 60), confidence=0.2)], [None]),
        ([], []),
    ],
)
def test_parents(drafts: list[Draft], parents: list[int | None]) -> None:
    assert [parent for _, parent in arrange(drafts)] == parents
