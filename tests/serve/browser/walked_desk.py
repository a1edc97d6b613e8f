"""A desk that runs as a program of its own, and what a browser before it must not see.

Its record has the small invented stories of the other tests of the desk, its people are one of each role.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Locator, Page, Request, Response, expect

# People and hostile words are those of the desk's other tests.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "desk"))

from newsroom import PASSWORD, PEOPLE, staff

from onrecord.record import passwords

__all__ = [
    "PASSWORD", "PEOPLE", "Desk", "Watch", "article_of", "command", "go", "hire", "main", "running", "sign_in",
]  # fmt: skip
_START = 60.0
_CANARY = """
window.__refused = [];
document.addEventListener("securitypolicyviolation", (e) => {
  window.__refused.push(`${e.violatedDirective} ${e.blockedURI}`);
});
"""


def command(*args: object, said: str = "") -> str:
    """Run `onrecord ARGS`, with `said` for its input, and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "onrecord", *map(str, args)], input=said, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def hire(db: Path) -> None:
    """Make one account of each role, with passwords that are quickly looked through."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        staff(str(db))


@dataclass(frozen=True)
class Desk:
    """Where a desk runs, over which record, and with which private key its tips are read."""

    url: str
    db: Path
    key: Path


@contextmanager
def running(db: Path, *options: str) -> Iterator[Desk]:
    """Run `onrecord serve` over a record until the block is left."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = db.with_suffix(".log")
    with log.open("wb") as told:
        program = [sys.executable, "-m", "onrecord", "serve", "--db", str(db), "--port", str(port), *options]
        server = subprocess.Popen(program, stdout=told, stderr=told, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    try:
        _wait_for(f"http://127.0.0.1:{port}/health", server, log)
        yield Desk(f"http://127.0.0.1:{port}", db, db.with_name("tips.key"))
    finally:
        server.terminate()
        server.wait(_START)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    last = time.monotonic() + _START
    while time.monotonic() < last:
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise AssertionError(f"the desk did not open: {log.read_text()}")


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fill in the form at which one signs in."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True)).to_be_visible()


def main(page: Page) -> Locator:
    """Return what a page is about, without the desk's own head and foot."""
    return page.get_by_role("main")


def go(page: Page, words: str) -> None:
    """Follow a link of the desk's own navigation."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=words, exact=True).click()


def article_of(page: Page, outlet: str) -> None:
    """Open the newest article of an outlet by way of the search."""
    page.goto(f"/?outlet={outlet}")
    main(page).locator(".hits .about a").first.click()
    expect(page.locator("article.text")).to_be_visible()


@dataclass
class Watch:
    """What went wrong in the browsers that were watched: scripts that ran or broke, what was refused or came from afar.

    url: the desk's own address.
    """

    url: str
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> BrowserContext:
        """Watch every page of a browser, and return it."""
        context.add_init_script(_CANARY)
        context.on("dialog", self._dialog)
        context.on("console", self._console)
        context.on("weberror", lambda e: self.faults.append(f"a script broke: {e.error}"))
        context.on("request", self._request)
        context.on("response", self._response)
        return context

    def look(self, page: Page) -> None:
        """Note what the page's own security policy refused."""
        refused = page.evaluate("window.__refused ?? []")
        self.faults += [f"{page.url}: the policy refused {what}" for what in refused]

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"a dialog opened: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        # Answers that say no are looked at as answers, below.
        if message.type == "error" and not message.text.startswith("Failed to load resource: the server responded"):
            self.faults.append(f"the console has: {message.text}")

    def _request(self, request: Request) -> None:
        at, own = urlsplit(request.url), urlsplit(self.url)
        if at.scheme != "data" and (at.scheme, at.netloc) != (own.scheme, own.netloc):
            self.faults.append(f"asked for {request.url}")

    def _response(self, response: Response) -> None:
        told = response.request.resource_type == "document" or response.request.is_navigation_request()
        if response.status >= (500 if told else 400):
            self.faults.append(f"{response.status} for {response.url}")
