"""A desk over a small invented record: what the tests of its pages and of its interface both stand before."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

from fastapi.testclient import TestClient

# The invented stories are those of the record's own tests.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "record"))

from sayings import Says, report, says
from stories import harbour, retitled

from onrecord.domain import Record, Speaker
from onrecord.record.store import Store

LEASED = "that the harbour was leased to a dredging firm before the election"
QUAY = "“The quay belongs to the people who built it with their own hands and nobody else”"
AIDE = "that two of the cranes had failed their inspection in the spring"


def quoting(outlet: str, *statements: Says, published: str = "2031-03-04") -> Record:
    """Return the record of a report whose speakers are listed, so that they are people across articles."""
    made = report(outlet, *statements, published=published)
    named = dict.fromkeys((s.speaker, s.named) for s in made.reading.statements if s.speaker)
    speakers = tuple(Speaker(name, (name,), "person", known) for name, known in named)
    return replace(made, reading=replace(made.reading, speakers=speakers))


def fill(store: Store) -> None:
    """Add several articles: versions, a chain, a contested claim, one saying twice, an unnamed source."""
    first = harbour(url="https://wire.example/harbour")
    store.add(first)
    store.add(retitled(first, "Harbour not sold, mayor says", url="https://wire.example/harbour"))
    store.add(quoting("Quay Post", says("Ilse Brandt", LEASED), says("Jon Pell", QUAY)))
    store.add(quoting("Lock Times", says("Jon Pell", LEASED, "denied", act="deny"), says("Jon Pell", QUAY)))
    store.add(quoting("Mole News", says("an aide", AIDE, named=False), says("Ilse Brandt", LEASED)))


def token(browser: TestClient, page: str = "/") -> str:
    """Return the token that the forms of a browser must send back."""
    found = re.search(r'name="csrf" value="([^"]+)"', browser.get(page).text)
    return found[1] if found else browser.cookies["onrecord_csrf"]
