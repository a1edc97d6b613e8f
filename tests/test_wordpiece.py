"""Words become pieces: the longest first, in any script, and never a crash."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read.encoder import Encoder
from onrecord.read.units import split
from onrecord.wordpiece import LONGEST, WordPiece, units

PIECES = ("<s>", "<pad>", "</s>", "*", "harbour", "har", "##bour", "##s", "cafe", "-", "2", "##0")
SHIPPED = Encoder(threads=1).tokenizer


@pytest.fixture(scope="module")
def spelling() -> WordPiece:
    return WordPiece(PIECES)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        # the longest piece wins over two short ones
        ("harbour", ["harbour"]),
        ("Harbours", ["harbour", "##s"]),
        # accents and capitals are left out, however they are written
        ("Café", ["cafe"]),
        ("cafe\u0301", ["cafe"]),
        ("20", ["2", "##0"]),
        # what cannot be spelled to its end is one unknown word
        ("harbourmaster", ["*"]),
        ("гавань", ["*"]),
        ("港", ["*"]),
        ("s" * (LONGEST + 1), ["*"]),
        ("\u0301", ["*"]),
    ],
)
def test_spelling(spelling: WordPiece, word: str, expected: list[str]) -> None:
    assert [PIECES[i] for i in spelling.spell(word)] == expected
    assert spelling.spell(word) == spelling.spell(word)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"No," she said.', ['"', "No", ",", '"', "she", "said", "."]),
        ("it's $5-a-day_", ["it", "'", "s", "$", "5", "-", "a", "-", "day", "_"]),
        # marks that are no letters stand alone, control characters nowhere
        ("€5\x00 a\u200eb", ["€", "5", "a", "b"]),
        ("e\u0301te\u0301", ["e\u0301te\u0301"]),
        ("", []),
    ],
)
def test_units(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in units(text)] == expected


@given(st.text())
def test_units_cover_all_that_can_be_seen(text: str) -> None:
    covered = "".join(text[a:b] for a, b in units(text))
    shown = [c for c in text if not c.isspace() and unicodedata.category(c)[0] != "C"]
    assert [c for c in covered if unicodedata.category(c)[0] != "C"] == shown


def test_a_vocabulary_without_the_marks_of_a_window_is_refused() -> None:
    with pytest.raises(ValueError, match="<s>"):
        WordPiece(["a", "*"])


@given(st.text())
def test_any_text_becomes_units_with_pieces(text: str) -> None:
    (paragraph,) = split(SHIPPED, text, [(0, len(text))])
    assert len(paragraph.first) == len(paragraph.starts)
    assert all(paragraph.ends > paragraph.starts)
    assert all(paragraph.pieces < len(SHIPPED))
