"""Pages that are no news story from lead to end, read whole: nothing breaks, and who speaks is read off the layout."""

from __future__ import annotations

import time

import pytest

from onrecord import Document, NoArticleError, read_text

CHAIN = """Minister to go, papers say

TARN — The Tarn Courier reported on Friday that the Coast Gazette had written that the Evening Bell quoted
minister Ola Brant as saying that she would resign.
"""

TRANSCRIPT = """Transcript: the hearing on the pier

CHAIRWOMAN ABARA: The committee will come to order. Mr. Reyes, when did you first see the cracks?

REYES: In January. I told the mayor the same day.

(Applause)

I wrote it down, too.

ABARA: And what did she say?

REYES: She said it could wait until the regatta. I did not agree.

MAYOR QUAYLE: That is false. I never said such a thing.

MODERATOR: We will hear from the engineer next.
"""

BROADCAST = """SMITH: Good evening, and welcome. Tonight we look at the pier.
JONES: Thanks for having me. The pier is sound.
SMITH: The council says it is not.
JONES (laughs): The council has not been there since 2019.
"""

LIVE = """Pier closure: live updates

16:42 GMT

Council leader Ruth Abara has resigned. “I cannot go on,” she said in a statement.

15:10 GMT

Harbourmaster Tom Reyes tells the committee that he warned the mayor in January.

14:03 GMT

Mayor Della Quayle denied on Monday that she knew of the cracks.
"""

VOICES = """Voices from the pier

“It should have been repaired years ago.” — Ann Okafor, baker

“I learned to swim there. I would hate to see it go.”
— Tom Reyes, harbourmaster

“Close it. It is a danger.”
— Ruth Abara, councillor
"""

QUESTIONS = """‘The pier is not safe’: an interview with Tom Reyes

Tom Reyes has been harbourmaster of Tarn for 12 years.

Q: When did you first see the cracks?

A: In January. I told the mayor the same day, and she said it could wait.

Q: What should happen now?

A: It should be closed until it is repaired.

There is no other way.

Q: Will it be?

A: No. They have no money.
"""

BOLD_QUESTIONS = """Tom Reyes on the pier

Tom Reyes has been harbourmaster of Tarn for 12 years. He spoke to the Courier about the pier.

When did you first see the cracks?

In January. I told the mayor the same day.

What should happen now?

It should be closed until it is repaired. I am sure of that.

Will it be closed?

No. They have no money, and we have no time.
"""

UNDATED = """Mayor to speak

Mayor Della Quayle said on Tuesday that the pier would stay open. “Nobody is closing anything,” she told reporters.
"""

GERMAN = """Bürgermeisterin widerspricht Bericht über die Mole

Die Bürgermeisterin Della Quayle hat am Dienstag bestritten, dass sie von den Rissen
in der Mole gewusst habe. „Niemand hat mir davon etwas gesagt“,
sagte Quayle vor Journalisten.
"""

RUSSIAN = """Мэр опровергла слухи о закрытии пирса

Мэр Анна Ковалёва заявила во вторник, что пирс останется открытым и зимой. «Никто ничего не закрывает», —
сказала она журналистам, но не ответила на вопросы.
"""

CAPITALS = """MAYOR DENIES PLAN TO CLOSE PIER

TARN HARBOUR — MAYOR DELLA QUAYLE SAID ON MONDAY THAT THE TOWN WOULD KEEP THE PIER OPEN.

“NOBODY IS CLOSING ANYTHING,” QUAYLE TOLD REPORTERS.

HARBOURMASTER TOM REYES SAID THE REPAIR WOULD COST 2.4 MILLION POUNDS.
"""

NO_MARKS = (
    "mayor della quayle said on monday that the town would keep the pier open harbourmaster tom reyes said the repair"
    " would cost two million pounds and the council agreed that it was needed"
)

HEADLINE = "Mayor Della Quayle denies plan to close pier"

SAID = [  # the page; what is said, by whom, as which act; outermost ones in their order, all that the page has
    pytest.param(
        TRANSCRIPT,
        [
            ("The committee will come", "Abara", "ask"),
            ("In January. I told", "Reyes", "assert"),
            ("And what did she say?", "Abara", "ask"),
            ("She said it could wait", "Reyes", "assert"),
            ("That is false.", "Quayle", None),
            ("We will hear from", "Moderator", "assert"),
        ],
        id="transcript",
    ),
    pytest.param(
        BROADCAST,
        [
            ("Good evening", "Smith", "assert"),
            ("Thanks for having me", "Jones", "assert"),
            ("The council says", "Smith", "assert"),
            ("The council has not", "Jones", "assert"),
        ],
        id="broadcast",
    ),
    pytest.param(
        LIVE,
        [
            ("“I cannot go on,”", "Ruth Abara", "assert"),
            ("that he warned", "Tom Reyes", "assert"),
            ("that she knew", "Della Quayle", "deny"),
        ],
        id="live report",
    ),
    pytest.param(
        VOICES,
        [
            ("“It should have", "Ann Okafor", "assert"),
            ("“I learned to swim", "Tom Reyes", "assert"),
            ("“Close it.", "Ruth Abara", "assert"),
        ],
        id="voices",
    ),
    pytest.param(
        QUESTIONS,
        [
            ("When did you", "the author", "ask"),
            ("In January.", "Tom Reyes", "assert"),
            ("What should happen", "the author", "ask"),
            ("It should be closed", "Tom Reyes", "assert"),
            ("Will it be?", "the author", "ask"),
            ("No. They have", "Tom Reyes", "assert"),
        ],
        id="questions and answers",
    ),
    pytest.param(
        BOLD_QUESTIONS,
        [
            ("about", "Tom Reyes", None),
            ("When did you", "the author", "ask"),
            ("In January.", "Tom Reyes", "assert"),
            ("What should happen", "the author", "ask"),
            ("It should be closed", "Tom Reyes", "assert"),
            ("Will it be closed?", "the author", "ask"),
            ("No. They have", "Tom Reyes", "assert"),
        ],
        id="questions that stand alone",
    ),
    pytest.param(
        CAPITALS,
        [
            ("PLAN TO CLOSE PIER", "Della Quayle", "deny"),
            ("THAT THE TOWN", "Della Quayle", "assert"),
            ("“NOBODY IS", "Della Quayle", "assert"),
            ("THE REPAIR", "Tom Reyes", "assert"),
        ],
        id="capitals",
    ),
    pytest.param(NO_MARKS, [("that the town", "Della Quayle", "assert")], id="no marks"),
    pytest.param(HEADLINE, [("plan to close pier", "Della Quayle", "deny")], id="a headline alone"),
]


@pytest.mark.parametrize(("page", "said"), SAID)
def test_who_says_what(page: str, said: list[tuple[str, str, str | None]]) -> None:
    document = read_text(page, published="2024-03-20", outlet="Harbour Wire")
    outermost = [s for s in document if s.parent is None]
    assert [s.speaker for s in outermost] == [speaker for _, speaker, _ in said]
    for s, (words, _, act) in zip(outermost, said, strict=True):
        assert s.content.startswith(words)
        assert act in (s.act, None)
    assert document.warnings == ()


def test_a_turn_holds_its_paragraphs_but_no_stage_direction() -> None:
    document = read_text(TRANSCRIPT)
    turn = document.statements[1]
    assert turn.content == "In January. I told the mayor the same day. … I wrote it down, too."
    (inner, *_) = (s for s in document if s.content.startswith("it could wait"))
    assert document.chain(inner)[-2:] == ("Reyes", inner.speaker)


def test_an_article_that_quotes_an_article_that_quotes_one() -> None:
    document = read_text(CHAIN, published="2024-03-20", outlet="Harbour Wire")
    inner = next(s for s in document if s.who == "Evening Bell")
    assert inner.content == "minister Ola Brant as saying that she would resign"
    assert document.chain(inner) == ("Harbour Wire", "Tarn Courier", "Coast Gazette", "Evening Bell")


def test_a_page_without_a_day_gives_none_and_says_why() -> None:
    document = read_text(UNDATED)
    said = document.statements[0]
    assert said.source == "Mayor Della Quayle"
    assert said.said_on is None
    assert "Tuesday" in dict(said.reasons)["said_on"]


@pytest.mark.parametrize(("page", "tag", "name"), [(GERMAN, "de", "German"), (RUSSIAN, "ru", "Russian")])
def test_a_page_in_another_language_is_read_with_a_warning(page: str, tag: str, name: str) -> None:
    document = read_text(page, published="2024-03-20")
    assert document.record.article.language == tag
    (warning,) = document.warnings
    assert warning.startswith(f"The text is {name} ({tag}); the reader was made for English text")


def test_english_is_flagged_without_a_warning() -> None:
    document = read_text(UNDATED)
    assert (document.record.article.language, document.warnings) == ("en", ())


@pytest.mark.parametrize("page", ["", " \n\n ", "…", "—"])
def test_nothing_to_read_is_said(page: str) -> None:
    with pytest.raises(NoArticleError):
        read_text(page)


@pytest.mark.parametrize("page", ["Pier", "Pier.", "?!a", "“", "A: b", "Q: A: Q:", "X: y\nX: y\nX: y"])
def test_next_to_nothing_is_read_as_nothing(page: str) -> None:
    if not any(c.isalnum() for c in page):
        with pytest.raises(NoArticleError):
            read_text(page)
    else:
        assert len(read_text(page)) == 0


def test_one_very_long_line_takes_time_by_its_length() -> None:
    line = "Mayor Della Quayle said on Monday that the pier would stay open. Tom Reyes denied that he had been asked. "
    begun = time.perf_counter()
    document = read_text(line * 400, published="2024-03-20")
    assert time.perf_counter() - begun < 30
    assert len(document) >= 790
    assert {s.speaker for s in document} == {"Della Quayle", "Tom Reyes"}


PLAIN = [  # pages that only look like conversations
    pytest.param(
        "What is known\n\nClaim: The pier was closed in 2019 by the council.\n\nFact: The pier has been open since"
        " 1911.\n\nClaim: The council has never been there.\n\nFact: The council goes there twice a year.",
        id="claims and facts",
    ),
    pytest.param(
        "Results\n\nTarn: 3\n\nEllery: 2\n\nTarn: 1\n\nEllery: 0\n\nThe games were played on the pier.", id="scores"
    ),
    pytest.param(
        "The pier, explained\n\nWhat is the pier made of?\n\nIt is made of oak and iron.\n\nWho owns the pier now?\n\n"
        "The town has owned it since 1911.\n\nWhen was it repaired last?\n\nThe last repair was in 1987.",
        id="an explainer",
    ),
]


@pytest.mark.parametrize("page", PLAIN)
def test_what_only_looks_like_a_conversation_is_none(page: str) -> None:
    document: Document = read_text(page, outlet="Harbour Wire")
    assert not [s for s in document if "turn is headed" in str(s.reasons) or "interview's" in str(s.reasons)]
