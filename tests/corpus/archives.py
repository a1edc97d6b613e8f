"""Small archives of invented news, sound and broken."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

HTML = b"HTTP/2 200\r\ncontent-type: text/html; charset=utf-8\r\n\r\n"
JPEG = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n"
GONE = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n"
NAMES = ("Ruth Abara", "Della Quayle", "Marta Lind", "Tom Okafor", "Idris Calloway")
THINGS = ("harbour wall", "bus depot", "north bridge", "tram line", "old mill", "fish market", "clock tower")


def record(
    address: str, body: bytes, http: bytes = HTML, *, length: int | None = None, type: str = "response"
) -> bytes:
    """Return one record of a WARC; `length` is what it states instead of its own."""
    content = http + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {type}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-03-14T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:0>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(content) if length is None else length}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"


def paragraphs(n: int) -> list[str]:
    """Return the text of story `n`: no two tell of the same."""
    one, other = NAMES[n % 5], NAMES[(n + 1 + n // 5) % 5 if (n + 1 + n // 5) % 5 != n % 5 else (n + 2) % 5]
    thing, sum_ = THINGS[n % 7], 17 * n + 23
    return [
        f"PORT ELLERY — {one}, the mayor, said on Thursday that the {thing} would cost {sum_} million crowns, {n} more"
        " than the council had set aside for it.",
        f"“We have waited {n + 3} years for the {thing}, and nobody here will wait any longer,” {one.split()[1]} told"
        " reporters at the town hall.",
        f"{other}, who leads the opposition, denied that her party had opposed plan {n} for the {thing}.",
    ]


def day(n: int) -> str:
    """Return when story `n` is published."""
    return f"2024-{n % 3 + 1:02d}-{n % 27 + 1:02d}"


def address(n: int) -> str:
    """Return where story `n` stands."""
    return f"https://paper{n % 3}.example/news/story-{n}"


def page(n: int, text: list[str] | None = None, *, date: str | None = None) -> bytes:
    """Return the page of story `n`."""
    words = "".join(f"<p>{p}</p>" for p in text or paragraphs(n))
    meta = (
        f"<meta property='og:site_name' content='Paper {n % 3}'>"
        f"<meta property='article:published_time' content='{date or day(n)}T08:00:00Z'>"
    )
    title = f"Mayor speaks of the {THINGS[n % 7]}, story {n}"
    return (
        f"<html lang='en'><head><title>{title}</title>{meta}</head><body><article><h1>{title}</h1>{words}</article>"
        "</body></html>"
    ).encode()


def packed(*records: bytes) -> bytes:
    """Return records as CC-NEWS has them: each a gzip member."""
    return b"".join(gzip.compress(r, mtime=0) for r in records)


def stories(numbers: range) -> list[bytes]:
    """Return the records of some stories."""
    return [record(address(n), page(n)) for n in numbers]


def lines(path: Path, numbers: range) -> None:
    """Write stories as JSON lines, with a broken line and an empty one between."""
    rows = [json.dumps({"url": address(n), "text": "\n\n".join(paragraphs(n)), "date": day(n)}) for n in numbers]
    path.write_text("\n".join([rows[0], "{not json", "", *rows[1:]]) + "\n", encoding="utf-8")
