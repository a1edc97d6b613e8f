"""Every page of the desk, with something on it, and what a browser finds wrong with a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import httpx
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from walked_desk import PASSWORD, PEOPLE, Desk

PHONE = {"width": 390, "height": 844}
HEAVIEST = 300 * 1024
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
NAMES = """
    front search nothing article former versions changed speakers letter speaker claims contested claim utterances
    utterance unnamed outlet compare compared add check comments judge-statement judge-claim judgements follows keys
    account people invitations moderation house-rules tip tips problem refused
""".split()
_WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .reduce((sum, e) => sum + e.decodedBodySize, 0)"""
_LISTS = (
    "/compare?one=Lease+the+harbour+for+20+years%0AKeep+the+library&other=Lease+the+harbour+for+30+years%0APlant+trees"
)


class Program:
    """Somebody who uses the desk without a browser, signed in, to put something on its pages quickly."""

    def __init__(self, url: str, role: str):
        self._client = httpx.Client(base_url=url, follow_redirects=True, timeout=60)
        self._client.get("/sign-in")
        self.send("/sign-in", name=PEOPLE[role], password=PASSWORD)

    def send(self, place: str, **form: str) -> str:
        """Send a form as a page of the desk would; return the page that follows."""
        answer = self._client.post(place, data={"csrf": self._client.cookies["onrecord_csrf"], **form})
        assert answer.is_success, (place, answer.text)
        return answer.text

    def first(self, place: str, link: str) -> str:
        """Return the first address on a page that is like `link`."""
        found = re.search(f'href="({link})"', self._client.get(place).text)
        assert found is not None, (place, link)
        return found[1]

    def close(self) -> None:
        """Leave."""
        self._client.close()


def furnish(desk: Desk) -> dict[str, str]:
    """Put something on every page, and return where each of `NAMES` is."""
    ada, con = (Program(desk.url, role) for role in ("admin", "commenter"))
    article = ada.first("/?outlet=Harbour+Wire", "/articles/[0-9a-f]+")
    versions = f"{article}/versions"
    former = re.findall(r'href="(/articles/[0-9a-f]+)"', ada._client.get(versions).text)
    statement = ada.first("/?q=leased", "/statements/[0-9a-f]+").rsplit("/", 1)[1]
    claim = ada.first("/claims?only=contested", "/claims/[0-9a-f]+")
    speaker = ada.first("/speakers?q=pell", "/speakers/[0-9a-f]+")
    comments = f"/comments/claim/{claim.rsplit('/', 1)[1]}"
    con.send(comments, text="See https://harbour.example/lease for the lease.\n\nIt is short.")
    con.send(comments, text="Buy boats!")
    ada.send(ada.first(comments, r"/comment/\d+") + "/report", reason="no source")
    ada.send(f"/judge/statement/{statement}", verdict="confirmed", note="So in the minutes.")
    for kind, key in (("claim", claim), ("speaker", speaker), ("article", article)):
        ada.send("/follows", kind=kind, key=key.rsplit("/", 1)[1])
    ada.send("/keys", name="archive", scope="read", days="90")
    ada.send("/invitations", role="editor", note="the night desk")
    con.send("/tip", text="The lease is in the cellar.", kind="tip")
    found = {
        "front": "/", "search": "/?q=harbour&act=assert&speaker=Brandt", "nothing": "/?q=zeppelin",
        "article": article, "former": next(p for p in former if p != article), "versions": versions,
        "changed": f"{versions}?older={former[-1].rsplit('/', 1)[1]}&newer={article.rsplit('/', 1)[1]}",
        "speakers": "/speakers", "letter": "/speakers?begins=all", "speaker": speaker, "claims": "/claims",
        "contested": "/claims?only=contested", "claim": claim, "utterances": "/utterances",
        "utterance": ada.first("/utterances", "/utterances/[0-9a-f]+"), "unnamed": "/unnamed",
        "outlet": "/unnamed?outlet=Mole+News", "compare": "/compare", "compared": _LISTS, "add": "/add",
        "check": "/check", "comments": comments, "judge-statement": f"/judge/statement/{statement}",
        "judge-claim": f"/judge{claim.replace('claims', 'claim')}", "judgements": "/judgements", "follows": "/follows",
        "keys": "/keys", "account": "/account", "people": "/people", "invitations": "/invitations",
        "moderation": "/moderation", "house-rules": "/house-rules", "tip": "/tip", "tips": "/tips",
        "problem": "/articles/0000", "refused": "/claims?after=x",
    }  # fmt: skip
    ada.close()
    con.close()
    return found


@lru_cache(maxsize=1)
def _axe() -> Axe:
    return Axe()


def violations(page: Page, *, tags: Sequence[str] = (), rules: Sequence[str] = ()) -> list[str]:
    """Return what axe-core finds against its rules, those with one of `tags` or those of these names."""
    only = {"type": "tag", "values": list(tags)} if tags else {"type": "rule", "values": list(rules)}
    found = _axe().run(page, options={"runOnly": only, "resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {node['html'][:200]} ({node.get('failureSummary')})" for v in found for node in v["nodes"]]


def unfold(page: Page) -> None:
    """Open whatever is folded away, so that it is looked at, too."""
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")


def too_wide(page: Page) -> list[str]:
    """Return what makes a page wider than its window; nothing where it need not be scrolled sideways."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
            [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
            .map((e) => e.outerHTML.slice(0, 120)).concat("the page")"""
    )


def weight(page: Page) -> int:
    """Return the bytes of a page and of all that it loads, before they are compressed, as if nothing were cached."""
    return page.evaluate(_WEIGHT)


def unsound(page: Page) -> list[str]:
    """Return what is wrong with a page at a desk, in the dark and on a phone."""
    unfold(page)
    found = violations(page, tags=RULES)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {v}" for v in violations(page, rules=["color-contrast"])]
    page.set_viewport_size(PHONE)
    found += [f"too wide: {e}" for e in too_wide(page)]
    found += [f"phone: {v}" for v in violations(page, rules=["target-size", "scrollable-region-focusable"])]
    if (heavy := weight(page)) > HEAVIEST:
        found.append(f"{heavy} bytes")
    return found
