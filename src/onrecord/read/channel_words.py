"""The words of a reporting sentence, and the sources, that show by which channel something was said: tables."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class ChannelWords:
    """A pattern of words that show a channel. `stems`: lower-case words of which whatever it matches holds one."""

    stems: tuple[str, ...]
    pattern: re.Pattern[str]
    channel: str


_IN = (
    r"\b(?:in|at|during|from|on|by|via|through|into) "
    r"(?:an? |the |his |her |its |their |another |one |that |this )?"
    r"(?:(?!(?:to|of|for|and|that|by|with|on) )[\w’'-]+ ){0,3}?"
)
# Stems, one of which each match holds; what shows the channel; the channel.
_BY_CHANNEL: tuple[tuple[str, str, str], ...] = (
    (
        "tweet|twitter",
        r"(?i:\b(?:re)?tweet(?:s|ed|ing)?\b|\b(?:on|via|to) (?:his |her |its |their )?twitter\b|\btwitter (?:post"
        r"|message|account|feed)s?\b)",
        "tweet",
    ),
    (
        "facebook|instagram|snapchat|reddit|tumblr|linkedin|telegram|weibo|media",
        r"(?i:\b(?:on|to|via) (?:his |her |its |their )?(?:facebook|instagram|snapchat|reddit|tumblr|linkedin"
        r"|telegram|weibo)\b"
        r"|\b(?:facebook|instagram|telegram|social media) (?:post|page|video|message|account)s?\b|\bon social media\b)",
        "social",
    ),
    (
        "newsletter|mailer|mailing|bulletin|subscribers",
        r"(?i:\b(?:newsletter|mailer|mailing|bulletin)s?\b"
        r"|\b(?:note|letter|email|memo)(?= to (?:[\w’'-]+ ){0,3}subscribers\b))",
        "newsletter",
    ),
    (
        "mail",
        rf"(?i:{_IN}e-?mails?\b|\be-?mailed\b|\b(?:wrote|sent|sending|writing) (?:\w+ )?(?:an )?e-?mails?\b)",
        "email",
    ),
    (
        "conference|briefing|availability|gaggle|breakfast|press event|reporters",
        rf"(?i:{_IN}(?:(?:press|news|media) (?:conference|briefing|availability|gaggle|breakfast)|briefing"
        r"|conference call|press event)s?\b"
        r"|\b(?:told|tells|telling|spoke (?:to|with)|speaking (?:to|with)|asked by|talking (?:to"
        r"|with)) (?:\w+ )?reporters\b"
        r"|\bheld a (?:press|news) conference\b)",
        "press_conference",
    ),
    (
        "on |show|program|interview|appear|podcast|hosted|aired|broadcast|moderated|televised|panel|segment|special"
        "|town hall|forum|'s \"|'s “|'s ‘|’s \"|’s “|’s ‘",
        r"(?i:\b(?:radio|television|tv|cable|talk) (?:show|program|programme|interview|appearance)s?\b"
        r"|\bon air\b|\bon (?:the|his|her) (?:[\w-]+ ){0,2}show\b|\bpodcast\b"
        r"|\b(?:hosted|aired|broadcast|moderated) (?:by|on) (?-i:[A-Z]{2,5})\b"
        r"|\bappear(?:ed|ing|ance) on\b|\bon (?:\w+ ){0,4}(?:television|radio|radio station|tv)\b|\btelevised\b)"
        r"|\b[oO]n (?:the )?(?:[A-Z]\w+['’]s )?[A-Z]{3,5}(?:['’]s)?\b(?![-\w])"
        r"(?=\W*$|[,.;:)]|['’]s| [A-Z]| (?:on|in|last|that|to|with|and|this|at|after|during|when|as|by"
        r"|earlier|late|early)\b)"
        r"|\b[oO]n (?:[A-Z]\w+ )?(?:[A-Z]\w+ )?(?:News|Radio|Television|Channel|Network|Business)(?:['’]s)?\b"
        r"|\b[oO]n [A-Z]\w+ (?:and|&|the|This) (?:the )?[A-Z]\w+(?<!day)(?<![mr]ber)\b|\b[oO]n This [A-Z]\w+"
        r"|\b[oO]n [\"“‘][A-Z][^”\"’\n]{2,30}[\"”’]|\b(?:[A-Z]{2,5}(?:/[A-Z]{2,5})?|[A-Z]\w+ News) (?:panel|segment"
        r"|special|town hall|forum)\b|\b[A-Z]{2,5}['’]s [\"“‘][A-Z]",
        "broadcast",
    ),
    (
        "interview|sat down|discussion|speaking|spoke",
        rf"(?i:{_IN}interviews?\b"
        rf"|\ban? (?:[\w-]+ ){{0,3}}interview\b|\binterviewed (?:by|on|with)\b|\bsat down(?= with\b)"
        r"|\bdiscussion(?= (?:\w+ )?with\b)|\b(?:speaking|spoke)(?= (?:to|with)\b)|\btold an interviewer\b)",
        "interview",
    ),
    (
        "letter|note",
        rf"(?i:{_IN}letters?\b|\bletters?(?= (?:to|from|dated)\b)|\bnotes?(?= to\b)|\b(?:wrote|sent|published"
        rf"|released|signed) (?:[\w-]+,? ){{0,4}}letter\b)",
        "letter",
    ),
    (
        "debate|town hall|testi|hearing|oped|op-ed|editorial|column|commercial|memo|essay| ad",
        rf"(?i:{_IN}(?:debates?|town hall|testimony|hearings?|op-?ed|editorials?|columns?|commercials?|memos?|essays?"
        r"|ads?)\b"
        r"|\btestif(?:y|ied|ies|ying)\b|\b(?:running|ran|aired|airing|releas\w+) (?:[\w-]+ ){0,3}ads?\b"
        r"|\b(?:wrote|writing) an? (?:op-?ed|essay|column|editorial)\b)",
        "other",
    ),
    (
        "speech|rally|rallies|address|remarks|lecture|panel|campaign|convention|commencement|luncheon|forum|meeting|raiser"
        "|gathering|event|appearance|summit|vigil|stump|stage|podium|parliament|floor|speaking|crowd|audience|supporters",
        rf"(?i:{_IN}(?:speech|speeches|rally|rallies|address|remarks|lecture|panel discussion|campaign (?:stop|event)"
        r"|convention"
        r"|commencement|luncheon|forum|town meeting|fund-?raiser|gathering|event|appearance|summit"
        r"|vigil)\b(?! (?:on|in) support)"
        r"|\bon the (?:stump|campaign trail)\b|\btook the stage\b|\bfrom the (?:stage|podium)\b"
        r"|\bin (?:the )?(?:\w+ )?parliament\b|\bon the (?:\w+ )?floor\b|\bspeaking (?:at|before)\b"
        r"|\b(?:to|before) (?:an? |the )?(?:\w+ ){0,2}(?:crowd|audience|supporters)\b)",
        "speech",
    ),
    (
        "court|lawsuit|deposition|affidavit|arraignment",
        rf"(?i:{_IN}(?:court (?:filing|file|paper|document|brief|hearing|record)s?|court|lawsuit|deposition|affidavit"
        r"|arraignment)\b)",
        "court",
    ),
    (
        "statement|note|correction|release",
        rf"(?i:{_IN}statements?\b|\beditor['’]s note\b|^correction\b|\b(?:press|news) release\b"
        r"|\b(?:issued|released) (?:\w+ ){0,3}statement\b)",
        "statement",
    ),
    (
        "report|study|analysis|article|story|newspaper",
        rf"(?i:{_IN}(?:report|study|analysis|article|story|newspaper)\b)",
        "report",
    ),
    ("book|memoir|biography", rf"(?i:{_IN}(?:book|memoir|autobiography|biography)\b)", "book"),
    (
        "phone|conversation|private|dinner|lunch|coffee",
        rf"(?i:{_IN}(?:phone call|telephone call|conversations?|private meeting)\b|\bprivately\b"
        r"|\bover (?:dinner|lunch|coffee)\b)",
        "conversation",
    ),
    ("poll|survey", rf"(?i:{_IN}(?:polls?|survey)\b)", "poll"),
)
CHANNELS = tuple(
    # Each begins with a word, and most places of a text begin none.
    ChannelWords(tuple(stems.split("|")), re.compile(rf"\b(?=\w)(?:{pattern})"), channel)
    for stems, pattern, channel in _BY_CHANNEL
)
"""Words of a reporting sentence that show a channel, the surest first."""


class ChannelIndex:
    """Where in a text the stems of CHANNELS stand, so that each sentence is searched for what it may hold alone."""

    def __init__(self, text: str) -> None:
        plain = text.replace("\xa0", " ").replace("\n", " ").lower()
        found: list[tuple[int, int]] = []
        for number, words in enumerate(CHANNELS):
            for stem in words.stems:
                at = plain.find(stem)
                while at >= 0:
                    found.append((at, number))
                    at = plain.find(stem, at + 1)
        found.sort()
        self._places = [at for at, _ in found]
        self._numbers = [number for _, number in found]
        # A letter that becomes two in lower case moves all after it.
        self._exact = len(plain) == len(text)

    def within(self, begin: int, end: int) -> Sequence[ChannelWords]:
        """Return those of CHANNELS that may match something in [begin, end) of the text, in their order."""
        if not self._exact:
            return CHANNELS
        low, high = bisect_left(self._places, begin), bisect_left(self._places, end)
        return [CHANNELS[number] for number in sorted(set(self._numbers[low:high]))] if low < high else ()


_PAPERS = r"(?:Times|Post|Journal|Tribune|Herald|Gazette|Chronicle|Magazine|Review)"
_PUBLISHING = (
    r"(?i:\breport(?:s|ed|ing)?\b(?! to)|\bwr(?:ote|ites|iting|itten)\b|\baccording\b|\breveal|\bnoted?\b|\bpublish)"
)
_DOCUMENTS: tuple[tuple[str, str, str], ...] = (
    (r"(?i:\b(?:petitions?|leaflets?|flyers?|billboards?|posters?|covers?|headlines?)$)", "", "other"),
    (r"(?i:\btweets?$)", "", "tweet"),
    (r"(?i:\b(?:facebook |instagram )?posts?$)(?<!\bthe Post)(?<! Post)", "", "social"),
    (r"(?i:\b(?:poll|polls|survey|surveys)\b)", "", "poll"),
    (r"(?i:\b(?:ads?|commercial|voice ?over|critical pieces?|editorials?|op-?ed|column|memo|essay)\b)", "", "other"),
    (r"(?i:\be-?mails?(?: (?:released|obtained|made|published)\b.*)?$)", "", "email"),
    (r"(?i:^(?:the|an?|its|his|her|your|my) (?:\w+ )?letter\b)", "", "letter"),
    (r"(?i:\b(?:lawsuit|suit|filing|ruling|affidavit|indictment|brief)$)", "", "court"),
    (
        r"(?i:\b(?:judges?|court|justices?(?! Department)|magistrate|jury)\b)",
        r"(?i:\b(?:rul|order|wrote|dismiss|sentenc|grant|reject|overturn|permit|deni|decid|struck|block|said"
        r"|upheld|agree|found|declin)\w*)",
        "court",
    ),
    (
        r"(?i:\b(?:study|studies|reports?|analysis|audit|summary|findings|articles?|story|news media|disclosures?)$"
        r"|\b(?:summary|analysis|survey) of\b|\b(?:documents|records|files)\b(?! (?:who|said))"
        r"|^(?:the|an?|this|its) (?:\w+ ){0,3}(?:newspaper|magazine|news agency|study|report|news site|website)\b)",
        "",
        "report",
    ),
    (r"(?i:\b(?:book|memoir)$)", "", "book"),
    (r"(?i:\b(?:press release|statement)$)", "", "statement"),
    (rf"\b{_PAPERS}$", _PUBLISHING, "report"),
    (r"\b[A-Z]{2,6}$", r"(?i:\breported\b(?! to))", "report"),
)
SOURCE_CHANNELS = tuple((re.compile(words), re.compile(cue), channel) for words, cue, channel in _DOCUMENTS if channel)
"""Sources, with cues, that are their own channel: a report, a court that rules."""


@lru_cache(maxsize=1000)
def source_channels(source: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the channels that a source may be, each with what its cue has to say; articles repeat their sources."""
    return tuple((cue, channel) for words, cue, channel in SOURCE_CHANNELS if words.search(source))
