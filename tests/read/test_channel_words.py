"""The words that show a channel: each sentence is searched for what its stems allow, and nothing is lost by it."""

from __future__ import annotations

import pytest

from onrecord.read.channel_words import CHANNELS, ChannelIndex, source_channels
from onrecord.read.occasion_words import hints

SENTENCES = [
    "In a tweet on Monday, Lindqvist said so.",
    "She wrote on Facebook that the ferry was late.",
    "He said in the newsletter that it was.",
    "The board e-mailed its answer in an op-ed.",
    "Osei told reporters at a news\u00a0conference.",
    "She said on TNB that it was.",
    "Okafor told Tarn TV’s “Morning” on air.",
    "They spoke with The Tarn Herald.",
    "The letter to the mayor says so.",
    "In an ad, and in testimony,\nhe denied it.",
    "Speaking at a rally, she took the stage.",
    "In a court filing they said so.",
    "In a statement the ferry was praised.",
    "In the report it is not.",
    "In his memoir it is.",
    "He said so over lunch.",
    "In a poll most agreed.",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_index_loses_no_hint(sentence: str) -> None:
    before = "Nothing is said here about anything. "
    index = ChannelIndex(before + sentence)
    said = sentence.replace("\u00a0", " ").replace("\n", " ")
    found = hints(said, len(before))
    assert found
    assert hints(said, len(before), index.within(len(before), len(before) + len(sentence))) == found
    assert not index.within(0, len(before))


def test_every_channel_is_among_the_sentences() -> None:
    shown = {h.channel for s in SENTENCES for h in hints(s.replace("\u00a0", " ").replace("\n", " "), 0)}
    assert shown == {words.channel for words in CHANNELS}


def test_a_text_whose_small_letters_are_longer_is_searched_for_all() -> None:
    assert list(ChannelIndex("İ İ İ tweeted").within(0, 3)) == list(CHANNELS)


def test_a_source_is_a_channel_where_its_cue_allows() -> None:
    ((cue, channel),) = source_channels("the harbour court")
    assert channel == "court"
    assert cue.search("ruled")
    assert not cue.search("hoped")
