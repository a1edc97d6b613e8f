"""The shape of a record that every way of showing it shares: who, how, what, and on whose word.

Nothing here fails on a record that is wrong: a parent that is missing or that stands under its own child is passed
over, for a page that shows all but one link is of more use than none.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from textwrap import shorten
from typing import Final

from onrecord.domain import Record, Relation, Statement
from onrecord.read.least import bound_of
from onrecord.serve.when import in_words
from onrecord.text import excerpt

UNKNOWN: Final = "unknown"
_SHORT: Final = 90
"""So many columns of a corrected sentence are shown beside its correction."""
LOW_CONFIDENCE: Final = 0.5
"""Below this a statement is as likely wrong as right: it is shown, but set back, where no other bound is asked for."""

_VERBS: Final = {
    "assert": ("asserts", "does not assert"),
    "deny": ("denies", "does not deny"),
    "confirm": ("confirms", "does not confirm"),
    "decline": ("declines", "does not decline"),
    "ask": ("asks", "does not ask"),
    "direct": ("directs", "does not direct"),
    "commit": ("commits", "does not commit"),
    "judge": ("judges", "does not judge"),
    "believe": ("believes", "does not believe"),
    "know": ("knows", "does not know"),
    "want": ("wants", "does not want"),
}
_CHANNELS: Final = {
    "tweet": "in a tweet",
    "social": "on social media",
    "interview": "in an interview",
    "press_conference": "at a press conference",
    "speech": "in a speech",
    "statement": "in a statement",
    "letter": "in a letter",
    "email": "in an email",
    "newsletter": "in a newsletter",
    "report": "in a report",
    "court": "in court",
    "broadcast": "in a broadcast",
    "book": "in a book",
    "conversation": "in conversation",
    "poll": "in a poll",
    "other": "through another channel",
}
LABELS: Final = {
    "speaker": "speaker", "act": "act", "addressee": "to whom", "channel": "channel", "said_on": "date",
}  # fmt: skip
"""What a reader asks of every statement, in the words in which it is said not to be known."""
_RELATION_BACK: Final = {"denies": "denied by", "supports": "supported by", "repeats": "repeated by"}
# Characters that would move a terminal's cursor, change its colours or turn the reading direction of what follows.
_UNPRINTABLE: Final = {
    **dict.fromkeys((*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0)), "\N{REPLACEMENT CHARACTER}"),
    **dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}"),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
}


@dataclass(frozen=True, slots=True)
class Hop:
    """One link of a chain: a name, or the article's own words where no speaker has been read, or neither."""

    name: str
    resolved: bool
    named: bool | None = None
    statement: Statement | None = None

    @property
    def unnamed(self) -> bool:
        """Whether it is known that the article nowhere names this source."""
        return self.named is False and (self.resolved or self.name != UNKNOWN)

    @property
    def credit(self) -> str:
        """The name, with "(unnamed)" after words that stand for a source that the article does not name."""
        return f"{self.name} (unnamed)" if self.unnamed else self.name


@dataclass(frozen=True, slots=True)
class Link:
    """How a statement stands to another: in words ("denied by"), the other's id, and what shows it."""

    words: str
    other: str
    reason: str | None = None


class Outline:
    """A record's statements as a forest, each under the statement that it stands in."""

    def __init__(self, record: Record):
        self.record = record
        bound = bound_of(record)
        self.bound = LOW_CONFIDENCE if bound is None else bound
        self.by_id = {s.id: s for s in reversed(record.reading.statements)}
        children: dict[str, list[Statement]] = defaultdict(list)
        roots = []
        for s in record.reading.statements:
            if s.parent is not None and s.parent in self.by_id and s.parent != s.id:
                children[s.parent].append(s)
            else:
                roots.append(s)
        self.order = self._walk(roots, children)
        self.depths = {s.id: depth for s, depth in self.order}
        self.children = {key: tuple(value) for key, value in children.items()}
        counts = {label: sum(not getattr(s, label) for s in record.reading.statements) for label in LABELS}
        self.gaps = {label: n for label, n in counts.items() if n}
        """Of how many statements each of LABELS is not known, without those that are known of all."""
        self.corrections = {c.statement_id: c for c in record.reading.corrections}
        self._relations: dict[str, list[Link]] = defaultdict(list)
        for r in record.reading.relations:
            self._relate(r)

    def _walk(self, roots: list[Statement], children: dict[str, list[Statement]]) -> tuple[tuple[Statement, int], ...]:
        """Put every statement after the one it stands in; those in a circle come last, as if they stood alone."""
        out: list[tuple[Statement, int]] = []
        seen: set[int] = set()
        for start in (*roots, *self.record.reading.statements):
            stack = [(start, 0)]
            while stack:
                s, depth = stack.pop()
                if id(s) in seen:
                    continue
                seen.add(id(s))
                out.append((s, depth))
                stack.extend((child, depth + 1) for child in reversed(children.get(s.id, ())))
        return tuple(out)

    def _relate(self, r: Relation) -> None:
        self._relations[r.from_id].append(Link(r.type, r.to_id, r.reason))
        self._relations[r.to_id].append(Link(_RELATION_BACK.get(r.type, r.type), r.from_id, r.reason))

    def relations(self, s: Statement) -> tuple[Link, ...]:
        """Return how `s` stands to others."""
        return tuple(self._relations.get(s.id, ()))

    def notes(self, s: Statement) -> tuple[str, ...]:
        """Return how `s` stands to others as short phrases, such as "denied by s3, s7"."""
        grouped: dict[tuple[str, str | None], list[str]] = defaultdict(list)
        for link in self._relations.get(s.id, ()):
            grouped[link.words, link.reason].append(link.other)
        return tuple(
            f"{words} {', '.join(others)}{f' ({reason})' if reason else ''}"
            for (words, reason), others in grouped.items()
        )

    def remarks(self, s: Statement) -> tuple[str, ...]:
        """Return all that is said beside who, how and what: occasion, relations, rivals, why unnamed, doubt."""
        why = (f"unnamed because: {self.words(s, 'justification')}",) if s.justification else ()
        short = shorten(self.corrected(s), _SHORT, placeholder=" …")
        corrected = (f"corrects: “{short}”",) if short else ()
        rivals = (f"could be {' or '.join(s.rivals)}",) if s.rivals else ()
        low = (self.confidence_words(s),) if self.is_low(s) else ()
        return (*self.occasion(s), *self.notes(s), *corrected, *rivals, *why, *low)

    def corrected(self, s: Statement) -> str:
        """Return the words of the sentence that `s`, a correction note, corrects; "" where there is none."""
        found = self.corrections.get(s.id)
        return excerpt(self.record.article.text, [found.corrects]) if found and found.corrects else ""

    def is_low(self, s: Statement) -> bool:
        """Say whether a statement's confidence is low enough to set it back."""
        return s.confidence < self.bound

    def confidence_words(self, s: Statement) -> str:
        """Return the confidence in words, with the figure."""
        return f"{'low confidence ' if self.is_low(s) else 'confidence '}{s.confidence:.2f}"

    def unsure(self, s: Statement) -> tuple[str, ...]:
        """Return the labels of `s` whose own confidence is low, each with its figure."""
        return tuple(
            f"{LABELS.get(name, name.replace('_', ' '))} ({value:.2f})"
            for name, value in s.confidences
            if value < self.bound
        )

    def words(self, s: Statement, part: str) -> str:
        """Return the words of a statement's "source", "cue", "content", ...; "" where it has none."""
        return excerpt(self.record.article.text, getattr(s, part))

    def hop(self, s: Statement) -> Hop:
        """Return who says `s`: the speaker where one has been read, else the source's own words, else unknown."""
        if s.speaker:
            return Hop(s.speaker, True, s.named, s)
        return Hop(bare(self.words(s, "source")) or UNKNOWN, False, s.named, s)

    def who(self, s: Statement) -> str:
        """Return the name, or words, of who says `s`."""
        return self.hop(s).name

    def how(self, s: Statement) -> str:
        """Return the act as a verb where it has been read, else the cue's words, else "unknown"."""
        if known := verb(s.act, negated=bool(s.negated)):
            return known
        words = self.words(s, "cue") or UNKNOWN
        return f"{words} (negated)" if s.negated else words

    def what(self, s: Statement) -> str:
        """Return the words of what is said, pieces joined by an ellipsis."""
        return self.words(s, "content") or UNKNOWN

    def occasion(self, s: Statement) -> tuple[str, ...]:
        """Return to whom, through what and when it was said, as far as that has been read."""
        channel = _CHANNELS.get(s.channel, f"by {s.channel}") if s.channel else None
        parts = (s.addressee and f"to {s.addressee}", channel, s.said_on and in_words(s.said_on))
        return tuple(p for p in parts if p)

    def origin(self) -> Hop:
        """Return where every chain begins: the outlet, or the article where the outlet is not known."""
        outlet = self.record.article.outlet
        return Hop(outlet, True) if outlet else Hop("this article", False)

    def chain(self, s: Statement) -> tuple[Hop, ...]:
        """Return on whose word the reader has `s`: the outlet first, then each speaker down to its own.

        What the outlet itself states, a correction for one, is on its word alone: it is not named twice.
        """
        hops: list[Hop] = []
        seen: set[str] = set()
        at: Statement | None = s
        while at is not None and at.id not in seen:
            seen.add(at.id)
            hops.append(self.hop(at))
            at = self.by_id.get(at.parent) if at.parent is not None else None
        origin = self.origin()
        if origin.resolved and hops[-1].name.casefold() == origin.name.casefold():
            hops.pop()
        return (origin, *reversed(hops))


def verb(act: str | None, *, negated: bool) -> str | None:
    """Return an act as a verb, None where there is none. One that this version does not know keeps its own word."""
    return _VERBS.get(act, (act, f"does not {act}"))[negated] if act else None


def bare(words: str) -> str:
    """Return a source's words as a name: a comma or dash at their end ("two officials,") belongs to the sentence."""
    return words.rstrip(" ,;:–—") or words


def printable(text: str) -> str:
    """Return `text` without characters that could steer a terminal or hide what it says."""
    return text.translate(_UNPRINTABLE)
