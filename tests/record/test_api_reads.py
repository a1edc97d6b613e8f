"""What the interface reads, on both kinds of database: the same items as exports, page by page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sayings import report, says
from sqlalchemy import Connection
from stories import harbour, retitled

from onrecord.record import api_groups, api_reads, items
from onrecord.record.api_reads import Slice, Wanted
from onrecord.record.store import Store

LEASED = "that the harbour was leased to a dredging firm before the election"
QUAY = "“The quay belongs to the people who built it with their own hands and nobody else”"
PAGES: dict[str, Callable[..., Slice]] = {
    "statements": api_reads.statements, "relations": api_reads.relations, "speakers": api_reads.speakers,
    "identities": api_groups.identities, "utterances": api_groups.all_utterances, "claims": api_groups.all_claims,
    "judgements": api_reads.judgements,
}  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    first = harbour(url="https://wire.example/harbour")
    store.add(first)
    store.add(retitled(first, "Harbour not sold, mayor says", url="https://wire.example/harbour"))
    store.add(report("Quay Post", says("Ilse Brandt", LEASED), says("Jon Pell", QUAY)))
    store.add(report("Lock Times", says("Jon Pell", LEASED, "denied", act="deny"), says("Jon Pell", QUAY)))
    return store


def all_of(connection: Connection, page: Callable[..., Slice], limit: int) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    after = None
    while True:
        found = page(connection, limit=limit, after=after)
        out += found.items
        after = found.after
        if after is None:
            return out


@pytest.mark.parametrize("windows", [(40, 2_000), (1, 2), (1,)])
@pytest.mark.parametrize("what", PAGES)
def test_pages_of_any_size_have_the_items_of_the_export(
    filled: Store, what: str, windows: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(api_reads, "_WINDOWS", windows)  # however far back what there is has to be looked for
    with filled.looking() as connection:
        expected = {item["id"]: item for item in items.ITEMS[what](connection)}
        for limit in (1, 2, 50):
            found = all_of(connection, PAGES[what], limit)
            assert len(found) == len(expected)
            for item in found:
                item.pop("current", None)
                item.pop("judged", None)
                assert item.pop("size", None) in (None, len(item.get("statements", item.get("speakers", ()))))
            assert {item["id"]: item for item in found} == expected


def test_articles_are_narrowed_down(filled: Store):
    day, before, after = date(2031, 3, 4), date(2031, 3, 3), date(2031, 3, 5)
    cases = [
        (Wanted(), 4), (Wanted("Quay Post"), 1), (Wanted(since=after), 0), (Wanted(until=before), 0),
        (Wanted(since=day, until=day), 4), (Wanted(until=date.max), 4),
    ]  # fmt: skip
    with filled.looking() as connection:
        for wanted, expected in cases:
            assert len(api_reads.articles(connection, wanted, limit=9).items) == expected, wanted
        story = api_reads.articles(connection, Wanted("Harbour Wire"), limit=1).items[0]["kept"]["story"]
        assert len(api_reads.articles(connection, Wanted(story=story), limit=9).items) == 2
        newest = api_reads.newest_version(connection, story)
        assert newest is not None
        kept = api_reads.article(connection, newest)
        assert kept is not None
        assert kept.number == 2


def test_a_chain_leads_over_the_statements_behind_it(filled: Store):
    with filled.looking() as connection:
        inner = next(s for s in all_of(connection, api_reads.statements, 9) if s["parent"])
        chain = api_groups.chain(connection, inner["id"])
        assert chain is not None
        assert [hop["statement"] for hop in chain["hops"]] == [None, inner["parent"], inner["id"]]
        assert chain["origins"]


def test_what_is_not_there_is_none(filled: Store):
    with filled.looking() as connection:
        for find in (
            api_reads.article, api_reads.statement, api_reads.speaker, api_groups.identity, api_groups.utterance,
            api_groups.claim, api_groups.chain, api_groups.origins_of, api_reads.newest_version,
        ):  # fmt: skip
            assert find(connection, "0000") is None, find
        assert api_reads.judgement(connection, 99) is None


def test_every_change_gives_the_record_another_state(filled: Store):
    with filled.looking() as connection:
        before = api_reads.state(connection)
    filled.add(report("Pier Herald", says("Ada Quill", "that the lighthouse is dark")))
    with filled.looking() as connection:
        assert api_reads.state(connection) != before
