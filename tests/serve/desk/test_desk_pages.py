"""The pages of the desk: each shows what it is for, links lead somewhere, and nothing that was read can run."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hostile import STRINGS, faults
from sayings import report, says
from small_desk import AIDE, LEASED, QUAY
from stories import harbour

from onrecord.domain import Block, Span
from onrecord.record.store import Store
from onrecord.record.utterances import utterances
from onrecord.serve.desk import bars, differences
from onrecord.serve.desk.app import create_app
from onrecord.serve.desk.compare import Point, matched
from onrecord.serve.desk.kept import kept
from onrecord.serve.desk.settings import Settings

HEAVIEST = 300 * 1024
PAGES = ("/", "/?q=harbour", "/speakers", "/speakers?q=brandt", "/speakers?begins=all", "/claims", "/utterances",
         "/claims?only=contested", "/unnamed", "/unnamed?outlet=Mole+News", "/compare", "/add")  # fmt: skip


def text(browser: TestClient, place: str) -> str:
    """Return a page that must be there, as text with its markup."""
    answer = browser.get(place, follow_redirects=True)
    assert answer.status_code == 200, (place, answer.text[:500])
    return answer.text


def plain(html: str) -> str:
    """Return the words of a page, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def links(html: str) -> set[str]:
    """Return where a page leads on this desk."""
    found = {unescape(x) for x in re.findall(r'href="(/[^"]*)"', html)}
    return {x.split("#")[0] for x in found if not x.startswith("/static/")}


def only(browser: TestClient, place: str, kind: str) -> str:
    """Return the address of the first page of a kind that a page leads to."""
    return sorted(x for x in links(text(browser, place)) if re.fullmatch(rf"/{kind}/[0-9a-f]+", x))[0]


def crawl(browser: TestClient, start: tuple[str, ...], most: int = 150) -> Iterator[tuple[str, str]]:
    """Yield every page that can be reached, at most so many, each once."""
    waiting, seen = list(start), set(start)
    while waiting and most:
        place = waiting.pop(0)
        answer = browser.get(place, follow_redirects=True)
        if "html" not in answer.headers["content-type"]:
            continue
        most -= 1
        yield place, answer.text if answer.status_code == 200 else f"{answer.status_code} {answer.text[:300]}"
        for link in sorted(links(answer.text) - seen):
            seen.add(link)
            waiting.append(link)


def test_every_link_leads_to_a_page_that_weighs_little(client: TestClient):
    assets = sum(len(client.get(f"/static/{name}").content) for name in ("desk.css", "desk.js", "htmx.min.js"))
    reached = 0
    for place, html in crawl(client, PAGES, most=110):
        assert html.startswith("<!doctype html>"), (place, html)
        assert len(html.encode()) + assets < HEAVIEST, place
        assert faults(html) == [], place
        reached += 1
    assert reached > 60


def test_each_page_has_one_heading_a_title_and_labelled_fields(client: TestClient):
    places = [*PAGES, only(client, "/claims", "claims"), only(client, "/speakers", "speakers")]
    for place in places:
        html = text(client, place)
        assert html.count("<h1") == 1, place
        assert re.search(r"<title>[^<|]+\| On record</title>", html), place
        for field in re.findall(r'<(?:input|select|textarea)\b[^>]*\bid="([^"]+)"', html):
            assert f'for="{field}"' in html, (place, field)
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), place


def test_the_front_page_shows_what_is_in_dispute_and_who_is_unnamed(client: TestClient):
    words = plain(text(client, "/"))
    assert "Contested claims" in words
    assert "Latest statements" in words
    assert re.search(r"Most unnamed sources.*Mole News", words)
    assert "Contested claims" not in plain(text(client, "/?q=harbour"))


def test_claims_of_many_outlets_and_one_origin_stand_on_the_front_page(db: str):
    with Store(db) as store:
        for outlet in ("A Post", "B Post", "C Post"):
            store.add(report(outlet, says("Ida Moll", "“The bridge will carry no lorries until it has been weighed”")))
    with TestClient(create_app(Settings(db=db)), base_url="http://127.0.0.1") as browser:
        words = plain(text(browser, "/"))
    assert re.search(r"Many outlets, one origin.*carry no lorries.*3 outlets, 3 articles, all from Ida Moll", words)


def test_an_article_shows_its_statements_with_who_how_to_whom_and_how_sure(client: TestClient):
    html = text(client, "/?q=harbour&outlet=Harbour+Wire")
    version = re.search(r'href="(/articles/[0-9a-f]+)"', html)
    assert version is not None
    html = text(client, version[1])
    words = plain(html)
    assert re.search(r"Jon Pell asserts ?the harbour was sold ?Harbour Wire › Ilse Brandt › Jon Pell", words)
    assert "toIlse Brandt" in words
    assert "channelconversation" in words
    assert "saidon 3 March 2031" in words
    assert "unnamed becausewho was not allowed to speak" in words
    assert "confidence0.95" in words
    assert 'a-deny" data-m="t3"' in html  # coloured by its act
    assert html.count('<svg class="chains') == 2
    assert "The same as a list" in words


def test_a_former_version_says_so_and_versions_stand_beside_each_other(client: TestClient):
    newest = only(client, "/?outlet=Harbour+Wire", "articles")
    assert "2 versions" in text(client, newest)
    pages = [p for p in links(text(client, f"{newest}/versions")) if re.fullmatch("/articles/[0-9a-f]+", p)]
    assert sorted("This is a former version" in text(client, p) for p in pages) == [False, True]
    html = text(client, f"{newest}/versions")
    assert "Versions of “Harbour not sold, mayor says”" in plain(html)
    assert "<p>Harbour <ins>not </ins>sold, mayor says</p>" in html


def test_furniture_is_folded_into_one_and_a_correction_stands_where_it_applies(db: str):
    made = harbour(outlet="Fold Post")
    whole = made.article.text
    lines = [m.span() for m in re.finditer(r"[^\n]+", whole)]
    kinds = ["furniture", "body", "furniture", "furniture"]
    first = lines[0]
    blocks = [Block(Span(*first), "headline")]
    a, b = lines[1]
    cuts = [a, a + 20, a + 60, a + 70, a + 80]
    blocks += [Block(Span(x, y), kind) for x, y, kind in zip(cuts, cuts[1:], kinds, strict=False)]  # type: ignore[arg-type]
    blocks += [Block(Span(a + 80, b), "body")]
    note = replace(made.reading.corrections[0], corrects=Span(a + 81, a + 90), note=Span(*lines[-1]))
    reading = replace(made.reading, corrections=(note,))
    with Store(db) as store:
        added = store.add(replace(made, article=replace(made.article, blocks=tuple(blocks)), reading=reading))
    with TestClient(create_app(Settings(db=db)), base_url="http://127.0.0.1") as browser:
        html = text(browser, f"/articles/{added.version}")
    assert re.findall(r"(\d lines?) set aside", html) == ["1 line", "2 lines"]
    assert html.count("<b>Corrected.</b> Correction: an earlier version gave a wrong month.") == 1


def test_a_speaker_page_shows_what_was_said_denied_and_by_whom_it_is_quoted(client: TestClient):
    found = re.search(r'href="(/speakers/[0-9a-f]+)">Jon Pell<', text(client, "/speakers?q=pell"))
    assert found is not None
    words = plain(text(client, found[1]))
    assert re.search(r"What they denied.*that the harbour was leased", words)
    assert re.search(r"Who quotes them.*Quay Post", words)
    assert "The same as a table" in words or "When" not in words
    assert "By what they are tied" in words
    denials = plain(text(client, f"{found[1]}?act=deny"))
    assert LEASED in denials
    assert QUAY not in denials
    assert "Nothing here." in plain(text(client, f"{found[1]}?topic=zeppelin"))


def test_a_claim_shows_its_sides_origins_timeline_and_wordings(client: TestClient):
    for place in links(text(client, "/claims?only=contested")):
        if re.fullmatch(r"/claims/[0-9a-f]+", place) and LEASED in plain(html := text(client, place)):
            break
    else:
        pytest.fail("the contested claim is not listed")
    words = plain(html)
    assert re.search(r"Claim · 3 statements · 3 outlets · 3 articles", words)
    assert "asserts 2 statements" in words
    assert "denies 1 statement" in words
    assert re.search(r"One side.*1 independent origin.*The other side.*1 independent origin", words)
    assert html.count('<svg class="chains wide"') == 2
    assert words.count("The same as a table, with the evidence") == 2
    assert "Wordings compared" in words


def test_an_utterance_shows_each_wording_and_a_statement_leads_to_its_utterance(client: TestClient, store: Store):
    article = only(client, "/?outlet=Quay+Post", "articles")
    place = only(client, article, "utterances")
    words = plain(text(client, place))
    with store.looking() as connection:
        said = next(iter(utterances(connection, place.rsplit("/", 1)[1])))
    moved = client.get(f"/utterances/{said.statements[0]}")
    assert (moved.status_code, moved.headers["location"]) == (303, place)
    assert "How each report has it" in words
    assert "Back to the first speaker" in words


def test_unnamed_sources_are_counted_by_outlet_with_words_and_reasons(client: TestClient):
    words = plain(text(client, "/unnamed"))
    assert re.search(r"Mole News ?2 ?1 ?50 % ?0", words)
    assert re.search(r"Harbour Wire ?5 ?1 ?20 % ?1", words)  # an article counts once, with its newest version
    assert "because: who was not allowed to speak" in words
    one = plain(text(client, "/unnamed?outlet=Mole+News"))
    assert AIDE in one
    assert "the lease ends in May" not in one


@pytest.mark.parametrize(
    ("one", "other", "alike", "differ"),
    [
        ("Keep the library open on Sundays", "• keep the library open on Sundays", True, ()),
        ("Lease the harbour for 20 years", "Lease the harbour for 30 years", False, ("figures: 20 against 30",)),
        ("Rebuild the wall at six metres", "Rebuild the wall at four metres", False, ("figures: six against four",)),
        ("Raise the ferry fare", "Cut the ferry fare", False, ("opposite words: raise, cut",)),
        ("Build homes by the quay", "Never build homes by the quay", False, ("one denies what the other says",)),
    ],
)
def test_two_points_share_or_differ(one: str, other: str, alike: bool, differ: tuple[str, ...]):
    pairs, left, right = matched([Point(one)], [Point("Plant trees"), Point(other.removeprefix("• "))])
    assert [(p.alike, p.differ) for p in pairs] == [(alike, differ)]
    assert (left, [p.text for p in right]) == ([], ["Plant trees"])


def test_two_statements_are_compared_by_their_labels_and_words(client: TestClient):
    keys = re.findall(r'/statements/([0-9a-f]+)">[^<]*leased', text(client, "/?q=leased"))
    assert len(keys) >= 2
    words = plain(text(client, f"/compare?one={keys[0]}&other=http://desk/statements/{keys[1]}"))
    assert re.search(r"Labels.*speaker.*outlet.*on whose word", words)


def test_differences_are_told_paragraph_by_paragraph_and_word_by_word():
    found = differences.between(
        "One.\n\nThe lease ends in May.\n\nGone.", "One.\n\nThe lease ends in June.\n\nNew here."
    )
    assert [[op for op, _ in c.runs] for c in found] == [
        ["same", "removed", "added"], ["removed", "added"],
    ]  # fmt: skip
    assert differences.between("Same.\n\nText.", "Same.\n\nText.") == []


def test_many_months_are_drawn_by_year():
    months = [(f"{year}-{month:02}", 2, 1) for year in range(2025, 2030) for month in range(1, 13)]
    assert bars.by_time(months) == [(str(year), 24, 12) for year in range(2025, 2030)]
    assert bars.by_time(months[:3]) == months[:3]


def test_what_is_kept_is_found_out_anew_once_the_record_changed(store: Store):
    calls: list[int] = []

    def find_out() -> int:
        calls.append(1)
        return len(calls)

    assert [kept(store, 1, ("x",), find_out) for _ in range(3)] == [1, 1, 1]
    assert kept(store, 1, ("y",), find_out) == 2
    import time

    time.sleep(0.01)  # longer than fifty times what it took
    assert kept(store, 2, ("x",), find_out) == 3


def test_what_is_being_found_out_is_not_found_out_twice(store: Store):
    begun, go_on = threading.Event(), threading.Event()

    def find_out() -> str:
        begun.set()
        assert go_on.wait(20)
        return "found"

    def nobody() -> str:
        raise AssertionError("somebody else finds it out")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kept, store, 1, ("once",), find_out)
        assert begun.wait(20)
        second = pool.submit(kept, store, 1, ("once",), nobody)
        go_on.set()
        assert (first.result(20), second.result(20)) == ("found", "found")


def test_what_could_not_be_found_out_is_tried_again(store: Store):
    def fail() -> str:
        raise ValueError("it failed")

    with pytest.raises(ValueError, match="it failed"):
        kept(store, 1, ("again",), fail)
    assert kept(store, 1, ("again",), lambda: "found") == "found"


def test_what_is_not_there_is_said_kindly(client: TestClient):
    for place in ("/articles/0000", "/articles/0000/versions", "/claims/0000", "/utterances/0000", "/speakers/0000",
                  "/statements/0000", "/add/0000"):  # fmt: skip
        answer = client.get(place)
        assert answer.status_code == 404, place
        assert "<h1>" in answer.text


@pytest.mark.parametrize("place", ["/claims?after=0", "/speakers/x?page=0", "/?since=yesterday", "/claims?after=x"])
def test_what_makes_no_sense_is_refused(client: TestClient, place: str):
    assert client.get(place).status_code == 422


def test_nothing_that_was_read_can_run(tmp_path: Path):
    path = str(tmp_path / "hostile.db")
    with Store(path) as store:
        for n, bad in enumerate(STRINGS):
            words = " ".join(bad.replace("\x00", " ").split())
            made = report(f"Post {words}"[:80], says(f"Ida {words}", f"that {words} is the harbour {n}"),
                          says(f"Jon {words}", f"that the pier {words} was sold", named=False))  # fmt: skip
            hostile = replace(made.article, headline=f"Head {words}", url=words, authors=(words,), byline=words,
                              name=words, agency=words, language=words)  # fmt: skip
            reading = replace(made.reading, statements=tuple(
                replace(s, addressee=words, channel=words, said_on=words, rivals=(words,), reasons=((words, words),))
                for s in made.reading.statements))  # fmt: skip
            store.add(replace(made, article=hostile, reading=reading, warnings=(words,)))
    with TestClient(create_app(Settings(db=path)), base_url="http://127.0.0.1") as browser:
        articles = {place for n in range(60) for place in links(text(browser, f"/?q=harbour+{n}"))
                    if place.startswith("/articles/")}  # fmt: skip
        assert len(articles) >= 50  # the most alike of them are versions of one article
        start = ("/", "/speakers", "/speakers?begins=all", "/claims", "/unnamed", *sorted(articles))
        for place, html in crawl(browser, start, most=260):
            assert faults(html) == [], place
        for bad in STRINGS:
            for place in ("/", "/speakers", "/unnamed", "/compare", "/claims", "/speakers/x", "/add/x"):
                asked = {"q": bad, "outlet": bad, "one": bad, "other": bad, "speaker": bad, "begins": bad[:40]}
                answer = browser.get(place, params=asked)
                assert answer.status_code < 500
                assert faults(answer.text) == [], (place, bad)
