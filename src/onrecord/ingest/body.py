"""Which chunks of a page are its article: the choice of trafilatura, found again in our own reading of the page.

Trafilatura says what is the main text. Its choice is looked up among our chunks, so that inline spacing, order and
surroundings are the page's own; what stands between the chosen chunks and is a caption, a byline or a correction can
then be kept in its place.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from onrecord.ingest import furniture
from onrecord.ingest.tree import HUMP, Chunk, key

_CONTAINERS = frozenset(("p", "item", "head", "quote", "cell", "row", "list", "table", "div", "body", "code"))
_WINDOW = 60
_SHORTEST_PART = 12
_COVERED = 0.8
_LINKED = 0.6
_LINKED_AMONG = 0.9
"""Among the article's own paragraphs a sentence may be a link almost whole; elsewhere it leads to another story."""
_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*(?:\s?[♦◆■●•∎])?$")
_RESCUED_WORDS = 6
_FEW = 2
_GAP = 6
"""How many other chunks may stand between the article and a paragraph like its own: tuned with eval/pages.py."""
_NEAREST = 5
_GROUP = 3
_MOST_KEPT = 0.75
_PROMISING = 0.55
"""The share of a page's text that its paragraphs need to have before the fast choice is tried."""
_SURE, _MAIN, _ALL = 400, 0.5, 0.9
"""It is plainly good if it has so many characters, and such shares of the page's text and of the text of its
paragraphs: then no other choice could have much that it lacks."""
_REMEMBERED = 4096
"""Classes of elements, looked at for every paragraph in them, about which an answer is remembered."""
_END_HEADINGS = frozenset(("related", "comments", "subscription", "share", "topic"))
_NOT_ARTICLE = re.compile(
    r"\b(?:comments?|related|recommend\w*|newsletter|promo|footer|nav|sidebar|signup|subscri\w*|cookie|banner|modal|teaser"
    r"|most-?read|trending|read-?more|author-?bio|bio|disclaimer|share|social|tags?)\b",
    re.IGNORECASE,
)


def choose(root: Any, chunks: list[Chunk], *, fast: bool = False) -> list[int]:
    """Return the numbers of the chunks that are the article's main text, in reading order; none for no article."""
    chosen = _found(_extracted(root, chunks, fast=fast), chunks)
    return _without_end(sorted(chosen | _passed_over(chosen, chunks)), chunks)


def _without_end(chosen: list[int], chunks: list[Chunk]) -> list[int]:
    """Leave out the lists of other stories, the author's life and the like that were taken for the article's end.

    The article ends where the last of its larger groups of paragraphs does; what follows is left out if it stands
    under a heading for such lists, or in an element that is called so.
    """
    groups: dict[Any, int] = {}
    for i in chosen:
        if chunks[i].tag == "p":
            parent = chunks[i].element.getparent()
            groups[parent] = groups.get(parent, 0) + 1
    main = [i for i in chosen if chunks[i].tag == "p" and groups[chunks[i].element.getparent()] >= _GROUP]
    if not main:
        return chosen
    out: list[int] = []
    after_heading, among = False, set(chosen)
    for i in range(chosen[0], chosen[-1] + 1):
        if i > main[-1] and furniture.label(chunks[i].words) in _END_HEADINGS:
            after_heading = True
        if i in among and not (i > main[-1] and (after_heading or _is_aside(chunks[i]))):
            out.append(i)
    kept, all_ = (sum(len(chunks[i].words) for i in part) for part in (out, chosen))
    return out if kept >= _MOST_KEPT * all_ else chosen


def _is_aside(chunk: Chunk, depth: int = 3) -> bool:
    return any(_is_called_aside(marks) for marks in chunk.around[:depth])


@lru_cache(maxsize=_REMEMBERED)
def _is_called_aside(marks: str) -> bool:
    return _NOT_ARTICLE.search(HUMP.sub("-", marks)) is not None


def _extracted(root: Any, chunks: list[Chunk], *, fast: bool) -> list[str]:
    """Return the paragraphs of the main text as trafilatura has them.

    Its fast choice is taken where that is plainly good; comparing it with what others would choose takes as long again.
    """
    whole = sum(len(c.words) for c in chunks)
    paragraphs = sum(len(c.words) for c in chunks if c.tag == "p" and c.linked <= _LINKED)
    if not fast and paragraphs > _PROMISING * whole:
        texts = _asked(root, fast=True)
        size = sum(map(len, texts))
        if size >= max(_SURE, _MAIN * whole, _ALL * paragraphs):
            return texts
    return _asked(root, fast=fast)


def _asked(root: Any, *, fast: bool) -> list[str]:
    from trafilatura import bare_extraction  # imported here: it takes 0.15 s to load, and plain text needs none of it

    try:
        document = bare_extraction(copy.deepcopy(root), options=_options(fast))
    except Exception:  # whatever trips it up on a strange page, we still have our own reading of it
        return []
    if document is None or isinstance(document, dict) or document.body is None:
        return []
    return list(_leaves(document.body))


@cache
def _options(fast: bool) -> Any:
    """Return what trafilatura is asked for: the tree alone, without comments, metadata and the text beside it."""
    from trafilatura.settings import Extractor

    return Extractor(fast=fast, comments=False)


def _leaves(element: Any) -> Iterator[str]:
    """Yield the texts of an extracted tree, one a paragraph, list item or table cell."""
    pieces: list[str] = [element.text or ""]
    for child in element:
        if not isinstance(child.tag, str):
            continue
        if child.tag in _CONTAINERS:
            yield from _lines(pieces)
            pieces = [child.tail or ""]
            yield from _leaves(child)
            yield from _lines(pieces)
            pieces = []
        elif child.tag == "lb":
            pieces += ["\n", child.tail or ""]
        else:
            pieces += ["".join(child.itertext()), child.tail or ""]
    yield from _lines(pieces)


def _lines(pieces: list[str]) -> Iterator[str]:
    for line in "".join(pieces).split("\n"):
        if line.strip():
            yield line


def _found(texts: list[str], chunks: list[Chunk]) -> set[int]:
    """Return where the extracted texts stand among the chunks."""
    keys = [c.key for c in chunks]
    places: dict[str, list[int]] = {}
    for i, k in enumerate(keys):
        places.setdefault(k, []).append(i)
    chosen: set[int] = set()
    last = -1
    for text in texts:
        k = key(text)
        if not k:
            continue
        if k in places:
            new = [i for i in places[k] if i not in chosen]
            at = next((i for i in new if i > last), new[0] if new else None)
            if at is not None:
                chosen.add(at)
                last = at
            continue
        parts = _parts(k, keys, last + 1) or _parts(k, keys, 0, len(keys))
        chosen.update(parts)
        last = max(parts, default=last)
    return chosen


def _parts(text: str, keys: list[str], begin: int, window: int = _WINDOW) -> list[int]:
    """Return the chunks that an extracted text was run together from, or the one that it was cut from."""
    out: list[int] = []
    covered = 0
    for i in range(begin, min(len(keys), begin + window)):
        k = keys[i]
        if len(k) >= _SHORTEST_PART and (k in text or (len(text) >= _SHORTEST_PART and text in k)):
            out.append(i)
            covered += min(len(k), len(text))
            if covered >= len(text) * _COVERED:
                return out
    return []


def _passed_over(chosen: set[int], chunks: list[Chunk]) -> set[int]:
    """Return the paragraphs that are built like the chosen ones, stand among them or with them, and were passed over.

    Before the first and after the last, a paragraph has to be like several of them in more of its surroundings, lie
    near in the same part of the page, and not be cut off from them by other text.
    """
    if not chosen:
        return set()
    near = Counter(_build(chunks[i], 2) for i in chosen)
    built = Counter(_build(chunks[i], 3)[1:] for i in chosen if chunks[i].tag == "p")
    first, last = min(chosen), max(chosen)
    out = {i for i in range(first, last) if i not in chosen and near[_build(chunks[i], 2)] >= _FEW}
    out = {i for i in out if _is_sentence(chunks[i], _LINKED_AMONG)}
    # What surrounds chosen ones too is no aside, whatever it is called.
    out = {i for i in out if not _is_aside(chunks[i], 2 if _build(chunks[i], 3)[1:] in built else 3)}
    elders = {e for i in chosen if chunks[i].tag == "p" for e in islice(chunks[i].element.iterancestors(), _NEAREST)}
    for steps in (range(first - 1, -1, -1), range(last + 1, len(chunks))):
        gap = 0
        for i in steps:
            c = chunks[i]
            alike = c.tag == "p" and built[_build(c, 3)[1:]] >= _GROUP and not _is_aside(c)
            if alike and _is_sentence(c, _LINKED) and elders.intersection(islice(c.element.iterancestors(), _NEAREST)):
                out.add(i)
                gap = 0
            elif (gap := gap + 1) > _GAP or furniture.label(c.words) in _END_HEADINGS:
                break
    return out


def _is_sentence(chunk: Chunk, linked: float) -> bool:
    """Return whether a chunk is a sentence or more, no furniture, and at most `linked` of it are links."""
    if chunk.tag not in ("p", "div") or chunk.linked > linked or chunk.count < _RESCUED_WORDS:
        return False
    return _SENTENCE.search(chunk.words) is not None and furniture.label(chunk.words) is None


def _build(chunk: Chunk, depth: int) -> tuple[str, ...]:
    """Return the tags and classes around a chunk, without the numbers that pages count their paragraphs with."""
    return tuple(_unnumbered(marks) for marks in chunk.around[:depth])


@lru_cache(maxsize=_REMEMBERED)
def _unnumbered(marks: str) -> str:
    return re.sub(r"\d+", "", marks)
