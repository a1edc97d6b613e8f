from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.domain import Article
from onrecord.errors import InputError, NoArticleError
from onrecord.ingest import from_text, load

PAGES = Path(__file__).resolve().parent.parent / "fixtures" / "pages"


def told(article: Article) -> list[tuple[str, str]]:
    """What each block that is no body is, and its first words."""
    return [(b.label or b.kind, b.span.of(article.text)[:24]) for b in article.blocks if b.kind != "body"]


def test_a_copied_page_is_told_apart() -> None:
    article = load(str(PAGES / "copied.txt"))
    assert told(article) == [
        ("skip-link", "Skip to Content"),
        ("headline", "Ferry captain denies ste"),
        ("caption", "<i>Lena Bauer/NWP</i><br"),
        ("credit", "Lena Bauer/NWP"),
        ("caption", "Captain Rui Alvarez"),
        ("byline", "By Ines Okafor and Tom R"),
        ("dateline", "Published 9:20 a.m. GMT,"),
        ("correction", "Correction: An earlier v"),
        ("copyright", "© 2031 Northern Wire Pre"),
        ("topic", "Article Topic Follows: F"),
        ("comments", "Jump to comments ↓"),
        ("credit", "NWP Newsource"),
        ("house-rules", "Channel 9 is committed t"),
        ("house-rules", "Please keep your comment"),
        ("submit", "If you would like to sha"),
        ("skip-link", "Skip to content"),
    ]
    assert article.headline == "Ferry captain denies steering by phone"
    assert article.authors == ("Ines Okafor", "Tom Reyes")
    assert article.byline == "By Ines Okafor and Tom Reyes, NWP"
    assert article.agency == "NWP"
    assert article.published == "2031-03-04"


def test_the_text_is_the_input() -> None:
    raw = (PAGES / "copied.txt").read_bytes()
    assert load(str(PAGES / "copied.txt")).text == raw.decode()


def test_line_breaks_of_other_systems_stay(tmp_path: Path) -> None:
    raw = "A title\r\n\r\n“Wait,” she said on Monday.\r\n"
    path = tmp_path / "page.txt"
    path.write_bytes(raw.encode())
    article = load(str(path))
    assert article.text == raw
    assert [b.span.of(raw) for b in article.blocks] == ["A title", "“Wait,” she said on Monday."]


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Bridge opens\n\nThe bridge opened on Monday, the council said.", "Bridge opens"),
        ("Bridge opens\nThe bridge opened on Monday, the council said.", "Bridge opens"),  # one line break only
        ("Bridge opens\nBy Ines Okafor\nThe bridge opened on Monday, she said.", "Bridge opens"),  # a byline below
        ("By Ines Okafor\n\nBridge opens\n\nThe bridge opened, she said.", "Bridge opens"),  # a byline above
        ("Only one paragraph of text.", None),
        ("ELLERY (NWP) — The bridge opened.\n\nIt had been closed.", None),  # a dateline opens the story at once
        ("The bridge opened on Monday,\n\nand then it closed.", None),  # breaks off
        (" ".join(["word"] * 40) + "\n\nAnother paragraph here.", None),  # too long
        ("Why He Said That The Bridge Would Never Ever Again Open To Cars Or Any Lorries.\n\nIt is so.", 1),  # capitals
    ],
)
def test_the_headline_of_a_text(text: str, headline: str | int | None) -> None:
    found = from_text(text).headline
    assert found == (text.split("\n")[0] if headline == 1 else headline)


def test_a_given_headline_is_found_in_the_text() -> None:
    article = from_text("Harbour news\n\nBridge opens\n\nIt opened, she said.", headline="BRIDGE OPENS")
    assert [b.span.of(article.text) for b in article.blocks if b.kind == "headline"] == ["Bridge opens"]
    assert article.headline == "BRIDGE OPENS"


@pytest.mark.parametrize(
    ("text", "captions"),
    [
        ("A title\n\nWalkers on the bridge\nPhoto: Lena Bauer\n\nThe bridge opened, she said.\n\nIt was closed.", 1),
        # A quotation that sticks to a credit is still a quotation.
        ("A title\n\n“I waited,” said Mara.\nPhoto: Lena Bauer\n\nThe bridge opened, she said.\n\nIt was closed.", 0),
        # In a text without blank lines every line sticks to its neighbours.
        ("A title\nThe bridge opened on Monday\nPhoto: Lena Bauer\nIt was closed, she said.\nIt is open.", 0),
    ],
)
def test_what_sticks_to_a_credit_is_its_caption(text: str, captions: int) -> None:
    assert sum(b.label == "caption" for b in from_text(text).blocks) == captions


@pytest.mark.parametrize(
    ("label", "kinds"),
    [
        ("CORRECTION:", ["correction", "correction"]),
        ("Correction: March 4, 2031, Tuesday.", ["correction", "correction"]),
        # at an article's beginning, this only announces a note at its end
        ("Correction appended", ["correction", "body"]),
        ("Correction: The bridge has forty beams.", ["correction", "body"]),
    ],
)
def test_a_bare_correction_heads_the_next_paragraph(label: str, kinds: list[str]) -> None:
    article = from_text(f"A title\n\nThe bridge opened, she said.\n\n{label}\n\nIt opened on Tuesday.")
    assert [b.kind for b in article.blocks] == ["headline", "body", *kinds]


def test_short_lines_after_the_end_go_with_it() -> None:
    text = "A title\n\n“We waited,” she said on Monday.\n\nMost read\n\nFerry timetable to change\n\nCouncil elects a chair"  # noqa: E501
    assert [b.label for b in from_text(text).blocks] == [None, None, "related", "related", "related"]


def test_what_is_given_is_kept() -> None:
    article = from_text(
        "She said so.", name="a.txt", published="2031-03-04", outlet="The Post", url="https://p.example/a"
    )
    assert (article.name, article.published, article.outlet, article.url) == (
        "a.txt",
        "2031-03-04",
        "The Post",
        "https://p.example/a",
    )
    assert article.id == from_text("She said so.", url="https://p.example/a").id
    assert article.id != from_text("She said no.", url="https://p.example/a").id


@pytest.mark.parametrize("text", ["", " \n\t ", "…", "—\n—"])
def test_no_words_no_article(text: str) -> None:
    with pytest.raises(NoArticleError):
        from_text(text)


def test_a_bad_date_is_refused() -> None:
    with pytest.raises(InputError, match="2031-02-30"):
        from_text("She said so.", published="2031-02-30")


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from("aB .,\n\r\t“”\"'<>/:©()-—1\u2028\x0b"), max_size=120))
def test_blocks_are_in_order_and_hold_all_words(text: str) -> None:
    try:
        article = from_text(text)
    except NoArticleError:
        return
    assert article.text == text
    last = 0
    for block in article.blocks:
        assert not text[last : block.span.start].strip()
        assert block.span.of(text) == block.span.of(text).strip() != ""
        last = block.span.end
    assert not text[last:].strip()


def test_no_statement_of_the_seed_page_is_furniture(shared: Path) -> None:
    article = load(str(shared / "gold" / "seed" / "page.txt"))
    gold = json.loads((shared / "gold" / "seed" / "page.gold.json").read_text(encoding="utf-8"))
    assert article.text == gold["text"]
    furniture = [b.span for b in article.blocks if b.kind == "furniture"]
    spans = [s for st in gold["statements"] for role in ("source", "cue", "content") for s in st[role]]
    assert spans
    assert not [s for s in spans for f in furniture if f.start < s[1] and s[0] < f.end]
    assert len(furniture) == 13
    assert (article.published, article.outlet, article.agency) == ("2022-10-11", "CNN", "CNN")
