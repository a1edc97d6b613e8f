"""Each label of a statement is shown with what it went by."""

from __future__ import annotations

import pytest

from onrecord.domain import Article, Provenance, Reading, Record, Relation, Span, Statement
from onrecord.errors import InputError
from onrecord.serve.explain import explain

TEXT = "Ines Okafor denied that the ferry was late."
SAID = Statement(
    "s1", None, (Span(0, 11),), (Span(12, 18),), (Span(19, 42),), 0.876,
    speaker="Ines Okafor", source_type="person", named=True, act="deny", form="indirect", negated=False,
    reasons=(("act", "cue 'denied'"), ("speaker", "the name itself"), ("said_on", "no date in the words")),
    confidences=(("act", 0.914), ("speaker", 0.998)),
)  # fmt: skip
OTHER = Statement("s2", None, (), (), (Span(24, 42),), 0.5)
RECORD = Record(
    Article("a", TEXT, (), name="ferry.txt"),
    Reading((SAID, OTHER), relations=(Relation("denies", "s1", "s2", "it answers"),)),
    Provenance("0", "m", "0"),
)


@pytest.mark.parametrize(
    "line",
    [
        "source        Ines Okafor (0..11)",
        "content       that the ferry was late (19..42)",
        "speaker       Ines Okafor (0.99), because: the name itself",
        "named         yes, because: the name itself",
        "act           deny (0.91), because: cue 'denied'",
        "negated       no, because: cue 'denied'",
        "said on       unknown, because: no date in the words",
        "channel       unknown",
        "chain         this article > Ines Okafor, 1 hop behind the outlet",
        "relation      denies s2 (it answers)",
        "confidence    0.88 that these words are its source, cue and content",
    ],
)
def test_a_label_has_its_reason(line: str) -> None:
    assert line in explain(RECORD, "s1").splitlines()


def test_a_statement_without_source_says_so() -> None:
    assert "source        none in the text" in explain(RECORD, "s2").splitlines()


def test_a_statement_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match=r"ferry.txt: there is no statement 's9'. Its statements are s1 to s2."):
        explain(RECORD, "s9")
