"""Whose request, offer or question opens what somebody answers."""

from __future__ import annotations

import pytest

from onrecord.read.occasion_words import whose_request

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
