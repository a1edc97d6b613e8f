"""HTML becomes a row of chunks: the text between two edges of block elements, and what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree, html

from onrecord.errors import InputError

_BLOCKS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    )
)
_SKIPPED = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "head",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "select",
        "option",
        "textarea",
        "button",
        "input",
        "datalist",
        "math",
        "map",
        "picture",
        "source",
        "track",
    )
)
_HEAVY = re.compile(r"<(?:(script|style|svg)\b(?!(?:[^>]{0,300})ld\+json)|(!--))", re.IGNORECASE)
_CLOSE = {
    "-->": re.compile("-->"),
    **{name: re.compile(rf"</{name}\b[^>]{{0,100}}>", re.IGNORECASE) for name in ("script", "style", "svg")},
}
_EMBEDDED = re.compile(r"(?<=[\"'(])data:[a-z]{1,20}/[^\"')]{1000,}")
STRIP_ABOVE = 3_000_000
MAX_CHARS = 12_000_000
"""A page with more characters than this, scripts and styles left out, is refused: it takes half a minute to parse."""

HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where a class such as ArticleBody would be cut into its words."""

_ELEMENTS = etree.ElementDefaultClassLookup(element=html.HtmlElement)
"""Elements of one class: to choose that of each by its name, as lxml does by default, takes longer than to parse."""
_NO_KEY = re.compile(r"[\W_]+")
_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n\s*")
_HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)
_LEVELS = 5


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of text in one block element; `around` has the tags and classes of that and its ancestors, inner first."""

    words: str
    element: Any = field(repr=False, compare=False)
    around: tuple[str, ...] = ()
    linked: float = 0.0
    """The share of its characters that are links."""

    @property
    def tag(self) -> str:
        """The name of the block element it stands in."""
        return self.around[0].split(" ", 1)[0]

    @property
    def count(self) -> int:
        """How many words it has."""
        return self.words.count(" ") + 1

    @property
    def key(self) -> str:
        """Its letters and digits, for comparing."""
        return key(self.words)


@lru_cache(maxsize=2048)
def key(words: str) -> str:
    """Return the letters and digits of `words`, case folded."""
    return _NO_KEY.sub("", words).casefold()


def parse(text: str, *, input: str) -> Any:
    """Return the tree of an HTML page. Raises InputError, naming `input`, for one that is too large or broken."""
    if len(text) > STRIP_ABOVE:
        text = _lightened(text)
    if len(text) > MAX_CHARS:
        problem = f"the page is too large ({len(text) // 1_000_000} million characters, the limit is 12 million)"
        raise InputError(input, problem, "Save the article alone, or copy its text into a .txt file.")
    data = text.replace("\0", "").encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise InputError(input, f"its HTML cannot be parsed ({error})", "Copy its text into a .txt file.") from error
    return root


def _lightened(text: str) -> str:
    """Return a page without its scripts, styles, drawings, comments and embedded files; JSON-LD stays.

    One pass, however many of them are opened and never closed.
    """
    pieces: list[str] = []
    at = 0
    unclosed: set[str] = set()
    while m := _HEAVY.search(text, at):
        kind = "-->" if m[2] else m[1].lower()
        end = None if kind in unclosed else _CLOSE[kind].search(text, m.end())
        if end is None:
            unclosed.add(kind)
        pieces.append(text[at : m.end() if end is None else m.start()])
        at = m.end() if end is None else end.end()
    pieces.append(text[at:])
    return _EMBEDDED.sub("", "".join(pieces))


def chunks(root: Any) -> list[Chunk]:
    """Return the texts of a page in reading order, white space collapsed, what browsers do not show left out."""
    walk = _Walk()
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if not isinstance(element.tag, str):
            continue
        if event == "start":
            if walk.enter(element):
                walker.skip_subtree()
        else:
            walk.leave(element)
    walk.flush()
    return walk.out


class _Walk:
    """The state of one pass over a tree."""

    def __init__(self) -> None:
        self.out: list[Chunk] = []
        self._pieces: list[str] = []
        self._blocks: list[tuple[Any, str]] = []
        self._linked = 0
        self._links = 0

    def enter(self, element: Any) -> bool:
        """Take in an element's beginning; return whether its inside is to be skipped."""
        tag = element.tag
        if tag in _SKIPPED or element.get("hidden") is not None:
            return True
        style = element.get("style")
        if style and _HIDDEN.search(style):
            return True
        if tag in _BLOCKS:
            self.flush()
            marks = f"{tag} {element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
            self._blocks.append((element, marks))
        elif tag == "br":
            self._pieces.append("\n")
        elif tag == "a":
            self._links += 1
        self._add(element.text)
        return False

    def leave(self, element: Any) -> None:
        """Take in an element's end and the text behind it."""
        if self._blocks and self._blocks[-1][0] is element:
            self.flush()
            self._blocks.pop()
        elif element.tag == "a":
            self._links = max(0, self._links - 1)
        self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if text:
            # Line breaks in the source are spaces; only <br> breaks a line.
            self._pieces.append(text.replace("\n", " ").replace("\r", " "))
            if self._links:
                self._linked += len(text)

    def flush(self) -> None:
        """End the chunk, if there is one."""
        if not self._pieces:
            return
        whole = "".join(self._pieces)
        linked, self._linked = self._linked, 0
        self._pieces.clear()
        if not self._blocks or not whole.strip():
            return
        element = self._blocks[-1][0]
        around = tuple(marks for _, marks in reversed(self._blocks[-_LEVELS:]))
        for part in _PARAGRAPHS.split(whole) if "\n" in whole else (whole,):
            words = " ".join(part.split())
            if words:
                self.out.append(Chunk(words, element, around, min(1.0, linked / max(1, len(whole)))))
