"""Utterances and claims for a terminal, and as plain values."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from onrecord.record.claim_groups import Member
from onrecord.record.claims import Claim
from onrecord.record.utterances import Utterance
from onrecord.record.wordings import Run, Wording
from onrecord.serve.outline import UNKNOWN, printable
from onrecord.serve.when import moment

_SUGGESTED = "suggested"
_CONFIRMED = "confirmed by people"


def utterances_as_lines(found: Sequence[Utterance], *, width: int = 100) -> str:
    """Return utterances, one block each: the speaker, the fullest wording, how many statements and articles."""
    if not found:
        return "No saying is reported by more than one statement.\n"
    blocks = []
    for u in found:
        state = _CONFIRMED if u.confirmed else _SUGGESTED
        head = f"{u.speaker or UNKNOWN}: {u.wordings[0].text}"
        blocks.append([*_wrapped(head, width, ""), f"    {_counts(u.members)} · {state} · {u.key}"])
    return "\n\n".join("\n".join(b) for b in blocks) + "\n"


def utterance_as_lines(u: Utterance, *, width: int = 100) -> str:
    """Return one utterance with all its wordings, each set beside the fullest one.

    [-words-] are missing there, {+words+} are not in the fullest wording; both after one another: words were altered.
    """
    state = _CONFIRMED if u.confirmed else _SUGGESTED
    lines = [*_wrapped(f"{u.speaker or UNKNOWN} · {_counts(u.members)} · {state} · {u.key}", width, "")]
    for n, (wording, member) in enumerate(zip(u.wordings, u.members, strict=True)):
        marks = "fullest wording" if n == 0 else ", ".join(wording.marks)
        lines += ["", *_wrapped(f"{_place(member)} · {marks}", width, ""), *_wrapped(marked(wording), width, "    ")]
        if member.speaker != u.speaker:
            lines += _wrapped(f"said by: {member.speaker or UNKNOWN}", width, "    ")
        lines += _wrapped(_evidence(member), width, "    ")
    return "\n".join(lines) + "\n"


def marked(wording: Wording) -> str:
    """Return a wording with what differs from the fullest one marked."""
    return " ".join(_run(run) for run in wording.runs)


def _run(run: Run) -> str:
    missing = run.instead or run.words
    return {
        "same": run.words,
        "missing": f"[-{missing}-]",
        "added": f"{{+{run.words}+}}",
        "altered": f"[-{run.instead}-] {{+{run.words}+}}",
    }[run.op]


def claims_as_lines(found: Sequence[Claim], *, width: int = 100) -> str:
    """Return claims, one block each: the plainest words, and how many statements take which stand."""
    if not found:
        return "No two statements are of one substance.\n"
    blocks = []
    for c in found:
        stands = ", ".join(f"{len(keys)} {stand}" for stand, keys in c.sides.items())
        state = _CONFIRMED if c.confirmed else _SUGGESTED
        about = f"    {stands} · {_counts(c.members)} · {state} · {c.key}"
        blocks.append([*_wrapped(c.label, width, ""), about])
    return "\n\n".join("\n".join(b) for b in blocks) + "\n"


def claim_as_lines(c: Claim, *, width: int = 100) -> str:
    """Return one claim with its sides: who takes which stand in which words, and what each was tied by."""
    state = _CONFIRMED if c.confirmed else _SUGGESTED
    lines = [*_wrapped(c.label, width, ""), f"{_counts(c.members)} · {state} · {c.key}"]
    by_key = {m.statement: m for m in c.members}
    for stand, keys in c.sides.items():
        lines += ["", stand]
        for member in (by_key[key] for key in keys):
            cue = f" ({member.cue})" if member.cue else ""
            words = " … ".join(member.pieces)
            lines += _wrapped(f"{member.speaker or UNKNOWN}{cue}: {words}", width, "    ")
            lines += _wrapped(_place(member), width, "        ")
            lines += _wrapped(_evidence(member), width, "        ")
    return "\n".join(lines) + "\n"


def _evidence(m: Member) -> str:
    how = "people put it here" if m.judged else f"{m.score:.2f}"
    return f"{how}: {m.explanation} · {m.statement}" if m.explanation else f"{how} · {m.statement}"


def _place(m: Member) -> str:
    published = moment(m.published) if m.published else None
    return " · ".join(p for p in (m.outlet or "unknown outlet", m.headline or m.name, published) if p)


def _counts(members: Iterable[Member]) -> str:
    known = list(members)
    articles, outlets = {m.article for m in known}, {m.outlet for m in known}
    return " · ".join(
        f"{n} {word}{'' if n == 1 else 's'}"
        for n, word in ((len(known), "statement"), (len(articles), "article"), (len(outlets), "outlet"))
    )


def _wrapped(words: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        printable(words), max(width, 40), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def utterance_as_values(u: Utterance) -> dict[str, Any]:
    """Return an utterance as plain values."""
    wordings = [
        {"statement": w.statement, "text": w.text, "marks": list(w.marks),
         "runs": [[r.op, r.words, r.instead] for r in w.runs]}
        for w in u.wordings
    ]  # fmt: skip
    return {
        "key": u.key, "speaker": u.speaker, "confirmed": u.confirmed, "wordings": wordings,
        "statements": [_member_as_values(m) for m in u.members],
    }  # fmt: skip


def claim_as_values(c: Claim) -> dict[str, Any]:
    """Return a claim as plain values."""
    return {
        "key": c.key, "label": c.label, "confirmed": c.confirmed, "sides": {k: list(v) for k, v in c.sides.items()},
        "statements": [{**_member_as_values(m), "stand": c.stands[m.statement]} for m in c.members],
    }  # fmt: skip


def _member_as_values(m: Member) -> dict[str, Any]:
    return {
        "id": m.statement, "article": {"id": m.article, "name": m.name, "url": m.url, "outlet": m.outlet,
                                       "published": m.published, "headline": m.headline},
        "speaker": m.speaker, "act": m.act, "cue": m.cue, "content": list(m.pieces), "score": m.score,
        "explanation": m.explanation, "judged": m.judged,
    }  # fmt: skip
