"""Each statement is the act that its cue says it is, in its context; what was not said or thought is negated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.domain import Span, Statement
from onrecord.read.acts import acts

# What is tested, source, cue, content, act, whether negated.
CASES: list[tuple[str, str, str, str, str, bool]] = [
    ("a plain saying", "Lindqvist", "said", "the ferry was late", "assert", False),
    ("a colon is a cue", "Lindqvist", ":", "the ferry was late", "assert", False),
    ("a source alone", "the harbour board", "according to", "the ferry was late", "assert", False),
    ("a noun", "Lindqvist's", "claim", "that the ferry was late", "assert", False),
    ("said with would", "Lindqvist", "said", "she would sell the ferry", "assert", False),
    ("not said", "Lindqvist", "did not say", "that the ferry was late", "assert", True),
    ("never told", "Lindqvist", "never told", "that the ferry was late", "assert", True),
    ("denied", "Lindqvist", "has denied", "selling the ferry", "deny", False),
    ("rejected a claim", "Lindqvist", "rejected", "the claim that the ferry was late", "deny", False),
    ("took issue", "Lindqvist", "took issue with", "the report", "deny", False),
    ("pushed back", "Lindqvist", "pushed back against", "the report", "deny", False),
    ("did not dispute", "Lindqvist", "did not dispute", "the report", "deny", True),
    ("said it is false", "Lindqvist", "said", "the report is false", "deny", False),
    ("defended against", "Lindqvist", "defended", "herself against accusations of neglect", "deny", False),
    ("admitted", "Lindqvist", "admitted", "that the ferry was late", "confirm", False),
    ("its own word again", "Lindqvist", "reiterated", "that the ferry was late", "confirm", False),
    ("defended its own word", "Lindqvist", "defended", "her claim", "confirm", False),
    ("guilty", "Lindqvist", "pleaded guilty to", "neglect", "confirm", False),
    ("declined", "Lindqvist", "declined", "to comment", "decline", False),
    ("did not respond", "Lindqvist", "did not immediately respond to", "a request for comment", "decline", False),
    ("not reached", "Lindqvist", "could not be reached for", "comment", "decline", False),
    ("would not say", "Lindqvist", "would not say", "whether the ferry was late", "decline", False),
    ("an offer rejected", "Lindqvist", "rejected", "the board's offer", "decline", False),
    ("the Fifth", "Lindqvist", "invoked", "her Fifth Amendment rights", "decline", False),
    ("asked about", "Lindqvist", "asked", "whether the ferry was late", "ask", False),
    ("a request for comment", "", "a request for", "comment", "ask", False),
    ("asked them to", "Lindqvist", "asked", "the board to sell the ferry", "direct", False),
    ("asked for", "Lindqvist", "asked for", "a new ferry", "direct", False),
    ("told them to", "Lindqvist", "told", "passengers not to board", "direct", False),
    ("urged", "Lindqvist", "urged", "the board to sell", "direct", False),
    ("called for", "Lindqvist", "called for", "a new ferry", "direct", False),
    ("a ruling", "a judge", "ruled", "that the ferry must be sold", "direct", False),
    ("a court's no", "the court", "rejected", "the board's appeal", "direct", False),
    ("a vote", "The council", "voted", "to sell the ferry", "direct", False),
    ("should", "Lindqvist", "suggested", "that the board should sell", "direct", False),
    ("promised", "Lindqvist", "promised", "a new ferry", "commit", False),
    ("plans", "Lindqvist", "plans", "to sell the ferry", "commit", False),
    ("will", "Lindqvist", "will", "take the matter up", "commit", False),
    ("no plans", "Lindqvist", "has no plans", "to sell", "commit", True),
    ("agreed to", "Lindqvist", "agreed", "to pay", "commit", False),
    ("criticised", "Lindqvist", "criticised", "the board", "judge", False),
    ("called it something", "Lindqvist", "called", "the ferry a wreck", "judge", False),
    ("described it as", "Lindqvist", "described", "the ferry as a wreck", "judge", False),
    ("described itself", "Lindqvist", "describes", "herself as a sailor", "assert", False),
    ("not concerned", "Lindqvist", "was not concerned about", "the delay", "judge", True),
    ("went after", "Lindqvist", "went after", "the board", "judge", False),
    ("questioned something", "Lindqvist", "questioned", "the board's judgement", "judge", False),
    ("remarks are disliked", "Lindqvist", "rejected", "the mayor's remarks about sailors", "judge", False),
    ("wrote, criticising", "Lindqvist", "wrote a long letter criticising", "the board", "judge", False),
    ("think", "I", "don’t think", "the ferry is late", "believe", True),
    ("doubted", "Lindqvist", "doubted", "that the ferry was late", "believe", True),
    ("sceptical", "Lindqvist", "was skeptical of", "the timetable", "believe", True),
    ("no doubt about it", "Lindqvist", "had no doubt", "that the ferry was late", "believe", False),
    ("saw as", "Lindqvist", "saw", "the ferry as a wreck", "believe", False),
    ("know", "Lindqvist", "knows", "the ferry was late", "know", False),
    ("unaware", "Lindqvist", "was unaware of", "the delay", "know", True),
    ("a study finds", "the study", "found", "that ferries are late", "assert", False),
    ("want", "Lindqvist", "wants", "a new ferry", "want", False),
    ("would like", "Lindqvist", "would like", "a new ferry", "want", False),
    ("a hope", "Lindqvist's", "hope", "that the ferry will run", "want", False),
    ("nobody", "Nobody on the board", "is impressed with", "the plan", "judge", True),
    ("a word nobody knows", "Lindqvist", "blorfed", "that the ferry was late", "assert", False),
]


def _statement(source: str, cue: str, content: str, id: str = "s1", at: int = 0) -> tuple[str, Statement]:
    a = at + len(source) + 1
    b = a + len(cue) + 1
    spans = (Span(at, at + len(source)),) if source else ()
    return f"{source} {cue} {content}. ", Statement(
        id, None, spans, (Span(a, b - 1),), (Span(b, b + len(content)),), 1.0
    )


@pytest.mark.parametrize(
    ("source", "cue", "content", "act", "negated"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_cue_and_context_make_the_act(source: str, cue: str, content: str, act: str, negated: bool) -> None:
    text, statement = _statement(source, cue, content)
    [judgement] = acts(text, [statement])
    assert (judgement.act, judgement.negated) == (act, negated), judgement.reason


def test_a_negative_answer_to_a_claim_denies() -> None:
    first, claim = _statement("Okafor", "claimed", "Lindqvist had spoken with the harbour board")
    second, answer = _statement("Lindqvist", "said", "she had not spoken with the harbour board", "s2", len(first))
    assert [j.act for j in acts(first + second, [claim, answer])] == ["assert", "deny"]
    assert [j.act for j in acts(first + second, [answer])] == ["assert"]


def test_the_reason_names_the_word() -> None:
    text, statement = _statement("Lindqvist", "has flatly denied", "selling the ferry")
    assert acts(text, [statement])[0].reason == "cue 'denied'"


def test_a_known_word_is_surer_than_none() -> None:
    known, unknown = (acts(*_one(cue))[0].confidence for cue in ("said", "blorfed"))
    assert known > unknown


def _one(cue: str) -> tuple[str, list[Statement]]:
    text, statement = _statement("Lindqvist", cue, "so")
    return text, [statement]


@given(st.text(), st.text(), st.text())
def test_any_words_have_an_act(source: str, cue: str, content: str) -> None:
    text, statement = _statement(source, cue, content)
    [judgement] = acts(text, [statement])
    assert 0 <= judgement.confidence <= 1
    assert judgement.reason
