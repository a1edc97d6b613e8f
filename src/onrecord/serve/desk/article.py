"""The article page: the text as published with its statements marked, and what is known of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from onrecord.domain import Block, Record
from onrecord.record.beside import standing, tied
from onrecord.record.judgements import about
from onrecord.record.labels_judged import judged
from onrecord.record.search import standing as place_of
from onrecord.record.versions import history
from onrecord.serve import drawing
from onrecord.serve.desk import differences
from onrecord.serve.desk.reading import READING
from onrecord.serve.desk.web import page, store_of
from onrecord.serve.lines import agency, not_known
from onrecord.serve.marks import Marked, blocks
from onrecord.serve.outline import Outline

router = APIRouter()
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_COMPARED: Final = 60_000
"""Longer texts are not shown side by side: comparing them would take too long for a page."""


_MARKED: Final = re.compile(r'class="(g[^"]*)" data-m="([^"]*)"')
_LOOKS: Final = {
    "deny": "deny", "confirm": "confirm", "decline": "decline", "ask": "ask", "direct": "direct", "commit": "direct",
    "want": "direct", "judge": "judge", "believe": "judge", "know": "judge",
}  # fmt: skip
"""Acts as they are coloured; what is not here, assertions above all, has the plain tint."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of the article: one paragraph, or several lines of furniture folded into one, with its marked words.

    notes: the correction notes that speak of this paragraph.
    """

    kind: str
    lines: tuple[Markup, ...]
    label: str = ""
    is_open: bool = False
    notes: tuple[str, ...] = ()


@router.get("/articles/{key}", response_class=HTMLResponse, dependencies=READING)
def article(request: Request, key: str) -> Response:
    """Show one version of an article; an article's own key leads to its newest version."""
    store = store_of(request)
    with store.looking() as connection:
        stands = standing(connection, key)
        ties = tied(connection, key)
        judgements = about(connection, "statement", {tie.statement for tie in ties.values()})
        views = judged(connection, {j.subject for j in judgements})
    if stands is None:
        raise HTTPException(404, f"The record has no article {key!r}. It may have another key in this record.")
    if key not in {v.key for v in stands.versions}:
        return RedirectResponse(f"/articles/{stands.versions[0].key}", status_code=303)
    record = store.record(key)
    outline = Outline(record)
    marked = Marked(outline)
    acts = {marked.numbers[s.id]: _LOOKS.get(s.act or "", "") for s, _ in outline.order}
    parts = list(_parts(record, marked, acts))
    root = drawing.tree(outline, marked.numbers)
    deepest = max((len(outline.chain(s)) for s, _ in outline.order), default=1)
    label = f"A tree of {len(outline.order)} statements from {root.hop.name}, up to {deepest - 1} speakers deep."
    language = record.article.language or ""
    return page(
        request, "article.html", record=record, outline=outline, parts=parts, numbers=marked.numbers, key=key,
        leftovers=Markup(marked.leftovers()), standing=stands, ties=ties, agency=agency(record.article),
        gaps=not_known(outline), language=language if _LANGUAGE.fullmatch(language) else "en",
        wide=_drawn(drawing.wide(root, label)), narrow=_drawn(drawing.narrow(root, label)),
        in_words=Markup(drawing.in_words(root)), legend=drawing.key(root), fits=drawing.fits_paper(root),
        looks=set(acts.values()), judged=views,
    )  # fmt: skip


def _drawn(svg: str) -> Markup:
    """Return a drawing as a group: its links are to be reached, which those of an image are not."""
    return Markup(svg.replace('role="img"', 'role="group"', 1))


def _parts(record: Record, marked: Marked, acts: Mapping[str, str]) -> Iterator[Part]:
    """Yield the article's parts in reading order; every word in them is escaped by `Marked`."""
    text = record.article.text
    aside: list[Block] = []

    def words(b: Block) -> Markup:
        return Markup(_MARKED.sub(lambda m: _by_act(m, acts), marked.html(b.span)))

    def folded() -> Iterator[Part]:
        if aside:
            labels = dict.fromkeys((b.label or "").replace("_", " ").replace("-", " ") for b in aside)
            told = ", ".join(x for x in labels if x) or "not part of the story"
            lines = tuple(words(b) for b in aside)
            yield Part("furniture", lines, told, any(marked.any_in(b.span) for b in aside))
            aside.clear()

    for b in blocks(text, record.article.blocks):
        if b.kind == "furniture":
            aside.append(b)
            continue
        yield from folded()
        notes = tuple(
            " ".join(c.note.of(text).split())
            for c in record.reading.corrections
            if c.corrects is not None and b.span.start <= c.corrects.start < b.span.end
        )
        yield Part(b.kind, (words(b),), notes=notes)
    yield from folded()


def _by_act(found: re.Match[str], acts: Mapping[str, str]) -> str:
    """Add to marked words the class of the innermost statement whose content they are. Quotes in words are escaped."""
    inner = next((token[1:] for token in reversed(found[2].split()) if token[0] == "t"), "")
    look = acts.get(inner, "")
    return f'class="{found[1]} a-{look}" data-m="{found[2]}"' if look else found[0]


@router.get("/articles/{key}/versions", response_class=HTMLResponse, dependencies=READING)
def versions(request: Request, key: str, older: str = "", newer: str = "") -> HTMLResponse:
    """Show what became of an article: its versions, what each changed, and two of them side by side."""
    store = store_of(request)
    with store.looking() as connection:
        found = history(connection, key)
    if found is None:
        raise HTTPException(404, f"The record has no article {key!r}. It may have another key in this record.")
    keys = [v.key for v in found.versions]
    newer = newer if newer in keys else keys[-1]
    older = older if older in keys else keys[max(0, keys.index(newer) - 1)]
    changes: list[differences.Change] | None = []
    if older != newer:
        texts = [store.record(k).article.text for k in (older, newer)]
        changes = differences.between(*texts) if max(map(len, texts)) <= _COMPARED else None
    return page(request, "versions.html", found=found, changes=changes, older=older, newer=newer)


@router.get("/statements/{key}", dependencies=READING)
def statement(request: Request, key: str) -> RedirectResponse:
    """Lead a statement's permalink to its place in its article."""
    with store_of(request).looking() as connection:
        version, local_id = place_of(connection, key)
    return RedirectResponse(f"/articles/{version}#st-{local_id.removeprefix('s')}", status_code=303)
