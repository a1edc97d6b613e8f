"""When two names in two texts are one speaker's, and when it is plain that they are not."""

from __future__ import annotations

import pytest

from onrecord.check.names import proper
from onrecord.check.voices import Voice, credited, same
from onrecord.domain import Span

P, B = "person", "organisation"
PAIRS = [
    # Surname and full name, title, accent, short form, initial, suffix.
    ("Ilse Brandt", P, "Brandt", P, "same"),
    ("Mayor Brandt", P, "Ilse Brandt", P, "same"),
    ("José Núñez", P, "Jose Nunez", P, "same"),
    ("Bill Harte", P, "William Harte", P, "same"),
    ("I. Brandt", P, "Ilse Brandt", P, "same"),
    ("Tom Vass Jr.", P, "Tom Vass", P, "same"),
    # Another surname; the same surname with another given name.
    ("Ilse Brandt", P, "Jon Pell", P, "other"),
    ("Ilse Brandt", P, "Karl Brandt", P, "other"),
    # One word that may be a given name.
    ("Ilse", P, "Ilse Brandt", P, "unclear"),
    # Bodies: fewer words, an acronym, another body.
    ("Ministry of Health", B, "Health Ministry", B, "same"),
    ("NFB", B, "National Ferry Board", B, "same"),
    ("National Ferry Board", B, "Wend Shipping", B, "other"),
    # Nobody is named.
    ("the mayor", P, "Ilse Brandt", P, "unclear"),
    ("two officials", "group", "Jon Pell", P, "unclear"),
]  # fmt: skip


@pytest.mark.parametrize(("mine", "one", "theirs", "other", "expected"), PAIRS)
def test_two_names_are_one_speakers_or_plainly_not(mine: str, one, theirs: str, other, expected: str):
    named = {w: any(c.isupper() for c in w) for w in (mine, theirs)}
    a, b = Voice(mine, (mine,), one, named[mine]), Voice(theirs, (theirs,), other, named[theirs])
    assert same(a, b) == same(b, a) == expected


def test_a_spokesman_and_what_he_speaks_for_are_not_plainly_two():
    text = "Jon Pell, a spokesman for the National Ferry Board, said so."
    a = Voice("National Ferry Board", ("National Ferry Board",), "organisation", True)
    b = Voice("Jon Pell", ("Jon Pell",), "person", True, (), text)
    assert same(a, b) == "unclear"


@pytest.mark.parametrize(
    ("words", "name"),
    [("Mayor Ilse Brandt, 43", "Ilse Brandt"), ("the mayor", None), ("She", None), ("Ms. Vass", "Vass")],
)
def test_the_name_in_the_words_for_somebody(words: str, name: str | None):
    assert proper(words) == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Go on,” said Ada Vass.", True),
        ("“Go on,” Ms. Vass said.", True),
        ("Vass told him: “Go on.”", True),
        ("Pell told Vass: “Go on.”", False),
        ("“Go on,” he said.\n\nVass said: “No.”", False),
    ],
)
def test_the_name_beside_a_quotation_is_its_speakers_where_a_verb_says_so(text: str, expected: bool):
    at = text.index("Go on")
    assert credited(text, Span(at, at + len("Go on")), Voice("Ada Vass", ("Ada Vass",))) is expected
