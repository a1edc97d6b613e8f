"""Nothing that was read, written or asked can run in a browser: hostile words wherever words can stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from every_page import PHONE, Program, too_wide
from hostile import STRINGS
from playwright.sync_api import Browser, BrowserContext, Page
from sayings import report, says
from walked_desk import Desk, Watch, command, hire, running

from onrecord.domain import Record
from onrecord.record.store import Store

MORE = (
    "W" * 400, "\u202eevil\u2066 drow\u2069", "&#x3C;script&#x3E;alert(1)&bogus;&#0;",
    "\ufeff<script>alert(1)</script>",
    "<a href='java&#115;cript:alert(1)' autofocus onfocus=alert(1)>", "<svg><animate onbegin=alert(1) attributeName=x>",
    "<video><source onerror=alert(1)></video>", "<button form=f formaction=javascript:alert(1)>x</button>",
    "http://evil.example/\" onclick=alert(1) x=\"", "https://evil.example/<script>alert(1)</script>",
    "]]></script><script>alert(1)</script>", "{{constructor.constructor('alert(1)')()}}", "a\u0301" * 300,
)  # fmt: skip
WORDS = tuple(" ".join(s.replace("\x00", " ").split()) for s in (*STRINGS, *MORE))
ASKED = ("/", "/speakers", "/compare", "/claims/x", "/check")
RUNNING = """() => [...document.querySelectorAll("*")].flatMap((e) => [
    ...(["SCRIPT"].includes(e.tagName) && !e.src.startsWith(location.origin + "/static/") ? [e.outerHTML] : []),
    ...(["IFRAME", "OBJECT", "EMBED", "BASE", "STYLE", "IMG", "VIDEO", "AUDIO", "MATH", "ANIMATE"].includes(
        e.tagName.toUpperCase()) ? [e.outerHTML] : []),
    ...[...e.attributes].filter((a) => /^(on|hx-on|data-hx-on|style$)/.test(a.name)
        || (/^(href|src|action|formaction|xlink:href)$/.test(a.name)
            && !/^(https?:|mailto:|[/?#])/.test(a.value)) || (/^hx-/.test(a.name) && /evil/.test(a.value)))
        .map((a) => `${e.tagName} ${a.name}=${a.value}`),
]).map((x) => x.slice(0, 200))"""
LEADS = """() => [...document.querySelectorAll("a[href]")]
    .map((a) => new URL(a.getAttribute("href"), location).href.split("#")[0])
    .filter((a) => a.startsWith(location.origin))"""


def made(n: int, bad: str) -> Record:
    """Return the record of an article with hostile words wherever words can stand."""
    told = report(
        f"Post {bad}"[:200], says(f"Ida {bad}", f"that {bad} is the harbour {n}"),
        says(f"Jon {bad}", f"that {bad} is the harbour {n}", "denied", act="deny"),
        says(f"Ann {bad}", f"that the pier {bad} was sold", named=False), published=f"20{n + 20}-03-04",
    )  # fmt: skip
    article = replace(
        told.article, headline=f"Head {bad}", url=bad, authors=(bad,), byline=bad, name=bad, agency=bad, language=bad
    )
    said = tuple(
        replace(s, addressee=bad, channel=bad, said_on=bad, rivals=(bad,), reasons=((bad, bad),))
        for s in told.reading.statements
    )
    return replace(told, article=article, reading=replace(told.reading, statements=said), warnings=(bad,))


def write(desk: Desk) -> None:
    """Let people write hostile words wherever the desk lets them."""
    ada, con = Program(desk.url, "admin"), Program(desk.url, "commenter")
    articles = [ada.first(f"/?q=harbour+{n}", "/articles/[0-9a-f]+").rsplit("/", 1)[1] for n in range(4)]
    claim = ada.first("/claims", "/claims/[0-9a-f]+").rsplit("/", 1)[1]
    statements = [ada.first(f"/?q=harbour+{n}", "/statements/[0-9a-f]+").rsplit("/", 1)[1] for n in range(8)]
    for n, article in enumerate(articles):  # a few long remarks: nobody may write many
        remark = "\n\n".join(f"{bad}\nhttps://evil.example/{bad}" for bad in WORDS[n::4])
        con.send(f"/comments/article/{article}", text=remark[:4000])
    for bad in WORDS[::9]:
        ada.send("/follows", kind="topic", key=bad[:300])
        ada.send("/keys", name=bad[:60], scope="read", days="30")
        ada.send("/invitations", role="reader", note=bad[:200])
    for key, bad in zip(statements, WORDS[30:], strict=False):
        ada.send(f"/judge/statement/{key}", verdict="corrected", speaker=bad, addressee=bad, note=bad)
    con.send(f"/comments/claim/{claim}", text=WORDS[0])
    ada.send(ada.first(f"/comments/claim/{claim}", r"/comment/\d+") + "/report", reason=WORDS[2])
    ada.send("/house-rules", text="\n\n".join(WORDS)[:8000], hold="none")
    ada.send(f"/comments/claim/{claim}/lock", reason=WORDS[3])
    ada.close()
    con.close()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk whose record, people and comments are full of hostile words."""
    db = tmp_path_factory.mktemp("hostile") / "record.db"
    with Store(db) as store:
        for n, bad in enumerate(WORDS):
            store.add(made(n, bad))
    hire(db)
    for bad in ("<img src=x onerror=alert(1)>", "{{7*7}}</title><script>alert(1)"):
        command("account", "add", bad, "--role", "commenter", "--db", db, said="the quay was never sold")
    with running(db, "--accounts") as desk:
        write(desk)
        yield desk


@pytest.fixture
def watch(hostile: Desk) -> Watch:
    """What may go wrong before this desk."""
    return Watch(hostile.url)


@pytest.fixture
def admin(chromium: Browser, hostile: Desk, watch: Watch) -> Iterator[BrowserContext]:
    """A phone on which an admin is signed in: whatever is too wide shows there first."""
    context = watch.over(chromium.new_context(base_url=hostile.url, viewport=PHONE))
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill("the quay was never sold")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    yield context
    context.close()


def look(page: Page, watch: Watch, place: str) -> None:
    """Open a page, and note what is wrong with it."""
    page.goto(place)
    watch.look(page)
    watch.faults += [f"{place}: {x}" for x in page.evaluate(RUNNING)]
    watch.faults += [f"{place} is too wide: {x}" for x in too_wide(page)]


def test_what_was_read_and_written_does_nothing_on_any_page(admin: BrowserContext, watch: Watch):
    page = admin.new_page()
    waiting = ["/", "/speakers?begins=all", "/claims", "/claims?only=contested", "/unnamed", "/utterances",
               "/moderation", "/follows", "/keys", "/invitations", "/people", "/judgements",
               "/house-rules"]  # fmt: skip
    seen = set(waiting)
    kinds: dict[str, int] = {}
    most = {"articles": len(WORDS) + 20, "speakers": 16, "claims": 12, "unnamed": 6, "comments": 8, "judge": 8}
    while waiting:
        place = waiting.pop(0)
        look(page, watch, place)
        assert watch.faults == []
        for link in page.evaluate(LEADS):
            path = link.removeprefix(watch.url)
            kind = path.split("/")[1].partition("?")[0]
            if path.startswith("/?") and "after=" in path:  # the next page of all statements
                kind = "articles"
            if path not in seen and kinds.get(kind, 0) < most.get(kind, 0) and not path.endswith((".atom", ".json")):
                kinds[kind] = kinds.get(kind, 0) + 1
                seen.add(path)
                waiting.append(path)
    assert len([p for p in seen if re.fullmatch("/articles/[0-9a-f]+", p)]) >= 50
    assert min(kinds[k] for k in ("speakers", "claims", "unnamed", "comments", "judge")) >= 4


def test_what_is_asked_does_nothing_either(admin: BrowserContext, watch: Watch):
    page = admin.new_page()
    for n, bad in enumerate(WORDS):
        names = ("q", "speaker", "outlet", "act", "channel", "since", "begins", "one", "other", "only", "after", "next")
        look(page, watch, f"{ASKED[n % len(ASKED)]}?{urlencode(dict.fromkeys(names, bad[:280]))}")
        asked = f"/?{urlencode({'q': bad[:280], 'outlet': bad[:280]})}"
        look(page, watch, asked if n % 3 else f"/articles/{quote(bad[:280], safe='')}")  # which names what is not there
    assert watch.faults == []


BAD = """<!doctype html><a href="javascript:alert(1)">x</a><p onclick="alert(2)">x</p><script>alert(3)</script>
<img src="http://evil.example/x.png"><script>nothing.there()</script><p>%s</p>""" % ("W" * 400)
STRICT = """<!doctype html><meta http-equiv="Content-Security-Policy" content="script-src 'self'">
<script>alert(4)</script>"""


def test_the_watch_sees_what_a_page_does(chromium: Browser, hostile: Desk, watch: Watch):
    context = watch.over(chromium.new_context(base_url=hostile.url, viewport=PHONE))
    page = context.new_page()
    page.route("**/bad", lambda route: route.fulfill(content_type="text/html", body=BAD))
    page.route("**/strict", lambda route: route.fulfill(content_type="text/html", body=STRICT))
    look(page, watch, "/bad")
    look(page, watch, "/strict")
    context.close()
    told = "\n".join(watch.faults)
    for sign in ("a dialog opened: 3", "asked for http://evil.example/", "a script broke", "the policy refused script",
                 "the console has", "/bad: A href=javascript:alert(1)", "/bad: P onclick=alert(2)",
                 "/bad is too wide"):  # fmt: skip
        assert sign in told
    assert "opened: 4" not in told


def test_a_tip_or_a_name_full_of_hostile_words_does_nothing(chromium: Browser, hostile: Desk, tmp_path: Path):
    watch = Watch(hostile.url)
    command("tips", "key", tmp_path / "key", "--db", hostile.db)
    context = watch.over(chromium.new_context(base_url=hostile.url, viewport=PHONE))
    page = context.new_page()
    for bad in WORDS[::8]:
        page.goto("/sign-in")
        page.get_by_label("Name").fill(bad[:200])
        page.get_by_label("Password").fill("wrong, and long enough")
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.get_by_role("alert").wait_for()
        watch.look(page)
        watch.faults += page.evaluate(RUNNING)
        page.goto("/tip")
        page.get_by_label("Receipt code").fill(bad[:100])
        page.get_by_role("button", name="Look for a reply").click()
        page.get_by_role("heading", level=1).wait_for()
        watch.look(page)
        watch.faults += page.evaluate(RUNNING)
    context.close()
    assert watch.faults == []
