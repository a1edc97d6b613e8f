"""A browser before a desk: Debian's Chromium, which Playwright drives. Where it is absent these tests are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from small_desk import fill
from walked_desk import PEOPLE, Desk, Watch, command, hire, running, sign_in

from onrecord.record.store import Store

PATIENCE = 20_000
"""So many milliseconds a page may take to show what is waited for: these tests do not measure speed."""
expect.set_options(timeout=PATIENCE)
Open = Callable[..., BrowserContext]
Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser. It ends with the module, for while Playwright runs nothing else can have an event loop."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program)
        yield started
        started.close()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with accounts over the small record, which takes tips."""
    db = tmp_path_factory.mktemp("walks") / "record.db"
    with Store(db) as store:
        fill(store)
    hire(db)
    with running(db, "--accounts") as desk:
        command("tips", "key", desk.key, "--db", db)
        yield desk


@pytest.fixture(scope="session")
def cookies() -> dict[str, Any]:
    """What the browsers of those who have signed in keep, by desk and role."""
    return {}


@pytest.fixture
def watch(house: Desk) -> Iterator[Watch]:
    """What may go wrong in any browser of a test, and must not."""
    watching = Watch(house.url)
    yield watching
    assert watching.faults == []


@pytest.fixture
def opened(chromium: Browser, house: Desk, watch: Watch) -> Iterator[Open]:
    """Opens browsers that have never been at the desk; `opened(viewport=..., java_script_enabled=False)`."""
    contexts: list[BrowserContext] = []

    def open(**how: Any) -> BrowserContext:
        context = watch.over(chromium.new_context(base_url=house.url, **how))
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context

    yield open
    for context in contexts:
        for page in context.pages:
            watch.look(page)
        context.close()


@pytest.fixture
def enter(opened: Open, house: Desk, cookies: dict[str, Any]) -> Enter:
    """Gives a page of a browser in which the one who has a role is signed in: `enter("editor")`."""

    def come_in(role: str, **how: Any) -> Page:
        if role not in cookies:
            page = opened().new_page()
            page.goto("/sign-in")
            sign_in(page, PEOPLE[role])
            cookies[role] = page.context.storage_state()
        return opened(storage_state=cookies[role], **how).new_page()

    return come_in
