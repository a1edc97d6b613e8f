"""Whose request, offer or question opens what somebody answers, and whom a cue names."""

from __future__ import annotations

import pytest

from onrecord.domain import Span, Statement
from onrecord.read.occasion_words import told, whose_request
from onrecord.read.places import Placed

CASES = {
    "the harbour board’s offer": "the harbour board",
    "Ilse Brandt’s request for more": "Ilse Brandt",
    "Ilse Brandt would come": None,
    # A mark that is open in the text is closed in the name, which so is not in the text as it is.
    "the Harbour “Trust’s offer to talk": "the Harbour “Trust”",
    "Ilse “Bo Brandt’s request for more": "Ilse “Bo Brandt”",
}


@pytest.mark.parametrize("words", CASES)
def test_whose_request_it_is(words: str):
    assert whose_request(words) == CASES[words]


TOLD = {
    "the council to close the bridge": "the council",
    "Ilse Brandt to come": "Ilse Brandt",
    "that the bridge be closed": None,
    # As above: a nickname whose mark the text forgets to close.
    "the Harbour “Trust to sell": "the Harbour “Trust”",
    "Ilse “Bo Brandt to come": "Ilse “Bo Brandt”",
}


@pytest.mark.parametrize("rest", TOLD)
def test_whom_a_cue_names(rest: str):
    text = f"The mayor urged {rest}."
    source, cue, content = Span(0, 9), Span(10, 15), Span(16, len(text) - 1)
    statement = Statement("s1", None, (source,), (cue,), (content,), 0.9, form="indirect")
    assert told(text, Placed(0, statement, cue, Span(0, len(text)), 0)) == TOLD[rest]
