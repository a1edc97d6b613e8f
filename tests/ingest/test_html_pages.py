from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from onrecord.domain import Article
from onrecord.errors import NoArticleError
from onrecord.ingest import from_html, load
from onrecord.ingest.metadata import metadata
from onrecord.ingest.tree import chunks, parse

PAGES = Path(__file__).resolve().parent.parent / "fixtures" / "pages"
STORY = (
    "<p>The bridge opened on Monday, said Mara Oduya, who runs a bakery beside it and was glad.</p>"
    "<p>“It was a long wait,” she told reporters, and added that customers had begun to come back.</p>"
)


def told(article: Article) -> list[tuple[str, str]]:
    return [(b.label or b.kind, b.span.of(article.text)) for b in article.blocks]


def page(head: str = "", body: str = STORY) -> str:
    return f"<!doctype html><html><head>{head}</head><body><main><article>{body}</article></main></body></html>"


def test_a_page_is_told_apart() -> None:
    article = load(str(PAGES / "bridge.html"))
    blocks = told(article)
    assert blocks[0] == ("headline", "Harbour bridge reopens after nine months")
    kinds = [kind for kind, _ in blocks]
    assert kinds.count("body") == 6
    assert kinds.count("correction") == 1
    assert ("byline", "By Ines Okafor and Tom Reyes") in blocks
    assert ("caption", "Walkers cross the harbour bridge on Monday. Photo: Lena Bauer") in blocks
    assert ("related", "Read more: Ferry timetable to change in spring") in blocks
    assert ("body", "Shopkeepers say the long closure cost them half of their customers.") in blocks
    assert "Council elects" not in article.text
    assert "tracking" not in article.text
    assert "“Half of my customers stopped coming.”" in article.text  # the inline tag in it leaves no spaces behind
    assert article.text == "\n\n".join(words for _, words in blocks)


def test_the_head_of_a_page_is_read() -> None:
    article = load(str(PAGES / "bridge.html"))
    assert article.headline == "Harbour bridge reopens after nine months"
    assert article.authors == ("Ines Okafor", "Tom Reyes")  # JSON-LD, with its comma too many, beats the meta tag
    assert article.byline == "By Ines Okafor and Tom Reyes"
    assert article.outlet == "The Harbour Post"
    assert article.published == "2031-03-04T08:15:00+00:00"
    assert article.updated == "2031-03-04T11:00:00Z"
    assert article.section == "Local"
    assert article.language == "en-GB"
    assert article.url == "https://www.harbourpost.example/2031/03/04/bridge-reopens"
    assert article.name == "bridge.html"


@pytest.mark.parametrize("name", ["login.html", "front.html"])
def test_a_page_without_an_article_says_so(name: str) -> None:
    with pytest.raises(NoArticleError, match="no article"):
        load(str(PAGES / name))


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        # JSON-LD in a list, with a list of types
        (
            '<script type="application/ld+json">[{"@type":["Thing","NewsArticle"],"headline":"A"}]</script>',
            "headline",
            "A",
        ),
        # in a comment, with a raw line break inside a string
        (
            '<script type="application/ld+json"><!--\n{"@type":"Article","headline":"A\nB"}\n--></script>',
            "headline",
            "A B",
        ),
        # broken beyond repair: the meta tags help
        (
            '<script type="application/ld+json">{"@type":</script><meta property="og:title" content="C">',
            "headline",
            "C",
        ),
        # entities twice over
        (
            '<script type="application/ld+json">{"@type":"Article","headline":"A &amp;amp; B"}</script>',
            "headline",
            "A & B",
        ),
        ("<title>D</title>", "headline", "D"),
        # an author who is named elsewhere in the graph
        (
            '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","author":{"@id":"#ines"}},'
            '{"@type":"Person","@id":"#ines","name":"Ines Okafor"}]}</script>',
            "authors",
            ("Ines Okafor",),
        ),
        ('<meta name="parsely-author" content="Ines Okafor">', "authors", ("Ines Okafor",)),
        ('<meta name="author" content="By Ines Okafor and Tom Reyes">', "authors", ("Ines Okafor", "Tom Reyes")),
        ('<meta property="article:author" content="https://social.example/ines">', "authors", ()),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","author":"Ines Okafor"}</script>',
            "authors",
            ("Ines Okafor",),
        ),
        (
            '<meta property="article:published_time" content="2031-03-04T08:15:00Z">',
            "published",
            "2031-03-04T08:15:00Z",
        ),
        ('<meta name="sailthru.date" content="2031-03-04">', "published", "2031-03-04"),
        ('<meta name="citation_publication_date" content="2031/03/04">', "published", "2031-03-04"),
        ('<meta name="DC.date.issued" content="March 4, 2031">', "published", "2031-03-04"),
        ('<meta property="og:site_name" content="The Post">', "outlet", "The Post"),
        ('<meta property="og:url" content="https://p.example/a">', "url", "https://p.example/a"),
        ('<link rel="canonical" href="https://p.example/">', "url", None),  # the site's front page
        ('<link rel="canonical" href="javascript:x">', "url", None),
        ('<meta property="og:locale" content="en_GB">', "language", "en-GB"),
        ('<meta property="article:section" content="Local">', "section", "Local"),
    ],
)
def test_metadata(head: str, field: str, value: object) -> None:
    assert getattr(metadata(parse(page(head), input="page")), field) == value


def test_deep_json_is_left_alone() -> None:
    deep = '<script type="application/ld+json">' + '{"@graph":[' * 2000 + "</script>"
    assert metadata(parse(page(deep), input="page")).headline is None


def test_the_outlet_is_cut_from_the_title() -> None:
    head = '<title>Bridge opens - The Post</title><meta property="og:site_name" content="The Post">'
    assert from_html(page(head)).headline == "Bridge opens"


def test_what_is_given_beats_the_page() -> None:
    head = '<meta property="og:site_name" content="The Post"><meta name="date" content="2031-03-04">'
    article = from_html(
        page(head), outlet="The Herald", published="2031-03-05", headline="Mine", url="https://p.example/x"
    )
    assert (article.outlet, article.published, article.headline, article.url) == (
        "The Herald",
        "2031-03-05",
        "Mine",
        "https://p.example/x",
    )


def test_words_that_only_a_script_shows_are_found() -> None:
    words = ["The bridge opened on Monday, said Mara Oduya, who runs a bakery.", "“It was a long wait,” she said. " * 5]
    data = json.dumps({"@type": "NewsArticle", "headline": "Bridge opens", "articleBody": "\n\n".join(words)})
    article = from_html(page(f'<script type="application/ld+json">{data}</script>', "<div id=app></div>"))
    assert "“It was a long wait,” she said." in article.text


def test_a_page_without_a_date_is_searched_for_one() -> None:
    body = '<h1>Bridge</h1><time datetime="2031-03-04">Tuesday</time>' + STORY
    # htmldate takes no day in the future, so this story is of the past.
    assert from_html(page("", body.replace("2031", "2021"))).published == "2021-03-04"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>One <b>two</b>, three</p>", ["One two, three"]),
        ("<div>One<br><br>Two</div>", ["One", "Two"]),
        ("<div>One<p>Two</p>Three</div>", ["One", "Two", "Three"]),
        ("<p>One\n   two</p>", ["One two"]),
        ("<p>Seen</p><p hidden>Not</p><p style='display: none'>Nor</p>", ["Seen"]),
        ("<p>A</p><script>no</script> tail <p>B</p>", ["A", "tail", "B"]),
        ("<p>x<style>no</style>y</p>", ["xy"]),
    ],
)
def test_chunks(body: str, words: list[str]) -> None:
    assert [c.words for c in chunks(parse(f"<html><body>{body}</body></html>", input="x"))] == words


@pytest.mark.parametrize(
    "data",
    [
        "<html>" + "<div>" * 20_000 + STORY,  # deep
        page(body=STORY.replace("<p>", "<p><unknown attr='<'>")),
        page(body=STORY + "\0\x01\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace")),
        "<html><body>" + "<" * 5000 + STORY,
        page(body="<table>" * 300 + STORY),
        "<?xml version='1.0' encoding='utf-16'?><html><body>" + STORY,
        "<frameset><frame></frameset>",
        "<html>",
    ],
)
def test_strange_pages_do_not_crash(data: str) -> None:
    try:
        article = from_html(data)
    except NoArticleError:
        return
    assert "Mara Oduya" in article.text


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_pages_in_any_encoding(encoding: str) -> None:
    article = from_html(page(f'<meta charset="{encoding}">').encode(encoding))
    assert "“It was a long wait,” she told" in article.text


def test_the_same_page_has_the_same_id() -> None:
    assert from_html(page()).id == from_html(page().encode()).id
    assert re.fullmatch(r"[0-9a-f]{16}", from_html(page()).id)


def test_a_byline_with_a_date_gives_both() -> None:
    article = from_html(page("", "<h1>Bridge</h1><div>By Ines Okafor 4 March 2031 • 4:45pm</div>" + STORY))
    assert article.authors == ("Ines Okafor",)
    assert article.published == "2031-03-04"


LONG = [
    f"<p class='text'>The bridge over the {name} opened on Monday, said Mara Oduya, who runs a bakery there.</p>"
    for name in ("Ell", "Orr", "Tane", "Wick", "Yare", "Usk")
]


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("", "<p class='text'><a href='/a'>All of it is in the report of the council on bridges.</a></p>", True),
        ("<div class='wrap'>", "<p class='text'>They had been closed for nine months of repairs.</p></div>", True),
        ("", "<div class='related-box'><p class='text'>They had been closed for nine months.</p></div>", False),
        ("", "<div class='RelatedContent'><p class='text'>They had been closed for nine months.</p></div>", False),
    ],
)
def test_paragraphs_among_others_like_them_are_kept(before: str, after: str, kept: bool) -> None:
    inner = "".join(LONG[:3]) + before + after + "".join(LONG[3:])
    words = re.sub(r"<[^>]*>", "", after)
    assert (words in from_html(page("", "<h1>Bridges open</h1>" + inner)).text) is kept


def test_a_box_that_comes_twice_is_kept_once_but_a_paragraph_twice() -> None:
    box = "<div class='box'><p>The bridges belong to both of the towns that they connect.</p></div>"
    said_twice = "<p>“It was a long wait,” said Mara Oduya of the bridges that had been closed.</p>"
    text = from_html(page("", "<h1>Bridges open</h1>" + "".join(LONG) + box + box + said_twice + said_twice)).text
    assert text.count("belong to both") <= 1
    assert text.count("It was a long wait") == 2


def test_a_headline_in_a_bar_above_does_not_hide_the_standfirst() -> None:
    bar = "<div class='bar'><h3>Bridges open</h3></div>" + "".join(
        f"<li><a href='/{i}'>Part {i}</a></li>" for i in range(60)
    )
    top = "<h1>Bridges open</h1><div class='HeaderDek-x1'>Shopkeepers say that it took them far too long</div>"
    html = f"<!doctype html><html><body>{bar}<article>{top}{''.join(LONG)}</article></body></html>"
    assert "Shopkeepers say" in from_html(html).text
