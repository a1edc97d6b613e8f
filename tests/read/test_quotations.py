"""Quotation marks settle what the encoder left open, and a stray one costs its paragraph at most."""

from __future__ import annotations

import pytest

from onrecord.domain import Form, Span
from onrecord.read.quotations import form, mend, passages
from onrecord.read.statements import Draft
from onrecord.text import paragraphs


def spans(text: str, *pieces: str) -> tuple[Span, ...]:
    """Where `pieces` stand in `text`, each after the one before."""
    out, at = [], 0
    for piece in pieces:
        at = text.index(piece, at)
        out.append(Span(at, at + len(piece)))
        at += len(piece)
    return tuple(out)


def mended(text: str, cue: str, *content: str) -> list[str]:
    """The content of one statement after mending."""
    draft = Draft((), spans(text, cue)[0], spans(text, *content), 0.0, 0.9)
    (out,) = mend(text, paragraphs(text), [draft])
    return [s.of(text) for s in out.content]


@pytest.mark.parametrize(
    ("text", "cue", "content", "expected"),
    [
        # half a quotation becomes whole, its marks too
        ("“It is late,” she said.", "said", ["It is late"], ["“It is late,”"]),
        # the floating second sentence
        ("“Late,” she said. “And it sank too.”", "said", ["“Late,”"], ["“Late,”", "“And it sank too.”"]),
        # a paragraph that is one quotation and has no cue goes on with the last speaker's
        ("She said: “It is late.”\n\n“Nobody told us at all.”", "said", ["“It is late.”"],
         ["“It is late.”", "“Nobody told us at all.”"]),
        # a title in marks is no speech
        ("“Late,” she said. The “Night Ferry” sank.", "said", ["“Late,”"], ["“Late,”"]),
        # a stray mark reaches no further than its paragraph
        ("“It is late, she said.\n\nThe ferry sank.", "said", ["It is late,"], ["“It is late,"]),
        # a piece in a later paragraph is a neighbour's, unless it is quoted or announced
        ("Mayor denies delay\n\nThe ferry sank.", "denies", ["delay", "The ferry sank"], ["delay"]),
        ("She said:\n\nThe ferry sank.", "said", ["The ferry sank"], ["The ferry sank"]),
        # what is reported inside a quotation ends before the quotation's own mark
        ("“Tom says it sank,” she said.", "says", ["it sank,”"], ["it sank,"]),
        ("“Tom says it sank,” she said.", "says", ["it sank"], ["it sank"]),
    ],
)  # fmt: skip
def test_mending(text: str, cue: str, content: list[str], expected: list[str]) -> None:
    assert mended(text, cue, *content) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“One” and “two”", [("“One”", True), ("“two”", True)]),
        ('"One" and "two', [('"One"', True), ('"two', False)]),
        ("''One'' said", [("''One''", True)]),
        # the second paragraph opens with a mark of its own
        ("“One.\n\n“Two.”", [("“One.", False), ("“Two.”", True)]),
        ("No marks.", []),
    ],
)
def test_passages(text: str, expected: list[tuple[str, bool]]) -> None:
    assert [(text[q.start : q.end], q.closed) for q in passages(text, paragraphs(text))] == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("“It is late”", "direct"),
        ("that “it is late”", "direct"),
        ("that it is “late”", "mixed"),
        ("that it is late", "indirect"),
    ],
)
def test_form(words: str, expected: Form) -> None:
    assert form(words, [Span(0, len(words))]) == expected


@pytest.mark.parametrize(
    ("words", "nested", "expected"),
    [
        ("''It is late''", False, "direct"),
        # single marks are a nested quotation's own, and an outermost one's scare quotes
        ("‘It is late,’", True, "direct"),
        ("‘It is late,’", False, "indirect"),
        ("'It isn't late'", True, "direct"),
        ("it isn’t the owners’ fault", True, "indirect"),
        ("it isn't the owners' fault", True, "indirect"),
        ("it is ‘late’", True, "mixed"),
    ],
)
def test_marks_of_a_form(words: str, nested: bool, expected: Form) -> None:
    assert form(words, [Span(0, len(words))], nested=nested) == expected


@pytest.mark.parametrize(
    ("text", "cue", "content", "expected"),
    [
        # a cue ends with its word, and the content begins after it
        ("Lam says I don’t think it sank", "don", "think it sank", ("don’t", "think it sank")),
        ("Lam says I don’t it", "don", "’t it", ("don’t", " it")),
        # a helping verb takes its verb
        ("Lam says I don’t really buy that", "don", "that", ("don’t really buy", "that")),
        ("Lam says I don’t buy that", "don’t", "that", ("don’t buy", "that")),
        # but not a whole clause, and no verb that is there already
        ("Lam says I don’t know or care about that", "don’t", "that", ("don’t", "that")),
        ("Lam says I didn’t buy that", "didn’t buy", "that", ("didn’t buy", "that")),
    ],
)
def test_a_cue_ends_with_its_word(text: str, cue: str, content: str, expected: tuple[str, str]) -> None:
    draft = Draft(spans(text, "I"), spans(text, cue)[0], spans(text, cue, content)[1:], 0.9, 0.9)
    (out,) = mend(text, paragraphs(text), [draft])
    assert (out.cue.of(text), out.content[0].of(text)) == expected


@pytest.mark.parametrize(
    ("text", "nested", "expected"),
    [
        ("Lam said that they know it", 0.9, ["they"]),
        ("Lam said that I know it", 0.9, ["I"]),
        ("Lam said that they know it", 0.0, []),
        ("Lam said that sailors know it", 0.9, []),
        ("Lam said that the know it", 0.9, []),
    ],
)
def test_a_nested_cue_takes_the_pronoun_before_it(text: str, nested: float, expected: list[str]) -> None:
    draft = Draft((), spans(text, "know")[0], spans(text, "it"), nested, 0.9)
    (out,) = mend(text, paragraphs(text), [draft])
    assert [s.of(text) for s in out.source] == expected


@pytest.mark.parametrize(
    ("text", "source", "content", "expected"),
    [
        ("PORT ELLERY — Lam said so", "PORT ELLERY — Lam", "so", ("Lam", "so")),
        ("OSBY, Vale, March 4 (Wire) - Lam said so", "OSBY, Vale, March 4 (Wire) - Lam", "so", ("Lam", "so")),
        ("OSBY – It rained, Lam said", "Lam", "OSBY – It rained", ("Lam", "It rained")),
        # where it begins no paragraph, it is none; and a name before a dash is one
        ("Then PORT ELLERY — Lam said so", "PORT ELLERY — Lam", "so", ("PORT ELLERY — Lam", "so")),
        ("LAM — it rained", "LAM", "it rained", ("LAM", "it rained")),
    ],
)
def test_nobody_says_a_dateline(text: str, source: str, content: str, expected: tuple[str, str]) -> None:
    draft = Draft(spans(text, source), Span(0, 0), spans(text, content), 0.0, 0.9)
    (out,) = mend(text, paragraphs(text), [draft])
    assert (out.source[0].of(text), out.content[0].of(text)) == expected
