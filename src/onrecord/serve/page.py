"""A record as one self-contained page: the article with its statements marked, who said what, and on whose word.

The page asks nothing of any other host, and its own policy allows no script and no style but the two written here.
It says the same without the script (numbers lead to the list of statements) and on paper.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

from onrecord.domain import Block, Record, Statement
from onrecord.serve import drawing
from onrecord.serve.lines import agency, not_known, tally
from onrecord.serve.marks import Marked, blocks
from onrecord.serve.outline import LABELS, UNKNOWN, Hop, Outline, bare
from onrecord.serve.when import moment

_LEGEND: Final = (
    '<p class="legend" aria-label="How statements are marked"><span class="g s">source</span> '
    '<span class="g c">cue</span> <span class="g t t1">what is said</span> '
    '<span class="g t t2">said within it</span> <span class="key"><span class="n">7</span> its number below</span></p>'
)


def as_page(record: Record) -> str:
    """Return the whole HTML document. Whatever the article holds is shown as words, never run."""
    outline = Outline(record)
    marked = Marked(outline)
    root = drawing.tree(outline, marked.numbers)
    style, script = _asset("page.css"), _asset("page.js")
    policy = (
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    a = record.article
    language = a.language if a.language and re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", a.language) else "en"
    title = escape(a.headline or a.name or a.id)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{title} | who said what</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'{_masthead(outline)}\n<div class="sheet">\n<main>\n{_article(record, marked)}\n</main>\n{_panel()}\n</div>\n'
        f"{_chains(outline, root)}\n{_statements(outline, marked.numbers)}\n{_colophon(record)}\n"
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


@cache
def _asset(name: str) -> str:
    return files("onrecord.serve").joinpath(name).read_text("utf-8")


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _masthead(outline: Outline) -> str:
    a = outline.record.article
    # An article's own headline is shown where it stands; only one that the text lacks is put above it.
    lacking = a.headline and not any(b.kind == "headline" for b in a.blocks)
    head = f"<h1>{escape(a.headline or '')}</h1>" if lacking else ""
    facts = [
        a.outlet and f"<b>{escape(a.outlet)}</b>",
        (name := agency(a)) and f"from {escape(name)}",
        a.published and _time(a.published),
        a.updated and f"updated {_time(a.updated)}",
        escape(", ".join(a.authors) or a.byline or ""),
        a.url and _address(a.url),
    ]
    line = '<span class="dot">·</span>'.join(f"<span>{fact}</span>" for fact in facts if fact)
    warnings = "".join(f'<p class="warning">{escape(w)}</p>' for w in outline.record.warnings)
    gaps = not_known(outline)
    unread = f'<p class="tally">{escape(gaps[:1].upper() + gaps[1:])}</p>' if gaps else ""
    return (
        f'<header class="mast"><p class="kicker">On record <span>who said what</span></p>{head}'
        f'<p class="facts">{line}</p><p class="tally">{escape(tally(outline))}</p>{unread}{warnings}{_LEGEND}</header>'
    )


def _time(iso: str) -> str:
    return f'<time datetime="{escape(iso)}">{escape(moment(iso))}</time>'


def _address(url: str) -> str:
    if not re.match(r"(?i)https?://", url):
        return escape(url)
    return f'<a href="{escape(url)}" rel="noopener noreferrer">original page</a>'


def _article(record: Record, marked: Marked) -> str:
    text = record.article.text
    out: list[str] = []
    aside: list[Block] = []
    headed = False
    for b in blocks(text, record.article.blocks):
        if b.kind == "furniture":
            aside.append(b)
            continue
        out += _furniture(aside, marked)
        aside = []
        words = marked.html(b.span)
        if b.kind == "headline":
            out.append(f"<h2>{words}</h2>" if headed else f"<h1>{words}</h1>")
            headed = True
        elif b.kind == "correction":
            out.append(f'<p class="correction">{words}</p>')
        else:
            out.append(f"<p>{words}</p>")
    out += _furniture(aside, marked)
    return "\n".join(out) + marked.leftovers()


def _furniture(aside: list[Block], marked: Marked) -> list[str]:
    """Fold lines of the page that are not the story, open where a statement stands in them all the same."""
    if not aside:
        return []
    labels = (
        ", ".join(dict.fromkeys(b.label.replace("_", " ").replace("-", " ") for b in aside if b.label))
        or "not part of the story"
    )
    is_open = " open" if any(marked.any_in(b.span) for b in aside) else ""
    lines = "".join(f"<p>{marked.html(b.span)}</p>" for b in aside)
    count = "1 line" if len(aside) == 1 else f"{len(aside)} lines"
    return [f'<details class="aside"{is_open}><summary>{count} set aside: {escape(labels)}</summary>{lines}</details>']


def _panel() -> str:
    return (
        '<aside class="panel" id="panel" aria-label="The statement chosen" hidden>'
        '<div class="bar"><button type="button" data-go="-1" aria-label="Previous statement">‹</button>'
        '<button type="button" data-go="1" aria-label="Next statement">›</button>'
        '<button type="button" data-go="0" class="close" aria-label="Close">×</button></div>'
        '<div class="body" aria-live="polite"><p class="hint">Point at marked words, or choose a number, to see who '
        "said it, to whom, and on whose word.</p></div></aside>"
    )


def _chains(outline: Outline, root: drawing.Node) -> str:
    if not outline.order:
        return ""
    deepest = max(len(outline.chain(s)) for s, _ in outline.order)
    label = f"A tree of {len(outline.order)} statements from {root.hop.name}, up to {deepest - 1} speakers deep."
    large = "" if drawing.fits_paper(root) else " large"
    return (
        f'<section class="drawing{large}" aria-labelledby="chains"><h2 id="chains">On whose word</h2>'
        '<p class="note">Each line to the right is one person’s word further from the reader. Figures count the '
        "statements. Words in italics are the article’s own, where no name was read, and may stand for several people. "
        f"{drawing.key(root)}</p>"
        f'<div class="scroll" tabindex="0" role="group" aria-label="Drawing of the chains">'
        f"{drawing.wide(root, label)}{drawing.narrow(root, label)}</div>"
        f'<details class="words"><summary>The same as a list</summary>{drawing.in_words(root)}</details></section>'
    )


def _statements(outline: Outline, numbers: dict[str, str]) -> str:
    if not outline.order:
        return ""
    items = "\n".join(_statement(outline, numbers, s, depth) for s, depth in outline.order)
    return (
        '<section class="list" aria-labelledby="statements"><h2 id="statements">Statements</h2>\n'
        f"<ol>\n{items}\n</ol></section>"
    )


def _statement(outline: Outline, numbers: dict[str, str], s: Statement, depth: int) -> str:
    n = numbers[s.id]
    path = '<span class="to"> › </span>'.join(
        f"{_hop(hop)}{' (unnamed)' if hop.unnamed else ''}" for hop in outline.chain(s)
    )
    low = " low" if outline.is_low(s) else ""
    occasion = ", ".join(outline.occasion(s))
    said = outline.hop(s)
    how = outline.how(s)
    unread = " unknown" if how == UNKNOWN else ""
    unnamed = '<span class="flag">unnamed</span> ' if said.unnamed else ""
    doubt = f' <span class="flag">{escape(outline.confidence_words(s))}</span>' if low else ""
    reasons = "".join(
        f"<div><dt>{escape(LABELS.get(label, label).replace('_', ' '))}</dt><dd>{escape(reason)}</dd></div>"
        for label, reason in s.reasons
    )
    why = f'<details class="why"><summary>why it was read so</summary><dl>{reasons}</dl></details>' if reasons else ""
    return (
        f'<li id="st-{n}" class="st d{min(depth, 4)}{low}" data-n="{n}" value="{_value(n)}">'
        f'<p class="head"><a class="n" href="#m-{n}" aria-label="Statement {n}, in the text">{n}</a> '
        f'<span class="who">{_hop(said)}</span> {unnamed}<span class="how{unread}">{escape(how)}</span>'
        f"{f' <span class=occasion>{escape(occasion)}</span>' if occasion else ''}{doubt}</p>"
        f'<blockquote>{escape(outline.what(s))}</blockquote><p class="path">{path}</p>'
        f'<dl class="facts">{_facts(outline, numbers, s)}</dl>{why}</li>'
    )


def _value(number: str) -> str:
    return number[:9] if number.isdigit() else "1"


def _hop(hop: Hop) -> str:
    if hop.name == UNKNOWN and not hop.resolved:
        return f'<i class="unknown">{UNKNOWN}</i>'
    return escape(hop.name) if hop.resolved else f"<i>{escape(hop.name)}</i>"


def _facts(outline: Outline, numbers: dict[str, str], s: Statement) -> str:
    others: dict[tuple[str, str | None], list[str]] = {}
    for link in outline.relations(s):
        others.setdefault((link.words, link.reason), []).append(_link(numbers, link.other))
    # What the line above already says is not said again.
    source, cue, described = (outline.words(s, part) for part in ("source", "cue", "description"))
    facts = [
        ("source", escape(source) if bare(source) != outline.who(s) else ""),
        ("cue", escape(cue) if cue != outline.how(s) else ""),
        ("corrects", escape(outline.corrected(s))),
        ("could be", escape(" or ".join(s.rivals))),
        ("described as", escape(described if bare(described) not in (source, outline.who(s)) else "")),
        ("unnamed because", escape(outline.words(s, "justification"))),
        ("inside", _link(numbers, s.parent)),
        *(
            (escape(words), ", ".join(links) + (f" ({escape(reason)})" if reason else ""))
            for (words, reason), links in others.items()
        ),
        ("not sure", escape(", ".join(outline.unsure(s)))),
        ("not known", ", ".join(_unknown(outline, s))),
    ]
    # On paper these would cost more room than they are worth.
    minor = [
        ("kind of source", escape(s.source_type or "")),
        ("form", escape(s.form or "")),
        ("confidence", "" if outline.is_low(s) else f"{s.confidence:.2f}"),
    ]
    return "".join(
        f"<div{attribute}><dt>{name}</dt><dd>{value}</dd></div>"
        for attribute, some in (("", facts), (' class="minor"', minor))
        for name, value in some
        if value
    )


def _unknown(outline: Outline, s: Statement) -> list[str]:
    """Return the labels not known of `s`, but for those that are known of none: the top of the page has them."""
    gaps, total = outline.gaps, len(outline.order)
    return [words for label, words in LABELS.items() if 0 < gaps.get(label, 0) < total and not getattr(s, label)]


def _link(numbers: dict[str, str], id: str | None) -> str:
    n = numbers.get(id or "")
    return f'<a href="#st-{n}" data-n="{n}">{n}</a>' if n else escape(id or "")


def _colophon(record: Record) -> str:
    made = record.provenance
    parts = [
        f"onrecord {made.code_version}" if made.code_version else "onrecord",
        made.model and f"model {made.model} {made.model_sha256[:12]}",
        made.page_sha256 and f"page {made.page_sha256[:12]}",
        f"record {record.article.id}",
    ]
    line = " · ".join(escape(p) for p in parts if p)
    return (
        '<footer class="colophon"><p>Read by a machine, which errs. It keeps who said what, and does not say who is '
        f"right: check the words in the text.</p><p>{line}</p></footer>"
    )
