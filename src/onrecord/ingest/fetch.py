"""One page from the web: asked for politely, from public hosts only, and never more than can be held."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urljoin

from protego import Protego

from onrecord.domain import Page
from onrecord.errors import FetchError
from onrecord.ingest.guard import Target, admit, shown
from onrecord.ingest.unpack import GZIP_MAGIC, MAX_BYTES, gunzip
from onrecord.ingest.wire import REDIRECTS, SAVE, TEXT, Answer, Bounds, ask

PRODUCT = "onrecord"
_HOME = "https://pypi.org/project/onrecord/"
_LATER = "Try again later, or save the page and read the file."
_ROBOTS_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one address may take, in seconds, how many bytes and how many redirects.

    `silence` is the longest wait for a connection, and for any piece of an answer.
    """

    total: float = 20.0
    silence: float = 10.0
    bytes: int = MAX_BYTES
    redirects: int = 5


def user_agent() -> str:
    """Return the name under which pages are asked for."""
    try:
        number = version(PRODUCT)
    except PackageNotFoundError:  # run from a source tree that is not installed
        number = "0"
    return f"{PRODUCT}/{number} (+{_HOME})"


def fetch(url: str, *, allow_private: bool = False, limits: Limits | None = None) -> Page:
    """Return the page at an http(s) address, after redirects; `sha256` is of its bytes after decompression.

    Each host on the way is checked (see `guard`), and its robots.txt is asked and respected: where there is none all
    is allowed, where the server fails to give it nothing is. Raises FetchError, with the remedy, for whatever does not
    end in a text of at most `limits.bytes` within `limits.total` seconds. No password is ever part of a message.
    """
    limits = limits or Limits()
    answer = _Visit(allow_private, limits).follow(url, respect_robots=True)
    if answer.status >= 300:
        raise FetchError(answer.target.url, f"the server answered {answer.status}", _remedy(answer.status))
    kind = answer.media_type.split(";")[0].strip().lower()
    if kind and not kind.startswith(TEXT):
        raise FetchError(answer.target.url, f"it is not a page but {kind[:60]}", "Read a page in HTML or plain text.")
    data = answer.data
    if data.startswith(GZIP_MAGIC):  # a file that is gzip in itself, sent as text
        data = gunzip(data, name=answer.target.url, limit=limits.bytes)
    fetched = datetime.now(UTC).isoformat(timespec="seconds")
    address = answer.target.url
    return Page(address, data, answer.media_type, address, fetched, hashlib.sha256(data).hexdigest())


class _Visit:
    """All the requests that one address leads to, under one deadline."""

    def __init__(self, allow_private: bool, limits: Limits):
        self._allow_private, self._limits = allow_private, limits
        self._deadline = time.monotonic() + limits.total
        self._robots: dict[str, Protego] = {}

    def follow(self, url: str, *, respect_robots: bool) -> Answer:
        """Return the first answer that is no redirect. Raises FetchError after too many."""
        most = self._limits.bytes if respect_robots else min(self._limits.bytes, _ROBOTS_BYTES)
        bounds = Bounds(self._deadline, self._limits.silence, most)
        for _ in range(self._limits.redirects + 1):
            target = admit(url, allow_private=self._allow_private)
            if respect_robots and not self._may(target):
                raise FetchError(target.url, "the site's robots.txt does not want it fetched", SAVE)
            answer = ask(target, bounds, agent=user_agent())
            if answer.status not in REDIRECTS or not answer.location:
                return answer
            try:
                url = urljoin(target.url, answer.location)
            except ValueError as error:
                raise FetchError(target.url, "it redirects to something that is no address", SAVE) from error
        raise FetchError(shown(url), f"it redirects more than {self._limits.redirects} times", SAVE)

    def _may(self, target: Target) -> bool:
        if target.origin not in self._robots:
            answer = self.follow(f"{target.origin}/robots.txt", respect_robots=False)
            if answer.status >= 500 or answer.status == 429:  # "too many requests" is no leave to make more
                problem = f"the site's robots.txt cannot be had (the server answered {answer.status})"
                raise FetchError(target.url, problem, _LATER)
            text = answer.data.decode("utf-8-sig", "replace") if answer.status < 300 else ""
            self._robots[target.origin] = Protego.parse(text)
        return self._robots[target.origin].can_fetch(target.origin + target.path, PRODUCT)


def _remedy(status: int) -> str:
    if status in (401, 402, 403, 451):
        return SAVE
    return "Check the address." if status in (404, 410) else _LATER
