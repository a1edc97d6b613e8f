"""Events as people and their programs read them: one sentence each, Atom (RFC 4287) and JSON Feed 1.1.

Every sentence says who reports it. Nothing here says who is right.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote
from xml.etree import ElementTree

from onrecord.record.events import Event
from onrecord.record.follows import Follow
from onrecord.record.search import Hit
from onrecord.serve.outline import UNKNOWN, printable, verb

ATOM_TYPE: Final = "application/atom+xml; charset=utf-8"
JSON_TYPE: Final = "application/feed+json; charset=utf-8"
MOST: Final = 50
"""So many events one feed holds, the newest."""
_ATOM: Final = "http://www.w3.org/2005/Atom"
_NAMES: Final = uuid.UUID("1f6b3f0e-6f0f-5d0c-9a53-0f1d3c0c7a55")
"""What the ids of feeds and entries are derived from: never to be changed, or everything is unread again."""
_TITLE: Final = 160
_LONGEST: Final = 2000
_EPOCH: Final = "1970-01-01T00:00:00Z"
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SIDES: Final = {"denies": "On this claim it stands on the other side."}


@dataclass(frozen=True, slots=True)
class Feed:
    """What one feed holds. base: where the desk is; path: of this feed there; updated: for where it has no events."""

    title: str
    name: str
    base: str
    path: str
    events: Sequence[Event]
    updated: str = _EPOCH
    desk: str = "On record"


def titled(follow: Follow) -> str:
    """Return what a feed or a section of a digest is headed."""
    return f"{follow.followed.kind.capitalize()}: {follow.label}"


def sentence(event: Event) -> str:
    """Return what happened, as reported: "Harbour Wire reports that Jon Pell denies: ..."."""
    where = event.outlet or "An article"
    match event.what:
        case "correction":
            return f"{where} publishes a correction: {event.words}"
        case "withdrawal":
            return f"An article of {event.outlet or 'an unknown outlet'} is marked as withdrawn: {event.words}"
        case "version":
            return f"{where} publishes the article anew ({event.words}): {event.headline or 'without a headline'}"
        case _ if event.hit is not None:
            return _reported(event.hit, where)
    return where


def _reported(hit: Hit, where: str) -> str:
    hops = list(hit.chain[1:])
    act = verb(hit.act, negated=bool(hit.negated)) or "says"
    if not hops:
        return f"{where} {act}: {hit.content}"
    who = "an unknown source" if hops[-1] == UNKNOWN else hops[-1]
    by = f", on the word of {' and of '.join(hops[:-1])}," if len(hops) > 1 else ""
    return f"{where} reports{by} that {who} {act}: {hit.content}"


def details(event: Event) -> str:
    """Return what there is to know beside the sentence, "" where there is nothing."""
    parts = [f"It is about: {event.corrects}"] if event.corrects else []
    parts += [_SIDES[event.stand]] if event.stand in _SIDES else []
    parts += [f"In: {event.headline}"] if event.headline and event.what != "version" else []
    parts += [f"Published: {event.published}"] if event.published else []
    return ". ".join(p.rstrip(".") for p in parts) + ("." if parts else "")


def address(event: Event, base: str) -> str:
    """Return where the desk shows an event."""
    if event.hit is not None:
        return f"{base}/statements/{quote(event.hit.statement, safe='')}"
    return f"{base}/articles/{quote(event.version, safe='')}"


def shortened(words: str, most: int) -> str:
    """Return `words` on one line, cut at a blank where they are longer than `most` characters."""
    plain = " ".join(printable(words).split())
    return plain if len(plain) <= most else plain[: most - 1].rsplit(" ", 1)[0] + "…"


def event_id(key: str) -> str:
    """Return the lasting id of an event in all feeds."""
    return f"urn:uuid:{uuid.uuid5(_NAMES, f'event:{key}')}"


def feed_id(name: str) -> str:
    """Return the lasting id of a feed."""
    return f"urn:uuid:{uuid.uuid5(_NAMES, f'feed:{name}')}"


def as_atom(feed: Feed) -> bytes:
    """Return an Atom document."""
    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(f"{{{_ATOM}}}feed")
    _add(root, "id", feed_id(feed.name))
    _add(root, "title", shortened(feed.title, _TITLE))
    _add(root, "updated", _updated(feed))
    _add(_add(root, "author"), "name", feed.desk)
    _add(root, "generator", "onrecord")
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.base + feed.path)
    _add(root, "link", rel="alternate", type="text/html", href=f"{feed.base}/")
    for event in feed.events:
        entry = _add(root, "entry")
        _add(entry, "id", event_id(event.key))
        _add(entry, "title", shortened(sentence(event), _TITLE))
        _add(entry, "updated", event.at or feed.updated)
        _add(_add(entry, "author"), "name", event.outlet or "unknown outlet")
        _add(entry, "link", rel="alternate", type="text/html", href=address(event, feed.base))
        _add(entry, "category", term=event.what)
        _add(entry, "content", _content(event), type="text")
    made: str = ElementTree.tostring(root, encoding="unicode")
    return b"<?xml version='1.0' encoding='utf-8'?>\n" + made.encode()


def as_json(feed: Feed) -> bytes:
    """Return a JSON Feed 1.1."""
    items = [
        {
            "id": event_id(event.key), "url": address(event, feed.base), "title": shortened(sentence(event), _TITLE),
            "content_text": _content(event), "date_published": event.at or feed.updated,
            "authors": [{"name": event.outlet or "unknown outlet"}], "tags": [event.what],
        }
        for event in feed.events
    ]  # fmt: skip
    made = {
        "version": "https://jsonfeed.org/version/1.1", "title": shortened(feed.title, _TITLE),
        "home_page_url": f"{feed.base}/", "feed_url": feed.base + feed.path, "authors": [{"name": feed.desk}],
        "language": "en", "items": items,
    }  # fmt: skip
    return json.dumps(made, ensure_ascii=True, indent=1).encode()


def _content(event: Event) -> str:
    return "\n".join(x for x in (shortened(sentence(event), _LONGEST), shortened(details(event), _LONGEST)) if x)


def _updated(feed: Feed) -> str:
    return max((e.at for e in feed.events if e.at), default=feed.updated)


def _add(parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: Any) -> ElementTree.Element:
    plain = {name: _NO_XML.sub("", value) for name, value in attributes.items()}
    made = ElementTree.SubElement(parent, f"{{{_ATOM}}}{tag}", plain)
    made.text = _NO_XML.sub("", text) if text is not None else None
    return made
