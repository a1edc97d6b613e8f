"""Which chunks of a page are its article: the choice of trafilatura, found again in our own reading of the page.

Trafilatura says what is the main text. Its choice is looked up among our chunks, so that inline spacing, order and
surroundings are the page's own; what stands between the chosen chunks and is a caption, a byline or a correction can
then be kept in its place.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from trafilatura import bare_extraction

from onrecord.ingest import furniture
from onrecord.ingest.tree import Chunk, key

_CONTAINERS = frozenset(("p", "item", "head", "quote", "cell", "row", "list", "table", "div", "body", "code"))
_WINDOW = 60
_SHORTEST_PART = 12
_COVERED = 0.8
_LINKED = 0.6
_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*$")
_RESCUED_WORDS = 6
_GROUP = 3
_MOST_KEPT = 0.75
_END_HEADINGS = frozenset(("related", "comments", "subscription", "share", "topic"))
_NOT_ARTICLE = re.compile(
    r"\b(?:comments?|related|recommend\w*|newsletter|promo|footer|nav|sidebar|signup|subscri\w*|cookie|banner|modal|teaser"
    r"|most-?read|trending|read-?more|author-?bio|bio|disclaimer|share|social|tags?)\b",
    re.IGNORECASE,
)


def choose(root: Any, chunks: list[Chunk], *, fast: bool = False) -> list[int]:
    """Return the numbers of the chunks that are the article's main text, in reading order; none for no article."""
    chosen = _found(list(_extracted(root, fast=fast)), chunks)
    return _without_end(sorted(chosen | _between(chosen, chunks)), chunks)


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


def _is_aside(chunk: Chunk) -> bool:
    return any(_NOT_ARTICLE.search(marks) for marks in chunk.around[:3])


def _extracted(root: Any, *, fast: bool) -> Iterator[str]:
    try:
        document = bare_extraction(
            copy.deepcopy(root), with_metadata=False, include_comments=False, include_tables=True, fast=fast
        )
    except Exception:  # whatever trips it up on a strange page, we still have our own reading of it
        return
    if document is None or isinstance(document, dict) or document.body is None:
        return
    yield from _leaves(document.body)


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


def _between(chosen: set[int], chunks: list[Chunk]) -> set[int]:
    """Return the paragraphs that stand among the chosen ones, are built like them, and were passed over."""
    if not chosen:
        return set()
    parents: dict[Any, int] = {}
    for i in chosen:
        if chunks[i].tag == "p":
            parent = chunks[i].element.getparent()
            parents[parent] = parents.get(parent, 0) + 1
    out = set()
    for i in range(min(chosen), max(chosen) + 1):
        c = chunks[i]
        if i in chosen or c.tag != "p" or c.linked > _LINKED or parents.get(c.element.getparent(), 0) < 2:
            continue
        enough = c.count >= _RESCUED_WORDS and _SENTENCE.search(c.words)
        if enough and furniture.label(c.words) is None and not any(_NOT_ARTICLE.search(a) for a in c.around[:2]):
            out.add(i)
    return out
