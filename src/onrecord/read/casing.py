"""Capitals where a text has none that tell anything: all in capitals, all in small letters, labels of a transcript.

Whoever reads names by their capitals reads this view of the article; its offsets are the article's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from onrecord.domain import Article, Span
from onrecord.read.reporting_words import WORDS
from onrecord.read.speakers.words import FUNCTION_WORDS, is_plural_role, is_role

_FEWEST = 20
"""How many words a text needs before its capitals are judged: a shout or a tag is no style."""
_UPPER, _LOWER = 0.8, 0.01
"""So large a share of the words in capitals, or so small a share that begins with one, has no names to show."""
_WORD = re.compile(r"[^\W\d_]+")
_LONG_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"(?:^|[.!?:]['\"”’)]*\s+|\n\s*)['\"“‘(\[]*([a-z])", re.MULTILINE)


def readable(article: Article, sources: Iterable[Span], labels: Iterable[Span] = ()) -> Article:
    """Return `article` with names in the capitals that they have elsewhere, character for character.

    sources: the words that name speakers. In a text of one case these are its names, where no article or pronoun
    stands with them. labels: those that head a turn; in other texts they alone are written as names are ("SMITH:").
    """
    text = article.text
    spans = list(sources)
    if not _is_of_one_case(article):
        plain = _unshouted(text, list(labels))
        return article if plain is text else replace(article, text=plain)
    low = _lower(text)
    names: set[str] = set()
    heads: list[Span] = []
    for s in spans:
        found = _WORD.findall(s.of(low))
        if found and not any(w in FUNCTION_WORDS for w in found):
            heads.append(s)
            names.update(w for w in found if len(w) > 2 and not (is_role(w) or is_plural_role(w) or w in WORDS))
    low = _titled(low, heads)
    low = _WORD.sub(lambda m: _capital(m.group()) if m.group() in names else m.group(), low)
    low = _SENTENCE.sub(lambda m: m.group()[:-1] + m.group()[-1].upper(), low)
    return replace(article, text=low)


def _unshouted(text: str, labels: Sequence[Span]) -> str:
    """Return `text` with labels in capitals written as names; a word that has capitals elsewhere too keeps them."""
    shouted = [s for s in labels if s.of(text).isupper()]
    if not shouted:
        return text
    in_labels = Counter(w for s in shouted for w in _WORD.findall(s.of(text)))
    everywhere = Counter(w for w in _WORD.findall(text) if w in in_labels)
    words = [
        Span(s.start + m.start(), s.start + m.end())
        for s in shouted
        for m in _WORD.finditer(s.of(text))
        if everywhere[m.group()] <= in_labels[m.group()]
    ]
    return _titled(text, words)


def _is_of_one_case(article: Article) -> bool:
    spans = [b.span for b in article.blocks if b.kind != "furniture"] or [Span(0, len(article.text))]
    words = [w for s in spans for w in _LONG_WORD.findall(article.text, s.start, s.end)]
    if len(words) < _FEWEST:
        return False
    capital = sum(map(str.isupper, [w[0] for w in words]))
    upper = sum(map(str.isupper, words))
    if upper < _UPPER * len(words) and capital > _LOWER * len(words):
        return False
    # Not a script without capitals.
    return article.text.isascii() or not any(w.lower() == w.upper() for w in words)


def _titled(text: str, spans: Iterable[Span]) -> str:
    """Return `text` with each word under `spans` begun with a capital and in small letters after it."""
    out, at = [], 0
    for s in sorted(set(spans)):
        if s.start >= at:
            out += [text[at : s.start], _WORD.sub(lambda m: _capital(m.group()), s.of(text))]
            at = s.end
    return "".join([*out, text[at:]])


def _capital(word: str) -> str:
    return _same_length(word[0], word[0].upper()) + _lower(word[1:])


def _lower(text: str) -> str:
    return "".join(_same_length(c, c.lower()) for c in text)


def _same_length(old: str, new: str) -> str:
    """Return `new` where it is one character: some letters become two in another case, and offsets must stay."""
    return new if len(new) == 1 else old
