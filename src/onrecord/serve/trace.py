"""Where statements come from in the end, as text: each origin with the articles that lead back to it, and why."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from onrecord.record.origin_lookup import Subject
from onrecord.record.origin_occasions import Told
from onrecord.record.origins import Merge, Origin, Origins
from onrecord.serve.outline import printable
from onrecord.serve.when import moment

MOST: Final = 60
"""So many statements of one origin are shown; more are counted."""
_NARROWEST: Final = 40
_KINDS: Final = {
    "statement": "Statement", "version": "Article", "utterance": "Utterance", "claim": "Claim",
}  # fmt: skip
_LINKS: Final = {
    "wire": "copy", "version": "another version", "report": "has it from there", "occasion": "same occasion",
    "speaker": "same speaker", "source": "same source",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One statement that leads to an origin: what led there first, the merges that it is the later part of."""

    told: Told
    merges: tuple[Merge, ...]
    leads: tuple[str, ...]
    count: int = 1
    """How many statements of one article it stands for."""

    @property
    def path(self) -> tuple[str, ...]:
        """The names from the outlet on, without the first speaker, whom the origin shows."""
        hops = [name for name, _ in groupby((*self.told.hops[1:], self.told.who))]
        return (self.told.place, *hops[:-1])

    @property
    def label(self) -> str:
        """Outlet and date, and how many statements there are if more than one."""
        when = f", {moment(self.told.published)}" if self.told.published else ""
        return f"{self.told.place}{when}{f' ({self.count})' if self.count > 1 else ''}"

    @property
    def links(self) -> str:
        """In a few words how it is tied to those above it."""
        return ", ".join(dict.fromkeys(_LINKS[m.kind] for m in self.merges))


def rows(origin: Origin) -> list[Row]:
    """Return the statements of an origin, earliest first, each with the merges that tie it to earlier ones."""
    place = {s.key: n for n, s in enumerate(origin.told)}
    merges: dict[str, list[Merge]] = {}
    for m in origin.merges:
        merges.setdefault(max(m.one, m.other, key=lambda key: place[key]), []).append(m)
    leads: dict[str, list[str]] = {}
    for x in origin.leads:
        if x.several:
            words = f"goes back to {x.outlet}; which of its statements was meant is not to be told"
        elif x.report is None:
            words = f"goes back to {x.outlet}; its own article is not in the record"
        elif x.report.key in place:
            continue
        else:
            words = f"goes back to {x.outlet}: “{_short(x.report.headline or x.report.content)}” ({x.report.version})"
        leads.setdefault(x.statement, []).append(words)
    return [Row(s, tuple(merges.get(s.key, ())), tuple(leads.get(s.key, ()))) for s in origin.told]


def folded(every: Sequence[Row]) -> list[Row]:
    """Return one row for all that one version has by the same way; what ties it within itself is left out."""
    groups: dict[tuple[int, tuple[str, ...]], list[Row]] = {}
    for row in every:
        groups.setdefault((row.told.version_id, row.path), []).append(row)
    home = {r.told.key: place for place, its in groups.items() for r in its}
    out = []
    for place, its in groups.items():
        merges = [m for r in its for m in r.merges if not home.get(m.one) == home.get(m.other) == place]
        leads = dict.fromkeys(x for r in its for x in r.leads)
        one_each = {m.explanation: m for m in merges}
        out.append(replace(its[0], merges=tuple(one_each.values()), leads=tuple(leads), count=len(its)))
    return out


def counted(outlets: int, articles: int, texts: int, independent: int | None = None) -> str:
    """Return the counts side by side, in words; copies of one article are one text."""
    words = [_count(outlets, "outlet"), _count(articles, "article"), _count(texts, "text")]
    if independent is not None:
        words.append(f"{_count(independent, 'independent origin')}")
    return ", ".join(words)


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


def heading(subject: Subject) -> str:
    """Return what is traced, in words."""
    return f"{_KINDS[subject.kind]} {subject.key}: {_short(subject.title, 200)}"


def named(origin: Origin) -> str:
    """Return the first speaker, with a note where no article names it."""
    return f"{origin.speaker} (not named)" if origin.named is False else origin.speaker


def draw(subject: Subject, parts: Sequence[Origins], width: int) -> str:
    """Return the whole as text no wider than `width`, safe to print."""
    lines = list(_wrapped(heading(subject), width))
    for part, found in zip(subject.parts, parts, strict=True):
        lines.append("")
        if part.label:
            lines += [part.label[0].upper() + part.label[1:]]
        lines += _wrapped(counted(found.outlets, found.articles, found.texts, found.independent), width)
        for n, origin in enumerate(found.origins, start=1):
            lines += ["", *_origin(origin, n, width, what=subject.kind)]
    return printable("\n".join(lines))


def _origin(origin: Origin, n: int, width: int, *, what: str) -> Iterator[str]:
    head = f"{n}. {named(origin)}: {counted(origin.outlets, origin.articles, origin.texts)}"
    yield from _wrapped(head, width, "", "   ")
    every = rows(origin)
    for k, row in enumerate(every[:MOST]):
        last = k == len(every) - 1
        mark, bar = ("   └─ ", "      ") if last else ("   ├─ ", "   │  ")
        told = row.told
        words = " ‹ ".join([row.label, *row.path[1:]])
        # An article's statements are many sayings; an utterance's or a claim's are one, in many articles.
        bare = _short(told.content.strip('“”"'), 70)
        said = f"“{bare}”" if what == "version" else _short(told.headline or "")
        words += f" – {said}" if said else ""
        if told.state == "withdrawn":
            words += " [withdrawn]"
        yield from _wrapped(f"{words} ({told.version} {told.local_id})", width, mark, bar)
        for evidence in (*(m.explanation for m in row.merges), *row.leads):
            yield from _wrapped(evidence, width, f"{bar}  · ", f"{bar}    ")
    if len(every) > MOST:
        yield f"   └─ and {len(every) - MOST} more"


def _wrapped(words: str, width: int, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        " ".join(words.split()), max(_NARROWEST, width), initial_indent=first, subsequent_indent=rest,
        break_on_hyphens=False,
    )  # fmt: skip


def _short(words: str, most: int = 90) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= most else f"{plain[: most - 1].rstrip()}…"
