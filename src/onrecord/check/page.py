"""A check as one self-contained page: the draft with its quotations marked, and beside it what became of each.

The page asks nothing of any other host, and its own policy allows no style but the one written here, and no script.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files

from onrecord.check.findings import VERDICTS, Checked, Difference, Finding, Match
from onrecord.check.lines import KINDS, NAMES
from onrecord.text import paragraphs


def as_page(checked: Sequence[Checked]) -> str:
    """Return the whole HTML document. Whatever draft and sources hold is shown as words, never run."""
    style = files("onrecord.check").joinpath("page.css").read_text("utf8")
    policy = f"default-src 'none'; style-src 'sha256-{_digest(style)}'; base-uri 'none'; form-action 'none'"
    title = escape(", ".join(c.name for c in checked) or "draft")
    body = "\n".join(_draft(c, n) for n, c in enumerate(checked))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{title} | quotations checked</title>\n<style>{style}</style>\n</head>\n<body>\n{body}\n"
        '<footer class="colophon"><p>Checked by a machine, which errs. It compares words with the sources that it was '
        "given, and does not say what is true: look at the passages.</p></footer>\n</body>\n</html>\n"
    )


@cache
def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _draft(c: Checked, n: int) -> str:
    items = "\n".join(_item(f, k, n) for k, f in enumerate(c.findings, 1))
    listed = f"<ol>\n{items}\n</ol>" if items else "<p>There is nothing to check.</p>"
    return (
        f'{_masthead(c)}\n<div class="sheet">\n<main class="draft" aria-label="The draft">\n{_text(c, n)}\n</main>\n'
        f'<section class="list" aria-label="What was found">\n{listed}\n</section>\n</div>'
    )


def _masthead(c: Checked) -> str:
    counts = c.counts()
    parts = [f'<li><span class="v {v}">{counts[v]} {NAMES[v]}</span></li>' for v in VERDICTS if counts[v]]
    aside = sum(not f.counted for f in c.findings)
    parts += [f'<li><span class="v">{aside} set apart</span></li>'] if aside else []
    tally = f'<ul class="tally">{"".join(parts)}</ul>' if parts else ""
    lines = "".join(f'<p class="warning">{escape(w)}</p>' for w in (*c.warnings, *c.problems))
    return (
        '<header class="mast"><p class="kicker">On record <span>is every quotation what was said?</span></p>'
        f"<h1>{escape(c.name)}</h1>{tally}{lines}</header>"
    )


def _text(c: Checked, n: int) -> str:
    """Return the draft's paragraphs, each finding's words marked; of those that overlap the first."""
    edges: list[tuple[int, int, int]] = []
    last = 0
    for k, f in enumerate(c.findings):
        if f.span.start >= last:
            edges.append((f.span.start, f.span.end, k))
            last = f.span.end
    out = []
    for begin, end in paragraphs(c.text):
        pieces, at = [], begin
        for start, stop, k in edges:
            a, b = max(start, begin), min(stop, end)
            if a < b:
                pieces += [escape(c.text[at:a]), _marked(c.findings[k], k + 1, n, c.text[a:b], first=a == start)]
                at = b
        out.append(f"<p>{''.join(pieces)}{escape(c.text[at:end])}</p>")
    return "\n".join(out)


def _marked(f: Finding, k: int, n: int, words: str, *, first: bool) -> str:
    number = f'<a href="#f{n}-{k}" id="m{n}-{k}" aria-label="Finding {k}">{k}</a>' if first else ""
    return f'<mark class="{f.verdict} {f.kind}{"" if f.counted else " aside"}">{number}{escape(words)}</mark>'


def _item(f: Finding, k: int, n: int) -> str:
    name = NAMES[f.verdict] + ("" if f.counted else ", set apart")
    who = f" <b>{escape(f.speaker)}</b>" if f.speaker else ""
    marks = "“”" if f.kind == "quotation" else ("", "")
    differences = "".join(_difference(d) for d in f.differences)
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in f.notes)
    where = _match(f, f.match) if f.match is not None else ""
    return (
        f'<li class="item {f.verdict}{"" if f.counted else " aside"}" id="f{n}-{k}">'
        f'<a class="n" href="#m{n}-{k}" aria-label="Finding {k}, in the draft">{k}</a>'
        f'<p class="head"><span class="v">{name}</span>{who} · line {f.line} · confidence {f.confidence:.2f}</p>'
        f"<blockquote>{marks[0]}{escape(_flat(f.quote))}{marks[1]}</blockquote>{differences}{where}{notes}</li>"
    )


def _difference(d: Difference) -> str:
    mine = f"<del>{escape(d.draft)}</del>" if d.draft else '<span class="none">nothing</span>'
    theirs = f"<ins>{escape(d.source)}</ins>" if d.source else '<span class="none">nothing</span>'
    kind = KINDS[d.kind] + (", marked" if d.marked else "")
    fair = " marked" if d.marked and not d.turns and d.kind != "joined" else ""
    turns = f'<p class="turns">Turns the sense: {escape(d.turns)}</p>' if d.turns else ""
    return (
        f'<div class="sides{fair}"><div><span class="label">{kind}: the draft has</span>{mine}</div>'
        f'<div><span class="label">the source has</span>{theirs}</div></div>{turns}'
    )


def _match(f: Finding, m: Match) -> str:
    near = "" if f.verdict in ("verbatim", "marked_change", "other_speaker") else f" · {m.nearness:.0%} of its words"
    chain = f'<p class="where">on whose word: {" › ".join(escape(hop) for hop in m.chain)}</p>' if m.chain else ""
    found = "nearest in" if f.verdict == "not_found" else "found in"
    link = (
        f'<p class="where">in the record: {escape(m.permalink or m.version or "")}</p>'
        if m.permalink or m.version
        else ""
    )
    before = f"…{escape(_tail(m.before))}" if m.before else ""
    after = f"{escape(_head(m.after))}…" if m.after else ""
    return (
        f'<p class="where">{found} <b>{escape(m.source)}</b>, line {m.line}{near}</p>'
        f'<p class="passage">{before}<span>{escape(_flat(m.text))}</span>{after}</p>{chain}{link}'
    )


def _flat(words: str) -> str:
    return " ".join(words.split())


def _tail(words: str, most: int = 110) -> str:
    return words if len(words) <= most else words[-most:].partition(" ")[2]


def _head(words: str, most: int = 110) -> str:
    return words if len(words) <= most else words[:most].rpartition(" ")[0]
