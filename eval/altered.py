"""Many short articles made of few: words are exchanged for others as long, digits and dates for others."""

from __future__ import annotations

import gzip
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from html import escape
from pathlib import Path

WORDS = 100
_WORD = re.compile(r"\b[a-z]{5,}\b|\d")
_BEGIN = date(2022, 1, 1)
_DAYS = 730


def openings(shared: Path) -> list[str]:
    """Return the first paragraphs of all of PolNeAR's articles (train and dev), as near to WORDS words as they come."""
    out = []
    for split in ("train", "dev"):
        for path in sorted((shared / "data/polnear" / split / "text").glob("*.txt")):
            paragraphs: list[str] = []
            words = before = 0
            for line in path.read_text(encoding="utf8").split("\n"):
                if line.strip() and words < WORDS:
                    paragraphs.append(line.strip())
                    before, words = words, words + len(line.split())
            if before > WORDS / 2 and WORDS - before < words - WORDS:
                paragraphs.pop()
            if words >= WORDS:
                out.append("\n\n".join(paragraphs))
    return out


class Exchange:
    """Exchanges words of a text for others of the same length, so that offsets stay as they are."""

    def __init__(self, texts: list[str]):
        pool: dict[int, set[str]] = defaultdict(set)
        for text in texts:
            for word in _WORD.findall(text):
                pool[len(word)].add(word)
        self._pool = {size: sorted(words) for size, words in pool.items()}

    def __call__(self, text: str, seed: int, share: float = 0.3, *, digits: bool = True) -> str:
        """Return the text with about `share` of its longer lower-case words and, with `digits`, all digits changed."""
        r = random.Random(seed)

        def other(m: re.Match[str]) -> str:
            word = m[0]
            if word.isdigit():
                return str(r.randint(1, 9)) if digits else word
            return r.choice(self._pool[len(word)]) if r.random() < share else word

        return _WORD.sub(other, text)


def articles(shared: Path, count: int) -> Iterator[tuple[str, str, str]]:
    """Yield the address, the day and the text of `count` articles."""
    texts = openings(shared)
    exchange = Exchange(texts)
    for n in range(count):
        day = _BEGIN + timedelta(days=n * 7 % _DAYS)
        yield f"https://paper{n % 40}.example/news/{day}/{n}", day.isoformat(), exchange(texts[n % len(texts)], n)


def write_warc(path: Path, shared: Path, count: int) -> list[str]:
    """Write the articles as pages in a WARC, a gzip member each; return the first thousand texts."""
    out: list[str] = []
    with path.open("wb") as file:
        for address, day, text in articles(shared, count):
            if len(out) < 1000:
                out.append(text)
            file.write(gzip.compress(record(address, page(text, day)), compresslevel=6, mtime=0))
    return out


def page(text: str, day: str) -> bytes:
    """Return a text as a page; its first words are its headline."""
    title = escape(" ".join(text.split()[:8]))
    body = "".join(f"<p>{escape(p)}</p>" for p in text.split("\n\n"))
    meta = f'<meta property="article:published_time" content="{day}">'
    head = f'<title>{title}</title><meta charset="utf-8">{meta}'
    return f'<html lang="en"><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>'.encode()


def record(address: str, body: bytes) -> bytes:
    """Return a page as a record of a WARC."""
    content = b"HTTP/2 200\r\ncontent-type: text/html; charset=utf-8\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-03-14T10:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:0>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"
