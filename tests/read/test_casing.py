"""Names get their capitals back where a text has none to show; everything else stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.domain import Article, Block, Span
from onrecord.read.casing import readable

REST = " and that the council had agreed to all of it without a word of thanks to anybody who had been there in time."


def _view(text: str, sources: list[str], labels: list[str] | None = None) -> str:
    def spans(words: list[str]) -> list[Span]:
        return [Span(text.index(w), text.index(w) + len(w)) for w in words]

    article = Article("a", text, (Block(Span(0, len(text)), "body"),))
    return readable(article, spans(sources), spans(labels or [])).text


@pytest.mark.parametrize(
    ("text", "sources", "seen"),
    [
        # all in capitals, all in small letters: names are those of the sources, wherever they come again
        (
            "MAYOR DELLA QUAYLE SAID THAT QUAYLE KNEW" + REST.upper(),
            ["MAYOR DELLA QUAYLE"],
            "Mayor Della Quayle said that Quayle knew" + REST,
        ),
        ("tom reyes said it" + REST + " reyes left.", ["tom reyes"], "Tom Reyes said it" + REST + " Reyes left."),
        # with an article or a pronoun they are no names
        ("THE MAYOR SAID" + REST.upper(), ["THE MAYOR"], "The mayor said" + REST),
        ("officials said" + REST, ["officials"], "Officials said" + REST),
        # a text with capitals of its own, and one that is too short to tell
        ("FBI agents said" + REST, ["FBI agents"], "FBI agents said" + REST),
        ("TOM SAID SO.", ["TOM"], "TOM SAID SO."),
    ],
)
def test_sources_show_the_names_of_a_text_of_one_case(text: str, sources: list[str], seen: str) -> None:
    assert _view(text, sources) == seen


def test_labels_are_written_as_names_but_not_what_has_capitals_elsewhere() -> None:
    text = "REYES: I asked NATO. MR. O'NEIL: I did not. NATO: We did, Reyes."
    assert (
        _view(text, [], ["REYES", "MR. O'NEIL", "NATO:"])
        == "Reyes: I asked NATO. Mr. O'Neil: I did not. NATO: We did, Reyes."
    )


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 20))
def test_no_character_is_moved(text: str, begin: int, length: int) -> None:
    span = Span(min(begin, len(text)), min(begin + length, len(text)))
    article = Article("a", text, (Block(Span(0, len(text)), "body"),))
    seen = readable(article, [span], [span]).text
    assert len(seen) == len(text)
    assert seen.casefold().replace("ß", "ss") == text.casefold().replace("ß", "ss") or not text.isascii()
