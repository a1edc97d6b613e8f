"""What each statement does: its act, and whether the article says that it was not said or thought.

In: the article's text and its statements, whose source, cue and content spans are read. Out: one `Judgement` for each,
in their order. The cue decides, turns of phrase before single words; what is said decides where a cue can be two acts
("asked about", "asked them to"). No cue that is known: a statement asserts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from onrecord.domain import Act, Span, Statement
from onrecord.read.reporting_words import GENERIC, LIGHT, WORDS
from onrecord.text import excerpt

SURE, PHRASE, CONTENT, LATER, WILL, UNKNOWN = 0.95, 0.98, 0.9, 0.8, 0.75, 0.5
"""The confidence in an act by what decided it: about the share right on gold/train, less for words not known here."""
LOOK_BACK = 30
"""Among how many statements before it a negative answer looks for the claim that it answers."""

_REMEMBERED = 10_000
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_MARKS = str.maketrans({"’": "'", "‘": "'", "“": "", "”": "", '"': "", "[": "", "]": ""})

_CUE_PHRASES: tuple[tuple[str, Act], ...] = (
    (r"\b(?:declin|refus)\w*", "decline"),
    (r"(?:not|n't)(?: \w+){0,2} (?:respond|repl(?:y|ied)|comment|answer|return|elaborate)\b", "decline"),
    (r"\b(?:would|will|could)(?: not|n't|n't even| never) (?:\w+ )?(?:say|comment|discuss|offer|give|confirm|specify"
     r"|address|reveal|provide|name|identify|disclose|detail|share)\b", "decline"),
    (r"(?:not|n't|never|\bwithout)(?: \w+)?(?: get| receive| getting| receiving| received| got)(?: \w+)? "
     r"(?:answers?|repl(?:y|ies)|responses?|comment)", "decline"),
    (r"(?:not|n't)(?: \w+)? be (?:\w+ )?(?:reached|contacted)|unreachable|unavailable", "decline"),
    (r"\bno (?:comment|answer|reply|response)|the fifth\b|fifth amendment|put off decid|stopped short of", "decline"),
    (r"\bavoid\w* (?:\w+ )?(?:comment|answer|question|say|address|discuss)\w*|\bback(?:s|ed|ing)? out\b"
     r"|\bsay\w* no to\b"
     r"|\bsaid no\b|\bturn(?:s|ed|ing)? down\b|\bwalk(?:s|ed)? away from\b|\bhung up\b", "decline"),
    (r"\bpress(?:ed|es|ing)? (?:\w+ )?(?:about|on)\b|\b(?:was|were|been|when|if) pressed\b", "ask"),
    (r"\b(?:look|sound|seem|feel)(?:s|ed|ing)? like\b|\b(?:seem|appear)\w* clear\b", "believe"),
    (r"\b(?:not|n't|never)(?: \w+)? clear\b", "know"),
    (r"\b(?:made|make|makes|making)(?: …)? (?:\w+ )?clear\b|\b(?:is|are|was|were) (?:\w+ )?clear\b", "assert"),
    (r"\b(?:float|rais)\w* the (?:idea|possibility|prospect)|\bsuggestions? (?:for|to)\b|\boutlin\w+ (?:a"
     r"|the) plan\b", "direct"),
    (r"\bmade no mention|failed to mention|\bno mention of", "assert"),
    (r"\bpleaded (?:not guilty|innocent)", "deny"),
    (r"\bpleaded guilty|\bowned up\b|\bcame clean\b|\bt(?:ake|akes|ook|aken|aking) (?:full )?responsibility\b"
     r"|\bfac\w+ up to\b|\b(?:doubl\w+ down|st(?:ands?|ood) by)\b|\bshored up\b", "confirm"),
    (r"\bcontinu\w+ to (?:defend|insist|maintain|claim|argue|say)\b|\bgo(?:es)? along with", "confirm"),
    (r"\bpush\w* back\b|\b(?:took|take\w*|taking) issue\b|\bshot? down\b|\bhit\w* back\b|\bfired back\b", "deny"),
    (r"\bcall\w* (?:\w+ )?(?:for|on|upon)\b", "direct"),
    (r"\b(?:tell|told|say|said|warn)\w* (?:\w+ )?not to\b", "direct"),
    (r"\b(?:want|need|like|love)\w* to than\w*\b|\bthank", "judge"),
    (r"\b(?:want|need)\w* to (?:ask)\b|\blet me ask", "ask"),
    (r"\b(?:want|need)\w* to (?:say|tell)\b|\blet me (?:just )?say", "assert"),
    (r"\bvot(?:e|es|ed|ing) (?:for|against)\b|\b(?:is|are|was|were|'s|'re|felt|feel) (?:\w+ )?encouraged\b", "judge"),
    (r"\b(?:view|opinion|stance|position) (?:of|on|toward|towards|against)\b", "judge"),
    (r"\bwould (?:like|love|prefer|welcome|rather)\b|\blook(?:s|ed|ing)? (?:for|forward)\b", "want"),
    (r"\b(?:interest|interested|uninterested|disinterest) in\b", "want"),
    (r"\bin support of\b|\bspoke highly\b|\bgo(?:es|ing|ne)? after\b|\bwent after\b|\bfell? in love\b|\bpoked? fun\b"
     r"|\bfed up\b|\blook\w* down\b|\bon board with\b|\blin\w+ up behind\b|\bt(?:ake|akes|ook|aking) comfort\b"
     r"|\bmade fun of\b|\b(?:came|come|comes|spoke|speaks|speaking) out (?:against|for|in)\b", "judge"),
    (r"\bin (?:the|\w+) (?:view|opinion|mind|eyes) of\b|\bno question\b", "believe"),
    (r"\b(?:turned|laid) out\b|\bpoint(?:s|ed|ing)? (?:out|to|toward|towards)\b|\bmade (?:it )?clear\b"
     r"|\bspok?e\w* of\b|\bon (?:the )?record\b", "assert"),
    (r"\bmade up \w+ minds?\b|\bon track to\b|\b(?:is|are|was|were|am|'m|'re|'s) set to\b", "commit"),
    (r"(?<!not )\b(?:also |commonly |otherwise )?known as\b", "assert"),
    (r"\b(?:best )?known (?:for|as)\b|\bfigured? out\b|\bfound out\b|\bkeenly aware\b|\bno idea\b"
     r"|\bcome to (?:know|learn)\b", "know"),
)  # fmt: skip
_PHRASES = tuple((re.compile(pattern), act) for pattern, act in _CUE_PHRASES)
"""Turns of phrase, tried in this order on the whole cue before its single words are looked at."""

# What is said, where it tells apart the acts of one cue. All in lower case with straight apostrophes.
_CLAIM = re.compile(
    r"\b(?:claims?|accusations?|allegations?|charges?|notions?|suggestions?|assertions?|reports?|rumou?rs?|theory"
    r"|theories|arguments?|criticisms?|insinuations?|contentions?|characteri[sz]ations?|that (?!ground|basis)[a-z]+)\b"
)
_WISH = re.compile(
    r"\b(?:offers?|requests?|calls?|demands?|appeals?|invitations?|proposals?|pleas?|overtures?|ideas?|plans?|deals?)\b"
    r"|^\W*(?:that|it|them|those \w+)\W*$"
)
_OWN_WORD = re.compile(
    r"\W*(?:his|her|its|their|my|our)(?: own| \w+)? (?:claims?|endorsement|decision|remarks?|comments?|statements?"
    r"|position|record|vote|actions?|conduct|handling|role|plans?|call|tweets?|choice|words)\b"
)
_FIFTH = re.compile(r"\b(?:fifth|5th)(?: amendment| right|$)|\bprivilege\b|\bright to remain silent")
_COURT = re.compile(r"\b(?:courts?|judges?|justices?|jury|tribunal)\b")
_RULING = re.compile(rf"{_COURT.pattern}|\b(?:panel|senate|house|congress|parliament|council)\b")
_PAPER = re.compile(
    r"\b(?:study|studies|reports?|reviews?|investigations?|investigators|polls?|surveys?|analys[ei]s"
    r"|research\w*|audits?"
    r"|inquiry|probe|auditors?|commission|committee|agency|bureau|panel|inspector)\b"
)
_SHOULD = re.compile(r"\W*(?:that )?(?:[\w'-]+ ){1,6}?(?:should|ought to|must)\b")
_LAW = re.compile(r"\b(?:bill|measure|resolution|law|contempt|amendment|legislation|act|budget|treaty|ban)\b")
_COMMENT = re.compile(
    r"\b(?:to |for )?(?:comment|an interview|interviews|information|clarification|response|details)\b"
)
_TO = re.compile(r"\W*(?:(?!about|how|what|when|where|whether|if|why|who)[\w'.-]+ ){0,6}?to [a-z]+")
_TO_FIRST = re.compile(r"\W*(?:not |never )?to (?!be\b)[a-z]+|\W*(?:[\w']+ ){1,3}(?:not|never) to [a-z]+")
_FOR = re.compile(r"\W*(?:again |only )?for\b")
_WHETHER = re.compile(r"\W*(?:about |of )?(?:whether|if|how|why|what|when|who|where)\b")
_AS = re.compile(r"\bas\b")
_SELF = re.compile(r"\W*(?:him|her|it|my|our|your)self\b|\W*themselves\b")
_AGAINST = re.compile(r"\bagainst (?:\w+ ){0,3}(?:accusations?|allegations?|charges?|claims?|criticisms?)\b")
_MOTION = re.compile(r"\W*(?:[\w']+ ){0,5}(?:requests?|bail|motions?|visas?|permits?|petitions?|appeals?)\b")
_DENIES = re.compile(
    r"\b(?:is|are|was|were|'s|'re) (?:\w+ )?(?:false|untrue|baseless|not true|a lie|unfounded|fabricated"
    r"|wrong (?:in|about))\b"
    r"|\bnothing (?:of the (?:kind|sort)|to do with)\b|\bno bearing on\b|\bnever happened\b|\bno truth\b|^\W*neither\b"
    r"|\bdid(?: not|n't) (?:happen\b|do (?:it|that|this)\b)"
)
_HAS_NOT = re.compile(
    r"\W*(?:that )?(?:he|she|it|they|i|we) (?:(?:has|had|have)(?:n't| not)|(?:had |have |has )?never)\b"
)

_WILL = re.compile(
    r"(?:\bwill|\bwon't|'ll|\bshall|\b(?:is|are|was|were|am|'m|'re|'s)(?: not| now| also)? (?:going to|gonna))"
    r"(?! (?:not )?be \w+ed\b)"
)
_WOULD = re.compile(r"\bwould\b")
_TOWARDS = re.compile(
    r"\b(?:express|voic|harbou?r)\w*|\b(?:focus|zero)\w* (?:in )?on$|^(?:is|are|was|were|'re|'m"
    r"|'s)? ?(?:all )?for$|\btowards?$"
    r"|\bshunned\b|\bproponent\b"
)
_NOT = re.compile(
    r"(?:\bnot|n't|\bnever|\bno|\bnor|\bneither|\bnothing|\bwithout|\bcannot|\bunaware|\bunable|\bunclear|\bhardly"
    r"|\bdoubt\w*|\bs[ck]eptic\w*|\bunsure|\buncertain|\blittle (?:interest|faith|confidence|appetite)|\bavoid\w*"
    r"|\bfail(?:s|ed|ing)? to|\bdisbelie\w*|\buninterested|\bunconvinced|\bdropped|\bstopp?(?:s|ed|ing)?|\breluctan\w+"
    r"|\bunwilling\w*)\b"
)
_NOT_NOT = re.compile(
    r"\bno (?:question|doubt|longer doubts|secret|bones)|\bnot (?:only|just|merely)\b|\bwithout (?:further|a"
    r"|any|charges)\b"
    r"|\bbut not\b|\bnot but\b"
)
_NOBODY = re.compile(r"(?:\w+ )?(?:no one|nobody|none|neither|no \w+|not all|not every\w*)\b")
_RAISES = re.compile(r"\b(?:rais|ask|fuel|express|voic|plant|sow)\w* (?:\w+ )?(?:doubts?|skepticism)\b")


@dataclass(frozen=True, slots=True)
class Judgement:
    """The act of a statement, whether it is negated, how sure the act is, and which words say so."""

    act: Act
    negated: bool
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class _Words:
    """A statement's words, lower case and with plain marks; `cue` begins with the reporting word looked at."""

    cue: str
    content: str
    source: str


def acts(text: str, statements: Sequence[Statement]) -> list[Judgement]:
    """Return what each of `statements` (in text order) does, in their order."""
    spelled = [_Words(_flat(text, s.cue), _flat(text, s.content), _flat(text, s.source)) for s in statements]
    out = []
    for k, (s, words) in enumerate(zip(statements, spelled, strict=True)):
        act, confidence, reason = _act(words)
        if act == "assert" and s.parent is None and _answers(words, spelled[max(0, k - LOOK_BACK) : k]):
            act, confidence, reason = "deny", LATER, "says no to what was said before"
        out.append(Judgement(act, _negated(act, words), confidence, reason))
    return out


def _flat(text: str, spans: Sequence[Span]) -> str:
    return excerpt(text, spans).translate(_MARKS).lower()


def _act(words: _Words) -> tuple[Act, float, str]:
    cue = words.cue
    phrase = _phrase(cue)
    tokens = _WORD.findall(cue)
    hits = [(k, w, WORDS[w]) for k, w in enumerate(tokens) if w in WORDS]
    heavy = [hit for hit in hits if hit[1] not in LIGHT] or hits
    if phrase is not None:
        act, begin, end = phrase
        found = _Words(cue[begin:], words.content, words.source)
        return _by_content(found, act) or act, PHRASE, f"cue '{cue[begin:end].strip()}'"
    if (m := _WILL.search(cue)) and (not heavy or heavy[0][2] in ("commit", "decline", "confirm", "direct")):
        return "commit", WILL, f"cue '{m.group().strip()}'"
    if not heavy:
        return _unknown(cue)
    at, word, act = heavy[0]
    if word in GENERIC:
        for k, later, other in heavy[1:]:
            if (later.endswith("ing") or tokens[k - 1] == "to") and other != "assert":
                return other, LATER, f"cue '{word} ... {later}'"
    turned = _by_content(_Words(" ".join(tokens[at:]), words.content, words.source), act)
    if turned is not None and turned != act:
        return turned, CONTENT, f"cue '{word}' and what goes with it"
    return act, SURE, f"cue '{word}'"


@lru_cache(maxsize=_REMEMBERED)
def _phrase(cue: str) -> tuple[Act, int, int] | None:
    """Return the act of the first turn of phrase that stands in a cue, and where; articles have few cues, but often."""
    for pattern, act in _PHRASES:
        if m := pattern.search(cue):
            return act, m.start(), m.end()
    return None


def _unknown(cue: str) -> tuple[Act, float, str]:
    if m := _WOULD.search(cue):
        return "commit", UNKNOWN, f"cue '{m.group()}'"
    if m := _TOWARDS.search(cue):
        return "judge", UNKNOWN, f"cue '{m.group()}'"
    return "assert", UNKNOWN, "no known reporting word"


def _by_content(words: _Words, act: Act) -> Act | None:
    """Return the act that what is said, or who says it, makes of a cue that can be two; None where nothing does."""
    for decide in _deciders(words.cue):
        turned = decide(words)
        if turned is not None:
            return turned
    if act == "assert" and words.cue.split()[0] in GENERIC and _DENIES.search(words.content):
        return "deny"
    return None


def _asking(w: _Words) -> Act | None:
    """Tell the question ("asked about") from the wish ("asked them to", "requested")."""
    if _COMMENT.match(w.content) or _COMMENT.search(w.cue):
        return "ask"
    if w.cue.startswith("request"):
        return "direct"
    if re.search(r"\babout\b", w.cue) or _WHETHER.match(w.content):
        return "ask"
    return "direct" if _FOR.match(f"{w.cue.partition(' ')[2]} {w.content}") or _TO.match(w.content) else None


def _telling(w: _Words) -> Act | None:
    return "direct" if _TO_FIRST.match(w.content) else None


def _rejecting(w: _Words) -> Act:
    """Tell the ruling from the offer turned down, from the claim that is denied, and from what is only disliked."""
    if _RULING.search(w.source) and _WISH.search(w.content):
        return "direct"
    if _WISH.search(w.content):
        return "decline"
    return "deny" if _CLAIM.search(f"{w.cue} {w.content}") else "judge"


def _dismissing(w: _Words) -> Act | None:
    return "deny" if w.source and _CLAIM.search(w.content) else "judge" if _AS.search(w.content) else None


def _denying(w: _Words) -> Act | None:
    if not _MOTION.match(w.content) and not w.content.endswith("bail"):
        return None
    return "direct" if _RULING.search(w.source) or not w.source else "decline"


def _defending(w: _Words) -> Act | None:
    if _AGAINST.search(f"{w.cue} {w.content}"):
        return "deny"
    return "confirm" if _OWN_WORD.match(w.content) else None


def _finding(w: _Words) -> Act | None:
    return "direct" if _COURT.search(w.source) else "assert" if _PAPER.search(w.source) else None


_TWO_WAYS: tuple[tuple[re.Pattern[str], Callable[[_Words], Act | None]], ...] = (
    (re.compile("ask|request"), _asking),
    (re.compile("tell|told|say|said|remind|warn|answer|shout|yell"), _telling),
    (re.compile("reject"), _rejecting),
    (re.compile("dismiss"), _dismissing),
    (re.compile("den(?:y|ie)"), _denying),
    (re.compile("defend"), _defending),
    (re.compile("question(?:ed|ing)$"), lambda w: None if _WHETHER.match(w.content) else "judge"),
    (
        re.compile("describ|depict|portray|character|paint"),
        lambda w: "judge" if _AS.search(f"{w.cue} {w.content}") and not _SELF.match(w.content) else None,
    ),
    (re.compile("see|saw|regard|view"), lambda w: "believe" if _AS.search(f"{w.cue} {w.content}") else None),
    (re.compile("seeking"), lambda w: "commit" if w.content.startswith("to ") else "want"),
    (re.compile("agree"), lambda w: "commit" if w.cue.endswith(" to") or w.content.startswith("to ") else None),
    (re.compile("f(?:ind|ound)|conclu"), _finding),
    (
        re.compile("assert|invok|plead|take|took|cit"),
        lambda w: "decline" if _FIFTH.search(f"{w.cue} {w.content}") else None,
    ),
    (re.compile("suggest"), lambda w: "direct" if _SHOULD.match(w.content) else None),
    (re.compile("vot"), lambda w: "direct" if _LAW.search(w.content) else None),
    (re.compile("challeng"), lambda w: "direct" if _TO.match(w.content) else None),
)
"""Cues that can be two acts, and what tells them apart."""


@lru_cache(maxsize=_REMEMBERED)
def _deciders(cue: str) -> tuple[Callable[[_Words], Act | None], ...]:
    """Return what can tell the acts of a cue apart."""
    return tuple(decide for pattern, decide in _TWO_WAYS if pattern.match(cue))


def _answers(words: _Words, before: Sequence[_Words]) -> bool:
    """Say whether "he had not ..." takes up the words of something that another source said before."""
    m = _HAS_NOT.match(words.content)
    if m is None:
        return False
    mine = _stems(words.content[m.end() :])
    return any(len(mine & _stems(w.content)) >= 2 for w in before if w.source != words.source)


def _stems(words: str) -> set[str]:
    """Return the beginnings of the longer words: enough to find "spoke" again in "spoken"."""
    return {w[:5] for w in _WORD.findall(words) if len(w) > 3 and w not in _COMMON}


_COMMON_WORDS = (
    "that this with from have been were they them their there than then about would could should will what when where "
    "which who whom more most some such only also into over very just because after before other"
)
_COMMON = frozenset(_COMMON_WORDS.split())


def _negated(act: Act, words: _Words) -> bool:
    if act == "decline":
        return False
    says_not = _says_not(words.cue)
    return says_not or (says_not is False and _NOBODY.match(words.source) is not None)


@lru_cache(maxsize=_REMEMBERED)
def _says_not(cue: str) -> bool | None:
    """Say whether a cue negates, None where it cannot: "raised doubts"."""
    return None if _RAISES.search(cue) else _NOT.search(_NOT_NOT.sub(" ", cue)) is not None
