"""Who wrote it: "By A. Name and B. Name, AGENCY" taken apart, and authors as metadata give them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.ingest.rules import AGENCIES, DATED

_DESK = r"(?: (?:Business|Politics|Sports?|Health|World|Travel|Style|Entertainment|Weather|Digital|Staff))?"
_AGENCY = re.compile(
    rf"(?:the )?(?:{AGENCIES}|[A-Z]{{2,6}}{_DESK}"
    r"|[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3} (?:News|Press|Agency|Newsource|Wire|Service|Newswire))",
    re.IGNORECASE,
)
_CAPS = re.compile(rf"[A-Z]{{2,6}}{_DESK}")
_KNOWN = re.compile(rf"(?P<name>\S+(?: \S+){{1,3}}) (?P<agency>(?:The )?(?:{AGENCIES}))")
_NEWS = re.compile(
    r"\b(?:News|Press|Agency|Newsource|Wire|Newswire|Service)\b"
    r"|^(?:the )?(?:reuters|bloomberg|associated press|agence france-presse|press association|xinhua|afp|ap|upi|pa media"  # noqa: E501
    r"|kyodo)$",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?i:\b(?:staff|writers?|reporters?|correspondents?|editors?|columnists?|contributors?|producers?|journalists?|bureau"
    r"|chief|desk|photographers?|critic|analyst)\b)|\bin [A-Z]\w+\b"
)
_LEAD = re.compile(
    r"(?:(?:written|words|story|report|analysis|opinion|reported|review|exclusive|interview)\s+)?by:?\s+", re.IGNORECASE
)
_PARTICLES = r"(?:van|von|de|del|della|der|den|di|da|dos|la|le|al|el|bin|ibn|ap|af|y|e)"
_NAME = re.compile(rf"(?:(?:[A-Z][\w.’'-]*|{_PARTICLES}|al-[A-Z]\w+)(?:\s|$)){{1,5}}")
_JOIN = re.compile(r"\s*(?:,\s*and\s+|,\s*&\s*|\s+and\s+|\s*&\s*|;|,|\s+with\s+|\s+\|\s+)\s*")
_AFTER = re.compile(r"\s+(?:of|for|at)\s+(?:the\s+)?([A-Z][\w.’' -]+)$|\s+[|•·–—-]\s+(.*)$")
_ALL_DAY = re.compile(
    r"^(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|noon|night|then|now|all|any|far|a|an|and)\b",
    re.I,
)
_NO_NAME = re.compile(r"://|^@|^www\.|^\(|\b(?:image|photo|picture|credit)s?\s*:", re.IGNORECASE)
_DATED = re.compile(rf"[\s|•·,–—-]*(?:{DATED})$", re.IGNORECASE)
_MOST_WORDS = 24


@dataclass(frozen=True, slots=True)
class Byline:
    """The words as they stand, the names in them, the agency if one is named, and the date if one follows."""

    words: str
    authors: tuple[str, ...] = ()
    agency: str | None = None
    dated: str | None = None


def parse(line: str) -> Byline | None:
    """Return what a byline says, or None where `line` is none.

    A byline begins with "By", or with "Written by" and the like, and goes on in names alone; what could be a sentence
    ("By Tuesday the Mayor had left") is none.
    """
    words = " ".join(line.split())
    lead = _LEAD.match(words)
    if lead is None or words.count(" ") >= _MOST_WORDS:
        return None
    rest = words[lead.end() :].rstrip(". ")
    agency = dated = None
    if (m := _DATED.search(rest)) and m.start() > 0:
        rest, dated = rest[: m.start()], m[0].lstrip(" |•·,–—-")
    if m := _AFTER.search(rest):
        tail = m[1] or m[2]
        rest, agency = rest[: m.start()], tail if tail and is_agency(tail) else None
    parts = [p for p in _JOIN.split(rest) if p]
    if parts and parts[0].lower().startswith("the ") and not is_agency(parts[0]):
        return None
    if not parts or _ALL_DAY.match(parts[0]) or not all(_NAME.fullmatch(p) or _ROLE.search(p) for p in parts):
        return None
    if not _NAME.fullmatch(parts[0]):
        return None
    names = [p for p in parts if not _ROLE.search(p) or is_agency(p)]
    m = _KNOWN.fullmatch(names[-1]) if names else None
    if m and _NEWS.search(m["agency"]) and not is_agency(m["name"]):
        names[-1], agency = m["name"], m["agency"]  # "By A. Name Associated Press"
    elif names and is_agency(names[-1]) and (len(names) > 1 or _NEWS.search(names[-1])):
        agency = names.pop()
    return Byline(words, tuple(dict.fromkeys(names)), agency, dated)


def is_names(words: str) -> bool:
    """Return whether `words`, which stand where a page names its authors, are names (and their roles) alone."""
    lead = _LEAD.match(words)
    parts = [p for p in _JOIN.split(words[lead.end() :] if lead else words) if p]
    return (
        bool(parts)
        and any(_NAME.fullmatch(p) for p in parts)
        and all(_NAME.fullmatch(p) or _ROLE.search(p) for p in parts)
    )


def is_agency(name: str) -> bool:
    """Return whether a name, standing where an author's or an outlet's would, is one of an agency."""
    name = name.strip(" .")
    return _AGENCY.fullmatch(name) is not None and (_CAPS.fullmatch(name) is not None or _NEWS.search(name) is not None)


def names(value: str) -> tuple[str, ...]:
    """Return the names in an author's field of metadata: "By A. Name and B. Name" gives two, an address none."""
    value = " ".join(value.split())
    if not value or _NO_NAME.search(value):
        return ()
    if lead := _LEAD.match(value):
        value = value[lead.end() :]
    parts = [p.strip(" ,;|") for p in _JOIN.split(value)]
    if len(parts) > 1 and not all(" " in p or p.isupper() for p in parts if p and not _ROLE.search(p)):
        return (value,)
    return tuple(dict.fromkeys(p for p in parts if p and not (len(parts) > 1 and _ROLE.search(p))))
