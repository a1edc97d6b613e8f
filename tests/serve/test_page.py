from __future__ import annotations

import re
from html import escape, unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from serve_examples import TEXT, labelled, plain_record, records, spans, story

from onrecord.domain import Block, Record, Span, Statement
from onrecord.serve import drawing
from onrecord.serve.marks import Marked, blocks
from onrecord.serve.notebook import as_fragment
from onrecord.serve.outline import Outline
from onrecord.serve.page import as_page

_VOID = {"meta", "circle", "path"}


class _Reader(HTMLParser):
    """Collects what a page holds, and fails where its elements do not close as they opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.ids += [v or "" for k, v in attrs if k == "id"]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style", "title"):
            self.words.append(data)


def read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@given(records())
def test_every_record_makes_a_page_whose_elements_nest_and_whose_ids_differ(record: Record) -> None:
    page = read(as_page(record))
    assert len(page.ids) == len(set(page.ids))
    targets = {a["href"][1:] for t, a in page.tags if t == "a" and (a.get("href") or "").startswith("#")}  # type: ignore[index]
    assert targets <= set(page.ids)
    read(as_fragment(record))


@given(records())
def test_the_article_is_shown_whole_and_unchanged(record: Record) -> None:
    outline = Outline(record)
    marked = Marked(outline)
    text = record.article.text
    shown = ""
    for b in blocks(text, record.article.blocks):
        html = re.sub(r'<a class="n".*?</a>', "", marked.html(b.span))
        words = unescape(re.sub(r"</?span[^>]*>", "", html))
        assert escape(b.span.of(text)) == escape(words) or "\r" in text or "\0" in text
        shown += b.span.of(text)
    assert "".join(shown.split()) == "".join(text.split())


def test_overlapping_statements_are_cut_at_their_boundaries() -> None:
    text = "abcdef"
    one = Statement("s1", None, (), (), (Span(0, 4),), 1.0)
    two = Statement("s2", None, (Span(2, 6),), (), (), 1.0)
    html = re.sub(r'<a class="n".*?</a>', "", Marked(Outline(plain_record(text, one, two))).html(Span(0, 6)))
    assert html == (
        '<span class="g t t1" data-m="t1">ab</span>'
        '<span class="g t t1 s" data-m="t1 s2">cd</span>'
        '<span class="g s" data-m="s2">ef</span>'
    )


def test_a_nested_statement_is_the_innermost() -> None:
    html = as_page(story())
    assert re.search(r'<span class="g t t2 s low" data-m="t1 t2 s3">Mayor Alder</span>', html)


HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "</style><style>*{display:none}",
    "<!-- ",
    "&lt;script&gt;",
    "<svg/onload=alert(1)>",
]


@pytest.mark.parametrize("bad", HOSTILE)
def test_whatever_the_article_holds_is_words(bad: str) -> None:
    whole = (Span(0, len(bad)),)
    said = Statement(
        "s1",
        None,
        whole,
        whole,
        whole,
        0.1,
        bad,
        "person",
        False,
        None,
        None,
        None,
        bad,
        bad,
        bad,
        whole,
        ((bad, bad),),
    )
    labels = dict.fromkeys(("name", "headline", "byline", "outlet", "agency", "published", "updated", "language"), bad)
    record = plain_record(bad, said, blocks=(Block(whole[0], "furniture", bad),), url=f"javascript:{bad}", **labels)
    for html in (as_page(record), as_fragment(record)):
        page = read(html)
        assert [t for t, _ in page.tags if t in ("img", "iframe", "object")] == []
        assert sum(t == "script" for t, _ in page.tags) == html.count("<script>") <= 1
        assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
        assert not any("javascript:" in (a.get("href") or "") for _, a in page.tags)
        assert bad in "".join(page.words)


def test_ids_that_come_from_the_record_never_reach_an_attribute() -> None:
    said = Statement('"><script>x</script>', None, (), (), (Span(0, 1),), 1.0)
    html = as_page(plain_record("x", said))
    assert 'id="st-1"' in html
    assert "<script>x" not in html


def test_the_page_asks_nothing_of_other_hosts() -> None:
    html = as_page(story())
    page = read(html)
    outside = [(t, a) for t, a in page.tags for v in a.values() if v and re.match(r"(https?:)?//", v)]
    assert {t for t, _ in outside} == {"svg", "a"}  # a namespace's name, and the link to the original page
    assert not any("src" in a or t in ("link", "base") for t, a in page.tags)
    assert "url(" not in html
    policy = next(a["content"] for t, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_the_page_says_all_without_its_script() -> None:
    page = read(as_page(story()))
    words = " ".join(page.words)
    assert "“It is not true,” … “The bridge is open.”" in words
    assert "who was not authorised to speak" in words
    assert "answers the claim of s3" in words
    for n in range(1, 7):
        assert f"m-{n}" in page.ids
        assert f"st-{n}" in page.ids


def test_furniture_is_folded_and_corrections_are_marked() -> None:
    html = as_page(story())
    assert "<summary>1 line set aside: skip link</summary><p>Skip to content</p>" in html
    assert '<p class="correction">' in html
    assert html.count("<h1>") == 1


def test_furniture_in_which_somebody_speaks_is_not_folded() -> None:
    said = Statement("s1", None, (), (), (Span(0, 2),), 1.0)
    html = as_page(plain_record("ab", said, blocks=(Block(Span(0, 2), "furniture", "caption"),)))
    assert '<details class="aside" open>' in html


@pytest.mark.parametrize(
    ("given", "kinds"),
    [
        # no blocks: the paragraphs of the text
        ((), [(0, 3, "body"), (5, 8, "body")]),
        # what no block holds is not lost
        ((Block(Span(5, 8), "headline"),), [(0, 3, "body"), (5, 8, "headline")]),
        # what two blocks hold is shown once
        ((Block(Span(0, 6), "body"), Block(Span(4, 8), "furniture")), [(0, 6, "body"), (6, 8, "furniture")]),
        # a block beyond the text
        ((Block(Span(0, 99), "body"),), [(0, 8, "body")]),
    ],
)
def test_blocks_hold_the_whole_text_once(given: tuple[Block, ...], kinds: list[tuple[int, int, str]]) -> None:
    assert [(b.span.start, b.span.end, b.kind) for b in blocks("abc\n\ndef", given)] == kinds


def test_the_drawing_merges_chains_and_counts_them() -> None:
    outline = Outline(story())
    root = drawing.tree(outline, {s.id: s.id[1:] for s, _ in outline.order})
    assert [(node.hop.name, depth, node.numbers) for node, depth in drawing.walk(root)] == [
        ("Harbour Wire", 0, []),
        ("Ondine Vass", 1, ["1"]),
        ("Piet Lorne", 2, ["2"]),
        ("Mayor Alder", 3, ["3"]),
        ("Mayor Alder", 1, ["4"]),
        ("A clerk", 1, ["5"]),
        ("unknown", 1, ["6"]),
    ]
    assert drawing.in_words(root).startswith("<ul><li>Harbour Wire<ul><li>Ondine Vass <small>")
    for svg in (drawing.wide(root, "L"), drawing.narrow(root, "L")):
        page = read(svg)
        assert sum(t == "circle" for t, _ in page.tags) == 7
        assert "hollow" in svg


def test_a_long_article_costs_no_more_per_word() -> None:
    # Marks are swept, not searched: thousands of them are a second's work, not an hour's.
    unit = "A said b. "
    many = [
        Statement(f"s{n}", None, (Span(at, at + 1),), (Span(at + 2, at + 6),), (Span(at + 7, at + 8),), 1.0)
        for n, at in enumerate(range(0, 50_000, 10))
    ]
    assert as_page(plain_record(unit * 5000, *many)).count('class="st d0"') == 5000


def test_two_fragments_share_one_notebook_without_clashing() -> None:
    html = as_fragment(story())
    page = read(html)
    assert page.ids == []
    styles = re.search(r"<style>(.*?)</style>", html, re.S)
    assert styles is not None
    selectors = re.findall(r"([^{}]+)\{", styles[1])
    assert all(part.strip().startswith(".onrecord-doc") for s in selectors for part in s.split(","))


def test_the_story_itself_is_as_it_should_be() -> None:
    assert spans("A clerk")[0].of(TEXT) == "A clerk"


def _entries(html: str) -> list[str]:
    """Return the words of each entry in the list of statements."""
    return [" ".join(read(f"<li{e}</li>").words) for e in re.findall(r"<li( id=\"st-.*?)</li>", html, re.S)]


def test_labels_are_shown_and_what_is_not_known_is_said_to_be_so() -> None:
    first, second, third, fourth, fifth = _entries(as_page(labelled()))
    assert "Two aides   unnamed   asserts   to The Ellery Courier, in an interview, between 1 and 5 May 2031" in first
    assert "unnamed because who feared for their posts" in first
    assert "denied by 3 repeated by 5  (too)" in first
    assert "date “the first days of May”, in the year of publication" in first  # why it was read so
    assert "not known" not in first
    assert "low confidence 0.31" in second
    assert "The Ellery Courier  ›  Two aides (unnamed)  ›  Ines Vass" in second
    assert "denies 1 ,  2" in third
    assert "does not assert" in fourth
    assert "not known speaker, act, to whom, channel, date" in fifth
    assert '<span class="who"><i class="unknown">unknown</i></span>' in as_page(story())


def test_what_is_known_of_no_statement_is_said_at_the_top_alone() -> None:
    html = as_page(plain_record("x", Statement("s1", None, (), (), (Span(0, 1),), 1.0)))
    assert html.count("ot known") == 2  # there, and in the key to the drawing
    assert "Not known of any statement: speaker, act, to whom, channel, date" in html


def test_what_the_head_of_an_entry_says_is_not_said_again() -> None:
    said = Statement("s1", None, (Span(0, 6),), (Span(7, 11),), (Span(12, 13),), 1.0)
    (entry,) = _entries(as_page(plain_record("Alder, said x", said)))
    assert (entry.count("Alder"), entry.count("said")) == (2, 1)  # who it is, and the chain that the panel shows


def test_low_confidence_is_shown_in_words_on_paper_too() -> None:
    (entry,) = _entries(as_page(plain_record("x", Statement("s1", None, (), (), (Span(0, 1),), 0.2))))
    head = entry.split("x")[0]
    assert "low confidence 0.20" in head


def test_dots_tell_the_named_the_unnamed_and_the_unknown_apart() -> None:
    outline = Outline(labelled())
    root = drawing.tree(outline, {s.id: s.id[1:] for s, _ in outline.order})
    looks = [a["class"] for t, a in read(drawing.narrow(root, "L")).tags if t == "circle"]
    # outlet, aides, Vass on their word, Vass, nobody, the owner
    assert looks == ["dot", "dot hollow", "dot", "dot", "dot hollow", "dot open"]
    assert "Hollow dots" in drawing.key(root)
    assert "Grey dots" in drawing.key(root)
    assert "Two aides (unnamed) <small>" in drawing.in_words(root)


@pytest.mark.parametrize(("statements", "depth", "large"), [(6, 1, False), (120, 1, True), (12, 12, True)])
def test_a_drawing_too_large_for_paper_is_printed_as_a_list(statements: int, depth: int, large: bool) -> None:
    many = [
        Statement(f"s{n}", f"s{n - 1}" if n % depth else None, (), (), (Span(0, 1),), 1.0, f"Witness number {n}")
        for n in range(statements)
    ]
    assert ('<section class="drawing large"' in as_page(plain_record("x", *many))) == large


def test_numbers_that_begin_at_one_place_come_outermost_first() -> None:
    outer = Statement("s1", None, (), (), (Span(0, 9),), 1.0)
    inner = Statement("s2", "s1", (Span(0, 1),), (), (Span(2, 9),), 1.0)
    html = as_page(plain_record("A had cracks, a captain said", outer, inner))
    assert html.index('id="m-1"') < html.index('id="m-2"')


def test_the_notebook_shows_labels_too() -> None:
    words = " ".join(read(as_fragment(labelled())).words)
    for shown in (
        "Two aides", "unnamed", "to The Ellery Courier · in an interview · between 1 and 5 May 2031", "denied by s3",
        "unnamed because: who feared for their posts", "does not assert", "low confidence 0.31", "denies s1, s2",
        "not known: speaker in 2, act in 1, to whom in 4, channel in 3, date in 3",
    ):  # fmt: skip
        assert shown in words
    assert "<i>unknown</i>" in as_fragment(story())
