"""Rules that tell a line of a news page by its words; here those of correction notes, credits, captions, datelines.

Calling body furniture loses statements, calling furniture body costs little. So each rule wants the whole line to be
furniture, has a limit on its length, and none knows a person, place or outlet; agencies are known as such.

Patterns are case-insensitive and matched from the line's beginning; where one runs over several lines of source, the
line breaks and indents are not part of it. None may nest one repetition in another that can match the same characters
in two ways: a hostile line would take for ever (see the test).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CORRECTION = "correction"
_ANYWHERE = 60


@dataclass(frozen=True, slots=True)
class Rule:
    """Lines of at most `words` words that the pattern matches from their beginning are `label`.

    A pattern that begins with anything at all is slow; it is tried only where one of `needs`, in lower case, is there.
    """

    label: str
    pattern: re.Pattern[str]
    words: int = _ANYWHERE
    needs: tuple[str, ...] = ()

    def matches(self, line: str, lower: str) -> bool:
        """Return whether a line of at most `words` words, with `lower` its lower case, is what this rule is for."""
        if self.needs and not any(n in lower for n in self.needs):
            return False
        return self.pattern.match(line) is not None


def rule(label: str, pattern: str, words: int = _ANYWHERE, *, case: bool = False, needs: tuple[str, ...] = ()) -> Rule:
    """Return a rule; line breaks and the indents after them are left out of its pattern."""
    return Rule(label, re.compile(re.sub(r"\n\s*", "", pattern), 0 if case else re.IGNORECASE), words, needs)


AGENCIES = (
    r"AP|AFP|UPI|EPA(?:-EFE)?|DPA|ANSA|EFE|PA(?: (?:Media|Wire|Images))?|Reuters|Associated Press"
    r"|Agence France-Presse"
    r"|Bloomberg(?: News)?|Getty(?: Images)?|Shutterstock|iStock(?:photo)?|Alamy(?: Stock Photo)?"
    r"|Xinhua|Kyodo(?: News)?"
    r"|Press Association|Zuma Press|Pool|NurPhoto|Anadolu(?: Agency)?|Sipa(?: USA)?|Handout"
    r"|Unsplash|Pixabay"
    r"|Wikimedia Commons|Corbis|Rex(?: Features)?|WireImage|FilmMagic|CQ-Roll Call(?:, Inc\.?)?"
)
_VERSION = (
    r"(?:earlier|previous|prior|original|initial|older|first) (?:\w+ )?(?:version|edition|report"
    r"|publication|headline|post)"
)
_PIECE = (
    r"(?:article|story|report|post|page|piece|headline|column|caption|item|version|live blog"
    r"|liveblog|review|interview)"
)

_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?"
    r"(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_CLOCK = r"(?:at )?\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s?(?:[ap]\.?m\.?)?\s?(?:[A-Z]{2,4}T?|GMT[+-]?\d*|eastern|pacific)?"
_DAY = (
    rf"(?:{_WEEKDAY}\W+)?(?:{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd"
    rf"|th)? {_MONTH}\.?,? \d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}})"
)
DATED = rf"(?:(?:published|updated|posted)\W+)?(?:(?:{_DAY})(?:\W{{0,4}}(?:{_CLOCK}))?|(?:{_CLOCK})\W{{1,4}}(?:{_DAY}))"
"""A day, perhaps with its hour: what may stand behind a byline."""

# Corrections first: they are read, and what they hold must not be taken for anything else.
CORRECTIONS = (
    rule(
        CORRECTION,
        r"""
        (?:\W{0,3})(?:corrections?|clarifications?|errat(?:um|a))(?: (?:and|&) (?:clarifications?|corrections?))?\b\s*
        (?:\([^)]{1,60}\)|[, ]\s?(?:[A-Z][a-z]+\.? \d{1,2}(?:, \d{4})?|\d[\d/.\- ]+))?\s*[:—–|-]\s*
        """,
        250,
    ),
    rule(CORRECTION, r"\W{0,3}(?:corrections?|clarifications?|errat(?:um|a))(?: (?:appended|added))?\.?$"),
    rule(
        CORRECTION,
        rf"""
        \W{{0,3}}(?:\(?(?:editor[’']?s?[’']?s? |author[’']?s? )?(?:note
        |update[d]?)\)?\b[^:—–-]{{0,40}}[:—–-]\s*).{{0,200}}\b(?:{_VERSION}|(?:has|have) been (?:corrected
        |amended|clarified|updated|revised)|was (?:corrected|amended|clarified|updated|revised)|misstated
        |misspelled|misidentified)\b
        """,
        200,
    ),
    rule(CORRECTION, rf"\W{{0,3}}(?:an|a|the|in an|in a) {_VERSION} of (?:this|the) {_PIECE}\b", 200),
    rule(
        CORRECTION,
        rf"""
        \W{{0,3}}(?:this (?:version|{_PIECE}) corrects (?:the|a|an|that|to)\b
        |(?:the|an?) (?:previous|earlier|original)\s
        (?:headline|caption|photo caption) (?:on|to|of|for)?\b.{{0,40}}\b(?:misstated|said|gave|misspelled
        |misidentified|incorrectly)\b
        |the (?:headline|caption|photo caption) (?:of|on|to|for|in|with) (?:this|the) {_PIECE}\s
        (?:has been|was) (?:corrected|changed|amended|updated)\b|we (?:have )?(?:updated|corrected|amended)\s
        (?:this|the) {_PIECE}\b)
        """,
        200,
    ),
    rule(
        CORRECTION,
        rf"""
        \W{{0,3}}this (?:{_MONTH}\.? \d{{1,2}} )?{_PIECE} (?:\w+ )?(?:(?:has|have) (?:since )?been|was)\s
        (?:corrected|amended|clarified|updated|revised|edited)\b
        """,
        200,
    ),
    rule(
        CORRECTION,
        rf"""
        \W{{0,3}}(?:because of|due to|owing to) an? (?:\w+ )?error, (?:an?|the|this) (?:{_VERSION}|{_PIECE})\b
        """,
        200,
    ),
    rule(
        CORRECTION,
        rf"""
        \W{{0,3}}this {_PIECE} (?:originally|previously|initially|incorrectly|mistakenly) (?:stated|said
        |misstated|reported|identified|named|referred|gave|listed|misidentified)\b
        """,
        200,
    ),
)

CREDITS = (
    rule(
        "credit",
        r"""
        [(\[]?(?:(?:file|stock|cover|lead|header|main|hero|inset) )?(?:photo(?:graph)?s?|pictures?|images?
        |illustrations?|graphics?|pics?|video|credits?|photo credits?|image credits?|picture credits?
        |photo illustration)(?: (?:by|courtesy(?: of)?|credits?|source|via)\b\s*:?|\s*[:/©|]).{1,100}$
        """,
        18,
    ),
    rule(
        "credit",
        rf"""
        (?:[^.!?“”"]{{0,60}}(?:/|\bvia\b|\||,|\bfor\b|©)\s*)?(?:{AGENCIES})(?:\s*[/,|]\s*(?:{AGENCIES}))*
        (?: (?:file|photo|images?))?\W*$
        """,
        12,
        case=True,
    ),
    rule(
        "credit",
        r"""
        (?:[A-Z][\w.’'-]+|[A-Z]\.)(?: (?:[A-Z][\w.’'-]*|van|von|de|del|la|al|bin)){0,3}\s?/\s?[A-Z][\w.&’'-]*
        (?: [A-Z][\w.&’'-]*){0,4}(?:\s?/\s?[A-Z][\w.&’' -]{1,30})?$
        """,
        9,
        case=True,
    ),
    rule(
        "credit",
        r"""
        (?:[\w.’'-]+ ){0,4}(?:newsource|newswire|news service|wire service|wire services?
        |staff and wire reports?|news wires?)\W*$
        """,
        7,
    ),
    rule(
        "credit",
        r"""
        (?:additional )?(?:reporting|writing|editing|edited|research|compiled|produced) by (?-i:[A-Z]).{1,120}$
        """,
        14,
    ),
    rule(
        "credit",
        r"""
        [(\[]\W?(?:additional )?(?:reporting|writing|editing|edited|research|compiled
        |produced) by (?-i:[A-Z]).{1,300}$|(?:additional )?(?:reporting|writing) by (?-i:[A-Z]).{1,200}\b
        (?:editing|edited|additional reporting) by\b.{1,200}$
        """,
        50,
    ),
    rule(
        "credit",
        r"""
        [^“"”:]{1,160}\bcontributed (?:(?:\w+ )?reporting )?(?:to|for|from) (?:this|the) (?:report|story|article
        |piece|post|dispatch|column|investigation)\b.{0,60}$
        """,
        45,
        needs=("contributed",),
    ),
    rule("caption", r"(?:FILE|FILE PHOTO|FILE IMAGE)\s*[-–—:]\s*.+$", case=True),
    rule("caption", r"(?:(?:image|photo|picture|video) )?caption\s*[:,].{1,300}$"),
    rule(
        "caption",
        rf"""
        .{{1,500}}[(\[](?:(?:AP|File|Staff|Handout|Courtesy) )?(?:Photo(?:graph)?|Image|Picture|Illustration
        |Credit|Pool)s?\b[^()\[\]]{{0,80}}[)\]]\W*$|.{{1,500}}[(\[][^()\[\]]{{0,50}}[/|]\s?(?:{AGENCIES})
        (?: (?:Photo|via [A-Z]\w+|Images?|file))?[)\]]\W*$
        """,
        90,
        case=True,
        needs=("(", "["),
    ),
    rule(
        "caption",
        r"""
        .{1,500}\bREUTERS/[A-Z][\w.’'-]+(?: [\w.’'-]+){0,4}(?:/(?:File Photo|Pool|Files?))?\W*$
        """,
        90,
        case=True,
        needs=("reuters/",),
    ),
    rule(
        "caption",
        r"""
        (?:<(?:i|em|b|strong|span|figcaption|small|cite|p|a|img)\b[^>]{0,200}>.{0,600}</?(?:i|em|b|strong|span
        |figcaption|small|cite|p|a|br)\s?/?>|<(?:img|figure|figcaption)\b).{0,600}$
        """,
    ),
)

DATELINES = (
    # The time of day above an entry of a live report.
    rule("dateline", rf"(?:(?:updated|posted|published)\W+)?{_CLOCK}\W*$", 5),
    rule(
        "dateline",
        rf"""
        (?:(?:and )?(?:first |last |originally )?(?:published|updated|posted|modified|created|date|publication date)
        (?: (?:on|at))?\W*)?(?:{_DAY}\W*(?:{_CLOCK})?|{_CLOCK}\W*{_DAY}|\d+ (?:minutes?|mins?|hours?|hrs?
        |days?) ago|(?:yesterday|today)\W+{_CLOCK})(?:\W*(?:first |last )?(?:published|updated|posted
        |modified)\W*(?:on|at)?\W*(?:{_DAY}\W*(?:{_CLOCK})?|{_CLOCK}\W*{_DAY}|\d+ \w+ ago))?\W*$
        """,
        24,
    ),
    rule(
        "dateline",
        rf"""
        [A-Z][A-Z.’' -]+(?:, [A-Z][\w.]+(?: [A-Z]\w+)?)?(?: ?[(](?:{AGENCIES}|[A-Z]{{2,6}})[)])?
        (?:, (?i:{_MONTH})\.? \d{{1,2}})?\s?[-–—]+\s*$
        """,
        9,
        case=True,
    ),
    rule("dateline", rf"[A-Z][A-Za-z.’' -]+(?:, [A-Z][\w.]+)? [(](?:{AGENCIES})[)]\W*$", 8, case=True),
)
