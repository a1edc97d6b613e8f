"""Build drafts out of real articles: quotations kept, and quotations bent in every way that `onrecord check` knows."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from onrecord.check.marks import quotations
from onrecord.check.turning import cut_turns, turning
from onrecord.check.voices import covering
from onrecord.check.words import folded
from onrecord.domain import Record, Span

WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
NEGATIONS = re.compile(r"\b(?:not|never|no)\s+", re.IGNORECASE)
CONTRACTED = re.compile(r"\b(do|does|did|is|are|was|were|has|have|had|would|could|should)n[’']t\b", re.IGNORECASE)
TENSES = {
    "is": "was", "was": "is", "are": "were", "were": "are", "has": "had", "have": "had", "had": "has", "will": "would",
    "would": "will", "can": "could", "could": "can", "does": "did", "did": "does",
}  # fmt: skip
PRONOUNS = ("he", "she", "it", "they", "we", "this", "that", "him", "them")
ENDS = re.compile(r"[.!?]\s+(?=[A-Z])")
FAR = 100


@dataclass(frozen=True, slots=True)
class Real:
    """A real quotation: its words, its place, who says it (None: the reader does not know), in which article."""

    article: str
    text: str
    span: Span
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Built:
    """A quotation as a draft has it: the paragraph, the article, what was done to it, what must come out.

    difference: of which kind one difference must be; turns: whether one must be said to turn the sense.
    """

    paragraph: str
    article: str
    way: str
    verdict: str
    difference: str | None = None
    turns: bool = False


def stories(shared: Path) -> Iterator[tuple[str, str, str | None, str | None]]:
    """Yield name, text, outlet and date of every article."""
    for file in sorted((shared / "data/stories").glob("*/*.json")):
        story = json.loads(file.read_text(encoding="utf8"))
        text = "\n\n".join([story["title"], *(" ".join(p) for p in story["body-paragraphs"])])
        yield file.stem, text, story["source"], story["date"]
    for file in sorted((shared / "data/polnear/dev/text").glob("*.txt")):
        yield file.stem, file.read_text(encoding="utf8"), None, None


def real_quotations(name: str, record: Record, *, fewest: int = 7) -> list[Real]:
    """Return the closed quotations of one article that have so many words."""
    text = record.article.text
    out = []
    for q in quotations(text):
        words = q.spans[0].of(text)
        if (
            len(q.spans) != 1
            or not q.closed
            or len(WORD.findall(words)) < fewest
            or re.search(r"[\[\]…\n]|\.\.", words)
        ):
            continue
        s = covering(record, q.spans)
        named = s is not None and s.speaker is not None and s.named and s.source_type == "person"
        out.append(Real(name, words, q.spans[0], s.speaker if named and s is not None else None))
    return out


def draft_of(built: list[Built]) -> str:
    """Return a draft with a paragraph a quotation."""
    return "\n\n".join(b.paragraph for b in built) + "\n"


class Builder:
    """Builds, from the quotations of one article, one of each way that they allow. `chance` decides which."""

    def __init__(self, record: Record, real: list[Real], foreign: list[str], elsewhere: str, chance: random.Random):
        self.record, self.real, self.foreign, self.elsewhere, self.chance = record, real, foreign, elsewhere, chance
        self.text = record.article.text
        self.vocabulary = sorted({w for w in WORD.findall(self.text) if w.islower() and 5 <= len(w) <= 9})

    def build(self, each: int = 2) -> Iterator[Built]:
        """Yield what can be built, each way at most so many times."""
        ways: dict[str, Callable[[Real], Built | None]] = {
            "kept": self.kept, "kept, British marks": self.british, "kept, straight marks": self.straight,
            "kept, over paragraphs": self.paragraphs, "kept, quotation inside": self.inside, "one word": self.word,
            "not dropped": self.negation, "cut fairly": self.fair, "cut unfairly": self.unfair,
            "sentence cut": self.sentence, "bracketed": self.bracketed, "joined": self.joined,
            "joined, marked": self.joined_marked, "tense": self.tense, "number": self.number, "speaker": self.speaker,
            "invented": self.invented,
        }  # fmt: skip
        for make in ways.values():
            made = 0
            for q in self.chance.sample(self.real, len(self.real)):
                b = make(q)
                if b is not None:
                    yield b
                    made += 1
                if made == each:
                    break

    def _said(self, q: Real, words: str, way: str, verdict: str, *, by: str | None = None, marks: str = "“”") -> Built:
        who = by or q.speaker or "an official"
        words = words.strip()
        body = words if words[-1] in ".!?" else f"{words}."
        paragraph = self.chance.choice([
            f"{who} said: {marks[0]}{body}{marks[1]}",
            f"{marks[0]}{words.rstrip('.,')},{marks[1]} {who} said." if words[-1] not in "!?" else
            f"{marks[0]}{words}{marks[1]} {who} said.",
        ])  # fmt: skip
        return Built(paragraph[0].upper() + paragraph[1:], q.article, way, verdict)

    def kept(self, q: Real) -> Built | None:
        return self._said(q, q.text, "kept", "verbatim")

    def british(self, q: Real) -> Built | None:
        return self._said(q, swapped(q.text), "kept, British marks", "verbatim", marks="‘’")

    def straight(self, q: Real) -> Built | None:
        words = q.text.translate(str.maketrans("‘’–—", "''--"))
        return (
            None if re.search('[“”"]', words) else self._said(q, words, "kept, straight marks", "verbatim", marks='""')
        )

    def paragraphs(self, q: Real) -> Built | None:
        cuts = [m.end() for m in ENDS.finditer(q.text)]
        if not cuts:
            return None
        at = self.chance.choice(cuts)
        who = q.speaker or "An official"
        words = f"{who} said: “{q.text[:at].rstrip()}\n\n“{q.text[at:]}”"
        return Built(words, q.article, "kept, over paragraphs", "verbatim")

    def inside(self, q: Real) -> Built | None:
        return (
            self._said(q, q.text, "kept, quotation inside", "verbatim")
            if re.search("[‘“\"']\\w.*\\w[.,!?]?[’”\"']", q.text) and "‘" in q.text
            else None
        )

    def word(self, q: Real) -> Built | None:
        long = [m for m in WORD.finditer(q.text) if len(m[0]) > 4 and m[0].islower()]
        if not long:
            return None
        m = self.chance.choice(long)
        other = self.chance.choice(self.vocabulary)
        if folded(other) == folded(m[0]):
            return None
        return replace(
            self._said(q, q.text[: m.start()] + other + q.text[m.end() :], "one word", "altered"), difference="changed"
        )

    def negation(self, q: Real) -> Built | None:
        if m := CONTRACTED.search(q.text):
            return replace(
                self._said(q, q.text[: m.start()] + m[1] + q.text[m.end() :], "not dropped", "altered"), turns=True
            )
        if (m := NEGATIONS.search(q.text)) and len(WORD.findall(q.text[: m.start()])) > 1:
            left = q.text[: m.start()] + q.text[m.end() :]
            return (
                replace(self._said(q, left, "not dropped", "altered"), difference="left_out", turns=True)
                if left.strip()
                else None
            )
        return None

    def _cut(self, q: Real, *, fair: bool) -> tuple[str, str] | None:
        words = list(WORD.finditer(q.text))
        places = [(a, b) for a in range(3, len(words) - 4) for b in range(a + 1, min(a + 9, len(words) - 3))]
        self.chance.shuffle(places)
        for a, b in places:
            gap = q.text[words[a - 1].end() : words[b].start()]
            lost = q.text[words[a].start() : words[b - 1].end()]
            if ENDS.search(gap) or re.search(r"\d", gap):
                continue
            if (turning(gap) is None) == fair and (fair or NEGATIONS.search(lost + " ")):
                if not fair and cut_turns(q.text, Span(words[a - 1].end(), words[b].start())) is None:
                    continue
                mark = self.chance.choice([" … ", " ... ", " [...] ", " […] "])
                return q.text[: words[a - 1].end()] + mark + q.text[words[b].start() :], lost
        return None

    def fair(self, q: Real) -> Built | None:
        cut = self._cut(q, fair=True)
        return self._said(q, cut[0], "cut fairly", "marked_change") if cut else None

    def unfair(self, q: Real) -> Built | None:
        cut = self._cut(q, fair=False)
        return replace(self._said(q, cut[0], "cut unfairly", "altered"), turns=True) if cut else None

    def sentence(self, q: Real) -> Built | None:
        cuts = [0, *(m.end() for m in ENDS.finditer(q.text)), len(q.text)]
        if len(cuts) < 4:
            return None
        words = f"{q.text[: cuts[1]].rstrip()} … {q.text[cuts[2] :]}"
        return (
            self._said(q, words, "sentence cut", "marked_change") if len(WORD.findall(q.text[cuts[2] :])) > 2 else None
        )

    def bracketed(self, q: Real) -> Built | None:
        found = [m for m in WORD.finditer(q.text) if m[0] in PRONOUNS]
        kind = self.chance.randrange(3)
        if kind == 0 and found:
            m = self.chance.choice(found)
            put = f"{q.text[: m.start()]}[the committee]{q.text[m.end() :]}"
        elif kind == 1:
            m = self.chance.choice(list(WORD.finditer(q.text))[2:])
            if q.text[m.start() - 1] != " ":
                return None
            put = f"{q.text[: m.start()]}[as it were] {q.text[m.start() :]}"
        else:
            first = q.text[0]
            if not first.isalpha():
                return None
            put = f"[{first.swapcase()}]{q.text[1:]}"
        return self._said(q, put, "bracketed", "marked_change")

    def _two(self, q: Real, between: str, way: str) -> Built | None:
        others = [o for o in self.real if abs(o.span.start - q.span.start) > 0 and o.speaker == q.speaker]
        for o in self.chance.sample(others, len(others)):
            a, b = (q, o) if q.span.start < o.span.start else (o, q)
            if len(WORD.findall(self.text[a.span.end : b.span.start])) < FAR:
                continue
            head = " ".join(a.text.split()[:9]).rstrip(",.;")
            tail = " ".join(b.text.split()[-9:])
            # Another article may have the two side by side, and one that says things twice, too.
            if tail in self.elsewhere or tail in head or self.text.find(tail) < a.span.end:
                continue
            return replace(self._said(q, f"{head}{between}{tail}", way, "altered"), difference="joined")
        return None

    def joined(self, q: Real) -> Built | None:
        return self._two(q, " ", "joined")

    def joined_marked(self, q: Real) -> Built | None:
        return self._two(q, " … ", "joined, marked")

    def tense(self, q: Real) -> Built | None:
        found = [m for m in WORD.finditer(q.text) if m[0] in TENSES]
        if not found:
            return None
        m = self.chance.choice(found)
        return replace(
            self._said(q, q.text[: m.start()] + TENSES[m[0]] + q.text[m.end() :], "tense", "altered"),
            difference="changed",
        )

    def number(self, q: Real) -> Built | None:
        m = re.search(r"\d+", q.text)
        if m is None:
            return None
        put = f"{q.text[: m.start()]}{int(m[0]) + self.chance.randrange(1, 9)}{q.text[m.end() :]}"
        return replace(self._said(q, put, "number", "altered"), difference="changed")

    def speaker(self, q: Real) -> Built | None:
        if q.speaker is None:
            return None
        mine = q.speaker.split()[-1]
        known = {p.name: p for p in self.record.reading.speakers}
        names = known[q.speaker].mentions if q.speaker in known else ()
        others = [p.name for p in self.record.reading.speakers
                  if p.named and p.type == "person" and " " in p.name and p.name.split()[-1] != mine
                  and not any(p.name in m or m in p.name for m in names)]  # fmt: skip
        return self._said(q, q.text, "speaker", "other_speaker", by=self.chance.choice(others)) if others else None

    def invented(self, q: Real) -> Built | None:
        words = self.chance.choice(self.foreign)
        return self._said(q, words, "invented", "not_found")


def swapped(words: str) -> str:
    """Return words with their inner marks as a British quotation has them."""
    return re.sub(r"[“”]", "\"", re.sub(r"‘([^’]*)’(?!\w)", r"“\1”", words)) if "“" in words else re.sub(
        r"(?<!\w)‘([^‘’]*(?:’\w[^‘’]*)*)’(?!\w)", r"“\1”", words)  # fmt: skip
