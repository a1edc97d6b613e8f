"""To whom and by which channel: from the words that report, or from the occasion that plainly goes on; else nothing.

Statements are marked in the text: <1s ...> is the source of the first, <1c ...> its cue, <1q ...> what is said; one
that stands inside what another says is a nested one.
"""

from __future__ import annotations

import math
import time
from dataclasses import replace

import pytest
from marking import acted

from onrecord.domain import Span, Statement
from onrecord.read.occasion import occasions
from onrecord.read.occasion_features import Candidate
from onrecord.read.occasion_model import Weights, chances

CASES: list[tuple[str, str, list[tuple[str | None, str | None]]]] = [
    ("nothing shown", "<1s Lindqvist> <1c said> <1q the ferry was late>.", [(None, None)]),
    (
        "told an outlet",
        "<1s Lindqvist> <1c told> The Tarn Herald <1q the ferry was late>.",
        [("The Tarn Herald", None)],
    ),
    (
        "an interview with it",
        "<1s Lindqvist> <1c said> in an interview with The Tarn Herald that <1q the ferry was late>.",
        [("The Tarn Herald", "interview")],
    ),
    (
        "told in an interview",
        "“<1q The ferry was late>,” <1s Lindqvist> <1c told> The Tarn Herald in an interview.",
        [("The Tarn Herald", "interview")],
    ),
    (
        "told reporters",
        "<1s Lindqvist> <1c told> reporters <1q the ferry was late>.",
        [("reporters", "press_conference")],
    ),
    ("told a crowd", "<1s Lindqvist> <1c told> a crowd <1q the ferry was late>.", [("a crowd", "speech")]),
    (
        "a title is no name",
        "<1s Lindqvist> <1c told> Mayor Ada Okafor <1q the ferry was late>.",
        [("Ada Okafor", None)],
    ),
    (
        "urged somebody to",
        "<1s Lindqvist> <1c urged> <1q the harbour board to sell the ferry>.",
        [("the harbour board", None)],
    ),
    ("told that, not whom", "<1s Lindqvist> <1c told> <1q Okafor was late>.", [(None, None)]),
    ("tweeted", "<1s Lindqvist> <1c tweeted> <1q that the ferry was late>.", [(None, "tweet")]),
    ("in a tweet", "In a tweet on Monday, <1s Lindqvist> <1c said> <1q the ferry was late>.", [(None, "tweet")]),
    ("on Facebook", "<1s Lindqvist> <1c wrote> on Facebook that <1q the ferry was late>.", [(None, "social")]),
    ("a speech", "At a rally in Tarn, <1s Lindqvist> <1c said> <1q the ferry was late>.", [(None, "speech")]),
    ("a statement", "<1q The ferry was late>, <1s Lindqvist> <1c said> in a statement.", [(None, "statement")]),
    (
        "a letter to",
        "In a letter to the harbour board, <1s Lindqvist> <1c said> <1q the ferry was late>.",
        [("the harbour board", "letter")],
    ),
    (
        "a note to subscribers",
        "In a note to Tarn Weekly subscribers, <1s Lindqvist> <1c said> <1q the ferry was late>.",
        [("Tarn Weekly subscribers", "newsletter")],
    ),
    ("an email", "<1s Lindqvist> <1c wrote> in an email that <1q the ferry was late>.", [(None, "email")]),
    ("court papers", "<1s Lindqvist> <1c said> in court papers that <1q the ferry was late>.", [(None, "court")]),
    ("a court speaks", "<1s A judge> <1c ruled> <1q that the ferry must be sold>.", [(None, "court")]),
    ("a paper speaks", "<1s The report> <1c said> <1q the ferry was late>.", [(None, "report")]),
    ("a poll", "<1s A poll> <1c shows> <1q passengers want a ferry>.", [(None, "poll")]),
    ("a debate", "During the debate, <1s Lindqvist> <1c said> <1q the ferry was late>.", [(None, "other")]),
    (
        "a named programme",
        "<1s Lindqvist> <1c said> on “Tarn This Morning” that <1q the ferry was late>.",
        [(None, "broadcast")],
    ),
    (
        "whose request it is",
        "<1s Lindqvist> <1c did not respond to> The Tarn Herald's <1q request for comment>.",
        [("The Tarn Herald", None)],
    ),
    (
        "the occasion goes on",
        "<1s Lindqvist> <1c told> reporters <1q the ferry was late>.\n\n“<2q It is old>,” <2s she> <2c added>.",
        [("reporters", "press_conference"), ("reporters", "press_conference")],
    ),
    (
        "but not to another speaker",
        "<1s Lindqvist> <1c told> reporters <1q the ferry was late>.\n\n“<2q It is old>,” <2s Okafor> <2c said>.",
        [("reporters", "press_conference"), (None, None)],
    ),
    (
        "nor to an attitude",
        "<1s Lindqvist> <1c told> reporters <1q the ferry was late>.\n\n<2s Lindqvist> <2c wants> <2q a new one>.",
        [("reporters", "press_conference"), (None, None)],
    ),
    (
        "nor to what has been said",
        "<1s Lindqvist> <1c told> reporters <1q the ferry was late>.\n\n<2s She> <2c has said> <2q it is old>.",
        [("reporters", "press_conference"), (None, None)],
    ),
    (
        "nor to another month",
        "<1s Lindqvist> <1c told> reporters <1q it was late>.\n\n<2s She> <2c said> in March that <2q it is old>.",
        [("reporters", "press_conference"), (None, None)],
    ),
    (
        "a headline is told below",
        "<1s Lindqvist>: <1q ferry late>\n\n<2s Lindqvist> <2c said> in a statement that <2q the ferry was late>.",
        [(None, "statement"), (None, "statement")],
    ),
    (
        "what hints stand in what is said",
        "<1s Lindqvist> <1c said> <1q the mayor gave a speech at a rally>.",
        [(None, None)],
    ),
    (
        "told me, inside",
        "<1s Lindqvist> <1c wrote> that <1q <2s Okafor> <2c told> her <2q the ferry was late>>.",
        [(None, None), ("Lindqvist", "conversation")],
    ),
    (
        "what is told inside goes on, too",
        "<1s Lindqvist> <1c wrote> that <1q <2s Okafor> <2c told> her <2q the ferry was late>>.\n\n"
        "“<3q <4s Okafor> <4c said> <4q it was old>>,” <3s Lindqvist> <3c wrote>.",
        [(None, None), ("Lindqvist", "conversation"), (None, None), ("Lindqvist", "conversation")],
    ),
    (
        "an attitude inside",
        "<1s Lindqvist> <1c told> reporters <1q <2s she> <2c thinks> <2q the ferry was late>>.",
        [("reporters", "press_conference"), (None, None)],
    ),
    (
        "asked by, and answered",
        "<1c Asked> by <1s Brandt> <1q whether the ferry was late>, <2s Lindqvist> <2c said> <2q it was old>.",
        [("Lindqvist", None), ("Brandt", None)],
    ),
    (
        "each hint to its cue",
        "<1s Lindqvist> <1c tweeted> <1q it was late>, and <2s Okafor> <2c said> in a statement <2q it was old>.",
        [(None, "tweet"), (None, "statement")],
    ),
    ("an odd space", "<1s Lindqvist> <1c said> at a\xa0rally that <1q the ferry was late>.", [(None, "speech")]),
    (
        "whose editor it is",
        "<1s Lindqvist> <1c told> the Tarn Herald's Ada Okafor <1q the ferry was late>.",
        [("Ada Okafor", None)],
    ),
    (
        "a programme in marks",
        "In an interview with “The Tarn Hour,” <1s Lindqvist> <1c said> <1q the ferry was late>.",
        [("The Tarn Hour", "interview")],
    ),
    (
        "a briefing is for reporters",
        "<1s Lindqvist> <1c told> a news briefing <1q the ferry was late>.",
        [("reporters", "press_conference")],
    ),
    (
        "the words that name the channel decide",
        "<1s Lindqvist> <1c told> the Tarn television station in an interview that <1q the ferry was late>.",
        [("the Tarn television station", "interview")],
    ),
    (
        "which audience",
        "<1s Lindqvist> <1c told> a crowd in Tarn on Monday that <1q the ferry was late>.",
        [("a crowd in Tarn", "speech")],
    ),
    (
        "the source tells it",
        "<1s A witness interviewed by harbour staff> <1c said> <1q the ferry was late>.",
        [("harbour staff", "interview")],
    ),
    (
        "what is written",
        "<1s Lindqvist> <1c wrote> <1q an op-ed urging the town to sell the ferry>.",
        [(None, "other")],
    ),
    (
        "a department is no judge",
        "<1s The Justice Department> <1c declined> <1q to say whether the ferry was late>.",
        [(None, None)],
    ),
    (
        "a party is no station",
        "<1c Speaking> on GOP policy, <1s Lindqvist> <1q called the ferry late>.",
        [(None, None)],
    ),
    (
        "a scene told once",
        "Lindqvist spoke at a rally in Tarn on Monday.\n\n“<1q The ferry was late>,” <1s Lindqvist> <1c said>.\n\n"
        "“<2q It is old>,” <2s she> <2c added>.",
        [(None, "speech"), (None, "speech")],
    ),
    (
        "a station's forum is broadcast, wherever it is named again",
        "<1s Lindqvist> <1c said> at the TNB forum that <1q the ferry was late>.\n\n"
        "At the forum, <2s Okafor> <2c said> <2q it was old>.",
        [(None, "broadcast"), (None, "broadcast")],
    ),
    (
        "what opens a sentence is its subject's",
        "In her note to subscribers on Monday, Lindqvist went on, as <1s Okafor> <1c said> <1q he had asked>.\n\n"
        "“<2q The ferry was late>,” <2s Lindqvist> <2c wrote>.",
        [("subscribers", "newsletter"), ("subscribers", "newsletter")],
    ),
    (
        "what is spoken does not go on in writing",
        "<1s Lindqvist> <1c told> reporters <1q it was late>.\n\n<2s She> <2c wrote> that <2q it was old>.",
        [("reporters", "press_conference"), (None, None)],
    ),
    (
        "who is urged is not who hears the rest",
        "<1s Lindqvist> <1c urged> <1q Okafor to sell it>.\n\n“<2q It is old>,” <2s she> <2c said>.",
        [("Okafor", None), (None, None)],
    ),
    (
        "whoever replies speaks to who spoke before",
        "<1s Lindqvist> <1c said> <1q the ferry was late>. “<2q It was old>,” <2s Okafor> <2c replied>.",
        [(None, None), ("Lindqvist", None)],
    ),
    (
        "talk inside what is said is conversation",
        "<1s Lindqvist> <1c wrote> that <1q “<2s Brandt> <2c spoke> with Okafor, and <3s Okafor> <3c told> her "
        "<3q it was late>”>.",
        [(None, None), ("Okafor", "conversation"), ("Lindqvist", "conversation")],
    ),
]


@pytest.mark.parametrize(("marks", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_addressee_and_channel(marks: str, expected: list[tuple[str | None, str | None]]) -> None:
    text, statements = acted(marks)
    assert [(o.addressee, o.channel) for o in occasions(text, statements)] == expected


def test_the_speaker_read_settles_who_goes_on() -> None:
    text, statements = acted(
        "<1s Lindqvist> <1c told> reporters <1q the ferry was late>.\n\n<2s The captain> <2c said> <2q it is old>."
    )
    named = [replace(s, speaker="Maj Lindqvist") for s in statements]
    assert [o.channel for o in occasions(text, statements)] == ["press_conference", None]
    assert [o.channel for o in occasions(text, named)] == ["press_conference", "press_conference"]


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ("<1s Lindqvist> <1c told> the Tarn Herald in an interview <1q it was late>.", "“in an interview”; “told”"),
        (
            "Lindqvist spoke at a rally in Tarn.\n\n“<1q It was late>,” <1s Lindqvist> <1c said>.",
            "the same occasion, “at a rally”",
        ),
        ("<1s Lindqvist> <1c said> <1q it was late>.", "nothing shows it"),
    ],
)
def test_reasons_say_which_words(marks: str, words: str) -> None:
    text, statements = acted(marks)
    assert occasions(text, statements)[0].reason.startswith(words)


def test_each_label_has_a_confidence_of_its_own() -> None:
    text, statements = acted(
        "<1s Lindqvist> <1c told> reporters <1q it was late>.\n\n“<2q It is old>,” <2s she> <2c added>."
    )
    own, carried = occasions(text, statements)
    assert own.channel_confidence > carried.channel_confidence > 0.3
    assert carried.confidence == min(carried.channel_confidence, carried.addressee_confidence)
    [silent] = occasions(*acted("<1s Lindqvist> <1c said> <1q it was late>."))
    assert (silent.confidence, silent.channel_confidence, silent.addressee_confidence) == (0.0, 0.0, 0.0)


def test_chances_are_those_of_a_softmax_with_none_of_them() -> None:
    candidates = [Candidate("tweet", None, {"near": 1.0}), Candidate("speech", None, {"near": 0.5, "unknown": 1.0})]
    weights = Weights({"bias": 0.0, "near": 2.0})
    powers = [math.exp(2.0), math.exp(1.0)]
    assert chances(candidates, weights) == pytest.approx([p / (1 + sum(powers)) for p in powers])


def test_pairs_of_features_weigh_as_their_names_say() -> None:
    candidate = Candidate("tweet", None, {"near": 0.5}, ["own OWN"], ["nested", "dated"], ["= written"])
    by_name = {
        "near": 2.0,
        "* nested": 3.0,
        "own OWN * nested": 5.0,
        "= written * dated": 7.0,
        "own OWN * = written": 11,
    }
    assert set(by_name) < candidate.named().keys()
    expected = sum(weight * candidate.named()[name] for name, weight in by_name.items())
    assert Weights({"bias": 0.25, "own * nested": 99.0, **by_name}).score(candidate) == 0.25 + expected


def test_nothing_is_said_of_nothing() -> None:
    assert occasions("", []) == []
    assert occasions("", [Statement("1", None, (), (), (), 1.0)])[0].channel is None


def test_cost_grows_with_the_text() -> None:
    def seconds(times: int) -> float:
        parts = [acted("<1s Lindqvist> <1c told> reporters in an interview <1q the ferry was late>. ")] * times
        text = "".join(t for t, _ in parts)
        shift = len(parts[0][0])
        statements = [
            replace(
                s,
                id=f"{k}",
                **{
                    n: tuple(Span(x.start + k * shift, x.end + k * shift) for x in getattr(s, n))
                    for n in ("source", "cue", "content")
                },
            )
            for k, (_, [s]) in enumerate(parts)
        ]
        took = []
        for _ in range(3):  # of the processor, and the best: other work on the machine is no fault of the text
            begin = time.process_time()
            occasions(text, statements)
            took.append(time.process_time() - begin)
        return min(took)

    seconds(50)
    assert seconds(1600) < 16 * max(seconds(200), 0.005)
