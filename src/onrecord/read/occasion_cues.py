"""What the words of a cue, and of a source, tell of the occasion. Articles have few of either, but often."""

from __future__ import annotations

import re
from functools import lru_cache

from onrecord.read import reporting_words as lexicon

_REMEMBERED = 10_000
_CUES = {
    "perfect": lexicon.PERFECT,
    "written": re.compile(r"\b(?:wr(?:ote|ites?|iting|itten)|post(?:s|ed|ing)?|shar(?:ed|ing)|releas\w+)\b", re.I),
    "said": re.compile(r"\b(?:s(?:ay|ays|aid|aying)|t(?:ell|ells|old|elling)|add(?:s|ed|ing)?|continued)\b", re.I),
    "reported": re.compile(
        r"\b(?:report(?:s|ed|ing)?|according|show(?:s|ed|ing)?|reveal\w*|found|quot\w+|detail\w*|list(?:s|ed))\b", re.I
    ),
    "ruled": re.compile(
        r"\b(?:rul\w+|sue[sd]?|suing|plead\w*|sentenc\w+|convict\w*|charg\w+|testif\w+|struck)\b", re.I
    ),
    "answered": re.compile(r"\b(?:respon\w+|repl\w+|answer\w*|comment\w*|return\w*|reject\w*|refus\w*)\b", re.I),
    "told": lexicon.TELLING,
    "present": re.compile(r"\b(?:say|says|is|are|thinks|believes|wants|likes|supports|calls|argues|claims)\b", re.I),
    "participle": re.compile(r"\w+ing$"),
    "no cue": re.compile(r"$"),
}
_SOURCES = {
    "pronoun": re.compile(r"(?:he|she|they|it)$", re.I),
    "me": re.compile(r"(?:i|we|me|us)$", re.I),
    "afterthought": re.compile(r".*(?:['’]s?|\b(?:who|which|that))$", re.I | re.S),
    "no source": re.compile(r"$"),
}
_WROTE = re.compile(r"\b(?:wr(?:ote|ites|iting|itten)|post(?:s|ed|ing)|tweet\w*)\b", re.I)


@lru_cache(maxsize=_REMEMBERED)
def of_cue(cue: str) -> tuple[str, ...]:
    """Return what the words of a cue are; articles have few cues, but often."""
    return tuple(n for n, pattern in _CUES.items() if (pattern.match if n == "no cue" else pattern.search)(cue))


@lru_cache(maxsize=_REMEMBERED)
def wrote(cue: str) -> bool:
    """Say whether a cue tells of something in writing."""
    return _WROTE.search(cue) is not None


@lru_cache(maxsize=_REMEMBERED)
def of_source(source: str) -> tuple[str, ...]:
    """Return what the words of a source are; articles repeat their sources."""
    return tuple(n for n, pattern in _SOURCES.items() if pattern.match(source))
