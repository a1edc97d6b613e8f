"""Who somebody is, for a terminal, and as plain values: names, roles with dates, and by what each article is tied."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from onrecord.record.identity_reading import Identity, Link, RoleSeen, Said
from onrecord.record.judgements import Judgement
from onrecord.serve.outline import UNKNOWN, printable, verb
from onrecord.serve.when import moment

_INDENT: Final = "    "


def as_lines(found: Sequence[Identity], said: Mapping[str, Sequence[Said]], *, limit: int = 5, width: int = 100) -> str:
    """Return identities for a terminal, those with most articles first.

    said: the latest statements of each, by its key. limit: how many roles and links of each are shown. Those of which
    an article has only a surname, and that could be several people, are counted and listed in short at the end.
    """
    if not found:
        return "Nobody in the record goes by that name.\n"
    clear = [i for i in found if not _unclear(i)]
    unclear = [i for i in found if _unclear(i)]
    shown = clear or unclear[:limit]
    blocks = ["\n".join(_identity(i, said.get(i.key, ()), limit, width)) for i in shown]
    rest = [i for i in unclear if i not in shown]
    if rest:
        heading = f"{len(rest)} of which it is not clear who they are:"
        lines = [_short(i) for i in rest[:limit]]
        more = [f"{_INDENT}and {len(rest) - limit} more"] if len(rest) > limit else []
        blocks.append("\n".join([heading, *lines, *more]))
    return "\n\n".join(blocks) + "\n"


def _unclear(i: Identity) -> bool:
    return i.articles <= 1 and not i.judgements and all(k.score < 0.5 for k in i.links)


def _short(i: Identity) -> str:
    k = i.links[-1]
    return printable(f"{_INDENT}{i.key}  {' · '.join(p for p in (i.name, k.outlet, _day(k.published)) if p)}")


def _identity(i: Identity, said: Sequence[Said], limit: int, width: int) -> list[str]:
    counts = ", ".join((_count(i.statements, "statement"), _count(i.articles, "article"), _count(i.outlets, "outlet")))
    ids = f"  {' '.join(i.identifiers)}" if i.identifiers else ""
    out = [printable(f"{i.name} ({i.type}){ids}  {i.key}"), _INDENT + counts]
    if i.aliases:
        out += _wrapped(f"also: {', '.join(i.aliases)}", width)
    for role in i.roles[:limit]:
        out += _wrapped(_role(role), width)
    out += _more(len(i.roles), limit, "role")
    if i.joined:
        out += _wrapped(f"judged to be the same: {', '.join(i.joined)}", width)
    if i.could_be:
        others = "; ".join(f"{c.name} ({c.why}) {c.key}" for c in i.could_be)
        out += _wrapped(f"could be: {others}", width)
    out += [line for j in i.judgements for line in _wrapped(_judgement(j), width)]
    out.append(f"{_INDENT}tied by:")
    out += [line for k in i.links[-limit:][::-1] for line in _wrapped(_link(k), width, 2 * _INDENT)]
    out += _more(len(i.links), limit, "link", 2 * _INDENT)
    if said:
        out.append(f"{_INDENT}said last:")
        out += [line for s in said for line in _wrapped(_said(s), width, 2 * _INDENT)]
    return out


def _role(role: RoleSeen) -> str:
    first, last = role.first and moment(role.first), role.last and moment(role.last)
    when = f"{first} to {last}" if first != last else first
    return " · ".join(p for p in (role.words, "past" if role.past else "", when, _count(role.articles, "article")) if p)


def _link(k: Link) -> str:
    where = ", ".join(p for p in (k.outlet, _day(k.published)) if p)
    return f"{k.score:.2f} {k.state}  “{k.name}”{f' in {where}' if where else ''}: {k.explanation} {k.speaker}"


def _judgement(j: Judgement) -> str:
    note = f" “{j.note}”" if j.note else ""
    return f"judgement {j.id}: {j.subject} {j.verdict} {j.object}, by {j.who} on {_day(j.at)}{note}"


def _said(s: Said) -> str:
    where = ", ".join(p for p in (s.outlet, _day(s.published)) if p)
    return f"{verb(s.act, negated=False) or UNKNOWN}: {s.content} ({where}) {s.key}"


def _day(value: str | None) -> str | None:
    return moment(value[:10]) if value else None


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _more(n: int, limit: int, what: str, indent: str = _INDENT) -> list[str]:
    return [f"{indent}and {_count(n - limit, f'more {what}')}"] if n > limit else []


def _wrapped(words: str, width: int, indent: str = _INDENT) -> list[str]:
    return textwrap.wrap(
        printable(words), max(width, 40), initial_indent=indent, subsequent_indent=indent + "  ",
        break_on_hyphens=False, break_long_words=False,
    )  # fmt: skip


def as_values(found: Sequence[Identity], said: Mapping[str, Sequence[Said]]) -> list[dict[str, Any]]:
    """Return the same as plain values: every identity with all its links, and its latest statements as `said`."""
    return [{**asdict(i), "said": [asdict(s) for s in said.get(i.key, ())]} for i in found]
