"""What each verdict means, as cases. The source stands in conftest.py."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from onrecord.check.findings import Checked, Finding

Quotation = Callable[[str], Finding]

VERBATIM = [
    # The same words.
    "“We will not sell the harbour to anybody, and we never promised that,” Brandt said.",
    # Part of a sentence.
    "Brandt said that “we never promised that.”",
    # Typographic marks and white space aside: straight or British marks, another dash, a line break.
    'Brandt said: "We will not sell the harbour to anybody, and we never promised that."',
    "‘We will not  sell the\nharbour to anybody, and we never promised that,’ Brandt said.",
    # The case of the first letter aside.
    "Brandt said: “Nobody has asked us to renew it.”",
    "Brandt said that “nobody has asked us to renew it.”",
    # Punctuation at its end is the draft's.
    "“The lease ends in May 2031,” Brandt said.",
    # A quotation over paragraphs.
    "Brandt said: “The lease ends in May 2031.\n\n“Nobody has asked us to renew it.”",
    # The source itself breaks off to say who speaks.
    "“She told me in March that the town had run out of money and that we should look for a buyer,” Pell said.",
    # An ellipsis at the end leaves nothing out between words.
    "“People here remember when there were four boats …” Vass said.",
    # Stops in abbreviations and commas in numbers are typography.
    "Vass said: “I think the US company is only interested if the town repairs the quay.”",
]


@pytest.mark.parametrize("draft", VERBATIM)
def test_verbatim_is_the_same_words(quotation: Quotation, draft: str):
    found = quotation(draft)
    assert found.verdict == "verbatim"
    assert found.differences == ()
    assert found.fine


MARKED = [
    # An ellipsis, whole sentence or part of one, of any form.
    ("“The lease ends … Nobody has asked us to renew it,” Brandt said.", "left_out"),
    ("“People here remember ... four boats a day,” Vass said.", "left_out"),
    ("“We are going to vote on it [...] I expect a close vote,” Vass said.", "left_out"),
    # An aside that hangs on “which” may be left out, whatever it says.
    ("“The board … will decide in June,” Vass said.", "left_out"),
    # Brackets: another word, a word put in, another form, another letter, [sic].
    ("“She told [Pell] in March that the town had run out of money,” Pell said.", "changed"),
    ("“She told me in March [2030] that the town had run out of money,” Pell said.", "put_in"),
    ("“People here [still] remember when there were four boats a day,” Vass said.", "put_in"),
    ("“My father work[s] on one of them,” Vass said.", "changed"),
    ("“[t]he lease ends in May 2031,” Brandt said.", "changed"),
    ("“The lease ends [sic] in May 2031,” Brandt said.", "put_in"),
]


@pytest.mark.parametrize(("draft", "kind"), MARKED)
def test_a_marked_change_is_one_that_the_draft_shows_and_that_is_fair(quotation: Quotation, draft: str, kind: str):
    found = quotation(draft)
    assert found.verdict == "marked_change", found
    assert [d.kind for d in found.differences] == [kind]
    assert all(d.marked and d.turns is None for d in found.differences)
    assert found.fine


ALTERED = [
    # Words that differ, side by side.
    ("“We will not sell the harbour to everybody, and we never promised that,” Brandt said.", "changed",
     "everybody", "anybody"),
    # Left out and put in without a mark.
    ("“People remember when there were four boats a day,” Vass said.", "left_out", "", "here"),
    ("“People here fondly remember when there were four boats a day,” Vass said.", "put_in", "fondly", ""),
    # Tense and number.
    ("“My father works on one of them,” Vass said.", "changed", "works", "worked"),
    ("“The lease ends in May 2032,” Brandt said.", "changed", "2032", "2031"),
    # The first word stands in an earlier sentence, too: the quotation does not begin there.
    ("“The coming lease ends in May 2031,” Brandt said.", "put_in", "coming", ""),
    ("“Nobody was asked us to renew it,” Brandt said.", "changed", "was", "has"),
    # Capitals beyond the first letter: “us” is not “US”.
    ("“Nobody has asked US to renew it,” Brandt said.", "case", "US", "us"),
]  # fmt: skip


@pytest.mark.parametrize(("draft", "kind", "mine", "theirs"), ALTERED)
def test_altered_is_words_that_differ_without_a_mark(
    quotation: Quotation, draft: str, kind: str, mine: str, theirs: str
):
    found = quotation(draft)
    assert found.verdict == "altered", found
    assert [(d.kind, d.draft, d.source, d.marked) for d in found.differences] == [(kind, mine, theirs, False)]
    assert not found.fine


UNFAIR = [
    # “not” and “never” dropped, with and without a mark.
    ("“We will sell the harbour to anybody, and we never promised that,” Brandt said.", "left_out", "not"),
    ("“We will … sell the harbour to anybody,” Brandt said.", "left_out", "not"),
    ("“We will not sell the harbour to anybody, and we promised that,” Brandt said.", "left_out", "never"),
    # The condition dropped.
    ("“I think the U.S. company is … interested if the town repairs the quay,” Vass said.", "left_out", "only"),
    # A “not” in brackets that is the writer's.
    ("“We are [not] going to vote on it,” Vass said.", "put_in", "not"),
    # Far-apart sentences joined, with and without a mark.
    ("“The lease ends in May 2031 … when there were four boats a day,” Brandt said.", "joined", None),
    ("“I expect a close vote. People here remember when there were four boats a day,” Vass said.", "joined", None),
    # Another order.
    ("“My father worked on one of them … there were four boats a day,” Vass said.", "reordered", None),
]


@pytest.mark.parametrize(("draft", "kind", "turns"), UNFAIR)
def test_a_change_that_turns_the_sense_is_altered_and_named(
    quotation: Quotation, draft: str, kind: str, turns: str | None
):
    found = quotation(draft)
    assert found.verdict == "altered", found
    named = [d for d in found.differences if d.kind == kind]
    assert named, found.differences
    assert any(d.turns == turns for d in named)


OTHERS = [
    ("“We will not sell the harbour to anybody, and we never promised that,” Jon Pell said.", "Ilse Brandt"),
    ("Ilse Brandt said: “People here remember when there were four boats a day.”", "Ada Vass"),
    # A marked change, too, has its speaker.
    ("“The board … will decide in June,” Jon Pell said.", "Ada Vass"),
]


@pytest.mark.parametrize(("draft", "speaker"), OTHERS)
def test_another_speaker_is_who_says_the_words_in_the_source(quotation: Quotation, draft: str, speaker: str):
    found = quotation(draft)
    assert found.verdict == "other_speaker", found
    assert found.match is not None
    assert found.match.speaker == speaker
    assert found.match.chain == ("Wend Post", speaker)
    assert not found.fine


SAME_SPEAKER = [
    # The surname, the full name, the office with the name.
    "“Nobody has asked us to renew it,” Mayor Brandt said.",
    "“Nobody has asked us to renew it,” Ilse Brandt said.",
    # Nobody is named: nobody can be another.
    "“Nobody has asked us to renew it,” an official said.",
    "“Nobody has asked us to renew it.”",
]


@pytest.mark.parametrize("draft", SAME_SPEAKER)
def test_a_speaker_who_is_not_clearly_another_is_none(quotation: Quotation, draft: str):
    assert quotation(draft).verdict == "verbatim"


NOT_FOUND = [
    "“The moon over Aldmere is made of green cheese,” Brandt said.",
    "“We have the best ferries in the whole wide world, believe me,” Pell said.",
]


@pytest.mark.parametrize("draft", NOT_FOUND)
def test_not_found_shows_the_nearest_passage_and_how_near_it_is(quotation: Quotation, draft: str):
    found = quotation(draft)
    assert found.verdict == "not_found"
    assert found.match is not None
    assert found.match.nearness < 0.6


STATEMENTS = [
    # The substance in other words, from the same speaker.
    ("Ilse Brandt said that the harbour would remain in public hands.", "paraphrase"),
    # The same words without marks are a paraphrase as well, and never called verbatim.
    ("Ilse Brandt said that the harbour would stay in public hands.", "paraphrase"),
    ("Ada Vass said she thinks the company is only interested if the town repairs the quay.", "paraphrase"),
    # Somebody else says so.
    ("Jon Pell said that the harbour would stay in public hands.", "other_speaker"),
    # The opposite, another number, another thing.
    ("Ilse Brandt said that the harbour would not stay in public hands.", "not_found"),
    ("Ilse Brandt said that the lease ends in May 2044.", "not_found"),
    ("Ilse Brandt said that the moon was made of green cheese.", "not_found"),
]


@pytest.mark.parametrize(("draft", "verdict"), STATEMENTS)
def test_an_indirect_statement_is_a_paraphrase_or_is_not_there(check: Callable[..., Checked], draft: str, verdict: str):
    (found,) = check(draft).findings
    assert found.kind == "statement"
    assert found.verdict == verdict, found


def test_every_quotation_is_checked_even_where_nobody_is_said_to_say_it(check: Callable[..., Checked]):
    draft = "A placard at the gate read “we will never sell the harbour to anybody, whatever they promise”."
    (found,) = check(draft, statements=False).findings
    assert found.verdict != "verbatim"


def test_one_or_two_words_that_nobody_says_are_set_apart(check: Callable[..., Checked]):
    checked = check("They bought the “Silver Gull” for the so-called “water bus”.", statements=False)
    assert [(f.verdict, f.counted) for f in checked.findings] == [("not_found", False)] * 2
    assert checked.fine


def test_words_before_the_quotation_that_turn_it_are_noted(quotation: Quotation):
    found = quotation("Brandt said the town would “sell the harbour to anybody.”")
    assert found.verdict == "verbatim"
    assert any("“not”" in note for note in found.notes)


def test_spans_and_lines_lead_to_the_words(check: Callable[..., Checked], source):
    draft = "Aldmere votes\n\n“My father worked on one of them,” Vass said.\n"
    (found,) = check(draft, statements=False).findings
    assert found.span.of(draft) == "My father worked on one of them,"
    assert found.line == 3
    assert found.match is not None
    assert found.match.span.of(source.text) == found.match.text == "My father worked on one of them"
    assert source.text.split("\n")[found.match.line - 1].startswith("“People here remember")
    assert found.match.before.endswith("“")
    assert found.match.after.startswith(".”")
